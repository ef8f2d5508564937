"""Recording a live source without a window."""

import threading
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from tryon.catalogue.collection import read_look
from tryon.commands import (
    NO_MARKS,
    Marks,
    check_video_name,
    heard_ahead,
    interruptible,
    look_name,
)
from tryon.core.complete import check_outputs
from tryon.engine import Engine, Fault
from tryon.labels.signature import sign
from tryon.labels.tag import Tag
from tryon.light.profile import read_profile
from tryon.profiles import with_profile
from tryon.render.compositor import Compositor
from tryon.sinks.encoders import X264, fastest
from tryon.sinks.framing import Framing
from tryon.sinks.recording import Recording
from tryon.sources import named
from tryon.sources.microphone import Microphone
from tryon.tracking.perceive import Perceive


def record(
    source_word: str,
    look_word: str,
    out: Path,
    *,
    folders: Sequence[Path] = (),
    seconds: float | None = None,
    microphone: Microphone | None = None,
    profile: Path | None = None,
    marks: Marks = NO_MARKS,
    aspect: float | None = None,
    fps: float | None = None,
    is_hardware_wanted: bool = False,
) -> dict[str, Any]:
    """Record a live source until it ends, `seconds` have passed or the user interrupts.

    A camera is used with `profile`, or with the one that is kept for it, while its state is
    the one in which that was made; the log says when it is not. `aspect` (width / height) cuts
    pictures with the face inside, `fps` keeps to a constant rate.

    Returns
    -------
    summary : dict
        ``frames``, ``dropped``, ``seconds``, ``latency_ms``: how old the last picture was when
        it was recorded.

    Raises
    ------
    TryOnError
        The source never delivered, or the recording had to stop; what was recorded is kept.
    """
    look = read_look(look_word, folders)
    check_video_name(out)
    check_outputs((out,), (Path(source_word), Path(look_word), profile))
    chosen = None if profile is None else read_profile(profile)
    source = with_profile(named.source(source_word, live=True), chosen)
    faults: list[Fault] = []
    enough = threading.Event()

    def on_fault(fault: Fault) -> None:
        faults.append(fault)
        if fault.where != "source" or not engine.delivered:
            enough.set()  # a camera that comes back is waited for; a full disk is the end

    told = Tag(look_name(look_word)).metadata
    lines = marks.lines_for(look_name(look_word))
    recording = Recording(
        out,
        None if microphone is None else microphone.track(),
        metadata=told,
        notice=marks.notice,
        lines=lines,
        framing=None if aspect is None else Framing(aspect),
        constant_fps=fps,
        encoder=fastest((1280, 720), 30.0) if is_hardware_wanted else X264,
    )
    perceive = partial(Perceive, live=source.live)
    engine = Engine(source, perceive, Compositor, [recording], look=look, on_fault=on_fault)
    with interruptible(enough), heard_ahead(microphone):
        engine.start()
        start: float | None = None
        while engine.is_running and not enough.wait(0.05):
            if start is None and engine.delivered:
                start = time.monotonic()
            if seconds and start and time.monotonic() - start >= seconds:
                break
        latency_ms = engine.latency_ms(recording)
        engine.stop()
    fatal = [fault for fault in faults if fault.where != "source" or not engine.delivered]
    if fatal:
        raise fatal[0].error
    if marks.is_signed and out.exists():
        sign(out)
    return {
        "frames": engine.delivered,
        "dropped": engine.dropped,
        "seconds": round(time.monotonic() - start, 3) if start else 0.0,
        "latency_ms": None if latency_ms is None else round(latency_ms, 1),
    }
