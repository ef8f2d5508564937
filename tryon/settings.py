"""What is remembered between runs: choices, never anything about a face.

Reading never fails: a file that is missing, damaged or from another version costs only what
cannot be understood in it.
"""

import logging
import os
import tempfile
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints

import msgspec
import platformdirs

log = logging.getLogger(__name__)

_Pixels = Annotated[int, msgspec.Meta(ge=-32768, le=32767)]


@dataclass(frozen=True, slots=True)
class Settings:
    """Choices of the person who used the application last.

    Attributes
    ----------
    source : str or None
        SOURCE word of the command line: ``demo``, ``camera:N`` or a file.
    product : str or None
        Product that was worn; None is the first of the catalogue.
    finish : str or None
        Another finish than the one the product is sold in.
    coats : float, in [0, 5], or None
        None is as many as the product is meant to be worn with.
    blend : {"ombre", "two_tone", "shift"} or None
        How a second colour shares the lips.
    second : str or None
        Product of that colour; None is the bare lip.
    has_liner : bool
    liner_product : str or None
        Product in whose shade the lips are lined; None is the one that is worn.
    liner_width_mm : float, in [0.3, 4]
    liner_softness : float, in [0, 1]
    is_mirrored : bool
        Whether a camera's picture is shown as in a mirror; files are shown as they are.
    is_locked : bool
        Whether the camera is asked to keep its exposure and white balance.
    has_sound : bool
        Whether recordings are made with the microphone.
    folder : str or None
        Where photos and recordings go; None is the user's folder for pictures.
    window_px : (x, y, width, height) or None
    is_maximized : bool
    language : str or None
        Code such as ``zh_CN``; None is the system's.
    theme : {"dark", "light"}
    has_large_type : bool
    """

    source: str | None = None
    product: str | None = None
    finish: str | None = None
    coats: Annotated[float, msgspec.Meta(ge=0.0, le=5.0)] | None = None
    blend: Literal["ombre", "two_tone", "shift"] | None = None
    second: str | None = None
    has_liner: bool = False
    liner_product: str | None = None
    liner_width_mm: Annotated[float, msgspec.Meta(ge=0.3, le=4.0)] = 1.4
    liner_softness: Annotated[float, msgspec.Meta(ge=0.0, le=1.0)] = 0.4
    is_mirrored: bool = True
    is_locked: bool = False
    has_sound: bool = False
    folder: str | None = None
    window_px: tuple[_Pixels, _Pixels, _Pixels, _Pixels] | None = None
    is_maximized: bool = False
    language: str | None = None
    theme: Literal["dark", "light"] = "dark"
    has_large_type: bool = False


def settings_path() -> Path:
    """Where the settings of this user are kept."""
    return platformdirs.user_config_path("tryon", appauthor=False) / "settings.json"


def read_settings(path: Path) -> Settings:
    """Read what is understood of `path`; everything else keeps its default.

    Parameters
    ----------
    path : Path
        A JSON object; unknown keys are dropped, and so is a value of the wrong kind.
    """
    try:
        found = msgspec.json.decode(path.read_bytes())
    except FileNotFoundError:
        return Settings()
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        log.warning("settings are not readable and start afresh: %s", error)
        return Settings()
    if not isinstance(found, dict):
        log.warning("settings must be an object, not %s", type(found).__name__)
        return Settings()
    understood: dict[str, Any] = {}
    kinds = get_type_hints(Settings, include_extras=True)
    for field in fields(Settings):
        if field.name in found:
            try:
                understood[field.name] = msgspec.convert(found[field.name], kinds[field.name])
            except msgspec.ValidationError as error:
                log.warning("setting %r is dropped: %s", field.name, error)
    return Settings(**understood)


def write_settings(settings: Settings, path: Path) -> None:
    """Replace `path` in one step, so that a crash leaves the old or the new file.

    Raises
    ------
    OSError
        When the folder cannot be made or written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(settings)))
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
