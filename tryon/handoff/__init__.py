"""Taking something home from the kiosk: QR codes, and a link on the local network."""
