"""The commands that try on: in photos, in a video, before a camera."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tryon.cli_arguments import (
    BAD_INPUT,
    DONE,
    SHAPES,
    add_json,
    add_look,
    add_microphone,
    answer,
    chosen_microphone,
    counted,
    one_line,
    positive,
)

if TYPE_CHECKING:
    from tryon.commands import Marks


def add_photo_arguments(photo: argparse.ArgumentParser) -> None:
    """Add what ``tryon photo`` is asked with."""
    photo.add_argument("inputs", nargs="+", type=Path, metavar="IN", help="photo, or folder")
    add_look(photo)
    photo.add_argument("-o", "--out", type=Path, required=True, help="file; folder for several")
    photo.add_argument(
        "--light",
        choices=("daylight", "office", "home"),
        help="simulate other light",
    )
    _add_results(photo)
    _add_profile(photo)
    _add_marks(photo)
    photo.set_defaults(run=_photo)


def add_video_arguments(video: argparse.ArgumentParser) -> None:
    """Add what ``tryon video`` is asked with."""
    video.add_argument("input", type=Path, metavar="IN")
    add_look(video)
    video.add_argument("-o", "--out", type=Path, required=True, metavar="OUT.mp4")
    _add_results(video)
    _add_profile(video)
    video.add_argument(
        "--alpha",
        action="store_true",
        help="write only what is put on, with transparency: .mov (ProRes 4444) or a folder",
    )
    _add_marks(video)
    video.set_defaults(run=_video)


def add_record_arguments(record: argparse.ArgumentParser) -> None:
    """Add what ``tryon record`` is asked with."""
    record.add_argument("--source", required=True, help="demo, camera:N or a file")
    add_look(record)
    record.add_argument("-o", "--out", type=Path, required=True, metavar="OUT.mp4")
    record.add_argument("--seconds", type=positive, help="stop by itself after this long")
    add_microphone(record)
    record.add_argument("--shape", choices=tuple(SHAPES), help="cut it, with the face inside")
    record.add_argument(
        "--fps", type=positive, metavar="N", help="keep to a constant rate, for editors"
    )
    record.add_argument(
        "--hardware", action="store_true", help="try the encoders of the graphics card first"
    )
    _add_profile(record)
    _add_marks(record)
    add_json(record)
    record.set_defaults(run=_record)


def _add_results(command: argparse.ArgumentParser) -> None:
    command.add_argument("--masks", type=Path, metavar="DIR", help="also write masks here")
    command.add_argument("--report", type=Path, metavar="R.json", help="also write a report")
    add_json(command)


def _add_profile(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--profile", type=Path, metavar="CAMERA.json", help="of the camera that took it"
    )


def _add_marks(command: argparse.ArgumentParser) -> None:
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
        print(f"tryon: {one_line(error)}", file=sys.stderr)
        if str(path) not in error:
            print(f"tryon: skipped {path}", file=sys.stderr)
    for path, why in result.bare.items():
        print(f"tryon: {path}: {why}; written as it was", file=sys.stderr)
    photos = counted(result.summary["frames"], "photo")
    answer(given, result.summary, f"{photos} → {given.out}")
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
    answer(given, summary, f"{counted(summary['frames'], 'frame')} → {given.out}")
    return DONE


def _record(given: argparse.Namespace) -> int:
    from tryon.recorder import record

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
    answer(given, summary, f"{summary['seconds']:.1f} s → {given.out}")
    return DONE


def _marks(given: argparse.Namespace) -> "Marks":
    from tryon.commands import Marks
    from tryon.labels.notice import Notice

    language = given.label or ("en" if given.label_product else None)
    notice = None if language is None else Notice(language)
    return Marks(notice, given.sign, given.label_product)
