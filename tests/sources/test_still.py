import itertools
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from tryon.core.errors import BadInput
from tryon.sources.still import Folder, Still, photos, read_photo


@pytest.fixture
def corner() -> np.ndarray:
    """Four colours that tell every turn and mirror apart, 40 wide and 24 high."""
    rgb = np.zeros((24, 40, 3), np.uint8)
    rgb[:12, :20] = (200, 30, 40)
    rgb[:12, 20:] = (30, 180, 60)
    rgb[12:, :20] = (20, 50, 190)
    rgb[12:, 20:] = (230, 220, 90)
    return rgb


@pytest.mark.parametrize("suffix", ["png", "webp", "tif", "bmp"])
def test_pixels_come_as_they_are(tmp_path, corner, suffix):
    path = tmp_path / f"photo.{suffix}"
    Image.fromarray(corner).save(path, **({"lossless": True} if suffix == "webp" else {}))
    rgb = read_photo(path)
    assert rgb.dtype == np.uint8
    assert rgb.flags.c_contiguous
    np.testing.assert_array_equal(rgb, corner)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_exif_orientation_is_turned_upright(tmp_path, corner, orientation):
    turns = {
        1: lambda a: a,
        2: np.fliplr,
        3: lambda a: np.rot90(a, 2),
        4: np.flipud,
        5: lambda a: a.transpose(1, 0, 2),
        6: lambda a: np.rot90(a, 1),
        7: lambda a: np.rot90(a, 2).transpose(1, 0, 2),
        8: lambda a: np.rot90(a, -1),
    }
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / "turned.png"
    Image.fromarray(np.ascontiguousarray(turns[orientation](corner))).save(path, exif=exif)
    np.testing.assert_array_equal(read_photo(path), corner)


def test_sixteen_bit_colour_and_grey_keep_their_brightness(tmp_path):
    grey = np.linspace(0, 65535, 40 * 24).reshape(24, 40).astype(np.uint16)
    Image.fromarray(grey).save(tmp_path / "grey.png")
    Image.fromarray(grey).save(tmp_path / "grey.tif")
    wanted = grey / 257
    for name in ("grey.png", "grey.tif"):
        rgb = read_photo(tmp_path / name)
        assert rgb.shape == (24, 40, 3)
        assert np.abs(rgb - wanted[..., None]).max() <= 0.51
    deep = np.stack([grey, grey[::-1], grey[:, ::-1]], -1)
    (tmp_path / "colour.png").write_bytes(png_16_bit(deep))
    assert np.abs(read_photo(tmp_path / "colour.png") - deep / 257).max() < 1


def png_16_bit(rgb: np.ndarray) -> bytes:
    """Write what Pillow cannot: (h, w, 3) uint16 as a PNG."""
    height, width = rgb.shape[:2]
    rows = rgb.astype(">u2").reshape(height, -1).view(np.uint8)
    data = np.hstack([np.zeros((height, 1), np.uint8), rows]).tobytes()

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body))
            + kind
            + body
            + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 16, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(data))
        + chunk(b"IEND", b"")
    )


def test_transparency_is_laid_over_white(tmp_path, corner):
    alpha = np.zeros((24, 40), np.uint8)
    alpha[:, :20] = 255
    alpha[:, 20:30] = 128
    rgba = np.dstack([corner, alpha])
    Image.fromarray(rgba).save(tmp_path / "glass.png")
    rgb = read_photo(tmp_path / "glass.png")
    np.testing.assert_array_equal(rgb[:, :20], corner[:, :20])
    np.testing.assert_array_equal(rgb[:, 30:], 255)
    half = corner[:, 20:30] * (128 / 255) + 255 * (127 / 255)
    assert np.abs(rgb[:, 20:30] - half).max() <= 0.51
    # the same through a palette with one transparent colour
    palette = Image.fromarray(corner).quantize(4)
    palette.info["transparency"] = palette.getpixel((39, 23))
    palette.save(tmp_path / "palette.png")
    rgb = read_photo(tmp_path / "palette.png")
    np.testing.assert_array_equal(rgb[12:, 20:], 255)
    np.testing.assert_array_equal(rgb[:12, :20], corner[:12, :20])


@pytest.mark.parametrize("mode", ["L", "1", "LA", "P"])
def test_grey_bilevel_and_palettes_become_rgb(tmp_path, corner, mode):
    image = Image.fromarray(corner).convert(mode)
    image.save(tmp_path / "small.png")
    wanted = np.array(image.convert("RGB"))
    np.testing.assert_array_equal(read_photo(tmp_path / "small.png"), wanted)


def test_a_wide_gamut_profile_is_converted(tmp_path):
    """Lab's own profile is a foreign one that Pillow can make: XYZ as colour space of RGB."""
    patch = np.full((8, 8, 3), (200, 100, 50), np.uint8)
    profile = adobe_like_profile()
    Image.fromarray(patch).save(tmp_path / "wide.png", icc_profile=profile)
    rgb = read_photo(tmp_path / "wide.png")[4, 4].astype(int)
    # gamma 2.2 and Adobe RGB (1998) primaries, computed by hand
    linear = (np.array([200, 100, 50]) / 255) ** (563 / 256)
    adobe_to_srgb = np.array(
        [[1.3983832, -0.3983831, 0.0], [0.0, 1.0, 0.0], [0.0, -0.0429390, 1.0429390]]
    )
    light = np.clip(adobe_to_srgb @ linear, 0, 1)
    code = 255 * np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    assert np.abs(rgb - code).max() <= 2
    assert abs(int(rgb[0]) - 200) > 10, "nothing was converted"


def adobe_like_profile() -> bytes:
    """Build a matrix profile with the primaries and the gamma of Adobe RGB (1998), D50."""

    def fixed(value: float) -> bytes:
        return struct.pack(">i", round(value * 65536))

    def xyz(x: float, y: float, z: float) -> bytes:
        return b"XYZ \0\0\0\0" + fixed(x) + fixed(y) + fixed(z)

    def text(words: str) -> bytes:
        body = words.encode() + b"\0"
        return b"desc\0\0\0\0" + struct.pack(">I", len(body)) + body + b"\0" * 78

    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(563 / 256 * 256)) + b"\0\0"
    tags = {
        b"desc": text("wide gamut of a test"),
        b"cprt": b"text\0\0\0\0none\0",
        b"wtpt": xyz(0.9642, 1.0, 0.8249),
        b"rXYZ": xyz(0.60974, 0.31111, 0.01947),
        b"gXYZ": xyz(0.20528, 0.62567, 0.06087),
        b"bXYZ": xyz(0.14919, 0.06322, 0.74457),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    offset = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for name, data in tags.items():
        data += b"\0" * (-len(data) % 4)
        table += name + struct.pack(">II", offset + len(body), len(data))
        body += data
    head = struct.pack(
        ">I4sI4s4s4s12s4s4sI4s4sQI",
        offset + len(body), b"\0\0\0\0", 0x02100000, b"mntr", b"RGB ", b"XYZ ",
        b"\0" * 12, b"acsp", b"\0\0\0\0", 0, b"\0\0\0\0", b"\0\0\0\0", 0, 0,
    )  # fmt: skip
    head += fixed(0.9642) + fixed(1.0) + fixed(0.8249)
    return head.ljust(128, b"\0") + table + body


def test_an_srgb_profile_changes_nothing_and_a_broken_one_is_ignored(tmp_path, corner, caplog):
    own = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.fromarray(corner).save(tmp_path / "tagged.png", icc_profile=own)
    np.testing.assert_array_equal(read_photo(tmp_path / "tagged.png"), corner)
    Image.fromarray(corner).save(tmp_path / "broken.png", icc_profile=b"no profile at all")
    np.testing.assert_array_equal(read_photo(tmp_path / "broken.png"), corner)
    assert "profile ignored" in caplog.text


def bad_files(folder: Path) -> dict[str, tuple[Path, str]]:
    """Make every kind of file that cannot be used: name -> (path, word of the message)."""
    rgb = np.random.default_rng(1).integers(0, 256, (64, 64, 3), np.uint8)
    whole = folder / "whole.png"
    Image.fromarray(rgb).save(whole)
    data = whole.read_bytes()
    bomb = png_16_bit(np.zeros((1, 1, 3), np.uint16)).replace(
        struct.pack(">II", 1, 1), struct.pack(">II", 60000, 60000)
    )
    head = bomb[12:29]
    bomb = bomb[:29] + struct.pack(">I", zlib.crc32(head)) + bomb[33:]
    cases = {
        "empty.png": (b"", "is empty"),
        "blank.png": (b" ", "is empty"),
        "text.png": (b"hello", "is text"),
        "cut.png": (data[: len(data) // 3], "is damaged"),
        "bomb.png": (bomb, "too large"),
        "absurd.png": (
            b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x7f\xff\xff\xff\x7f\xff\xff\xff\x08\x02\x00\x00\x00",
            "",
        ),
        "phone.heic": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 64, "HEIC"),
        "noise.jpg": (bytes(range(256)) * 8, "not a photo"),
    }
    made = {name: (folder / name, word) for name, (_, word) in cases.items()}
    for name, (content, _) in cases.items():
        (folder / name).write_bytes(content)
    Image.fromarray(rgb).convert("CMYK").save(folder / "ink.jpg")
    made["ink.jpg"] = (folder / "ink.jpg", "CMYK")
    Image.fromarray(rgb[..., 0].astype(np.float32)).save(folder / "float.tif")
    made["float.tif"] = (folder / "float.tif", "floating-point")
    with (folder / "huge.tif").open("wb") as huge:
        huge.truncate(10**9)
    made["huge.tif"] = (folder / "huge.tif", "at most 600 MB")
    made["nowhere.png"] = (folder / "nowhere.png", "no such file")
    made["folder"] = (folder, "is a folder")
    return made


def test_what_cannot_be_used_is_refused_by_name(tmp_path):
    for name, (path, word) in bad_files(tmp_path).items():
        with pytest.raises(BadInput) as refused:
            read_photo(path)
        said = str(refused.value)
        assert str(path) in said, name
        assert word in said, f"{name}: {said}"


def test_every_cut_of_a_photo_is_read_or_refused(tmp_path, portrait):
    whole = tmp_path / "whole.jpg"
    Image.fromarray(portrait[::4, ::4]).save(whole, quality=80)
    data = whole.read_bytes()
    cut = tmp_path / "cut.jpg"
    for end in range(0, len(data), 97):
        cut.write_bytes(data[:end])
        with pytest.raises(BadInput):
            read_photo(cut)


def test_a_still_is_one_frame(tmp_path, corner):
    Image.fromarray(corner).save(tmp_path / "one.png")
    source = Still(tmp_path / "one.png")
    source.open()
    (frame,) = source.frames()
    source.close()
    assert not source.live
    assert source.fps == 0
    assert (frame.size, frame.index, frame.captured_ns) == ((40, 24), 0, 0)
    assert not frame.rgb.flags.writeable


def test_a_live_still_repeats_at_its_rate(tmp_path, corner):
    Image.fromarray(corner).save(tmp_path / "one.png")
    source = Still(tmp_path / "one.png", live=True)
    source.open()
    frames = list(itertools.islice(source.frames(), 7))
    source.close()
    assert [frame.index for frame in frames] == list(range(7))
    seconds = (frames[-1].captured_ns - frames[0].captured_ns) / 1e9
    assert 6 / 30 - 0.01 <= seconds < 6 / 30 + 0.25


def test_a_folder_counts_as_a_person_does_and_skips_what_is_bad(tmp_path, corner, caplog):
    for number in (10, 2, 1):
        Image.fromarray(corner + np.uint8(number)).save(tmp_path / f"Img{number}.png")
    (tmp_path / "img3.png").write_bytes(b"hello")
    (tmp_path / "notes.txt").write_text("no photo")
    source = Folder(tmp_path)
    source.open()
    frames = list(source.frames())
    source.close()
    assert [path.name for path in source.paths] == [
        "Img1.png",
        "Img2.png",
        "img3.png",
        "Img10.png",
    ]
    assert [frame.index for frame in frames] == [0, 1, 3]
    assert [int(frame.rgb[0, 0, 0]) for frame in frames] == [201, 202, 210]
    assert "is text" in source.bad[tmp_path / "img3.png"]
    assert "img3.png" in caplog.text


def test_a_folder_without_a_good_photo_is_refused(tmp_path):
    with pytest.raises(BadInput, match="holds no photos"):
        photos(tmp_path)
    with pytest.raises(BadInput, match="no such folder"):
        photos(tmp_path / "nowhere")
    (tmp_path / "a.png").write_bytes(b"hello")
    source = Folder(tmp_path)
    source.open()
    with pytest.raises(BadInput, match="no photo of 1"):
        list(source.frames())


def test_every_photo_of_the_data_is_read(shared_data):
    from tryon.sources.still import PHOTO_SUFFIXES

    files = [
        p for p in sorted(shared_data.glob("faces/*")) if p.suffix.lower() in PHOTO_SUFFIXES
    ]
    assert files
    for path in files:
        rgb = read_photo(path)
        assert 20 < rgb.mean() < 240
