"""What was put on, alone: pictures with transparency, for an editor's own program."""

import contextlib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tryon.core.errors import BadInput, FileFailed
from tryon.core.scene import Bytes, Picture
from tryon.labels.tag import Tag
from tryon.sinks.photo import write_photo

if TYPE_CHECKING:
    from av.container import OutputContainer
    from av.video.stream import VideoStream

_CLOCK_HZ, _SECOND_NS = 90_000, 1_000_000_000


def layer_of(picture: Picture) -> Bytes:
    """Return what was painted, such that laid over the frame it gives the picture again.

    The frame is looked through where the masks say so. Where no colour in range would do at
    that transparency, a pixel is made as much more opaque as it needs.

    Parameters
    ----------
    picture : Picture
        With its masks and the bare frame.

    Returns
    -------
    rgba : (h, w, 4) uint8
        sRGB-encoded, alpha not multiplied in; nothing where nothing was painted.
    """
    if picture.bare is None:
        raise ValueError("a picture whose compositor kept its masks was expected")
    shape = picture.rgb.shape[:2]
    clear = np.ones(shape, np.float32)
    for mask in picture.masks.values():
        clear *= 1 - mask.astype(np.float32) / 255
    rgba = np.zeros((*shape, 4), np.uint8)
    rows, columns = np.nonzero((clear < 1) | (picture.rgb != picture.bare).any(-1))
    if not len(rows):
        return rgba
    over = picture.rgb[rows, columns].astype(np.float32)
    bare = picture.bare[rows, columns].astype(np.float32)
    change = over - bare
    room = np.where(change > 0, 255 - bare, bare)
    needed = np.abs(change) / np.maximum(room, 1)
    alpha = np.maximum(1 - clear[rows, columns], needed.max(-1)).clip(0, 1)
    alpha = np.ceil(alpha * 255) / 255
    colour = bare + change / np.maximum(alpha, 1 / 255)[:, None]
    rgba[rows, columns, :3] = (colour + 0.5).clip(0, 255).astype(np.uint8)
    rgba[rows, columns, 3] = (alpha * 255 + 0.5).astype(np.uint8)
    return rgba


class AlphaLayer:
    """A sink that writes what was put on, alone: ProRes 4444, or a folder of PNG.

    Parameters
    ----------
    path : Path
        ``.mov`` for ProRes 4444; a name without a suffix for a folder of ``000000.png`` ….
    tag : Tag, optional
        What the files say of themselves.
    """

    backlog = 2

    def __init__(self, path: Path, tag: Tag | None = None) -> None:
        if path.suffix.lower() not in (".mov", ""):
            raise BadInput(
                f"{path}: transparency is written as .mov (ProRes 4444) or into a "
                f"folder (PNG), not {path.suffix}"
            )
        self.path, self.tag = path, tag
        self._container: OutputContainer | None = None
        self._video: VideoStream | None = None
        self._first_ns: int | None = None

    def open(self, size: tuple[int, int], fps: float) -> None:
        """Begin the file, or make the folder. Raises `FileFailed`."""
        import av

        with self._faults():
            if not self.path.suffix:
                self.path.mkdir(parents=True, exist_ok=True)
                return
            options = {"movflags": "use_metadata_tags"}
            self._container = av.open(str(self.path), "w", format="mov", options=options)
            self._container.metadata.update(self.tag.metadata if self.tag is not None else {})
            rate = Fraction(fps if fps > 0 else 30).limit_denominator(1001)
            video = self._container.add_stream(
                "prores_ks", rate=rate, options={"profile": "4444", "alpha_bits": "16"}
            )
            assert isinstance(video, av.VideoStream)
            video.width, video.height, video.pix_fmt = *size, "yuva444p10le"
            video.time_base = video.codec_context.time_base = Fraction(1, _CLOCK_HZ)
            for name, value in _BT709.items():
                setattr(video.codec_context, name, value)
            self._video = video

    def write(self, picture: Picture) -> None:
        """Write one picture's layer. Raises `FileFailed`."""
        import av

        rgba = layer_of(picture)
        if self._first_ns is None:
            self._first_ns = picture.captured_ns
        with self._faults():
            if self._container is None or self._video is None:
                write_photo(self.path / f"{picture.index:06}.png", rgba, self.tag)
                return
            frame = av.VideoFrame.from_ndarray(rgba, format="rgba").reformat(
                format="yuva444p10le", dst_colorspace=1, src_color_range=2, dst_color_range=1
            )
            frame.time_base = Fraction(1, _CLOCK_HZ)
            frame.pts = (picture.captured_ns - self._first_ns) * _CLOCK_HZ // _SECOND_NS
            self._container.mux(self._video.encode(frame))

    def close(self) -> None:
        """Finish the file. Raises `FileFailed`."""
        container, self._container = self._container, None
        if container is not None:
            with self._faults(), contextlib.closing(container):
                if self._video is not None and self._first_ns is not None:
                    container.mux(self._video.encode(None))

    @contextlib.contextmanager
    def _faults(self) -> Iterator[None]:
        """Turn what FFmpeg and the system raise into `FileFailed`."""
        import av

        try:
            yield
        except (av.FFmpegError, OSError) as error:
            raise FileFailed(self.path, f"cannot be written: {error.strerror}") from error


#: ITU-R BT.709, limited range, as FFmpeg numbers them.
_BT709 = {"color_range": 1, "colorspace": 1, "color_primaries": 1, "color_trc": 1}
