"""Recordings in other shapes: the faces are found again, since no file says where they are."""

import contextlib
from dataclasses import replace
from pathlib import Path

from tryon.core.complete import check_outputs
from tryon.core.errors import BadInput
from tryon.core.scene import Need
from tryon.core.stopwatch import Stopwatch
from tryon.core.words import nearest
from tryon.labels.card import Card
from tryon.labels.notice import Notice
from tryon.labels.reading import inspect_file
from tryon.labels.tag import COMMENT, LOOK, Tag
from tryon.sinks.export import PRESETS, Progress, Wish, export
from tryon.sinks.replay import Clip, Seen, open_clip
from tryon.sources import clip as files
from tryon.tracking.perceive import Perceive

#: Where the face is, is looked up this often; between, the window moves on.
_LOOKS_PER_S = 6.0
#: About as much of the whole takes that.
_LOOKING = 0.3


def export_file(
    path: Path,
    out: Path,
    preset: str,
    *,
    span_s: tuple[float, float] | None = None,
    title: Card | None = None,
    product: Card | None = None,
    notice: Notice | None = None,
    progress: Progress = lambda share: None,
) -> float:
    """Make a clip for another place out of a recording of ours.

    Parameters
    ----------
    path : Path
    out : Path
        ``.mp4``; ``.gif`` or ``.webp`` for a preview.
    preset : str
        One of `tryon.sinks.export.PRESETS`.
    span_s : (float, float), optional
        From where to where.
    title, product : Card, optional
        Shown before and after.
    notice : Notice, optional
        Written into every picture of a new shape.
    progress : callable
        Told the share that is done; what it raises ends it, and no file is left.

    Returns
    -------
    seconds : float
        Of the recording that went into it.

    Raises
    ------
    BadInput
        The recording, the preset or the span cannot be used.
    SinkFailed
    """
    if preset not in PRESETS:
        raise BadInput(f"unknown preset {preset!r}{nearest(preset, tuple(PRESETS))}")
    check_outputs((out,), (path,))
    clip = open_clip(path)
    if span_s is not None and not 0 <= span_s[0] < min(span_s[1], clip.seconds):
        raise BadInput(
            f"{path}: lasts {clip.seconds:.1f} s; cannot be cut from {span_s[0]:g} to "
            f"{span_s[1]:g} s"
        )
    said = inspect_file(path).texts
    words = dict(Tag(said.get(LOOK, "").strip()).metadata)
    words |= {name: text for name, text in said.items() if name.startswith("tryon_colour")}
    words[COMMENT] = said.get(COMMENT, words[COMMENT])
    wish = Wish(out, PRESETS[preset], span_s, title, product, notice, words)
    width, height = clip.form.size
    looked = 0.0
    if abs(wish.preset.aspect / (width / height) - 1) > 0.01:
        looked = _LOOKING
        clip = replace(clip, seen=_seen(path, clip, lambda share: progress(share * looked)))
    export(clip, wish, lambda share: progress(looked + share * (1 - looked)))
    return (span_s[1] - span_s[0]) if span_s else clip.seconds


def _seen(path: Path, clip: Clip, progress: Progress) -> tuple[Seen, ...]:
    """Look for faces in a recording."""
    source = files.Clip(path)
    step_ns, next_ns = round(1e9 / _LOOKS_PER_S), 0
    found: list[Seen] = []
    with contextlib.closing(source), contextlib.closing(Perceive()) as perceive:
        source.open()
        for frame in source.frames():
            if frame.captured_ns >= next_ns:
                next_ns = frame.captured_ns + step_ns
                progress(min(frame.captured_ns / 1e9 / clip.seconds, 1.0))
                scene = perceive(frame, frozenset({Need.LIPS}), Stopwatch())
                faces = tuple(face.box for face in scene.faces)
                found.append(Seen(clip.start_ns + frame.captured_ns, faces, "", ()))
    return tuple(found)
