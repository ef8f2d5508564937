"""The first run: who stands before the camera, which camera it is, and the first shade."""
