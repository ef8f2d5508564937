"""Makes what people install: the frozen program, its packages, notices and checksums."""
