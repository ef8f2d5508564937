"""A dye in the picture, and landmarks by heart: whoever kept something of them is found out."""

import re
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError
from scipy.spatial import cKDTree

from tryon.core.scene import Bytes

#: Two colours that stand beside each other nowhere else, and how wide their stripes are.
_DYE = np.array([[255, 0, 200], [0, 255, 60]], np.uint8)
_STRIPE_PX = 24
#: So many landmarks in a row, each no farther off than this (they tremble), are no chance.
_RUN, _NEAR_PX = 10, 2.0


def dyed(portrait: Bytes) -> Bytes:
    """Put the portrait before striped cloth that survives scaling, mirroring and JPEG."""
    height, width = portrait.shape[:2]
    x = np.arange(2 * width)
    stripes = np.broadcast_to(_DYE[x // _STRIPE_PX % 2][None], (height, 2 * width, 3)).copy()
    stripes[:, width // 2 : width // 2 + width] = portrait
    return stripes


def shows_dye(rgb: Bytes) -> bool:
    """Whether a picture, or a part of one, was made from a dyed one."""
    pixels = np.asarray(Image.fromarray(rgb).resize((160, 160)), np.int16).reshape(-1, 3)
    red, green, blue = pixels.T
    pink = (red - green > 110) & (blue - green > 60)
    lime = (green - red > 110) & (green - blue > 60)
    return bool(min(pink.mean(), lime.mean()) > 0.005)


def dye_in(path: Path) -> bool:
    """Whether a file shows the dye, as a picture or a clip of any kind, or as bare pixels."""
    data = path.read_bytes()
    if any((row := np.repeat(_DYE[k : k + 1], 8, 0)).tobytes() in data for k in (0, 1)):
        return bool(row.size)
    try:
        with Image.open(BytesIO(data)) as image:
            return shows_dye(np.asarray(image.convert("RGB")))
    except (UnidentifiedImageError, OSError, ValueError):
        pass
    try:
        with av.open(BytesIO(data)) as clip:
            return any(
                shows_dye(frame.to_ndarray(format="rgb24")) for frame in clip.decode(video=0)
            )
    except (av.error.FFmpegError, IndexError):
        return False


def landmarks_in(
    path: Path,
    points: Sequence[Sequence[float]],
    frames: Sequence[tuple[int, int]] = ((1024, 512), (1280, 720)),
) -> bool:
    """Whether a file holds a run of `points`: as text, or as 32- or 64-bit numbers.

    Parameters
    ----------
    path : Path
    points : (n, 3) px
    frames : sequence of (width, height), px
        Over which they are also found scaled to 1, as trackers give them.
    """
    if len(points) < _RUN:
        return False  # nobody was seen
    known = np.asarray(points, float)[:, :2]
    tree = cKDTree(known)
    data = path.read_bytes()
    runs = [np.array([float(n) for n in re.findall(rb"-?\d+\.\d+", data)])]
    for kind in ("<f4", "<f8"):
        size = np.dtype(kind).itemsize
        for start in range(4):
            part = data[start : start + (len(data) - start) // size * size]
            with np.errstate(all="ignore"):
                runs.append(np.frombuffer(part, kind).astype(float))
    spans = (np.ones(2), *(np.array(size, float) for size in frames))
    return any(
        _holds(run[start : start + (len(run) - start) // stride * stride], stride, span, tree)
        for run in runs
        for stride in (2, 3)  # with their depth, or without
        for start in range(stride)
        for span in spans
    )


def _holds(
    run: NDArray[np.float64], stride: int, span: NDArray[np.float64], tree: cKDTree
) -> bool:
    """Whether so many landmarks stand one after the other in `run`."""
    if len(run) < stride * _RUN:
        return False
    with np.errstate(all="ignore"):
        places = run.reshape(-1, stride)[:, :2] * span
    places[~np.isfinite(places).all(1)] = -1e9
    distance, which = tree.query(np.clip(places, -1e9, 1e9), distance_upper_bound=_NEAR_PX)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], np.isfinite(distance), [0]])))
    return any(
        len(np.unique(which[begin:end])) >= _RUN
        for begin, end in zip(edges[::2], edges[1::2], strict=True)
    )
