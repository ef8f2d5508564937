"""Clips for other places: other shapes, with cards before and after, or as a small preview."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

import numpy as np

from tryon.core.complete import complete
from tryon.core.errors import BadInput, FileFailed
from tryon.core.scene import Box, Bytes
from tryon.core.seams import SoundBlock
from tryon.labels.card import Card
from tryon.labels.notice import Notice
from tryon.labels.tag import Tag, description, xmp_packet
from tryon.sinks.encode import Encode
from tryon.sinks.encoders import Encoder
from tryon.sinks.framing import HALF_LIFE_S, Framing, cut_out
from tryon.sinks.parcel import SECOND_NS, Mux, write_movie
from tryon.sinks.photo import titled
from tryon.sinks.replay import Clip
from tryon.sinks.yuv import to_srgb


@dataclass(frozen=True, slots=True)
class Preset:
    """What a place wants.

    Attributes
    ----------
    out : (int, int)
        Width and height in pixels.
    crf : int
        Of x264: 18 is without visible loss, 6 more halve the size.
    fps : float
        Constant: many platforms want that.
    """

    out: tuple[int, int]
    crf: int = 20
    fps: float = 30.0

    @property
    def aspect(self) -> float:
        """Width / height."""
        return self.out[0] / self.out[1]


#: By name: feeds of phones, squares, screens, and the small ones of shop pages.
PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        "vertical": Preset((1080, 1920)),
        "square": Preset((1080, 1080)),
        "wide": Preset((1920, 1080)),
        "shop": Preset((720, 720), crf=26),
    }
)

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a clip shall become.

    Attributes
    ----------
    path : Path
        ``.mp4``; or ``.gif`` and ``.webp`` for a preview without sound.
    preset : Preset
    span_s : (float, float), optional
        From where to where of the clip; all of it, when None.
    title, product : Card, optional
        Shown before and after.
    notice : Notice or None
        Written into every picture, after it got its shape.
    metadata : mapping of str to str
        See `tryon.labels.tag.Tag`.
    """

    path: Path
    preset: Preset
    span_s: tuple[float, float] | None = None
    title: Card | None = None
    product: Card | None = None
    notice: Notice | None = field(default_factory=Notice)
    metadata: Mapping[str, str] = field(default_factory=lambda: Tag().metadata)


def export(clip: Clip, wish: Wish, progress: Progress = lambda share: None) -> None:
    """Encode a clip anew.

    Parameters
    ----------
    clip : Clip
    wish : Wish
    progress : callable
        Told the share that is done; what it raises ends the export, and no file is left.

    Raises
    ------
    BadInput
        Such files are not written.
    FileFailed
        The disk is full, or the folder cannot be written.
    """
    import av

    kind = wish.path.suffix.lower()
    if kind not in (".mp4", ".gif", ".webp"):
        raise BadInput(
            f"{wish.path}: a clip becomes .mp4, .gif or .webp, not {kind or 'nothing'}"
        )
    try:
        with complete(wish.path) as part:
            if kind == ".mp4":
                _write_mp4(clip, wish, part, progress)
            else:
                _write_preview(clip, wish, part, progress)
    except av.FFmpegError as error:
        raise FileFailed(wish.path, f"cannot be written: {error.strerror}") from error


#: A preview is at most so long, has so few pictures a second, and no side longer than this: a
#: GIF of 1080 x 1920 took 11 MB.
PREVIEW_S, PREVIEW_FPS, PREVIEW_PX = 6.0, 8.0, 640


def _write_mp4(clip: Clip, wish: Wish, part: Path, progress: Progress) -> None:
    preset = wish.preset
    span_s = wish.span_s or (0.0, clip.seconds)
    lead_ns = round((wish.title.seconds if wish.title else 0.0) * SECOND_NS)
    sound = _Heard(clip, span_s, lead_ns) if clip.form.has_sound else None
    encoder = Encoder(
        "libx264", options={"preset": "veryfast", "crf": str(preset.crf), "threads": "2"}
    )
    encode = Encode(preset.out, preset.fps, sound, encoder)
    options = {"movflags": "faststart+use_metadata_tags"}
    mux = Mux(str(part), "mp4", options, encode.form, clip.labels(wish.metadata))
    last_ns = 0
    try:
        for rgb, at_ns, share in _shown(clip, wish, span_s, lead_ns):
            for parcel in encode.picture(rgb, at_ns):
                mux.put(parcel)
            last_ns = at_ns
            progress(share)
        for parcel in encode.rest():
            mux.put(parcel)
    finally:
        mux.close(
            [(lead_ns / SECOND_NS + at_s, name) for at_s, name in clip.chapters]
            if wish.span_s is None
            else (),
            last_ns / SECOND_NS,
        )


def _write_preview(clip: Clip, wish: Wish, part: Path, progress: Progress) -> None:
    from PIL import Image

    begin_s, end_s = wish.span_s or (0.0, clip.seconds)
    span_s = begin_s, min(end_s, begin_s + PREVIEW_S)
    shrink = min(1.0, PREVIEW_PX / max(wish.preset.out))
    width, height = (2 * round(side * shrink / 2) for side in wish.preset.out)
    slower = replace(
        wish,
        preset=replace(wish.preset, out=(width, height), fps=PREVIEW_FPS),
        title=None,
        product=None,
    )
    images = []
    for rgb, _, share in _shown(clip, slower, span_s, 0):
        images.append(Image.fromarray(rgb))
        progress(share)
    words = clip.labels(wish.metadata)
    first, *others = images
    pause_ms = round(1000 / PREVIEW_FPS)
    if part.suffix == ".gif":
        note = description(words).encode()
        first.save(
            part, save_all=True, append_images=others, duration=pause_ms, loop=0, comment=note
        )
    else:
        first.save(
            part,
            save_all=True,
            append_images=others,
            duration=pause_ms,
            loop=0,
            quality=70,
            xmp=xmp_packet(words),
            exif=titled(description(words)).removeprefix(b"Exif\0\0"),
        )


def _shown(
    clip: Clip, wish: Wish, span_s: tuple[float, float], lead_ns: int
) -> Iterator[tuple[Bytes, int, float]]:
    """Make each picture: pixels, when it is shown in ns, share that is done by then."""
    preset = wish.preset
    finish = wish.notice.write_on if wish.notice is not None else np.ascontiguousarray
    period_ns = SECOND_NS / preset.fps
    whole_ns = round((span_s[1] - span_s[0]) * SECOND_NS)
    tail_ns = round((wish.product.seconds if wish.product else 0.0) * SECOND_NS)
    total = max(lead_ns + whole_ns + tail_ns, 1)
    slot = 0
    if wish.title is not None:
        card = finish(wish.title.draw(preset.out))
        while slot * period_ns < lead_ns:
            yield card, round(slot * period_ns), slot * period_ns / total
            slot += 1
    shape = _Shape(clip, preset)
    written = clip.form.written
    if written is not None and not shape.is_cut:
        finish = np.ascontiguousarray  # what is written there is still whole
    page: Bytes | None = None
    for rgb, captured_ns in _decoded(clip):
        at_ns = captured_ns - clip.start_ns - round(span_s[0] * SECOND_NS)
        cut = shape.cut(rgb, captured_ns)  # also of what comes before: the window gets there
        if at_ns < -period_ns / 2:
            continue
        if at_ns >= whole_ns:
            break
        due = slot * period_ns <= lead_ns + at_ns + period_ns / 2
        if due:
            page = finish(cut)
        while page is not None and slot * period_ns <= lead_ns + at_ns + period_ns / 2:
            yield page, round(slot * period_ns), slot * period_ns / total
            slot += 1
    if wish.product is not None:
        label = wish.notice.write_on if wish.notice is not None else np.ascontiguousarray
        card = label(wish.product.draw(preset.out))
        end_ns = slot * period_ns + tail_ns
        while slot * period_ns < end_ns:
            yield card, round(slot * period_ns), min(slot * period_ns / total, 1.0)
            slot += 1


#: A label in a strip of this share of the height is left out of other shapes; a larger one
#: only where it is above all faces, up to the second share: else it would take them with it.
_STRIP, _CLEAR_STRIP = 0.18, 0.4
#: What is wiped out is filled at this share of the size.
_COARSE = 8


def _wipe(rgb: Bytes, box: Box) -> None:
    """Fill a box, in place, with what its surroundings fade into."""
    import cv2

    height, width = rgb.shape[0] // _COARSE, rgb.shape[1] // _COARSE
    small = cv2.resize(rgb, (width, height), interpolation=cv2.INTER_AREA)
    hole = np.zeros((height, width), np.uint8)
    rows = slice(max(box.y // _COARSE - 1, 0), (box.y + box.height) // _COARSE + 2)
    columns = slice(max(box.x // _COARSE - 1, 0), (box.x + box.width) // _COARSE + 2)
    hole[rows, columns] = 255
    filled = cv2.GaussianBlur(cv2.inpaint(small, hole, 3, cv2.INPAINT_TELEA), (0, 0), 1.5)
    large = cv2.resize(filled, (rgb.shape[1], rgb.shape[0]), interpolation=cv2.INTER_CUBIC)
    rgb[box.rows, box.columns] = large[box.rows, box.columns]


def _is_above_faces(clip: Clip, bottom_px: float) -> bool:
    """Whether a strip down to `bottom_px` leaves eyebrows alone, all but at odd moments."""
    tops = [face.y + 0.1 * face.height for seen in clip.seen for face in seen.faces[:1]]
    return bool(tops) and float(np.percentile(tops, 5)) > bottom_px


class _Shape:
    """Brings the pictures of a clip to the shape of a preset, the face kept inside."""

    def __init__(self, clip: Clip, preset: Preset) -> None:
        width, height = clip.form.size
        self.is_cut = abs(preset.aspect / (width / height) - 1) > 0.01
        above = below = 0.0
        if clip.form.written is not None:
            box = clip.form.written
            if box.y > height / 2:
                below = (height - box.y) / height
            else:
                above = (box.y + box.height) / height
        # Where that would cost more of the picture than a strip, or a face, it is wiped out.
        most = _CLEAR_STRIP if above and _is_above_faces(clip, above * height) else _STRIP
        self._wiped = clip.form.written if self.is_cut and above + below > most else None
        if self._wiped is not None:
            above = below = 0.0
        self._out = preset.out
        self._framing = Framing(preset.aspect, preset.out, above, below)
        self._faces = {seen.captured_ns: seen.faces for seen in clip.seen}
        self._times = np.array(sorted(self._faces), np.int64)

    def cut(self, rgb: Bytes, captured_ns: int) -> Bytes:
        if not self.is_cut:
            height, width = rgb.shape[:2]
            return cut_out(rgb, (width / 2, height / 2), (width, height), self._out)
        if self._wiped is not None:
            _wipe(rgb, self._wiped)
        coming_ns = captured_ns + round(HALF_LIFE_S * SECOND_NS)
        return self._framing.cut(
            rgb, captured_ns, self._faces_at(captured_ns), self._faces_at(coming_ns)
        )

    def _faces_at(self, captured_ns: int) -> tuple[Box, ...]:
        """Say where the faces are at a time; between two times that were looked at, too."""
        after = int(np.searchsorted(self._times, captured_ns))
        if not len(self._times) or after in (0, len(self._times)):
            return self._faces[int(self._times[max(after - 1, 0)])] if len(self._times) else ()
        times = int(self._times[after - 1]), int(self._times[after])
        earlier, later = (self._faces[time_ns] for time_ns in times)
        share = (captured_ns - times[0]) / (times[1] - times[0])
        if len(earlier) != len(later):
            return earlier if share < 0.5 else later
        return tuple(_between(*pair, share) for pair in zip(earlier, later, strict=True))


def _between(first: Box, second: Box, share: float) -> Box:
    """Return a face on its way; of another face the nearer one."""
    if abs(first.x - second.x) > first.width:
        return first if share < 0.5 else second

    def mix(a: int, b: int) -> int:
        return round(a + (b - a) * share)

    return Box(
        mix(first.x, second.x),
        mix(first.y, second.y),
        mix(first.width, second.width),
        mix(first.height, second.height),
    )


def _decoded(clip: Clip) -> Iterator[tuple[Bytes, int]]:
    """Decode the pictures of a clip: sRGB pixels, and when they were captured."""
    import av

    with av.open(_file(clip), "r", format="mp4") as file:
        video = file.streams.video[0]
        for frame in file.decode(video):
            if frame.pts is not None and frame.time is not None:
                yield to_srgb(frame), clip.start_ns + round(frame.time * SECOND_NS)


def _file(clip: Clip) -> BytesIO:
    """Put a clip into an MP4 file in memory."""
    file = BytesIO()
    write_movie(file, clip.form, clip.parcels, {})
    file.seek(0)
    return file


class _Heard:
    """The sound of a stretch of a clip, on the clock of the export."""

    live = False

    def __init__(self, clip: Clip, span_s: tuple[float, float], lead_ns: int) -> None:
        self.rate_hz, self.channels = clip.form.rate_hz, 1
        self._blocks: list[SoundBlock] = []
        self._read(clip, span_s, lead_ns)

    def open(self) -> None:
        """Nothing to do: all was read when it was made."""

    def take(self, until_ns: int | None) -> list[SoundBlock]:
        """Hand over what begins before `until_ns`."""
        if until_ns is None:
            taken, self._blocks = self._blocks, []
            return taken
        count = sum(block.captured_ns < until_ns for block in self._blocks)
        taken, self._blocks = self._blocks[:count], self._blocks[count:]
        return taken

    def close(self) -> None:
        """Nothing is held."""

    def _read(self, clip: Clip, span_s: tuple[float, float], lead_ns: int) -> None:
        import av

        begin_ns, end_ns = (round(at_s * SECOND_NS) for at_s in span_s)
        with av.open(_file(clip), "r", format="mp4") as file:
            if not file.streams.audio:
                return
            for frame in file.decode(file.streams.audio[0]):
                samples = np.ascontiguousarray(frame.to_ndarray().T, np.float32)
                self.channels = samples.shape[1]
                at_ns = round(float(frame.time or 0.0) * SECOND_NS)
                if begin_ns <= at_ns < end_ns:
                    self._blocks.append(SoundBlock(samples, at_ns - begin_ns + lead_ns))
