"""Streaming without a window: from a source to servers, and to a file beside."""

import logging
import threading
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from tryon.catalogue.collection import read_look
from tryon.commands import heard_ahead, interruptible, look_name
from tryon.core.complete import check_outputs
from tryon.core.errors import BadInput
from tryon.core.seams import Sink
from tryon.engine import Engine, Fault
from tryon.labels.notice import Notice
from tryon.labels.tag import Tag
from tryon.profiles import with_profile
from tryon.render.compositor import Compositor
from tryon.sinks.encode import Rate
from tryon.sinks.encoders import X264, fastest
from tryon.sinks.framing import Framing
from tryon.sinks.movie import Movie
from tryon.sinks.on_air import OnAir
from tryon.sinks.parcel import Outlet
from tryon.sinks.stream import Link, Stream, Target
from tryon.sources import named
from tryon.sources.microphone import Microphone
from tryon.sources.silence import Silence
from tryon.tracking.perceive import Perceive

log = logging.getLogger(__name__)


def stream(
    source_word: str,
    look_word: str,
    targets: Sequence[Target],
    folders: Sequence[Path] = (),
    *,
    rate: Rate,
    notice: Notice | None = None,
    aspect: float | None = None,
    fps: float | None = None,
    record: Path | None = None,
    seconds: float | None = None,
    microphone: Microphone | None = None,
    beside: Sequence[Sink] = (),
    is_hardware_wanted: bool = False,
) -> dict[str, Any]:
    """Stream a source until it ends, `seconds` have passed, or the user interrupts.

    Without targets and a recording, pictures go to the sinks `beside` alone: a virtual camera.

    Returns
    -------
    summary : dict
        ``frames``, ``dropped``, ``seconds``; ``streams``: of each ``host``, ``link``, ``sent``,
        ``dropped``, ``latency_ms``, ``connections``, ``reason``; ``latency_ms`` by sink.

    Raises
    ------
    TryOnError
        The source never delivered, or all streams were lost.
    """
    look = read_look(look_word, folders)
    check_outputs((record,), (Path(source_word), Path(look_word)))
    source = with_profile(named.source(source_word, live=True), None)
    faults: list[Exception] = []
    enough = threading.Event()

    def on_fault(fault: Fault) -> None:
        faults.append(fault.error)
        if fault.where != "source" or not engine.delivered:
            enough.set()

    def on_outlet(outlet: Outlet, error: Exception) -> None:
        log.error("%s", error)

    told = Tag(look_name(look_word)).metadata
    air = OnAir(
        [] if record is None else [Movie(record, told)],
        # There are servers that take no stream without sound.
        sound=Silence() if microphone is None else microphone.track(),
        encoder=fastest((1280, 720), 30.0) if is_hardware_wanted else X264,
        rate=rate,
        notice=notice,
        framing=None if aspect is None else Framing(aspect),
        constant_fps=fps,
        on_fault=on_outlet,
    )
    streams: list[Stream] = []
    for target in targets:
        made = Stream(target, rate=rate, want_key=air.want_key, metadata=told)
        made.slow_down = partial(air.slow_down, made)
        streams.append(made)
        air.attach(made)
    perceive = partial(Perceive, live=source.live)
    sinks: list[Sink] = [*beside, air] if targets or record else [*beside]
    compose = partial(Compositor, any(getattr(sink, "is_layer", False) for sink in beside))
    engine = Engine(source, perceive, compose, sinks, look=look, on_fault=on_fault)
    links = [Link.IDLE] * len(streams)
    with interruptible(enough), heard_ahead(microphone):
        engine.start()
        start_s: float | None = None
        while engine.is_running and not enough.wait(0.05):
            for number, made in enumerate(streams):
                links[number] = _tell(made, links[number])
            if links and all(link is Link.LOST for link in links):
                break
            if start_s is None and engine.delivered:
                start_s = time.monotonic()
            if seconds and start_s and time.monotonic() - start_s >= seconds:
                break
        latency_ms = {type(sink).__name__: engine.latency_ms(sink) for sink in sinks}
        engine.stop()
    healths = [made.health for made in streams]
    for made in streams:
        made.join()
    if faults and (enough.is_set() or not engine.delivered):
        raise faults[-1]
    is_lost = all(link is Link.LOST for link in links)
    was_never_there = healths and healths[0].reason and not any(one.sent for one in healths)
    if links and (is_lost or was_never_there):
        raise BadInput(
            f"no server could be reached: {healths[0].reason}",
            "Check the address, the stream key and the network.",
        )
    return {
        "stream": 1,
        "frames": engine.delivered,
        "dropped": engine.dropped,
        "seconds": round(time.monotonic() - start_s, 3) if start_s else 0.0,
        "latency_ms": {name: age and round(age, 1) for name, age in latency_ms.items()},
        "streams": [
            {
                "host": made.target.host,
                "link": link.value,
                "sent": made.health.sent,
                "dropped": made.health.dropped,
                "latency_ms": round(health.latency_ms, 1),
                "connections": health.connections,
                "reason": health.reason,
            }
            for made, link, health in zip(streams, links, healths, strict=True)
        ],
    }


def _tell(made: Stream, before: Link) -> Link:
    """Say when a link changes."""
    health = made.health
    if health.link is not before:
        why = f" ({health.reason})" if health.reason and health.link is not Link.LIVE else ""
        log.warning("%s: %s%s", made.target.host, health.link.value, why)
    return health.link
