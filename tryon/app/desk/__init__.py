"""The shop's desk: products, garments, cameras, the kiosk's rules, usage, what is broken."""
