"""AR try-on that runs on a plain computer, keeps the colour right and says how sure it is."""

__version__ = "0.1.0"
