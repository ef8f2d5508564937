"""From layers to a picture."""
