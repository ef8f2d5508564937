"""The clips in a folder: what there is, how it begins, cutting it shorter, and sharing it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from tryon.app.language import name_of
from tryon.app.product_card import price
from tryon.catalogue.product import Product
from tryon.clips import export_file
from tryon.core.errors import BadInput
from tryon.core.scene import Bytes
from tryon.labels.card import Card
from tryon.labels.notice import Notice
from tryon.labels.reading import inspect_file
from tryon.labels.tag import LOOK
from tryon.sinks.export import PRESETS, Progress
from tryon.sinks.exports import Exports
from tryon.sinks.replay import open_clip

#: The newest so many are shown.
MOST = 60
_THUMB_PX = 160, 90


@dataclass(frozen=True, slots=True)
class Sharing:
    """What a clip shall become.

    Attributes
    ----------
    path : Path
        The clip.
    kinds : tuple of str
        Names of `tryon.sinks.export.PRESETS`, and ``gif`` and ``webp`` for previews.
    title, product : Card or None
        Shown before and after it.
    """

    path: Path
    kinds: tuple[str, ...]
    title: Card | None = None
    product: Card | None = None


def share(sharing: Sharing, notice: Notice, exports: Exports) -> None:
    """Queue what a clip shall become, each as a file beside it."""
    for kind in sharing.kinds:
        is_preview = kind not in PRESETS
        out = _free(sharing.path, f" {kind}", f".{kind}" if is_preview else ".mp4", exports)
        preset = "shop" if is_preview else kind
        exports.add(out, partial(_share, sharing, out, preset, notice))


def _share(
    sharing: Sharing, out: Path, preset: str, notice: Notice, progress: Progress
) -> None:
    export_file(
        sharing.path,
        out,
        preset,
        title=sharing.title,
        product=sharing.product,
        notice=notice,
        progress=progress,
    )


def product_card(path: Path, products: Mapping[str, Product]) -> Card | None:
    """Make the card of the product that a clip says is worn; None where it names none."""
    try:
        look = inspect_file(path).texts.get(LOOK, "").strip()
    except BadInput:
        return None
    for product in products.values():
        if f", {product.id})" in look or look == product.id:
            detail = price(product.price, product.currency) if product.price else ""
            return Card(name_of(product), (product.brand, *([detail] if detail else [])), 3.0)
    return None


def _free(path: Path, words: str, suffix: str, exports: Exports) -> Path:
    """Find a name beside `path` that no file has or is about to get."""
    taken = {export.path for export in exports.left}
    number, free = 2, path.with_name(path.stem + words + suffix)
    while free.exists() or free in taken:
        free, number = path.with_name(f"{path.stem}{words} {number}{suffix}"), number + 1
    return free


def clips_in(folder: Path) -> Sequence[Path]:
    """List the recordings in a folder, newest first."""
    try:
        found = [(path.stat().st_mtime, path) for path in folder.glob("*.mp4")]
    except OSError:
        return ()
    return [path for _, path in sorted(found, reverse=True)[:MOST]]


def thumbnail(path: Path) -> tuple[Bytes, float] | None:
    """Read the first picture of a clip, small, and its length in s; None without one."""
    import av

    try:
        with av.open(str(path), "r") as file:
            frame = next(file.decode(video=0), None)
            seconds = (file.duration or 0) / 1e6
    except (av.FFmpegError, OSError, IndexError):
        return None
    if frame is None:
        return None
    rgb = frame.to_ndarray(format="rgb24")
    height, width = rgb.shape[:2]
    scale = min(_THUMB_PX[0] / width, _THUMB_PX[1] / height)
    size = max(round(width * scale), 1), max(round(height * scale), 1)
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    whole = np.zeros((_THUMB_PX[1], _THUMB_PX[0], 3), np.uint8)
    left, top = (_THUMB_PX[0] - size[0]) // 2, (_THUMB_PX[1] - size[1]) // 2
    whole[top : top + size[1], left : left + size[0]] = small
    return whole, seconds


def rename(path: Path, name: str) -> Path:
    """Give a clip another name; its ending stays.

    Raises
    ------
    BadInput
        The name cannot be one of a file here, or is taken.
    """
    name = name.strip().removesuffix(path.suffix).strip()
    if not name or name.startswith(".") or any(letter in '<>:"/\\|?*' for letter in name):
        raise BadInput(f"{name!r} is no name for a file", "Choose a name without / : * ? < >.")
    if any(ord(letter) < 32 for letter in name) or len(name.encode()) > 200:
        raise BadInput(f"{name!r} is no name for a file", "Choose a shorter name.")
    new = path.with_name(name + path.suffix)
    if new == path:
        return path
    if new.exists():
        raise BadInput(f"{new}: is there already", "Choose a name that is free.")
    try:
        return path.rename(new)
    except OSError as error:
        raise BadInput(f"{path}: cannot be renamed: {error}") from error


def trim(path: Path, start_s: float, end_s: float) -> Path:
    """Save a part of a clip beside it; nothing is encoded anew.

    The start may move back by less than a second, to where decoding can begin.

    Raises
    ------
    BadInput
        The clip is none of ours, or nothing would be left.
    SinkFailed
    """
    clip = open_clip(path)
    try:
        cut = clip.trimmed(start_s, end_s)
    except ValueError as error:
        raise BadInput(f"{path}: {error}", "Choose a longer part.") from error
    number, new = 2, path.with_name(f"{path.stem} 1{path.suffix}")
    while new.exists():
        new, number = path.with_name(f"{path.stem} {number}{path.suffix}"), number + 1
    cut.save(new, inspect_file(path).texts)
    return new
