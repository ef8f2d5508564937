"""The profile of a camera: what its codes mean, how good that is, and when it holds."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import msgspec
import numpy as np

from tryon.core.encoding import Encoding, Response
from tryon.core.errors import BadInput
from tryon.light.calibrate import Calibration

#: Digits that are kept of the curves and of the mixture.
_DIGITS = 7

_Error = Annotated[float, msgspec.Meta(ge=0.0, le=100.0)]
_Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
_Text = Annotated[str, msgspec.Meta(max_length=200)]


class Binding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The state of a camera for which a profile holds.

    Attributes
    ----------
    camera : str
        Its name, as the system tells it.
    format : str
        Four letters (``MJPG``, ``YUYV``); a camera may render its formats differently.
    exposure_lock, white_balance_lock : str
        As in `tryon.sources.camera.CameraState`.
    """

    camera: _Text
    format: _Text
    exposure_lock: _Text
    white_balance_lock: _Text

    def change(self, other: "Binding") -> str:
        """Say in what `other` differs; empty when the profile holds for it."""
        names = {
            "camera": "the camera",
            "format": "the camera's format",
            "exposure_lock": "the exposure lock",
            "white_balance_lock": "the white-balance lock",
        }
        for field, name in names.items():
            here, there = getattr(self, field), getattr(other, field)
            if here != there:
                return f"{name} was “{here}”, and is “{there}”"
        return ""


class Residual(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """ΔE00 of the patches of the chart, D65.

    Attributes
    ----------
    before : float
        Mean, the codes taken as sRGB.
    after : float
        Mean, through the profile.
    left_out, left_out_p90 : float
        Mean and 90th percentile of patches that the fit did not see: what to expect.
    """

    before: _Error
    after: _Error
    left_out: _Error
    left_out_p90: _Error


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The JSON; no other key is known, and only what is told of the response may be missing."""

    profile: Annotated[int, msgspec.Meta(ge=1, le=1)]
    made: date
    chart: _Text
    pictures: Annotated[int, msgspec.Meta(ge=1)]
    bound_to: Binding | None
    de2000: Residual
    mix: tuple[
        tuple[float, float, float, float, float, float],
        tuple[float, float, float, float, float, float],
        tuple[float, float, float, float, float, float],
    ]
    curve: tuple[tuple[_Share, ...], tuple[_Share, ...], tuple[_Share, ...]]
    response: tuple[tuple[float, float, float], ...] | None = None
    response_de2000: _Error = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """What is known of a camera.

    Attributes
    ----------
    encoding : Encoding
        What its codes mean, in the light in which the chart was taken: white there is white.
    residual : Residual
    chart : str
        The set of published colours.
    pictures : int
        How many it was made from.
    made : date
    bound_to : Binding or None
        None: made from picture files, used only where it is asked for.
    """

    encoding: Encoding
    residual: Residual
    chart: str
    pictures: int
    made: date
    bound_to: Binding | None = None


def profile_of(calibration: Calibration, made: date, bound_to: Binding | None) -> Profile:
    """Make a profile of what charts said.

    Parameters
    ----------
    calibration : Calibration
        A thorough one.
    made : date
    bound_to : Binding or None
    """
    numbers = (
        np.nanmean(calibration.before),
        np.nanmean(calibration.after),
        np.nanmean(calibration.left_out),
        np.nanquantile(calibration.left_out, 0.9),
    )
    residual = Residual(*(round(float(number), 2) for number in numbers))
    encoding = replace(calibration.encoding, error_de2000=residual.left_out)
    return Profile(
        encoding,
        residual,
        calibration.reference,
        calibration.pictures,
        made,
        bound_to,
    )


def profile_json(profile: Profile) -> bytes:
    """Write a profile as JSON, a line for each row of numbers."""
    encoding = profile.encoding
    file: dict[str, Any] = {
        "profile": 1,
        "made": profile.made,
        "chart": profile.chart,
        "pictures": profile.pictures,
        "bound_to": profile.bound_to,
        "de2000": profile.residual,
        "mix": encoding.mix.round(_DIGITS).tolist(),
        "curve": encoding.curve.astype(np.float64).round(_DIGITS).tolist(),
    }
    if encoding.response is not None:
        file["response"] = encoding.response.weights.round(_DIGITS).tolist()
        file["response_de2000"] = round(encoding.response.de2000, 2)
    lines = [f'"{key}": {msgspec.json.encode(value).decode()}' for key, value in file.items()]
    return ("{\n  " + ",\n  ".join(lines) + "\n}\n").encode()


def read_profile(path: Path) -> Profile:
    """Read a profile.

    Raises
    ------
    BadInput
        There is no such file, it is no profile, or says something that cannot be.
    """
    expected = "expected a camera profile written by tryon calibrate"
    try:
        file = msgspec.json.decode(path.read_bytes(), type=_File)
        curve, mix = np.array(file.curve, np.float32), np.array(file.mix)
        response = None
        if file.response is not None:
            response = Response(np.array(file.response), file.response_de2000, mix)
        encoding = Encoding(curve, mix, file.de2000.left_out, response)
    except OSError as error:
        kind = error.strerror or "cannot be read"
        raise BadInput(f"{path}: {kind}; {expected}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise BadInput(f"{path}: {error}; {expected}") from error
    return Profile(encoding, file.de2000, file.chart, file.pictures, file.made, file.bound_to)


def find_profile(folders: list[Path], state: Binding) -> tuple[Profile | None, str]:
    """Look for the newest profile of a camera that holds for its state.

    Parameters
    ----------
    folders : list of Path
        Where profiles are kept; files that are none are passed over.
    state : Binding
        Of the camera that is open.

    Returns
    -------
    profile : Profile or None
    change : str
        When there are only profiles of this camera for another state: what has changed.
    """
    change, found = "", list[Profile]()
    for path in sorted(
        p for folder in folders if folder.is_dir() for p in folder.glob("*.json")
    ):
        try:
            profile = read_profile(path)
        except BadInput:
            continue
        if profile.bound_to is None or profile.bound_to.camera != state.camera:
            continue
        differs = profile.bound_to.change(state)
        if differs:
            change = differs
        else:
            found.append(profile)
    if not found:
        return None, change
    return max(found, key=lambda profile: profile.made), ""
