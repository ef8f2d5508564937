import errno
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageCms

from tryon.core.errors import BadInput, SinkFailed
from tryon.sinks.masks import Masks
from tryon.sinks.photo import check_photo_name, write_photo
from tryon.sources.still import read_photo


@pytest.mark.parametrize("name", ["a.png", "a.webp", "a.tif", "a.TIFF", "deep/down/a.png"])
def test_pixels_are_kept(tmp_path, portrait, name):
    path = tmp_path / name
    write_photo(path, portrait)
    np.testing.assert_array_equal(read_photo(path), portrait)
    assert [p.name for p in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("name", ["a.jpg", "a.JPEG"])
def test_jpeg_is_close_and_keeps_the_colour_of_small_things(tmp_path, portrait, name):
    lips = portrait.copy()
    lips[100:104, 100:160] = (155, 27, 48)  # thinner than a block of chroma would be
    write_photo(tmp_path / name, lips)
    seen = read_photo(tmp_path / name).astype(int)
    assert np.abs(seen - lips).mean() < 2
    assert np.abs(seen[101:103, 105:155].mean((0, 1)) - (155, 27, 48)).max() < 4


def test_every_kind_is_tagged_srgb(tmp_path, portrait):
    for name in ("a.jpg", "a.webp", "a.tif"):
        write_photo(tmp_path / name, portrait)
        with Image.open(tmp_path / name) as image:
            profile = ImageCms.getOpenProfile(BytesIO(image.info["icc_profile"]))
            assert "sRGB" in ImageCms.getProfileDescription(profile)
    write_photo(tmp_path / "a.png", portrait)
    with Image.open(tmp_path / "a.png") as image:
        assert image.info["srgb"] == 0


@pytest.mark.parametrize("name", ["a.gif", "a", "a.mp4"])
def test_other_names_are_refused_before_any_work(tmp_path, portrait, name):
    with pytest.raises(BadInput, match="a photo is written as"):
        check_photo_name(tmp_path / name)
    with pytest.raises(BadInput):
        write_photo(tmp_path / name, portrait)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_the_old_photo_and_nothing_else(tmp_path, portrait, monkeypatch):
    path = tmp_path / "a.png"
    path.write_bytes(b"old")
    real = Image.Image.save

    def fill_up(image, target, *rest, **options):
        real(image, target, *rest, **options)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Image.Image, "save", fill_up)
    with pytest.raises(SinkFailed, match=r"a\.png: cannot be written: No space left on device"):
        write_photo(path, portrait)
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.png"]


def test_a_name_below_a_file_is_told(tmp_path, portrait):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SinkFailed, match="cannot be written"):
        write_photo(tmp_path / "file" / "a.png", portrait)


def test_masks_are_named_by_input_and_effect(tmp_path, picture, portrait):
    mask = np.zeros(portrait.shape[:2], np.uint8)
    mask[100:200, 100:200] = 137
    worn = picture(portrait, index=12, masks={"lipstick": mask})
    bare = picture(portrait, index=13)
    one = Masks(tmp_path / "one", "anna", ["lipstick", "blush"], numbered=False)
    one.open((512, 512), 0.0)
    one.write(worn)
    one.close()
    many = Masks(tmp_path / "many", "walk", ["lipstick"], numbered=True)
    many.write(worn)
    many.write(bare)
    assert sorted(p.name for p in (tmp_path / "one").iterdir()) == [
        "anna.blush.png",
        "anna.lipstick.png",
    ]
    assert sorted(p.name for p in (tmp_path / "many").iterdir()) == [
        "walk.000012.lipstick.png",
        "walk.000013.lipstick.png",
    ]
    with Image.open(tmp_path / "one" / "anna.lipstick.png") as image:
        assert image.mode == "L"
        np.testing.assert_array_equal(np.array(image), mask)
    with Image.open(tmp_path / "many" / "walk.000013.lipstick.png") as image:
        assert image.size == (512, 512)
        assert not np.array(image).any()
