"""From a frame to a scene: who is there, and where exactly."""
