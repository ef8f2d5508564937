"""Camera profiles: made from charts, kept with the settings, chosen for a camera, and used."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
from tqdm import tqdm

from tryon import assets
from tryon.core.colour import Real, linear_to_srgb
from tryon.core.complete import check_outputs, complete
from tryon.core.errors import BadInput
from tryon.core.scene import Bytes
from tryon.core.seams import Source
from tryon.light.calibrate import Calibration, calibrate
from tryon.light.chart import ChartRefused, read_chart, references
from tryon.light.profile import (
    Binding,
    Profile,
    find_profile,
    profile_json,
    profile_of,
    read_profile,
)
from tryon.settings import settings_path
from tryon.sinks.photo import check_photo_name, write_photo
from tryon.sources.camera import Camera, CameraState, camera_name
from tryon.sources.profiled import Choice, Profiled
from tryon.sources.still import read_photo

#: Rows of a picture that are corrected at once.
_ROWS = 256
#: Mean ΔE00 of patches not seen from which on something is probably wrong with the chart.
DOUBTFUL_DE2000 = 3.6


def calibrate_camera(
    photos: Sequence[Path],
    out: Path,
    *,
    corners: Real | None = None,
    is_old_chart: bool = False,
) -> tuple[Profile, Calibration]:
    """Make a profile from photographs of a chart, and write it.

    Parameters
    ----------
    photos : sequence of Path
        Taken with the same settings in the same light.
    out : Path
        JSON; appears when it is complete.
    corners : (4, 2) float, px, or None
        Outer corners of the patches dark skin, bluish green, black and white in the only
        photo; None searches.
    is_old_chart : bool
        Whether the chart was made before November 2014, when its pigments were changed.

    Raises
    ------
    BadInput
        A photo cannot be read, or its chart cannot be used.
    SinkFailed
        `out` cannot be written.
    """
    if out.suffix.lower() != ".json":
        raise BadInput(f"{out}: a profile is written as .json, not {out.suffix or 'without'}")
    if out.is_dir():
        raise BadInput(f"{out}: expected a file name, not a folder")
    if corners is not None and len(photos) != 1:
        raise BadInput(f"corners belong to one photo, not to {len(photos)}")
    charts = []
    for photo in tqdm(photos, unit="photo", disable=True if len(photos) < 2 else None):
        rgb = read_photo(photo)
        try:
            charts.append(read_chart(rgb, None if corners is None else corners.astype("f4")))
        except ChartRefused as refused:
            raise BadInput(f"{photo}: {refused}", refused.hint) from refused
    try:
        calibration = calibrate(charts, references()[1 if is_old_chart else 0])
    except ChartRefused as refused:
        raise BadInput(f"{photos[0]}: {refused}", refused.hint) from refused
    profile = profile_of(calibration, date.today(), None)
    write_profile(out, profile)
    return profile, calibration


def correct_photo(photo: Path, profile: Path, out: Path) -> None:
    """Render a photo as sRGB (D65) through a profile.

    Raises `BadInput` or `SinkFailed`.
    """
    check_photo_name(out)
    check_outputs((out,), (photo, profile))
    write_photo(out, corrected(read_photo(photo), read_profile(profile)))


def corrected(rgb: Bytes, profile: Profile) -> Bytes:
    """Render a picture (h, w, 3) as sRGB; what its gamut has no codes for is clipped."""
    rendered = np.empty_like(rgb)
    for top in range(0, len(rgb), _ROWS):
        rows = slice(top, top + _ROWS)
        srgb = linear_to_srgb(profile.encoding.decode(rgb[rows]))
        rendered[rows] = np.rint(255 * srgb).astype(np.uint8)
    return rendered


def write_profile(path: Path, profile: Profile) -> None:
    """Write a profile; it appears when it is complete. Raises `SinkFailed`."""
    with complete(path) as part:
        part.write_bytes(profile_json(profile))


def own_folder() -> Path:
    """Where the profiles of this user's cameras are kept."""
    return settings_path().parent / "cameras"


def keep_profile(profile: Profile) -> Path:
    """Keep a bound profile where `with_profile` looks; it replaces one for the same state.

    Returns
    -------
    path : Path

    Raises
    ------
    SinkFailed
    """
    bound = profile.bound_to
    if bound is None:
        raise ValueError("only a profile that is bound to a camera can be kept for it")
    words = bound.camera, bound.format, bound.exposure_lock, bound.white_balance_lock
    name = re.sub(r"[^\w]+", "-", " ".join(words)).strip("-").lower()
    path = own_folder() / f"{name}.json"
    write_profile(path, profile)
    return path


def binding(name: str, state: CameraState) -> Binding:
    """Say to what a profile made now would be bound."""
    return Binding(name, state.format, state.exposure_lock, state.white_balance_lock)


def with_profile(source: Source, profile: Profile | None = None) -> Source:
    """Give a source a profile: the one that is asked for, or what is kept for its camera.

    A source that is no camera stays as it is when no profile is asked for.
    """
    if isinstance(source, Camera):
        return Profiled(source, _choice(source, profile))
    if profile is None:
        return source
    return Profiled(source, lambda _: (profile, ""))


def _choice(camera: Camera, profile: Profile | None) -> Choice:
    """Choose for a camera: `profile` where it holds, else what is kept."""
    name = camera_name(camera.index)

    def choose(state: CameraState | None) -> tuple[Profile | None, str]:
        if state is None or "settling" in (state.exposure_lock, state.white_balance_lock):
            return None, ""
        now = binding(name, state)
        if profile is None:
            return find_profile(
                [own_folder(), assets.folder() / "calibration" / "cameras"], now
            )
        change = "" if profile.bound_to is None else profile.bound_to.change(now)
        return (None, change) if change else (profile, "")

    return choose
