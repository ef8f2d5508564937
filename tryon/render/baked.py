"""Prepares the light baked into cloth: deeper where it is too even, and one look-up less.

All of it is done once, before the first picture of a garment, which somebody waits for.
"""

import dataclasses
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from tryon.core.colour import luminance, srgb_to_linear
from tryon.core.mesh import Material, Mesh, Texture
from tryon.core.scene import Bytes, Floats

#: How much of a baked occlusion counts: it is of the light from all around, not of lamps. In
#: the rooms of photographs most light is (`direction` finds 0.1 to 0.35 of it directed).
_OF_ALL_LIGHT = 0.8
#: However deep a fold is, so much light gets there.
_DARKEST = 0.08
#: Light that folds lack which come and go with joints, at their most.
_HOLLOW = 0.3
#: Hollows as wide as a hand, between these standard deviations, m, are made so much deeper. On
#: four photographs a T-shirt then has 1.4 times the contrast it had between 32 and 128 px
#: (torsos of 300 px), where it had half of what is worn, and 1.2 times between 8 and 32.
_BROAD_M, _DEEPER = (0.022, 0.07), 1.3
#: They are found on a raster on which the narrower spread is so wide, in its cells.
_SPREAD = 2.0
#: Codes of cloth, 255 where all is cloth: fewer than these are none, far from every piece.
_NOTHING = 0.3
#: So much less or more light than the mean is taken for a fold, and shown stronger. What is far
#: deeper is an armhole or what a lapel hides, and as dark as it was drawn: made stronger, too,
#: it was a stain.
_FOLD = 0.45
#: What is lighter than this in a baked occlusion is the sheet between the pieces.
_NO_CLOTH = 250


def deepened(mesh: Mesh) -> Material:
    """Give a material whose baked occlusion has deeper hollows as wide as a hand.

    Cloth that a computer draped lacks most of these beside clothes that are worn; its material
    says so with `Material.folds`.
    """
    material, baked = mesh.material, mesh.material.occlusion
    if baked is None or baked.second or material.folds == 1:
        return material
    a, b = mesh.triangles[:, 0], mesh.triangles[:, 1]
    across = np.linalg.norm(mesh.positions[b] - mesh.positions[a], axis=1)
    texels = np.linalg.norm((mesh.uv[b] - mesh.uv[a]) * baked.pixels.shape[1::-1], axis=1)
    per_m = float(np.median(texels / np.maximum(across, 1e-6)))
    if per_m == 0:  # all of it has one colour
        return material
    light = np.ascontiguousarray(baked.pixels[..., 0])
    there = cv2.threshold(light, _NO_CLOTH - 1, 255, cv2.THRESH_BINARY_INV)[1]
    hollow = _hollow(light, np.asarray(there, np.uint8), per_m)
    deeper = cv2.add(light, hollow, dst=light.copy(), mask=there, dtype=cv2.CV_8U)
    occlusion = dataclasses.replace(baked, pixels=np.asarray(deeper, np.uint8)[..., None])
    return dataclasses.replace(material, occlusion=occlusion)


def _hollow(light: Bytes, there: Bytes, per_m: float) -> Floats:
    """Find what to add to codes (h, w) where there is cloth; on a raster as coarse as it is."""
    cell = max(round(_BROAD_M[0] * per_m / _SPREAD), 1)
    size = -(-light.shape[1] // cell), -(-light.shape[0] // cell)
    weight, lit = (
        np.asarray(cv2.resize(one, size, interpolation=cv2.INTER_AREA), np.float32)
        for one in (there, cv2.copyTo(light, there))
    )
    fine, broad = (
        cv2.GaussianBlur(lit, (0, 0), spread_m * per_m / cell)
        / np.maximum(cv2.GaussianBlur(weight, (0, 0), spread_m * per_m / cell), _NOTHING)
        for spread_m in _BROAD_M
    )
    hollow = np.float32(255 * _DEEPER) * (fine - broad)
    return np.asarray(cv2.resize(hollow, light.shape[::-1]), np.float32)


def reflectance(mesh: Mesh) -> Floats:
    """Give the mean linear reflectance (3,) of cloth, as it is coloured at its vertices."""
    base = mesh.material.base
    if base is None:
        return mesh.material.linear
    at = mesh.uv @ base.uv_to_texture[:, :2].T + base.uv_to_texture[:, 2]
    height, width = base.pixels.shape[:2]
    columns, rows = (np.floor(at * (width, height)).astype(np.int64) % (width, height)).T
    drawn = srgb_to_linear(base.pixels[rows, columns, :3] / np.float32(255))
    return np.asarray(mesh.material.linear * drawn.mean(0), np.float32)


def with_bounces(open_share: Floats, reflected: float) -> Floats:
    """Add to the light that reaches a hollow what its own walls send there, again and again.

    Folds of white cloth light each other: where half of the sky is seen, 83 % of the light is
    left if 85 % are reflected, and 50 % on black.

    Parameters
    ----------
    open_share : (n,) float32, in [0, 1]
        What is left of light from all around.
    reflected : float, in [0, 1]
        Reflectance of the walls.

    Returns
    -------
    left : (n,) float32, in [0, 1]
        A fit to traced paths: Jimenez et al. (2016), "Practical real-time strategies for
        accurate indirect occlusion", SIGGRAPH course.
    """
    a = 2.0404 * reflected - 0.3324
    b = -4.7951 * reflected + 0.6417
    c = 2.7552 * reflected + 0.6903
    left: Floats = np.maximum(open_share, ((a * open_share + b) * open_share + c) * open_share)
    return left


def with_baked(material: Material, reflected: Floats) -> Material:
    """Multiply baked occlusion into the colours where they are laid alike: a look-up less.

    Of what shines it stays apart, as the share of the light that is left, with the roughness
    beside it: hollows of satin mirror little, too.

    Parameters
    ----------
    material : Material
    reflected : (3,) float32
        Mean reflectance of the cloth, which lights its own folds.
    """
    baked, base, rough = material.occlusion, material.base, material.rough
    if baked is None:
        return material
    left = _left_by_code(material, baked)
    shines = material.fabric.gloss > 0 or material.metal > 0
    if shines or (base is not None and not _laid_alike(baked, base)):
        codes = 255 * with_bounces(left, float(luminance(reflected)))
        planes = [cv2.LUT(baked.pixels[..., 0], np.rint(codes).astype(np.uint8))]
        if rough is not None and _laid_alike(baked, rough):
            planes, rough = [*planes, rough.pixels[..., 0]], None
        light = _merged(planes[:1], planes[1:])
        apart = dataclasses.replace(baked, pixels=light.reshape(*light.shape[:2], -1))
        return dataclasses.replace(material, occlusion=apart, rough=rough)
    # light is multiplied, but codes are stored: their curve is near enough to a power of 2.2
    shares = [
        cv2.LUT(baked.pixels[..., 0], (with_bounces(left, one) ** (1 / 2.2)).astype(np.float32))
        for one in reflected.tolist()
    ]
    if base is None:
        pixels = cv2.merge([cv2.convertScaleAbs(share, alpha=255) for share in shares])
    else:
        rows, columns = np.maximum(shares[0].shape, base.pixels.shape[:2]).tolist()
        planes = list(cv2.split(cv2.resize(base.pixels, (columns, rows))))
        for channel, share in enumerate(shares):
            larger = cv2.resize(share, (columns, rows))
            planes[channel] = cv2.multiply(planes[channel], larger, dtype=cv2.CV_8U)
        pixels = cv2.merge(planes)
    laid = dataclasses.replace(baked, pixels=np.asarray(pixels, np.uint8))
    return dataclasses.replace(material, base=laid, occlusion=None)


def _left_by_code(material: Material, baked: Texture) -> Floats:
    """Tell what is left of the light for each code (256,) of a baked occlusion, in [0, 1].

    What `_OF_ALL_LIGHT` says on the mean, `Material.folds` times as much beside it; `_FOLD`.
    """
    mean = float(cv2.mean(baked.pixels)[0]) / 255
    counts = _OF_ALL_LIGHT * material.shade
    slope = counts * material.folds
    start = 1 - counts * (1 - mean) - slope * mean
    code = np.linspace(0, 1, 256)
    count = np.bincount(baked.pixels.ravel(), minlength=256)
    count[_NO_CLOTH:] = 0
    total = max(float(count.sum()), 1.0)
    off = code - count @ code / total
    stronger = (slope - counts) * off
    back = stronger * (np.exp(-((off / _FOLD) ** 2)) - 1)
    left = start + slope * code + back - count @ back / total
    return np.asarray(np.clip(left, _DARKEST, 1), np.float32)


def with_crushed(material: Material, reflected: Floats) -> Material:
    """Put what bent joints change into channels that are free: no look-up more.

    The light's share stands beside the colours, slopes in the place of the normal's third
    part, which follows from the others. `reflected` is as for `with_baked`.
    """
    base, normal, crushed = material.base, material.normal, material.crushed
    if base is None or normal is None or crushed is None or material.cutoff > 0:
        return dataclasses.replace(material, crushed=None)
    if not (_laid_alike(base, crushed) and _laid_alike(normal, crushed)):
        return dataclasses.replace(material, crushed=None)
    *slopes, light = cv2.split(crushed.pixels)
    counts = _OF_ALL_LIGHT * material.shade * material.folds
    hollow = np.array([1 - _HOLLOW, 1], np.float32)
    counts *= float(np.diff(with_bounces(hollow, float(luminance(reflected))))[0]) / _HOLLOW
    light = cv2.addWeighted(light, counts, light, 0, 128 * (1 - counts))
    beside = base, [*cv2.split(base.pixels)[:3]], [light]
    instead = normal, [*cv2.split(normal.pixels)[:2]], slopes
    base, normal = (
        dataclasses.replace(image, pixels=_merged(kept, added))
        for image, kept, added in (beside, instead)
    )
    return dataclasses.replace(material, base=base, normal=normal)


def _merged(kept: Sequence[NDArray[Any]], added: Sequence[NDArray[Any]]) -> Bytes:
    """Stack planes (h, w) and others, which become as large."""
    size = kept[0].shape[::-1]
    larger = (cv2.resize(plane, size) for plane in added)
    return np.asarray(cv2.merge([*kept, *larger]), np.uint8)


def _laid_alike(one: Texture, other: Texture) -> bool:
    same = np.array_equal(one.uv_to_texture, other.uv_to_texture)
    return same and (one.second, one.repeats) == (other.second, other.repeats)
