"""Paints the pictures of the guides: ``python packaging/picturing.py``.

Each is a screen as the program paints it on the demo, in English and dark, as WebP.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

FOLDER = Path(__file__).parent.parent / "docs" / "images"
#: Window and screen of each picture.
PICTURES = {
    "studio": ("studio", "studio"),
    "studio-panic": ("studio", "panic"),
    "desk-shades": ("desk", "shades"),
    "desk-kiosk": ("desk", "kiosk"),
}
_SIZE = "1366x768"


def main() -> int:
    """Paint them all; the size of each is told."""
    for name, (kind, screen) in PICTURES.items():
        with tempfile.TemporaryDirectory() as folder:
            words = ("--kind", kind, "--screen", screen, "--size", _SIZE)
            look = ("--language", "en", "--theme", "dark")
            command = [sys.executable, "-m", "tryon", "screens", *words, *look, "-o", folder]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            painted = Path(folder) / f"{kind}-{screen}-{_SIZE}-en-dark.png"
            with Image.open(painted) as image:
                image.convert("RGB").save(FOLDER / f"{name}.webp", quality=82, method=6)
        size_kb = (FOLDER / f"{name}.webp").stat().st_size / 1000
        sys.stdout.write(f"{name}: {size_kb:.0f} kB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
