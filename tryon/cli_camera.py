"""The commands about a camera's colours."""

import argparse
import sys
from pathlib import Path

from tryon.cli_arguments import DONE, add_json, answer, point


def add_calibrate_arguments(calibrate: argparse.ArgumentParser) -> None:
    """Add what ``tryon calibrate`` is asked with."""
    calibrate.add_argument("inputs", nargs="+", type=Path, metavar="CHART", help="photo")
    calibrate.add_argument(
        "-o", "--out", type=Path, required=True, metavar="CAMERA.json", help="the profile"
    )
    calibrate.add_argument(
        "--corners",
        nargs=4,
        type=point,
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
    calibrate.set_defaults(run=_calibrate)


def add_correct_arguments(correct: argparse.ArgumentParser) -> None:
    """Add what ``tryon correct`` is asked with."""
    correct.add_argument("input", type=Path, metavar="IN")
    correct.add_argument("--profile", type=Path, required=True, metavar="CAMERA.json")
    correct.add_argument("-o", "--out", type=Path, required=True, metavar="OUT.png")
    correct.set_defaults(run=_correct)


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
    answer(given, summary, text)
    return DONE


def _correct(given: argparse.Namespace) -> int:
    from tryon.profiles import correct_photo

    correct_photo(given.input, given.profile, given.out)
    return DONE
