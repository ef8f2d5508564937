"""The command line: what can be asked for, and how it is answered.

Exit code 0 is done, 2 is wrong usage or bad input (one line on stderr says which), 1 is our
fault. Knows no Qt until a window is asked for, and loads trackers only when they are needed.
"""

import argparse
import json
import logging
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NoReturn

from tryon import __version__
from tryon.cli_catalogue import add_catalogue_commands, add_folders
from tryon.cli_clip import add_clip_arguments
from tryon.cli_garment import add_garment_commands
from tryon.cli_inspect import add_inspect_arguments
from tryon.cli_obs import add_obs_arguments
from tryon.cli_self import add_licences_arguments, add_selftest_arguments, run_selftest
from tryon.cli_stream import SHAPES, add_microphone, add_stream_arguments, chosen_microphone
from tryon.core.errors import BadInput, TryOnError

if TYPE_CHECKING:
    from tryon.commands import Marks

#: Windows of the application.
WINDOWS: tuple[Literal["welcome", "mirror", "kiosk", "studio", "desk"], ...] = (
    "welcome",
    "mirror",
    "kiosk",
    "studio",
    "desk",
)

DONE, OUR_FAULT, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


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
        print(f"tryon: {_one_line(_with_hint(error))}", file=sys.stderr)
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
            f"tryon: this is a fault of tryon: {kind}: {_one_line(str(error))} "
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
    _window_arguments(parser)
    parser.set_defaults(run=_window, kind=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    def add(name: str, run: Any, text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument(
            "--debug",
            action="store_true",
            default=argparse.SUPPRESS,
            help="show where a fault happened",
        )
        command.set_defaults(run=run)
        return command

    def add_json(command: argparse.ArgumentParser) -> None:
        command.add_argument("--json", action="store_true", help="print the result as JSON")

    def add_look(command: argparse.ArgumentParser, *, needed: bool = True) -> None:
        text = "look file, or the id of a product of the catalogue"
        command.add_argument("--look", required=needed, metavar="LOOK", help=text)
        add_folders(command)

    def add_results(command: argparse.ArgumentParser) -> None:
        command.add_argument("--masks", type=Path, metavar="DIR", help="also write masks here")
        command.add_argument(
            "--report", type=Path, metavar="R.json", help="also write a report"
        )
        add_json(command)

    def add_profile(command: argparse.ArgumentParser) -> None:
        command.add_argument(
            "--profile", type=Path, metavar="CAMERA.json", help="of the camera that took it"
        )

    def add_marks(command: argparse.ArgumentParser) -> None:
        command.add_argument(
            "--label",
            nargs="?",
            const="en",
            choices=("en", "zh"),
            metavar="zh",
            help="also write 'AI virtual try-on, for reference' into the picture",
        )
        command.add_argument(
            "--label-product", action="store_true", help="the label names look and ±ΔE, too"
        )
        command.add_argument("--sign", action="store_true", help="also sign it (C2PA)")

    photo = add("photo", _photo, "try on in photos")
    photo.add_argument("inputs", nargs="+", type=Path, metavar="IN", help="photo, or folder")
    add_look(photo)
    photo.add_argument("-o", "--out", type=Path, required=True, help="file; folder for several")
    photo.add_argument(
        "--light",
        choices=("daylight", "office", "home"),
        help="simulate other light",
    )
    add_results(photo)
    add_profile(photo)
    add_marks(photo)

    video = add("video", _video, "try on in a video; its sound and every frame are kept")
    video.add_argument("input", type=Path, metavar="IN")
    add_look(video)
    video.add_argument("-o", "--out", type=Path, required=True, metavar="OUT.mp4")
    add_results(video)
    add_profile(video)
    video.add_argument(
        "--alpha",
        action="store_true",
        help="write only what is put on, with transparency: .mov (ProRes 4444) or a folder",
    )
    add_marks(video)

    record = add("record", _record, "record a live source without a window")
    record.add_argument("--source", required=True, help="demo, camera:N or a file")
    add_look(record)
    record.add_argument("-o", "--out", type=Path, required=True, metavar="OUT.mp4")
    record.add_argument("--seconds", type=_positive, help="stop by itself after this long")
    add_microphone(record)
    record.add_argument("--shape", choices=tuple(SHAPES), help="cut it, with the face inside")
    record.add_argument(
        "--fps", type=_positive, metavar="N", help="keep to a constant rate, for editors"
    )
    record.add_argument(
        "--hardware", action="store_true", help="try the encoders of the graphics card first"
    )
    add_profile(record)
    add_marks(record)
    add_json(record)

    stream = add("stream", None, "push a live source to a server, without a window")
    add_look(stream)
    add_stream_arguments(stream)

    text = "make a recording fit another place: shape, cards, size"
    add_clip_arguments(add("clip", None, text))

    add_obs_arguments(add("obs", None, "show us in OBS's scene, and record there"))

    text = "show and verify what a picture or clip says of itself"
    add_inspect_arguments(add("inspect", None, text))

    calibrate = add("calibrate", _calibrate, "make a camera's profile from photos of a chart")
    calibrate.add_argument("inputs", nargs="+", type=Path, metavar="CHART", help="photo")
    calibrate.add_argument(
        "-o", "--out", type=Path, required=True, metavar="CAMERA.json", help="the profile"
    )
    calibrate.add_argument(
        "--corners",
        nargs=4,
        type=_point,
        metavar="X,Y",
        help="where the chart is not found: outer corners of the patches dark skin, "
        "bluish green, black and white, in pixels",
    )
    calibrate.add_argument(
        "--old-chart",
        action="store_true",
        dest="is_old_chart",
        help="the chart was made before November 2014: it has other pigments",
    )
    add_json(calibrate)

    correct = add("correct", _correct, "render a photo as sRGB through its camera's profile")
    correct.add_argument("input", type=Path, metavar="IN")
    correct.add_argument("--profile", type=Path, required=True, metavar="CAMERA.json")
    correct.add_argument("-o", "--out", type=Path, required=True, metavar="OUT.png")

    welcome = add("welcome", _window, "ask who it is for, which camera, and the first shade")
    welcome.set_defaults(kind="welcome")
    _window_arguments(welcome, is_below=True)

    mirror = add("mirror", _window, "open the mirror, and beside it what can be worn")
    mirror.set_defaults(kind="mirror")
    _window_arguments(mirror, is_below=True)

    kiosk = add("kiosk", _window, "open the shopper's full-screen mirror")
    kiosk.set_defaults(kind="kiosk")
    _window_arguments(kiosk, is_below=True)
    kiosk.add_argument(
        "--new-pin",
        action="store_true",
        help="ask for the PIN that leaves it, and keep its hash",
    )
    kiosk.set_defaults(run=_kiosk)

    studio = add("studio", _window, "open the host's control room")
    studio.set_defaults(kind="studio")
    _window_arguments(studio, is_below=True)

    desk = add("desk", _window, "open the shop's desk: products, kiosk, usage, checks")
    desk.set_defaults(kind="desk")
    _window_arguments(desk, is_below=True)

    screens = add("screens", _screens, "paint every screen in every language and theme")
    screens.add_argument("-o", "--out", type=Path, default=Path("tryon-screens"), metavar="DIR")
    screens.add_argument("--kind", choices=WINDOWS, action="append", help="only such windows")
    screens.add_argument("--language", action="append", help="only this language")
    screens.add_argument("--theme", choices=("dark", "light"), action="append")
    screens.add_argument("--size", type=_size, action="append", metavar="1080x1920")
    screens.add_argument("--screen", action="append", help="only the screen of this name")
    screens.add_argument("--source", default="demo", help="demo, camera:N or a file")
    add_json(screens)

    demo = add("demo", _demo, "try on the built-in portrait: a picture, a clip, a report")
    demo.add_argument("-o", "--out", type=Path, default=Path("tryon-demo"), metavar="DIR")
    add_look(demo, needed=False)
    add_json(demo)

    bench = add("bench", _bench, "measure how long each stage takes on this machine")
    add_look(bench, needed=False)
    bench.add_argument("--size", type=_size, default=(1280, 720), metavar="1280x720")
    bench.add_argument("--frames", type=_count, default=300)
    bench.add_argument("--faces", type=_count, default=1, help="1 to 4")
    bench.add_argument(
        "--soak", type=_positive, metavar="SECONDS", help="watch memory this long"
    )
    bench.add_argument(
        "--on-air",
        nargs="*",
        metavar="rtmp://…",
        help="also record, keep a replay, and stream there",
    )
    add_json(bench)

    accuracy = add("accuracy", _accuracy, "measure colours against spectral truth")
    accuracy.add_argument(
        "--suite", default="tier0,tier1", metavar="tier0,tier1,chart", help="what to measure"
    )
    accuracy.add_argument(
        "--charts", type=Path, metavar="DIR", help="photographs of a colour chart"
    )
    accuracy.add_argument("--quick", action="store_true", help="a small sample, in seconds")
    accuracy.add_argument(
        "--readme", type=Path, metavar="FILE", help="also put the tables between their marks"
    )
    add_json(accuracy)

    finishes = add("finishes", _finishes, "draw every finish on real lips, side by side")
    finishes.add_argument("photo", nargs="?", type=Path, metavar="PHOTO")
    finishes.add_argument(
        "-o", "--out", type=Path, default=Path("tryon-finishes.png"), metavar="PNG"
    )
    finishes.add_argument("--shade", default="#9B1B30", metavar="#RRGGBB")
    finishes.add_argument("--coats", type=_positive, default=1.5)
    add_json(finishes)

    doctor = add("doctor", _doctor, "say what works on this machine, and how to mend the rest")
    add_json(doctor)

    add_selftest_arguments(add("selftest", None, "try whether this copy is whole"))
    add_licences_arguments(add("licences", None, "print the licences of what is inside"))

    catalogue = commands.add_parser("catalogue", help="check, list, import, export products")
    add_catalogue_commands(catalogue)
    garment = commands.add_parser("garment", help="check and draw models of garments")
    add_garment_commands(garment)
    return parser


def _window_arguments(parser: argparse.ArgumentParser, *, is_below: bool = False) -> None:
    parser.add_argument("--source", help="demo, camera:N or a file")
    add_folders(parser, is_below=is_below)
    parser.add_argument("--language", metavar="CODE", help="en or zh_CN; remembered")
    parser.add_argument("--theme", choices=("dark", "light"), help="remembered")
    parser.add_argument(
        "--size", type=_size, metavar="1080x1920", dest="size_px", help="of the window"
    )
    parser.add_argument("--screenshot", type=Path, metavar="PNG", help="for tests and support")
    parser.add_argument("--screen", help="which screen that is; an unknown one is told")
    parser.add_argument("--quit-after", type=_positive, metavar="SECONDS", dest="quit_after_s")


def _kiosk(given: argparse.Namespace) -> int:
    if not given.new_pin:
        return _window(given)
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
    )
    _answer(given, summary, f"{summary['screens']} screens → {given.out}")
    return DONE


def _window(given: argparse.Namespace) -> int:
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
    )


def _photo(given: argparse.Namespace) -> int:
    from tryon.commands import try_on_photos

    result = try_on_photos(
        given.inputs,
        given.look,
        given.out,
        folders=given.folders,
        masks=given.masks,
        report=given.report,
        profile=given.profile,
        lamp=given.light,
        marks=_marks(given),
    )
    for path, error in result.skipped.items():
        print(f"tryon: {_one_line(error)}", file=sys.stderr)
        if str(path) not in error:
            print(f"tryon: skipped {path}", file=sys.stderr)
    for path in result.bare:
        print(f"tryon: {path}: nobody to dress was found; written as it was", file=sys.stderr)
    _answer(given, result.summary, f"{result.summary['frames']} photos → {given.out}")
    return BAD_INPUT if result.skipped else DONE


def _video(given: argparse.Namespace) -> int:
    from tryon.commands import try_on_video

    summary = try_on_video(
        given.input,
        given.look,
        given.out,
        folders=given.folders,
        masks=given.masks,
        report=given.report,
        profile=given.profile,
        marks=_marks(given),
        is_layer=given.alpha,
    )
    _answer(given, summary, f"{summary['frames']} frames → {given.out}")
    return DONE


def _record(given: argparse.Namespace) -> int:
    from tryon.commands import record

    summary = record(
        given.source,
        given.look,
        given.out,
        folders=given.folders,
        seconds=given.seconds,
        microphone=chosen_microphone(given.microphone),
        profile=given.profile,
        marks=_marks(given),
        aspect=None if given.shape is None else SHAPES[given.shape],
        fps=given.fps,
        is_hardware_wanted=given.hardware,
    )
    _answer(given, summary, f"{summary['seconds']:.1f} s → {given.out}")
    return DONE


def _marks(given: argparse.Namespace) -> "Marks":
    from tryon.commands import Marks
    from tryon.labels.notice import Notice

    language = given.label or ("en" if given.label_product else None)
    notice = None if language is None else Notice(language)
    return Marks(notice, given.sign, given.label_product)


def _calibrate(given: argparse.Namespace) -> int:
    import numpy as np

    from tryon.profiles import DOUBTFUL_DE2000, calibrate_camera

    corners = None if given.corners is None else np.array(given.corners)
    profile, calibration = calibrate_camera(
        given.inputs, given.out, corners=corners, is_old_chart=given.is_old_chart
    )
    left = profile.residual
    if left.left_out > DOUBTFUL_DE2000:
        print(
            f"tryon: the colours fit worse than those of most charts (ΔE00 {left.left_out}); "
            "is it an original ColorChecker, clean, in even light?",
            file=sys.stderr,
        )
    if calibration.exposure_range > 0.1:
        print(
            f"tryon: the photos differ in exposure by {calibration.exposure_range:.0%}; the "
            "profile stands for their mean. Lock the camera's exposure and white balance.",
            file=sys.stderr,
        )
    patches = {
        name: [None if np.isnan(value) else round(float(value), 2) for value in values]
        for name, values in (
            ("before", calibration.before),
            ("after", calibration.after),
            ("left_out", calibration.left_out),
        )
    }
    summary = {
        "calibrate": 1,
        "profile": str(given.out),
        "chart": profile.chart,
        "pictures": profile.pictures,
        "de2000": {
            "before": left.before,
            "after": left.after,
            "left_out": left.left_out,
            "left_out_p90": left.left_out_p90,
        },
        "patches_de2000": patches,
    }
    text = (
        f"{profile.chart}\n"
        f"ΔE00 {left.before:.1f} → {left.after:.1f}; colours not seen: {left.left_out:.1f}, "
        f"nine in ten below {left.left_out_p90:.1f}\n{given.out}"
    )
    _answer(given, summary, text)
    return DONE


def _correct(given: argparse.Namespace) -> int:
    from tryon.profiles import correct_photo

    correct_photo(given.input, given.profile, given.out)
    return DONE


def _demo(given: argparse.Namespace) -> int:
    from tryon.commands import demo

    summary = demo(given.out, given.look, given.folders)
    _answer(given, summary, "\n".join(str(path) for path in summary["files"]))
    return DONE


def _bench(given: argparse.Namespace) -> int:
    from tryon.bench import measure

    result = measure(
        given.look,
        given.size,
        given.frames,
        given.faces,
        given.soak,
        given.folders,
        given.on_air,
    )
    if given.json:
        print(json.dumps(result))
        return DONE
    width, height = result["size"]
    print(f"{width}x{height}, {result['frames']} frames, load {result['load_1min']}")
    rows = {"tracker alone": "tracker_alone_ms", "whole frame": "total_ms"}
    timings = {name: result[key] for name, key in rows.items()}
    timings |= {f"  {name}": value for name, value in result["stage_ms"].items()}
    timings["latency"] = result["latency_ms"]
    for name, value in timings.items():
        print(f"{name:<15} {value['median']:7.2f} ms   p95 {value['p95']:7.2f} ms")
    print(
        f"{result['pictures_per_s']:.1f} pictures/s, {result['rss_mb']} MB, first picture after"
    )
    print(f"{result['first_picture_s']} s")
    if "on_air" in result:
        air = result["on_air"]
        print(
            f"on air: {air['dropped_percent']} % dropped, {air['display_per_s']} shown/s, "
            f"recorded {air['latency_ms']['recording']['median']:.0f} ms after capture"
        )
    return DONE


def _accuracy(given: argparse.Namespace) -> int:
    from tryon.accuracy.suites import measure, read_suites
    from tryon.accuracy.tables import markdown, write_tables

    suites = read_suites(given.suite + (",chart" if given.charts else ""))
    result = measure(suites, folder=given.charts, is_quick=given.quick)
    if given.readme:
        write_tables(given.readme, result)
    print(json.dumps(result) if given.json else markdown(result))
    return DONE


def _finishes(given: argparse.Namespace) -> int:
    from tryon.contact_sheet import draw_finishes

    summary = draw_finishes(given.photo, given.out, given.shade, given.coats)
    _answer(given, summary, f"{summary['finishes']} finishes → {given.out}")
    return DONE


def _doctor(given: argparse.Namespace) -> int:
    import dataclasses

    from tryon.doctor import examine

    findings = examine()
    if given.json:
        print(json.dumps({"doctor": 1, "findings": [dataclasses.asdict(f) for f in findings]}))
        return DONE
    for finding in findings:
        print(f"{'✓' if finding.works else '✗'} {finding.what}: {finding.found}")
        if not finding.works:
            print(f"    {finding.mend}")
    return DONE


def _answer(given: argparse.Namespace, summary: dict[str, Any], text: str) -> None:
    print(json.dumps(summary, default=str) if given.json else text)


def _with_hint(error: TryOnError) -> str:
    """Say what happened and, where this very error knows, what to do."""
    return f"{error}. {error.hint}" if "hint" in vars(error) else str(error)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"expected more than 0, not {text}")
    return value


def _point(text: str) -> tuple[float, float]:
    x, by, y = text.partition(",")
    try:
        return float(x), float(y if by else "")
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected X,Y in pixels, not {text}") from None


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"expected at least 1, not {text}")
    return value


def _size(text: str) -> tuple[int, int]:
    width, by, height = text.partition("x")
    if not (by and width.isdigit() and height.isdigit() and int(width) and int(height)):
        raise argparse.ArgumentTypeError(f"expected WIDTHxHEIGHT such as 1280x720, not {text}")
    return int(width), int(height)
