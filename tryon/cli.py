"""The command line: what can be asked for, and how it is answered.

Exit code 0 is done, 2 is wrong usage or bad input (one line on stderr says which), 1 is our
fault. Knows no Qt until a window is asked for, and loads trackers only when they are needed.
"""

import argparse
import logging
import sys
import traceback
from collections.abc import Sequence
from typing import NoReturn

from tryon import __version__
from tryon.cli_arguments import BAD_INPUT, DONE, INTERRUPTED, OUR_FAULT, one_line
from tryon.cli_camera import add_calibrate_arguments, add_correct_arguments
from tryon.cli_catalogue import add_catalogue_commands
from tryon.cli_clip import add_clip_arguments
from tryon.cli_garment import add_garment_commands
from tryon.cli_inspect import add_inspect_arguments
from tryon.cli_measure import (
    add_accuracy_arguments,
    add_bench_arguments,
    add_demo_arguments,
    add_doctor_arguments,
    add_finishes_arguments,
)
from tryon.cli_obs import add_obs_arguments
from tryon.cli_self import (
    add_licences_arguments,
    add_selftest_arguments,
    add_supervise_arguments,
    add_update_arguments,
    run_selftest,
)
from tryon.cli_stream import add_stream_arguments
from tryon.cli_wear import add_photo_arguments, add_record_arguments, add_video_arguments
from tryon.cli_window import (
    add_screens_arguments,
    add_window_arguments,
    add_window_commands,
    open_window,
)
from tryon.core.errors import TryOnError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code."""
    logging.basicConfig(level=logging.WARNING, format="tryon: %(message)s", stream=sys.stderr)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console may not know ± or ΔE
            stream.reconfigure(errors="replace")
    given = _parser().parse_args(arguments)
    try:
        return int(given.run(given))
    except TryOnError as error:
        print(f"tryon: {one_line(_with_hint(error))}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        print("tryon: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        return DONE
    except Exception as error:  # noqa: BLE001 - the last fire door
        if given.debug:
            traceback.print_exc()
        kind = type(error).__name__
        print(
            f"tryon: this is a fault of tryon: {kind}: {one_line(str(error))} "
            "(--debug shows where)",
            file=sys.stderr,
        )
        return OUR_FAULT


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{self.prog}: {message} (--help says more)\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser("tryon", description="AR try-on. Without a command, the window opens.")
    parser.add_argument("--version", action="version", version=f"tryon {__version__}")
    parser.add_argument("--debug", action="store_true", help="show where a fault happened")
    parser.add_argument(
        "--selftest",
        action="store_const",
        dest="run",
        const=run_selftest,
        help="try every part of this copy; JSON",
    )
    add_window_arguments(parser)
    parser.set_defaults(run=open_window, kind=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    def add(name: str, text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument(
            "--debug",
            action="store_true",
            default=argparse.SUPPRESS,
            help="show where a fault happened",
        )
        return command

    add_photo_arguments(add("photo", "try on in photos"))
    text = "try on in a video; its sound and every frame are kept"
    add_video_arguments(add("video", text))
    add_record_arguments(add("record", "record a live source without a window"))
    add_stream_arguments(add("stream", "push a live source to a server, without a window"))
    text = "make a recording fit another place: shape, cards, size"
    add_clip_arguments(add("clip", text))
    add_obs_arguments(add("obs", "show us in OBS's scene, and record there"))
    text = "show and verify what a picture or clip says of itself"
    add_inspect_arguments(add("inspect", text))
    add_calibrate_arguments(add("calibrate", "make a camera's profile from photos of a chart"))
    text = "render a photo as sRGB through its camera's profile"
    add_correct_arguments(add("correct", text))
    add_window_commands(add)
    add_screens_arguments(add("screens", "paint every screen in every language and theme"))
    text = "try on the built-in portrait: a picture, a clip, a report"
    add_demo_arguments(add("demo", text))
    add_bench_arguments(add("bench", "measure how long each stage takes on this machine"))
    add_accuracy_arguments(add("accuracy", "measure colours against spectral truth"))
    add_finishes_arguments(add("finishes", "draw every finish on real lips, side by side"))
    text = "say what works on this machine, and how to mend the rest"
    add_doctor_arguments(add("doctor", text))
    add_selftest_arguments(add("selftest", "try whether this copy is whole"))
    add_supervise_arguments(add("supervise", "keep the kiosk running, whatever happens"))
    add_update_arguments(add("update", "install a package that the right key signed"))
    add_licences_arguments(add("licences", "print the licences of what is inside"))
    catalogue = commands.add_parser("catalogue", help="check, list, import, export products")
    add_catalogue_commands(catalogue)
    garment = commands.add_parser("garment", help="check and draw models of garments")
    add_garment_commands(garment)
    return parser


def _with_hint(error: TryOnError) -> str:
    """Say what happened and, where this very error knows, what to do."""
    return f"{error}. {error.hint}" if "hint" in vars(error) else str(error)
