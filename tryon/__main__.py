"""``python -m tryon`` is the same as ``tryon``."""

import sys

from tryon.cli import main

if __name__ == "__main__":
    sys.exit(main())
