"""What the surfaces of a glTF file are made of: colours, pictures, cloth."""

import math

import msgspec
import numpy as np

from tryon.core.mesh import FABRICS, Fabric, Material, Texture
from tryon.core.scene import Bytes
from tryon.garments.gltf import Document
from tryon.garments.gltf_words import GltfMaterial, TextureInfo

_CLAMP_TO_EDGE = 33071
#: What is smoother than this and says no more is no woven cloth.
_FIBROUS = 0.6
#: What tells a cloth in the name of a material, where nobody says it.
_HINTS = {"jean": "denim", "silk": "silk", "satin": "satin", "leather": "leather"} | {
    "denim": "denim",
    "wool": "wool",
    "knit": "wool",
    "tweed": "wool",
    "linen": "linen",
}


def read_material(document: Document, index: int | None) -> Material:
    """Read what a surface is made of; white cotton if the file is silent. Raises `BadInput`."""
    if index is None:
        return Material("", np.ones(3, np.float32))
    written = document.pick(document.content.materials, index, "material")
    surface = written.pbr_metallic_roughness
    base = _texture(document, surface.base_color_texture, 4)
    cutoff = 0.0
    if base is not None and base.pixels.shape[2] == 4:
        if written.alpha_mode == "OPAQUE":
            base = _channels(base, slice(0, 3))
        else:
            cutoff = written.alpha_cutoff if written.alpha_mode == "MASK" else 0.5
    normal, occlusion = written.normal_texture, written.occlusion_texture
    rough = _texture(document, surface.metallic_roughness_texture, 3)
    baked = _texture(document, occlusion, 3)
    return Material(
        name=written.name,
        linear=np.array(surface.base_color_factor[:3], np.float32),
        base=base,
        cutoff=cutoff,
        normal=_texture(document, normal, 3),
        relief=normal.scale if normal else 1.0,
        occlusion=None if baked is None else _channels(baked, slice(0, 1)),
        shade=occlusion.strength if occlusion else 1.0,
        folds=_folds(document, written),
        crushed=_crushed(document, written),
        roughness=surface.roughness_factor,
        rough=None if rough is None else _channels(rough, slice(1, 2)),
        metal=surface.metallic_factor,
        fabric=_fabric(document, written),
        opacity=_opacity(written),
    )


def _opacity(written: GltfMaterial) -> float:
    """Say how much of what is behind is hidden; files that blend by a picture hide it all."""
    alpha = float(written.pbr_metallic_roughness.base_color_factor[3])
    return alpha if written.alpha_mode == "BLEND" else 1.0


def _extra(written: GltfMaterial, word: str) -> object:
    """Look up what glTF has no word for; None where nothing is said."""
    return written.extras.get(word) if isinstance(written.extras, dict) else None


def _folds(document: Document, written: GltfMaterial) -> float:
    """Say how much stronger folds are than the file's occlusion draws them; see `Material`."""
    factor = _extra(written, "folds")
    if factor is None:
        return 1.0
    if isinstance(factor, bool) or not isinstance(factor, (int, float)) or not 0 <= factor <= 4:
        raise document.fault(f"material {written.name!r}: folds: expected a number from 0 to 4")
    return float(factor)


def _crushed(document: Document, written: GltfMaterial) -> Texture | None:
    """Read what bent joints change; see `Material`."""
    said = _extra(written, "crushedTexture")
    if said is None:
        return None
    try:
        return _texture(document, msgspec.convert(said, TextureInfo), 3)
    except msgspec.ValidationError as error:
        raise document.fault(f"material {written.name!r}: crushedTexture: {error}") from error


def _fabric(document: Document, written: GltfMaterial) -> Fabric:
    word = _extra(written, "fabric")
    if word is not None:
        if not isinstance(word, str) or word not in FABRICS:
            known = ", ".join(FABRICS)
            raise document.fault(f"material {written.name!r}: fabric: expected one of {known}")
        return FABRICS[word]
    rough = written.pbr_metallic_roughness.roughness_factor
    plain = "cotton" if rough >= _FIBROUS else "coated"
    return hinted(written.name) or FABRICS[plain]


def hinted(name: str) -> Fabric | None:
    """Tell a cloth by the name of its material, if that says one."""
    word = next((_HINTS[hint] for hint in _HINTS if hint in name.lower()), None)
    return None if word is None else FABRICS[word]


def _texture(document: Document, info: TextureInfo | None, channels: int) -> Texture | None:
    if info is None:
        return None
    content = document.content
    texture = document.pick(content.textures, info.index, "texture")
    if texture.source is None:
        raise document.fault(f"texture {info.index} has no image that can be read")
    pixels = document.image(texture.source)
    to_texture, uv_set = np.eye(2, 3, dtype=np.float32), info.tex_coord
    if (change := info.extensions.transform) is not None:
        c, s = math.cos(change.rotation), math.sin(change.rotation)
        (wide, high), (right, down) = change.scale, change.offset
        to_texture = np.array(
            [[c * wide, s * high, right], [-s * wide, c * high, down]], np.float32
        )
        uv_set = uv_set if change.tex_coord is None else change.tex_coord
    if uv_set > 1:
        raise document.fault(f"texture {info.index} asks for TEXCOORD_{uv_set}")
    repeats = True
    if texture.sampler is not None:
        sampler = document.pick(content.samplers, texture.sampler, "sampler")
        repeats = _CLAMP_TO_EDGE not in (sampler.wrap_s, sampler.wrap_t)
    kept = np.ascontiguousarray(pixels[..., :channels])
    return Texture(kept, to_texture, uv_set == 1, repeats)


def _channels(texture: Texture, kept: slice) -> Texture:
    pixels: Bytes = np.ascontiguousarray(texture.pixels[..., kept])
    return Texture(pixels, texture.uv_to_texture, texture.second, texture.repeats)
