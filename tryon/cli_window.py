"""The commands that open windows."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from tryon.cli_arguments import DONE, add_folders, add_json, answer, counted, positive, size_px
from tryon.core.errors import BadInput

#: Windows of the application.
WINDOWS: tuple[Literal["welcome", "mirror", "kiosk", "studio", "desk"], ...] = (
    "welcome",
    "mirror",
    "kiosk",
    "studio",
    "desk",
)


#: What the commands of the same names open.
_TITLES = {
    "welcome": "ask who it is for, which camera, and the first shade",
    "mirror": "open the mirror, and beside it what can be worn",
    "kiosk": "open the shopper's full-screen mirror",
    "studio": "open the host's control room",
    "desk": "open the shop's desk: products, kiosk, usage, checks",
}


def add_window_commands(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Add a command for each window, made by `add` of its name and what it does."""
    for kind, title in _TITLES.items():
        command = add(kind, title)
        command.set_defaults(run=open_window, kind=kind)
        add_window_arguments(command, is_below=True)
        if kind == "kiosk":
            command.add_argument(
                "--new-pin",
                action="store_true",
                help="ask for the PIN that leaves it, and keep its hash",
            )
            command.add_argument(
                "--safe",
                action="store_true",
                dest="is_safe",
                help="without extras and the shop's wishes; so it starts after crashes",
            )
            command.set_defaults(run=_kiosk)


def add_screens_arguments(screens: argparse.ArgumentParser) -> None:
    """Add what ``tryon screens`` is asked with."""
    screens.add_argument("-o", "--out", type=Path, default=Path("tryon-screens"), metavar="DIR")
    screens.add_argument("--kind", choices=WINDOWS, action="append", help="only such windows")
    screens.add_argument("--language", action="append", help="only this language")
    screens.add_argument("--theme", choices=("dark", "light"), action="append")
    screens.add_argument("--size", type=size_px, action="append", metavar="1080x1920")
    screens.add_argument("--screen", action="append", help="only the screen of this name")
    screens.add_argument("--scale", type=float, default=1.0, help="of the display, such as 1.5")
    screens.add_argument("--large-type", action="store_true", help="with larger letters")
    screens.add_argument("--source", default="demo", help="demo, camera:N or a file")
    add_json(screens)
    screens.set_defaults(run=_screens)


def add_window_arguments(parser: argparse.ArgumentParser, *, is_below: bool = False) -> None:
    """Add what every window is opened with."""
    parser.add_argument("--source", help="demo, camera:N or a file")
    add_folders(parser, is_below=is_below)
    parser.add_argument("--language", metavar="CODE", help="en or zh_CN; remembered")
    parser.add_argument("--theme", choices=("dark", "light"), help="remembered")
    parser.add_argument(
        "--size", type=size_px, metavar="1080x1920", dest="size_px", help="of the window"
    )
    parser.add_argument("--screenshot", type=Path, metavar="PNG", help="for tests and support")
    parser.add_argument("--screen", help="which screen that is; an unknown one is told")
    parser.add_argument("--quit-after", type=positive, metavar="SECONDS", dest="quit_after_s")


def open_window(given: argparse.Namespace) -> int:
    """Open a window, and stay until it is closed."""
    from tryon.app.main import run_app

    return run_app(
        given.source,
        kind=given.kind,
        folders=given.folders,
        language=given.language,
        theme=given.theme,
        size_px=given.size_px,
        screenshot=given.screenshot,
        screen=given.screen,
        quit_after_s=given.quit_after_s,
        is_safe=getattr(given, "is_safe", False),
    )


def _kiosk(given: argparse.Namespace) -> int:
    if not given.new_pin:
        return open_window(given)
    import dataclasses
    import getpass

    from tryon.app.kiosk.pin import hash_pin
    from tryon.app.kiosk.rules import read_rules, rules_path, write_rules

    path = rules_path()
    rules = read_rules(path)
    pin = getpass.getpass("New PIN, 4 to 12 digits: ")
    if pin != getpass.getpass("Once more: "):
        raise BadInput("the PIN was not the same twice; nothing has changed")
    try:
        hashed = hash_pin(pin)
    except ValueError as error:
        raise BadInput(f"{error}; nothing has changed") from error
    path.parent.mkdir(parents=True, exist_ok=True)
    write_rules(dataclasses.replace(rules, pin=hashed), path)
    print(f"its hash is kept in {path}")
    return DONE


def _screens(given: argparse.Namespace) -> int:
    from tryon.app.screens import paint_screens

    summary = paint_screens(
        given.out,
        given.source,
        kinds=given.kind or WINDOWS,
        languages=given.language,
        themes=given.theme,
        sizes_px=given.size,
        only=given.screen,
        scale=given.scale,
        has_large_type=given.large_type,
    )
    wrong = sum(map(len, summary["faults"].values()))
    told = f"; {counted(wrong, 'fault')}, see {given.out / 'faults.txt'}" if wrong else ""
    answer(given, summary, f"{counted(summary['screens'], 'screen')} → {given.out}{told}")
    return DONE
