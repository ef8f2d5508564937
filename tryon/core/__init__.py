"""Numbers only: the types that travel, colour, geometry, hand-off."""
