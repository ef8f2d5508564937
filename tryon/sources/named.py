"""SOURCE words of the command line and the settings: ``demo``, ``camera:N``, a file."""

from pathlib import Path

from tryon.core.errors import BadInput
from tryon.core.seams import Source
from tryon.sources.camera import Camera
from tryon.sources.clip import CLIP_SUFFIXES, Clip, open_container
from tryon.sources.demo import Demo
from tryon.sources.still import PHOTO_SUFFIXES, Folder, Still

EXPECTED = "expected demo, camera:N, or the name of a photo, a video or a folder of photos"


def source(word: str, live: bool) -> Source:
    """Make the source that `word` names.

    Parameters
    ----------
    word : str
        ``demo``, ``camera``, ``camera:N`` (N from 0) or a path.
    live : bool
        Whether somebody is watching: files and the demo are then played at real speed and
        repeated. A camera is always live, a folder of photos never.

    Raises
    ------
    BadInput
        The word names nothing, or a file that is neither photo nor video.
    """
    if word == "demo":
        return Demo(live=live)
    kind, _, number = word.partition(":")
    if kind == "camera":
        if not (number or "0").isdecimal() or len(number) > 3:
            raise BadInput(f"{word}: a camera is named camera:0, camera:1, …", "Say camera:0.")
        return Camera(int(number or "0"))
    path = Path(word)
    if word and path.is_dir():
        return Folder(path)
    if not path.is_file():
        raise BadInput(f"{word or 'nothing'}: there is no such file; {EXPECTED}")
    return Clip(path, live) if _moves(path) else Still(path, live)


def _moves(path: Path) -> bool:
    """Tell videos from photos: by the name, or by trying when the name says nothing."""
    suffix = path.suffix.lower()
    if suffix in CLIP_SUFFIXES:
        return True
    if suffix in PHOTO_SUFFIXES:
        return False
    try:
        open_container(path).close()
    except BadInput:
        return False
    return True
