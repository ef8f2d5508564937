"""The host's control room: what the public sees, and everything that decides it."""
