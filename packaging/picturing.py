"""Paints the pictures of the guides: ``python packaging/picturing.py [NAME…]``.

Each is a screen as the program paints it on the demo, dark, or several beside each other, as
WebP; or what a command makes of the portrait, as JPEG.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

FOLDER = Path(__file__).parent.parent / "docs" / "images"
#: Window, screen and language of what is on each picture, from left to right.
PICTURES = {
    "kiosk": (
        ("kiosk", "attract", "en"),
        ("kiosk", "consent", "zh_CN"),
        ("kiosk", "mirror", "zh_CN"),
        ("kiosk", "compare", "en"),
    ),
    "studio": (("studio", "studio", "en"),),
    "studio-panic": (("studio", "panic", "en"),),
    "desk-shades": (("desk", "shades", "en"),),
    "desk-kiosk": (("desk", "kiosk", "en"),),
}
#: What commands make into a folder, and how wide that is here.
MADE = {
    "before-after": (("demo", "-o", "."), "before-after.png", 1156),
    "finishes": (("finishes", "-o", "finishes.png"), "finishes.png", 1480),
}
_SIZES = {"kiosk": "1080x1920", "studio": "1366x768", "desk": "1366x768"}
#: Of the whole picture; and between screens that stand beside each other, which is clear.
_WIDTH_PX, _GAP_PX = 1366, 14


def main(names: list[str]) -> int:
    """Paint those that are named, or all; the size of each is told."""
    for name in names or (*PICTURES, *MADE):
        if name in MADE:
            path = FOLDER / f"{name}.jpg"
            made(*MADE[name]).save(path, quality=88, optimize=True)
        else:
            path = FOLDER / f"{name}.webp"
            beside([painted(*screen) for screen in PICTURES[name]]).save(path, quality=82)
        sys.stdout.write(f"{name}: {path.stat().st_size / 1000:.0f} kB\n")
    return 0


def made(words: tuple[str, ...], file: str, width_px: int) -> Image.Image:
    """Let a command make a picture."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tryon", *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)
        with Image.open(Path(folder) / file) as image:
            size = width_px, round(image.height * width_px / image.width)
            return image.convert("RGB").resize(size, Image.Resampling.LANCZOS)


def painted(kind: str, screen: str, language: str) -> Image.Image:
    """Let the program paint one of its screens."""
    with tempfile.TemporaryDirectory() as folder:
        words = ("--kind", kind, "--screen", screen, "--size", _SIZES[kind])
        look = ("--language", language, "--theme", "dark")
        command = [sys.executable, "-m", "tryon", "screens", *words, *look, "-o", folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        path = Path(folder) / f"{kind}-{screen}-{_SIZES[kind]}-{language}-dark.png"
        with Image.open(path) as image:
            return image.convert("RGBA")


def beside(screens: list[Image.Image]) -> Image.Image:
    """Put screens of one size beside each other, all of them so wide as one picture is."""
    room_px = _WIDTH_PX - _GAP_PX * (len(screens) - 1)
    width_px = room_px // len(screens)
    height_px = round(screens[0].height * width_px / screens[0].width)
    row = Image.new("RGBA", (_WIDTH_PX, height_px))
    for place, screen in enumerate(screens):
        small = screen.resize((width_px, height_px), Image.Resampling.LANCZOS)
        row.paste(small, (place * (width_px + _GAP_PX), 0))
    return row


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
