"""What is remembered between runs: choices, never anything about a face.

Reading never fails: a file that is missing, damaged or from another version costs only what
cannot be understood in it.
"""

import logging
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_type_hints

import msgspec
import platformdirs

log = logging.getLogger(__name__)

_Pixels = Annotated[int, msgspec.Meta(ge=-32768, le=32767)]


_Coats = Annotated[float, msgspec.Meta(ge=0.0, le=5.0)]
_Blend = Literal["ombre", "two_tone", "shift"]
_Short = Annotated[str, msgspec.Meta(max_length=160)]
_Layout = Annotated[str, msgspec.Meta(max_length=20000)]
_Side = Annotated[int, msgspec.Meta(ge=16, le=16384)]


@dataclass(frozen=True, slots=True)
class KeptPiece:
    """A garment of a look that was kept.

    Attributes
    ----------
    word : str
        Names it in the wardrobe.
    size, colour : str or None
    """

    word: _Short
    size: _Short | None = None
    colour: _Short | None = None


@dataclass(frozen=True, slots=True)
class KeptLook:
    """A look on a key of the studio; what it means is as in `Settings`.

    Attributes
    ----------
    name : str
        Empty is that of what it puts on.
    """

    name: _Short = ""
    product: _Short | None = None
    finish: _Short = ""
    coats: _Coats = 1.0
    blend: _Blend | None = None
    second: _Short | None = None
    has_liner: bool = False
    liner_product: _Short | None = None
    liner_width_mm: Annotated[float, msgspec.Meta(ge=0.3, le=4.0)] = 1.4
    liner_softness: Annotated[float, msgspec.Meta(ge=0.0, le=1.0)] = 0.4
    clothes: tuple[KeptPiece, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptTarget:
    """Where one may stream to; its key is in the system's key ring, never here.

    Attributes
    ----------
    name, url : str
    """

    name: _Short
    url: Annotated[str, msgspec.Meta(max_length=500)]


@dataclass(frozen=True, slots=True)
class KeptCard:
    """What the host writes on the card of a product.

    Attributes
    ----------
    product : str
        Whose card; empty is what stands on every card that says nothing else.
    name, price, line : str
        Empty is what the catalogue says, and no line.
    """

    product: _Short = ""
    name: _Short = ""
    price: _Short = ""
    line: _Short = ""


@dataclass(frozen=True, slots=True)
class Studio:
    """Choices of the host.

    Attributes
    ----------
    looks : tuple of KeptLook or None
        On the keys from 1; None is a few of the catalogue.
    fade_ms : int
        How long a change of look takes.
    shape : {"16:9", "9:16", "1:1"}
        Of what goes out.
    panic : {"freeze", "card"}
    failsafe : {"freeze", "card", "off"}
        When the face or the camera is lost.
    has_third : bool
        Whether the product stands in the lower third.
    cards : tuple of KeptCard
        What the host wrote there.
    pause : str
        On the card that is shown instead of the picture; empty is the usual words.
    clip_s : {15, 30, 60}
        Length of a clip of what was.
    targets : tuple of KeptTarget
    is_remote, is_on_lan : bool
        Whether it can be controlled from elsewhere, and from other machines.
    port : int
    token : str
        What a remote control must know.
    is_encrypted : bool
        Whether what travels between it and other machines is.
    keys : mapping of str to str
        Keys of verbs that are not the usual ones, as Qt writes them.
    layout, place, output_place : str
        Where the docks, the window and the clean window are, as Qt writes it, in base64.
    """

    looks: tuple[KeptLook, ...] | None = None
    fade_ms: Annotated[int, msgspec.Meta(ge=0, le=3000)] = 240
    shape: Literal["16:9", "9:16", "1:1"] = "16:9"
    panic: Literal["freeze", "card"] = "freeze"
    failsafe: Literal["freeze", "card", "off"] = "freeze"
    has_third: bool = True
    cards: tuple[KeptCard, ...] = ()
    pause: _Short = ""
    clip_s: Literal[15, 30, 60] = 15
    targets: tuple[KeptTarget, ...] = ()
    is_remote: bool = False
    is_on_lan: bool = False
    port: Annotated[int, msgspec.Meta(ge=1024, le=65535)] = 8787
    token: Annotated[str, msgspec.Meta(max_length=64)] = ""
    is_encrypted: bool = True
    keys: Mapping[str, _Short] = field(default_factory=dict)
    layout: _Layout = ""
    place: _Layout = ""
    output_place: _Layout = ""


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
    clothes : tuple of KeptPiece
        What was worn of the wardrobe.
    is_mirrored : bool
        Whether a camera's picture is shown as in a mirror; files are shown as they are.
    display_de2000 : float, in [0, 20], or None
        Mean ΔE00 that was measured of the display; None if nobody has.
    is_locked : bool
        Whether the camera is asked to keep its exposure and white balance.
    has_sound : bool
        Whether recordings are made with the microphone.
    camera_px : (width, height) or None
        What cameras are asked for; None is 1280 x 720.
    microphone : str or None
        Its name; None is the system's choice.
    folder : str or None
        Where photos and recordings go; None is the user's folder for pictures.
    window_px : (x, y, width, height) or None
    is_maximized : bool
    language : str or None
        Code such as ``zh_CN``; None is the system's.
    theme : {"dark", "light"}
    has_large_type : bool
    home : {"mirror", "kiosk", "studio", "desk"} or None
        What opens when nothing else is asked for; None until somebody has chosen.
    toured : tuple of str
        Windows whose tour has been seen.
    studio : Studio
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
    clothes: tuple[KeptPiece, ...] = ()
    is_mirrored: bool = True
    display_de2000: Annotated[float, msgspec.Meta(ge=0.0, le=20.0)] | None = None
    is_locked: bool = False
    has_sound: bool = False
    microphone: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    camera_px: tuple[_Side, _Side] | None = None
    folder: str | None = None
    window_px: tuple[_Pixels, _Pixels, _Pixels, _Pixels] | None = None
    is_maximized: bool = False
    language: str | None = None
    theme: Literal["dark", "light"] = "dark"
    has_large_type: bool = False
    home: Literal["mirror", "kiosk", "studio", "desk"] | None = None
    toured: tuple[_Short, ...] = ()
    studio: Studio = Studio()


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
    return _read(path) or Settings()


def _read(path: Path) -> Settings | None:
    """Read what is understood of `path`; None where it is no file of settings."""
    try:
        found = msgspec.json.decode(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        log.warning("settings are not readable and start afresh: %s", error)
        return None
    if not isinstance(found, dict):
        log.warning("settings must be an object, not %s", type(found).__name__)
        return None
    understood: dict[str, Any] = {}
    kinds = get_type_hints(Settings, include_extras=True)
    for one in fields(Settings):
        if one.name in found:
            try:
                understood[one.name] = msgspec.convert(found[one.name], kinds[one.name])
            except msgspec.ValidationError as error:
                log.warning("setting %r is dropped: %s", one.name, error)
    return Settings(**understood)


def set_aside(path: Path) -> Path | None:
    """Keep a file of settings that is no such file, beside the one that is written next.

    Returns
    -------
    kept : Path or None
        Where it is now; None where nothing was wrong with it, or it could not be moved.
    """
    try:
        if isinstance(msgspec.json.decode(path.read_bytes()), dict):
            return None
    except OSError:
        return None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    kept = path.with_suffix(".broken.json")
    try:
        path.replace(kept)
    except OSError as error:
        log.warning("broken settings stay where they are: %s", error)
        return None
    return kept


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


class Keeper:
    """Writes what one window has chosen, beside other windows of this user that do the same.

    Only what was chosen here since the last time replaces what the file says now: a desk that
    is told to be light must not undo what a studio has kept meanwhile.

    Parameters
    ----------
    path : Path
        Read when this is made, as the window reads it.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._before = path, read_settings(path)

    def __call__(self, settings: Settings) -> None:
        """Write them. Raises `OSError` when the folder cannot be made or written."""
        found = _read(self._path)
        kept = settings if found is None else _merged(self._before, settings, found)
        write_settings(kept, self._path)
        self._before = settings


_Choices = TypeVar("_Choices", Settings, Studio)


def _merged(before: _Choices, chosen: _Choices, found: _Choices) -> _Choices:
    """Put into `found` what differs between `before` and `chosen`."""
    changed: dict[str, Any] = {}
    for one in fields(chosen):
        was, now, there = (getattr(kept, one.name) for kept in (before, chosen, found))
        if isinstance(now, Studio):
            changed[one.name] = _merged(was, now, there)
        elif now != was:
            changed[one.name] = now
    return replace(found, **changed)
