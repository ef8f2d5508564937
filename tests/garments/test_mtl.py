"""Colours and pictures of OBJ files."""

from pathlib import Path

import numpy as np
from PIL import Image

from tryon.garments.obj import read_obj

OBJ = """mtllib C:\\Users\\me\\cloth.mtl
v 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nvt 1 0\nvt 0 1
usemtl silk blouse\nf 1/1 2/2 3/3
usemtl collar\nf 1/1 3/3 2/2
usemtl gone\nf 1/1 2/2 3/3
"""


def test_materials_are_those_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a.obj").write_text(OBJ)
    (tmp_path / "cloth.mtl").write_text(
        "newmtl silk blouse\nKd 0.1 0.2 0.3\nmap_Kd -s 1 1 1 -bm 0.5 /home/other/a b.png\n"
        "map_Bump heights.png\nnewmtl collar\nKd 0.1 0.2 7\nmap_Kd ../secret.png\n"
        "norm normals.png\n# newmtl gone\n"
    )
    holes = Image.new("RGBA", (8, 8), (10, 200, 10, 255))
    holes.putpixel((0, 0), (0, 0, 0, 0))
    holes.save(tmp_path / "a b.png")
    Image.new("L", (8, 8), 90).save(tmp_path / "heights.png")
    Image.new("RGBA", (8, 8), (128, 127, 255, 255)).save(tmp_path / "normals.png")
    Image.new("RGB", (8, 8)).save(tmp_path.parent / "secret.png")
    silk, collar, gone = (part.material for part in read_obj(tmp_path / "a.obj"))
    assert silk.fabric.name == "silk"
    assert silk.linear.tolist() == [1, 1, 1]
    assert silk.base.pixels.shape == (8, 8, 4)
    assert silk.cutoff == 0.5
    assert silk.normal is None  # heights are no directions
    assert np.allclose(collar.linear, [0.1, 0.2, 1])
    assert collar.base is None
    assert collar.normal.pixels.shape == (8, 8, 3)
    assert (gone.name, gone.base) == ("gone", None)


def test_without_materials_it_is_grey(tmp_path: Path) -> None:
    (tmp_path / "a.obj").write_text(OBJ)
    assert all(np.allclose(part.material.linear, 0.8) for part in read_obj(tmp_path / "a.obj"))
