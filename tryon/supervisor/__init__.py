"""Keeps a kiosk alive: watches its picture, starts it anew, and installs signed updates."""
