"""The command that streams a source without a window."""

import argparse
import getpass
import json
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tryon.cli_arguments import (
    SHAPES,
    add_json,
    add_look,
    add_microphone,
    chosen_microphone,
    counted,
    positive,
)
from tryon.core.errors import BadInput

if TYPE_CHECKING:
    from tryon.core.seams import Sink
    from tryon.sinks.stream import Target

log = logging.getLogger(__name__)

#: Another way to hand a key over: the environment of a process is its user's only.
KEY_VARIABLE = "TRYON_STREAM_KEY"


def add_stream_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``tryon stream`` is asked with."""
    add_look(parser)
    parser.add_argument("source", metavar="IN", help="demo, camera:N or a file")
    parser.add_argument(
        "--to",
        action="append",
        default=[],
        metavar="rtmp://…",
        help="server, without the stream key; several are served at once",
    )
    parser.add_argument(
        "--key",
        action="append",
        default=[],
        metavar="NAME",
        help="name of a stream key in the system's key ring, asked for once; one for each "
        f"server, in their order; without any, {KEY_VARIABLE} of the environment is the key "
        f"of the first, {KEY_VARIABLE}_2 that of the second",
    )
    parser.add_argument("--camera", action="store_true", help="show it as a virtual camera")
    parser.add_argument("--ndi", metavar="NAME", help="send it over NDI under this name")
    parser.add_argument(
        "--ndi-layer", metavar="NAME", help="send what is put on alone, with transparency"
    )
    parser.add_argument("--kbit", type=_kbit, default=4500, help="kbit/s of the pictures")
    parser.add_argument("--shape", choices=tuple(SHAPES), help="cut it, with the face inside")
    parser.add_argument("--fps", type=positive, metavar="N", help="keep to a constant rate")
    parser.add_argument("--record", type=Path, metavar="OUT.mp4", help="record it, too")
    parser.add_argument("--seconds", type=positive, help="stop by itself after this long")
    add_microphone(parser)
    parser.add_argument(
        "--hardware", action="store_true", help="try the encoders of the graphics card first"
    )
    parser.add_argument(
        "--label", choices=("en", "zh", "none"), default="en", help="the notice in the picture"
    )
    add_json(parser)
    parser.set_defaults(run=_stream)


def _stream(given: argparse.Namespace) -> int:
    from tryon.labels.notice import Notice
    from tryon.sinks.encode import Rate
    from tryon.sinks.framing import Framing
    from tryon.sinks.ndi import Ndi
    from tryon.sinks.virtual_camera import VirtualCamera
    from tryon.streaming import stream

    notice = None if given.label == "none" else Notice(given.label)
    aspect = None if given.shape is None else SHAPES[given.shape]
    beside: list[Sink] = []
    if given.camera:
        framing = None if aspect is None else Framing(aspect)
        beside.append(VirtualCamera(framing=framing, notice=notice))
    if given.ndi:
        beside.append(Ndi(given.ndi, notice=notice))
    if given.ndi_layer:
        beside.append(Ndi(given.ndi_layer, is_layer=True))
    if not (given.to or given.record or beside):
        raise BadInput("expected --to rtmp://…, --camera, --ndi, --ndi-layer or --record")
    summary = stream(
        given.source,
        given.look,
        _targets(given.to, given.key),
        given.folders,
        rate=Rate(given.kbit, min(given.kbit, Rate().least_kbit_s)),
        notice=notice,
        aspect=aspect,
        fps=given.fps,
        record=given.record,
        seconds=given.seconds,
        microphone=chosen_microphone(given.microphone),
        beside=beside,
        is_hardware_wanted=given.hardware,
    )
    if given.json:
        print(json.dumps(summary))
    else:
        print(f"{summary['seconds']:.1f} s, {counted(summary['frames'], 'picture')}")
        for sent in summary["streams"]:
            print(f"{sent['host']}: {sent['sent']} sent, {sent['dropped']} dropped")
    return 0


def _kbit(text: str) -> int:
    value = round(positive(text))
    if not 100 <= value <= 100_000:
        raise argparse.ArgumentTypeError(f"expected 100 to 100000 kbit/s, not {text!r}")
    return value


def _targets(urls: list[str], names: list[str]) -> "list[Target]":
    """Give each server its own key, and none that is another's."""
    from tryon.sinks.stream import Target

    if names and len(names) != len(urls):
        raise BadInput(
            f"--key: expected one name for each --to, not {len(names)} for {len(urls)}"
        )
    targets = [Target(url) for url in urls]  # before anybody is asked for a key
    for target in targets:
        if target.may_hold_key:
            log.warning(
                "%s: the address may hold the stream key, and every program can read a "
                "command line: --key NAME keeps it in the key ring",
                target.host,
            )
    keys = [_asked_for(name) for name in names] or [
        # Taken out of the environment: no child needs it.
        os.environ.pop(KEY_VARIABLE if number == 1 else f"{KEY_VARIABLE}_{number}", "")
        for number in range(1, len(urls) + 1)
    ]
    return [Target(url, key) for url, key in zip(urls, keys, strict=True)]


def _asked_for(name: str) -> str:
    """Find a stream key, or ask for it where somebody can answer."""
    from tryon.sinks.keys import find_key, keep_key

    key = find_key(name)
    if key is None:
        if not sys.stdin.isatty():
            raise BadInput(f"there is no stream key named {name!r} in the key ring")
        key = getpass.getpass(f"stream key for {name}: ")
        keep_key(name, key)
    return key
