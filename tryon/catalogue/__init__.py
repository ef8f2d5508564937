"""The files a shop edits: products, shades, looks."""
