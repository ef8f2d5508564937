"""``python packaging/wardrobe/previews.py``: draws the pictures that hang on the app's rack.

Their names hold a digest of the model: one that has changed since is drawn again by the app, so
that an old picture is never shown, and by this script, which also drops what is no longer used.
"""

import threading

from tryon import assets
from tryon.app.clothing import portrait
from tryon.app.showroom import draw
from tryon.garments.rail import hanging


def main() -> None:
    """Draw what is missing."""
    folder = assets.folder() / "models3d" / "previews"
    kept = {draw(portrait(hanger), threading.Event(), folder) for hanger in hanging()}
    for path in folder.glob("*.jpg"):
        if path not in kept:
            path.unlink()


if __name__ == "__main__":
    main()
