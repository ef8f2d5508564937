"""One colour that somebody is making: as it was typed, and what it is as a shade."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from tryon.catalogue.column import BadCell, number
from tryon.catalogue.shade import read_shade
from tryon.core.colour import lab_to_xyz, linear_to_lab, linear_to_srgb, xyz_to_linear
from tryon.core.errors import BadLook
from tryon.core.shade import Shade

#: White and observer of a Lab reading, as they can be chosen.
READINGS = (("D65", 2), ("D65", 10), ("D50", 2))


@dataclass(frozen=True, slots=True)
class Tint:
    """A colour as the editor's fields hold it; texts are as they were typed.

    Attributes
    ----------
    kind : {"srgb", "lab"}
        Which of the two colours below counts.
    srgb : str
    lab : (L, a, b) of str
    reading : (white, observer in degrees)
    curve : mapping or None
        A measured reflectance, as the file says it; goes before both until one is changed.
    opacity : float or None
        Of one coat; None leaves it to the finish.
    sx : tuple of 3 float or None
        From a swatch across black and white; goes before `opacity`.
    photographed : (lab, ΔE00) or None
        A colour as a photograph has it, and how far that may be off; other colours are not.
    """

    kind: Literal["srgb", "lab"] = "srgb"
    srgb: str = "#B3364A"
    lab: tuple[str, str, str] = ("", "", "")
    reading: tuple[str, int] = READINGS[0]
    curve: Mapping[str, Any] | None = None
    opacity: float | None = None
    sx: tuple[float, ...] | None = None
    photographed: tuple[tuple[str, str, str], float] | None = None

    @staticmethod
    def like(shade: Shade, written: Mapping[str, Any]) -> "Tint":
        """Begin with a shade and what its file says; that it was verified is not kept."""
        tint = Tint(opacity=shade.opacity, sx=shade.sx, srgb=_hex(np.array(shade.reflectance)))
        if "reflectance" in written:
            curve = {key: written[key] for key in ("reflectance", "from_nm", "step_nm")}
            return replace(tint, curve=curve)
        if "lab" in written:
            lightness, a, b = (f"{value:g}" for value in written["lab"])
            reading = (written["white"], written.get("observer", 2))
            tint = replace(tint, kind="lab", lab=(lightness, a, b), reading=reading)
            if "de2000" in written and written.get("status") != "verified":
                tint = replace(tint, photographed=(tint.lab, written["de2000"]))
        return tint

    @property
    def written(self) -> dict[str, Any]:
        """The colour as a file says it; what was typed wrongly stays wrong."""
        shade: dict[str, Any]
        if self.curve is not None:
            shade = dict(self.curve)
        elif self.kind == "srgb":
            text = self.srgb.strip()
            shade = {"srgb": text if text.startswith("#") else f"#{text}"}
        else:
            white, observer = self.reading
            shade = {"lab": [number_or_text(text) for text in self.lab], "white": white}
            shade |= {"observer": observer} if observer != 2 else {}
            if self.photographed is not None and self.photographed[0] == self.lab:
                shade["de2000"] = self.photographed[1]
        if self.sx is not None:
            return shade | {"sx": list(self.sx)}
        return shade | ({} if self.opacity is None else {"opacity": round(self.opacity, 3)})

    @property
    def shade(self) -> Shade | None:
        """The shade; None while the colour is not one."""
        try:
            return read_shade(self.written, "shade")
        except BadLook:
            return None

    @property
    def lch(self) -> tuple[float, float, float] | None:
        """Lightness, chroma and hue in degrees, of the colour; None while it is not one."""
        shade = self.shade
        if shade is None:
            return None
        lightness, a, b = (float(v) for v in linear_to_lab(np.array(shade.reflectance)))
        return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a))

    def with_lch(self, lightness: float, chroma: float, hue_deg: float) -> "Tint":
        """Take another colour; as a screen colour it stays inside what a screen can show."""
        lab = lch_to_lab(lightness, chroma, hue_deg)
        if self.kind == "srgb":
            return replace(self, srgb=_hex(_lab_to_linear(lab)), curve=None)
        told = (f"{lab[0]:.1f}", f"{lab[1]:.1f}", f"{lab[2]:.1f}")
        return replace(self, lab=told, reading=READINGS[0], curve=None)

    def beside(self, lighter: float, turned_deg: float = 0.0) -> "Tint":
        """Make a colour that goes with it: so much lighter, of a hue so far away."""
        lightness, chroma, hue_deg = self.lch or (50.0, 40.0, 20.0)
        if not 12 <= lightness + lighter <= 88:
            lighter = -lighter
        return Tint().with_lch(lightness + lighter, chroma, hue_deg + turned_deg)


def lch_to_lab(lightness: float, chroma: float, hue_deg: float) -> tuple[float, float, float]:
    """Convert lightness, chroma and hue to L*, a*, b*."""
    hue = math.radians(hue_deg)
    return lightness, chroma * math.cos(hue), chroma * math.sin(hue)


def lch_to_hex(lightness: float, chroma: float, hue_deg: float) -> str:
    """Give the colour as a screen can show it, like ``#9B1B30``."""
    return _hex(_lab_to_linear(lch_to_lab(lightness, chroma, hue_deg)))


def number_or_text(text: str) -> Any:
    """Read a number; what is none stays as it was typed, and is told as a fault."""
    try:
        return number(text.strip())
    except BadCell:
        return text


def _lab_to_linear(lab: tuple[float, float, float]) -> Any:
    return xyz_to_linear(lab_to_xyz(np.array(lab)))


def _hex(linear: Any) -> str:
    code = np.rint(255 * linear_to_srgb(linear)).astype(int)
    return "#{:02X}{:02X}{:02X}".format(*code.tolist())
