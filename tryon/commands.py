"""What the commands do, without a window: photos, videos, recordings, the demonstration."""

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from tryon.catalogue.collection import read_look
from tryon.core.complete import check_outputs, complete
from tryon.core.encoding import SRGB
from tryon.core.errors import BadInput, TryOnError
from tryon.core.scene import Bytes, Frame, Picture
from tryon.core.seams import Sink, Source
from tryon.engine import Engine, Fault, Look, Worker
from tryon.labels.notice import Notice
from tryon.labels.product import product_line
from tryon.labels.signature import sign
from tryon.labels.tag import Tag
from tryon.light.lamps import LAMPS
from tryon.light.profile import read_profile
from tryon.other_light import in_other_light
from tryon.profiles import with_profile
from tryon.render.compositor import Compositor
from tryon.sinks.alpha import AlphaLayer
from tryon.sinks.encoders import X264_UNHURRIED
from tryon.sinks.masks import Masks
from tryon.sinks.photo import check_photo_name, write_photo
from tryon.sinks.recording import Recording
from tryon.sinks.report import ReportFile
from tryon.sources.clip import Clip, ClipSound
from tryon.sources.demo import Demo
from tryon.sources.microphone import Microphone
from tryon.sources.still import photos, read_photo
from tryon.tracking.perceive import Perceive

#: What the demonstration wears when nothing else is asked for.
DEMO_LOOK = "demo-lip-02"

_DEMO_FRAMES = 150


@dataclass(frozen=True, slots=True)
class Marks:
    """What is put on a result beside its metadata.

    Attributes
    ----------
    notice : Notice or None
        Written into the pictures.
    is_signed : bool
    says_product : bool
        Whether the notice names the look and its ±ΔE, too.
    """

    notice: Notice | None = None
    is_signed: bool = False
    says_product: bool = False

    def written_on(self, picture: Picture, rgb: Bytes, look_name: str) -> Bytes:
        """Write what is to be seen on the pixels of a picture."""
        if self.notice is None:
            return rgb
        lines = self.lines_for(look_name)
        notice = self.notice if lines is None else replace(self.notice, lines=lines(picture))
        return notice.write_on(rgb)

    def lines_for(self, look_name: str) -> Callable[[Picture], tuple[str, ...]] | None:
        """Return what says, for a picture, what stands below the notice; None for nothing."""
        if not self.says_product or self.notice is None:
            return None
        language = self.notice.language
        return lambda picture: (product_line(look_name, picture.report.colour, language),)


#: Metadata only: outside what is painted, every bit stays.
NO_MARKS = Marks()


def look_name(word: str) -> str:
    """Name a look in metadata; of a file without its folder, which may tell whose it is.

    Examples
    --------
    >>> look_name("/home/ada/looks/plum.json"), look_name("demo-lip-01")
    ('plum', 'demo-lip-01')
    """
    return Path(word).stem if word.lower().endswith(".json") else Path(word).name


@dataclass(frozen=True, slots=True)
class PhotosDone:
    """What became of some photos.

    Attributes
    ----------
    summary : dict
        As in the report.
    bare : dict of Path to str
        Where nothing was put on, and why.
    skipped : dict of Path to str
        What could not be read, and why.
    """

    summary: dict[str, Any]
    bare: dict[Path, str]
    skipped: dict[Path, str]


def try_on_photos(
    inputs: Sequence[Path],
    look_word: str,
    out: Path,
    *,
    folders: Sequence[Path] = (),
    masks: Path | None = None,
    report: Path | None = None,
    profile: Path | None = None,
    lamp: str | None = None,
    marks: Marks = NO_MARKS,
) -> PhotosDone:
    """Dress the people in photos.

    Parameters
    ----------
    inputs : sequence of Path
        Photos, or folders of photos. With one photo, `out` is a file (or an existing folder);
        else a folder, in which every photo keeps its name.
    folders : sequence of Path
        Where products are, beside the user's own and the samples.
    profile : Path or None
        Of the camera that took them; None takes them for sRGB.
    lamp : str or None
        Name of the one of `tryon.light.lamps.LAMPS` under which they are shown; None leaves
        the light as it is. Masks and report are of the look in the light that is there.
    marks : Marks
        What is put on the results beside their metadata.

    Raises
    ------
    TryOnError
        The look, the output name or the only photo cannot be used. With several photos, a bad
        one is skipped.
    """
    look = read_look(look_word, folders)
    encoding = SRGB if profile is None else read_profile(profile).encoding
    jobs = _photo_jobs(inputs, out)
    read = (*(photo for photo, _ in jobs), Path(look_word), profile)
    check_outputs((*(target for _, target in jobs), report), read)
    name = str(inputs[0]) if len(inputs) == 1 else f"{len(inputs)} inputs"
    bare: dict[Path, str] = {}
    skipped: dict[Path, str] = {}
    with ExitStack() as stack:
        perceive = stack.enter_context(contextlib.closing(Perceive(still=True)))
        worker = Worker(perceive, Compositor(masks is not None, is_live=False), _fail)
        written = stack.enter_context(_report(report, name))
        for index, (source, target) in enumerate(_progress(jobs, "photos")):
            try:
                frame = Frame(read_photo(source), 0, index, encoding)
            except TryOnError as error:
                if len(jobs) == 1:
                    raise
                skipped[source] = str(error)
                continue
            picture = worker.finish(frame, look)
            rgb = picture.rgb
            if lamp is not None and worker.scene is not None:
                rgb = in_other_light(worker.scene, look, LAMPS[lamp])
            name = look_name(look_word)
            rgb = marks.written_on(picture, rgb, name)
            write_photo(target, rgb, Tag(name, picture.report.colour))
            if marks.is_signed:
                sign(target)
            if masks is not None:
                Masks(masks, source.stem, _effects(look), numbered=False).write(picture)
            written.write(picture)
            if look and np.array_equal(picture.rgb, frame.rgb):
                is_seen = picture.report.faces or picture.report.bodies
                bare[source] = (
                    "too little of anybody is seen for this look"
                    if is_seen
                    else "nobody to dress was found"
                )
        if len(skipped) == len(jobs):
            raise BadInput(f"{name}: no photo of {len(jobs)} can be read")
        written.close()
        return PhotosDone(written.summary(), bare, skipped)


def try_on_video(
    source: Path,
    look_word: str,
    out: Path,
    *,
    folders: Sequence[Path] = (),
    masks: Path | None = None,
    report: Path | None = None,
    profile: Path | None = None,
    marks: Marks = NO_MARKS,
    is_layer: bool = False,
) -> dict[str, Any]:
    """Dress the people in a video: every frame exactly once, its sound kept.

    With `is_layer`, only what is put on is written, with transparency and without sound, see
    `tryon.sinks.alpha`.

    Returns
    -------
    summary : dict
        As in the report.

    Raises
    ------
    TryOnError
        Nothing is left under the names of the outputs.
    """
    look = read_look(look_word, folders)
    if not is_layer:
        check_video_name(out)
    elif out.suffix and out.suffix.lower() != ".mov":
        raise BadInput(f"{out}: a layer is written as .mov or into a folder, not {out.suffix}")
    check_outputs((out, report), (source, Path(look_word), profile))
    chosen = None if profile is None else read_profile(profile)
    clip = Clip(source)
    clip.open()  # a bad file is told before anything is written
    total = clip.frame_count
    clip.close()
    if is_layer:
        tag = Tag(look_name(look_word))
        return _layer_of_video(with_profile(clip, chosen), look, out, tag, report, total)
    with complete(out) as growing, _report(report, str(source)) as written:
        told = Tag(look_name(look_word)).metadata
        sound = ClipSound.find(source)
        lines = marks.lines_for(look_name(look_word))
        recording = Recording(
            growing,
            sound,
            metadata=told,
            notice=marks.notice,
            lines=lines,
            encoder=X264_UNHURRIED,
        )
        sinks: list[Sink] = [recording, written]
        if masks is not None:
            sinks.append(Masks(masks, source.stem, _effects(look), numbered=True))
        known = with_profile(clip, chosen)
        _run(known, sinks, look, keep_masks=masks is not None, total=total)
        if marks.is_signed:
            sign(growing)
        return written.summary()


def _layer_of_video(
    clip: Source, look: Look, out: Path, tag: Tag, report: Path | None, total: int | None
) -> dict[str, Any]:
    whole = complete(out) if out.suffix else contextlib.nullcontext(out)
    with whole as growing, _report(report, str(out)) as written:
        _run(clip, [AlphaLayer(growing, tag), written], look, keep_masks=True, total=total)
        return written.summary()


def demo(
    out: Path, look_word: str | None = None, folders: Sequence[Path] = ()
) -> dict[str, Any]:
    """Do the main job on the built-in portrait: a before/after picture, a clip and a report.

    Returns
    -------
    summary : dict
        As in the report, and ``files``.
    """
    look_word = look_word or DEMO_LOOK
    look = read_look(look_word, folders)
    portrait = Demo(count=1)
    portrait.open()
    (frame,) = portrait.frames()
    portrait.close()
    with contextlib.closing(Perceive(still=True)) as perceive:
        worn = Worker(perceive, Compositor(is_live=False), _fail).finish(frame, look)
    pair, video, report = out / "before-after.png", out / "clip.mp4", out / "report.json"
    name = look_name(look_word)
    write_photo(pair, _side_by_side(frame.rgb, worn), Tag(name, worn.report.colour))
    with complete(video) as growing, _report(report, "demo") as written:
        source = Demo(count=_DEMO_FRAMES)
        told = Tag(name).metadata
        recording = Recording(growing, metadata=told, encoder=X264_UNHURRIED)
        _run(source, [recording, written], look, total=_DEMO_FRAMES)
        return written.summary() | {"files": [str(pair), str(video), str(report)]}


def _run(
    source: Source,
    sinks: Sequence[Sink],
    look: Look,
    *,
    total: int | None,
    keep_masks: bool = False,
) -> None:
    """Run a source that is not live to its end; the first fault ends it and is raised."""
    faults: list[Fault] = []

    def on_fault(fault: Fault) -> None:
        faults.append(fault)
        engine.cancel()

    engine = Engine(
        source,
        Perceive,
        lambda: Compositor(keep_masks, is_live=False),
        sinks,
        look=look,
        on_fault=on_fault,
    )
    stopped = threading.Event()
    with interruptible(stopped), tqdm(total=total, unit="frame", disable=None) as bar:
        engine.start()
        while engine.is_running and not stopped.wait(0.05):
            bar.update(engine.delivered - bar.n)
        if stopped.is_set():
            engine.stop()
        engine.join()
        bar.update(engine.delivered - bar.n)
    if stopped.is_set():
        raise KeyboardInterrupt
    if faults:
        raise faults[0].error


def _fail(fault: Fault) -> None:
    """Without anybody watching, a fault ends the work instead of spoiling its result."""
    raise fault.error


@contextmanager
def interruptible(stopped: threading.Event) -> Iterator[None]:
    """Set `stopped` on Ctrl-C or a polite kill, so that files are finished properly."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    handlers = {
        number: signal.signal(number, lambda *_: stopped.set())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


@contextmanager
def heard_ahead(microphone: Microphone | None) -> Iterator[None]:
    """Have the microphone on before the first picture comes, which it would otherwise miss."""
    if microphone is None:
        yield
        return
    microphone.listen()
    try:
        yield
    finally:
        microphone.hush()


def _photo_jobs(inputs: Sequence[Path], out: Path) -> list[tuple[Path, Path]]:
    """Pair every photo with the name of its result."""
    sources = [p for path in inputs for p in (photos(path) if path.is_dir() else [path])]
    if len(inputs) == 1 and not inputs[0].is_dir() and not out.is_dir():
        targets = [out]
    else:
        if out.exists() and not out.is_dir():
            raise BadInput(f"{out}: expected a folder for several photos, not a file")
        targets = [out / source.name for source in sources]
        targets = [_writable(target) for target in targets]
    for target in targets:
        check_photo_name(target)
    return list(zip(sources, targets, strict=True))


def _writable(target: Path) -> Path:
    """Keep the name where such a file can be written, else make it a PNG."""
    try:
        check_photo_name(target)
    except BadInput:
        return target.with_suffix(".png")
    return target


def check_video_name(out: Path) -> None:
    """Raise `BadInput` for names under which no video is written."""
    if out.suffix.lower() not in (".mp4", ".m4v", ".mov"):
        raise BadInput(
            f"{out}: a video is written as .mp4, not {out.suffix or 'without suffix'}"
        )
    if out.is_dir():
        raise BadInput(f"{out}: expected a file name, not a folder")


def _effects(look: Look) -> tuple[str, ...]:
    return tuple(dict.fromkeys(effect.name for effect in look))


def _side_by_side(before: Bytes, worn: Picture) -> Bytes:
    """Put the portrait part of both pictures next to each other."""
    height, width = before.shape[:2]
    half = min(width, height * 4 // 5)
    centre = width // 2
    if worn.report.faces:
        box = worn.report.faces[0][1]
        centre = box.x + box.width // 2
    left = min(max(centre - half // 2, 0), width - half)
    gap = np.full((height, max(height // 180, 1), 3), 255, np.uint8)
    crop = np.s_[:, left : left + half]
    return np.ascontiguousarray(np.concatenate([before[crop], gap, worn.rgb[crop]], 1))


def _progress(jobs: Sequence[Any], unit: str) -> Iterator[Any]:
    """Iterate with a bar when there is enough to wait for and someone who sees it."""
    return iter(tqdm(jobs, unit=unit, disable=True if len(jobs) < 2 else None))


@contextmanager
def _report(path: Path | None, name: str) -> Iterator[ReportFile]:
    """Yield a report that gets its name only if all went well."""
    if path is None:
        yield ReportFile(None, name)
        return
    with complete(path) as part:
        yield ReportFile(part, name)
