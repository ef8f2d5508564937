"""``tryon finishes``: every finish on the same real lips, as a sheet of labelled pictures."""

import contextlib
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tryon.catalogue.shade import read_shade
from tryon.core.colour import lab_to_xyz, linear_to_lab, xyz_to_linear
from tryon.core.complete import check_outputs
from tryon.core.errors import BadInput
from tryon.core.scene import Bytes, Frame, Lips, Need, Scene
from tryon.core.seams import Effect
from tryon.core.shade import Shade
from tryon.core.stopwatch import Stopwatch
from tryon.effects.blend import Blend
from tryon.effects.finish import FINISHES, Finish
from tryon.effects.lip_liner import LipLiner
from tryon.effects.lipstick import Lipstick
from tryon.labels.tag import Tag
from tryon.render.compositor import Compositor
from tryon.sinks.photo import check_photo_name, write_photo
from tryon.sources.demo import Demo
from tryon.sources.still import read_photo
from tryon.tracking.perceive import Perceive

_COLUMNS = 6
_WIDTH, _HEIGHT = 380, 246  # of a picture
_LABEL, _GAP, _MARGIN, _HEAD = 58, 20, 44, 150
_ROUND = 14
#: A mouth takes this share of its picture's width.
_MOUTH = 0.66
_GROUND, _TEXT, _SOFT = "#151317", "#F3EEF0", "#9C929A"


def draw_finishes(
    photo: Path | None, out: Path, shade_hex: str, coats: float
) -> dict[str, Any]:
    """Draw every finish, and every way to wear two colours, on the first mouth of a photo.

    Parameters
    ----------
    photo : Path or None
        None is the built-in portrait.
    out : Path
        Picture to write.
    shade_hex : str
        ``#RRGGBB`` of the product.
    coats : float, above 0

    Returns
    -------
    summary : dict
        ``finishes``, how many; ``shade``, ``coats``, ``input``, ``out``.

    Raises
    ------
    BadInput
        The photo cannot be read or shows no lips, or the output has no name of a picture.
    """
    check_photo_name(out)
    check_outputs((out,), (photo,))
    if coats > 5:
        raise BadInput(f"--coats: expected at most 5, not {coats:g}")
    shade = read_shade({"srgb": shade_hex}, "--shade")
    scene = _near(_portrait() if photo is None else read_photo(photo), str(photo or "demo"))
    tiles = [("Bare lips", "nothing on them", _picture(scene, ()))]
    tiles += [
        (name.replace("-", " ").capitalize(), said, _picture(scene, look))
        for name, said, look in _looks(shade, coats)
    ]
    sheet = _sheet(tiles, f"{shade_hex.upper()}, estimated  ·  {coats:g} coats")
    write_photo(out, sheet, Tag(f"finishes of {shade_hex.upper()}"))
    return {
        "finishes": len(FINISHES),
        "shade": shade_hex,
        "coats": coats,
        "input": str(photo or "demo"),
        "out": str(out),
    }


def _looks(shade: Shade, coats: float) -> Iterator[tuple[str, str, tuple[Effect, ...]]]:
    """Name, description and effects of each picture."""
    for name, finish in FINISHES.items():
        yield name, _described(finish), (Lipstick(shade=shade, finish=finish, coats=coats),)
    deep, pale = _relit(shade, -22), _relit(shade, 16)
    satin, metal = FINISHES["satin"], FINISHES["metallic"]
    fading = Lipstick(shade=shade, finish=FINISHES["velvet"], coats=coats, blend=Blend.OMBRE)
    ombre = Lipstick(shade=shade, finish=satin, coats=coats, second=deep)
    two = replace(ombre, blend=Blend.TWO_TONE, second=pale)
    shift = replace(ombre, blend=Blend.SHIFT, finish=metal, second=_turned(shade, -90))
    liner = LipLiner(shade=deep)
    yield "gradient lip", "ombre into the bare lip", (fading,)
    yield "ombre", "a deeper edge", (ombre,)
    yield "two-tone", "one colour for each lip", (two,)
    yield "colour-shift", "another hue at an angle", (shift,)
    yield "lip liner", "1.4 mm along the border", (replace(fading, blend=None), liner)


def _described(finish: Finish) -> str:
    """Say what makes a finish, in a line."""
    words = [f"hides {finish.hiding:.0%}"]
    if finish.dye:
        words[0] = f"stains {finish.hiding:.0%}"
    if finish.fuzz:
        words.append(f"fuzz {finish.fuzz:g}")
    if finish.mica:
        coated = f" with {finish.mica.oxide_nm:g} nm" if finish.mica.oxide_nm else ""
        words.append(f"{'mica' if coated else 'metal'} {finish.mica.share:g}{coated}")
    if finish.flakes:
        words.append(f"flakes {finish.flakes.size_mm:g} mm")
    if len(words) < 3:
        words.append(f"roughness {finish.roughness:g}")
    return " · ".join(words)


def _relit(shade: Shade, step: float) -> Shade:
    """Give the shade with another L*."""
    lightness, a, b = linear_to_lab(np.clip(np.array(shade.reflectance), 0, 1))
    return _from_lab(np.array([np.clip(lightness + step, 8, 92), a, b]))


def _turned(shade: Shade, degrees: float) -> Shade:
    """Give the shade with another hue."""
    lightness, a, b = linear_to_lab(np.clip(np.array(shade.reflectance), 0, 1))
    turned = (a + 1j * b) * np.exp(1j * math.radians(degrees))
    return _from_lab(np.array([lightness, turned.real, turned.imag]))


def _from_lab(lab: Any) -> Shade:
    red, green, blue = np.clip(xyz_to_linear(lab_to_xyz(lab)), 0, 1).tolist()
    return Shade((red, green, blue))


def _portrait() -> Bytes:
    demo = Demo(count=1, size=(1920, 1080))
    demo.open()
    return demo.image(0)


def _near(rgb: Bytes, name: str) -> Scene:
    """Perceive a photo in which the mouth is as wide as a picture of the sheet shows it."""
    with contextlib.closing(Perceive(still=True)) as perceive:

        def look(at: Bytes) -> Scene:
            at = np.ascontiguousarray(at)
            return perceive(Frame(at, 0, 0), frozenset({Need.LIPS}), Stopwatch())

        whole = look(rgb)
        lips = _lips(whole, name)
        box, scale = whole.faces[0].box, _MOUTH * _WIDTH / lips.width_px
        # With what is around the face: the tracker wants to see it.
        reach = round(0.5 * max(box.width, box.height))
        top, left = max(box.y - reach, 0), max(box.x - reach, 0)
        part = rgb[top : box.y + box.height + reach, left : box.x + box.width + reach]
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        near = look(np.asarray(cv2.resize(part, None, fx=scale, fy=scale, interpolation=way)))
        if not near.faces or near.faces[0].lips is None:
            return whole
        return replace(near, light=whole.light, faces=near.faces[:1])


def _lips(scene: Scene, name: str) -> Lips:
    if not scene.faces or scene.faces[0].lips is None:
        raise BadInput(f"{name}: expected a photo of a face with visible lips")
    return scene.faces[0].lips


def _picture(scene: Scene, look: tuple[Effect, ...]) -> Bytes:
    """Cut the dressed mouth out, in the size of the sheet's pictures."""
    layers = [layer for effect in look for layer in effect.layers(scene, effect.memory())]
    rgb = Compositor()(scene, layers, Stopwatch()).rgb
    box = _lips(scene, "").box
    width = max(_lips(scene, "").width_px / _MOUTH, box.height * 1.25 * _WIDTH / _HEIGHT)
    scale = _WIDTH / width
    x, y = box.x + box.width / 2, box.y + box.height / 2
    matrix = np.array([[scale, 0, _WIDTH / 2 - scale * x], [0, scale, _HEIGHT / 2 - scale * y]])
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    cut = cv2.warpAffine(
        rgb, matrix, (_WIDTH, _HEIGHT), flags=way, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(cut, np.uint8)


def _sheet(tiles: list[tuple[str, str, Bytes]], subtitle: str) -> Bytes:
    """Set pictures, names and descriptions in rows."""
    rows = math.ceil(len(tiles) / _COLUMNS)
    width = 2 * _MARGIN + _COLUMNS * _WIDTH + (_COLUMNS - 1) * _GAP
    height = _HEAD + rows * (_HEIGHT + _LABEL + _GAP) + _MARGIN - _GAP
    sheet = Image.new("RGB", (width, height), _GROUND)
    draw = ImageDraw.Draw(sheet)
    title, name_font, small = (ImageFont.load_default(size) for size in (44, 21, 15))
    draw.text((_MARGIN, 34), "Finishes", _TEXT, title)
    draw.text((_MARGIN, 90), subtitle, _SOFT, name_font)
    finer = 4
    mask = Image.new("L", (_WIDTH * finer, _HEIGHT * finer), 0)
    ends = (_WIDTH * finer - 1, _HEIGHT * finer - 1)
    ImageDraw.Draw(mask).rounded_rectangle(((0, 0), ends), _ROUND * finer, 255)
    mask = mask.resize((_WIDTH, _HEIGHT), Image.Resampling.BOX)
    for index, (name, said, picture) in enumerate(tiles):
        x = _MARGIN + index % _COLUMNS * (_WIDTH + _GAP)
        y = _HEAD + index // _COLUMNS * (_HEIGHT + _LABEL + _GAP)
        sheet.paste(Image.fromarray(picture), (x, y), mask)
        draw.text((x + 4, y + _HEIGHT + 8), name, _TEXT, name_font)
        draw.text((x + 4, y + _HEIGHT + 34), said, _SOFT, small)
    return np.asarray(sheet)
