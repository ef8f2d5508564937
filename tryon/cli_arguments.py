"""What many commands are asked with, and how all of them answer."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tryon.sources.microphone import Microphone

DONE, OUR_FAULT, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130

#: Shapes of pictures: width / height.
SHAPES = {"16:9": 16 / 9, "9:16": 9 / 16, "1:1": 1.0}


def add_folders(command: argparse.ArgumentParser, *, is_below: bool = True) -> None:
    """Let a command name folders of products: ``folders`` of what it is given.

    A command that is below another keeps what was said before its name.
    """
    command.add_argument(
        "--catalogue",
        action="append",
        default=argparse.SUPPRESS if is_below else [],
        type=Path,
        metavar="DIR",
        dest="folders",
        help="folder of products beside the own one",
    )


def add_below(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    run: Callable[[argparse.Namespace], int],
    text: str,
) -> argparse.ArgumentParser:
    """Add a command below another: it answers programs, too, and keeps ``--debug``."""
    command = commands.add_parser(name, help=text, description=text)
    add_json(command)
    command.add_argument(
        "--debug", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS
    )
    command.set_defaults(run=run)
    return command


def add_json(command: argparse.ArgumentParser) -> None:
    """Let a command answer programs."""
    command.add_argument("--json", action="store_true", help="print the result as JSON")


def add_look(command: argparse.ArgumentParser, *, needed: bool = True) -> None:
    """Let a command be told what is worn."""
    text = "look file, or the id of a product of the catalogue"
    command.add_argument("--look", required=needed, metavar="LOOK", help=text)
    add_folders(command)


def add_microphone(parser: argparse.ArgumentParser) -> None:
    """Add the choice of a microphone."""
    parser.add_argument(
        "--microphone",
        nargs="?",
        const="",
        metavar="NAME",
        help="with sound, of the system's microphone or of one that `tryon doctor` lists",
    )


def chosen_microphone(name: str | None) -> "Microphone | None":
    """Make the microphone that was asked for; None without one."""
    from tryon.sources.microphone import Microphone

    return None if name is None else Microphone(name or None)


def answer(given: argparse.Namespace, summary: dict[str, Any], text: str) -> None:
    """Print the result: for programs where that was asked for, else for people."""
    print(json.dumps(summary, default=str) if given.json else text)


def counted(number: int, thing: str) -> str:
    """Say how many there are of a thing.

    Examples
    --------
    >>> counted(1, "row"), counted(2, "row"), counted(0, "finish")
    ('1 row', '2 rows', '0 finishes')
    """
    plural = f"{thing}es" if thing.endswith("sh") else f"{thing}s"
    return f"{number} {thing if number == 1 else plural}"


def one_line(text: str) -> str:
    """Leave out what would break a line."""
    return " ".join(text.split())


def positive(text: str) -> float:
    """Read a number above 0."""
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"expected more than 0, not {text}")
    return value


def point(text: str) -> tuple[float, float]:
    """Read a place in a picture, in pixels."""
    x, by, y = text.partition(",")
    try:
        return float(x), float(y if by else "")
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected X,Y in pixels, not {text}") from None


def count(text: str) -> int:
    """Read a whole number from 1."""
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"expected at least 1, not {text}")
    return value


def between(least: int, most: int) -> Callable[[str], int]:
    """Make what reads a whole number within bounds."""

    def number(text: str) -> int:
        value = int(text)
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"expected {least} to {most}, not {text}")
        return value

    return number


def size_px(text: str) -> tuple[int, int]:
    """Read a width and a height in pixels."""
    width, by, height = text.partition("x")
    if not (by and width.isdigit() and height.isdigit() and int(width) and int(height)):
        raise argparse.ArgumentTypeError(f"expected WIDTHxHEIGHT such as 1280x720, not {text}")
    return int(width), int(height)
