import av
import numpy as np
import pytest
from PIL import Image

from tryon.core.errors import BadInput
from tryon.core.scene import Light, Picture, Report
from tryon.labels.reading import inspect_file
from tryon.labels.tag import Tag
from tryon.sinks.alpha import AlphaLayer, layer_of

TAG = Tag("plum")
LIGHT = Light(np.ones(3, np.float32), 1.0, np.zeros((9, 3), np.float32), 3.0, "face")


def painted(portrait, n: int = 0) -> Picture:
    """A portrait with a soft red disc and a hard bright bar on it."""
    bare = portrait.copy()
    y, x = np.mgrid[: bare.shape[0], : bare.shape[1]]
    soft = np.clip((60 - np.hypot(x - 200 - n, y - 200)) / 20, 0, 1)
    alpha = np.round(soft * 255).astype(np.uint8)
    a = alpha[..., None] / 255
    rgb = np.round(bare * (1 - a) + np.array([155, 27, 48]) * a)
    rgb[210:214, 180:220] = 250  # a highlight: more than the mask alone would explain
    done = rgb.astype(np.uint8)
    report = Report({}, (), LIGHT)
    return Picture(done, n * 40_000_000, n, report, {"lipstick": alpha}, bare)


def laid(rgba, bare) -> np.ndarray:
    a = rgba[..., 3:].astype(float) / 255
    return rgba[..., :3] * a + bare * (1 - a)


def test_laid_over_the_frame_it_gives_the_picture_again(portrait):
    picture = painted(portrait)
    rgba = layer_of(picture)
    assert np.abs(laid(rgba, picture.bare) - picture.rgb).max() <= 1
    untouched = (picture.rgb == picture.bare).all(-1) & (picture.masks["lipstick"] == 0)
    assert (rgba[untouched] == 0).all()
    inside = picture.masks["lipstick"] == 255
    inside[205:220] = False
    assert np.abs(rgba[inside].astype(int) - (155, 27, 48, 255)).max() <= 1


def test_nobody_there_is_nothing_at_all(portrait):
    report = Report({}, (), LIGHT)
    assert not layer_of(Picture(portrait.copy(), 0, 0, report, {}, portrait.copy())).any()
    with pytest.raises(ValueError, match="kept its masks"):
        layer_of(Picture(portrait.copy(), 0, 0, report))


def write(sink, pictures) -> None:
    height, width = pictures[0].rgb.shape[:2]
    sink.open((width, height), 25.0)
    for picture in pictures:
        sink.write(picture)
    sink.close()


def test_prores_keeps_transparency_times_and_colours(tmp_path, portrait):
    pictures = [painted(portrait, n) for n in range(4)]
    path = tmp_path / "a.mov"
    write(AlphaLayer(path, TAG), pictures)
    with av.open(str(path)) as file:
        video = file.streams.video[0]
        assert (video.codec_context.name, video.codec_context.pix_fmt) == (
            *("prores",),
            "yuva444p12le" if "12" in video.codec_context.pix_fmt else "yuva444p10le",
        )
        assert "4444" in str(video.profile)
        frames = list(file.decode(video))
    assert inspect_file(path).texts == dict(TAG.metadata)
    assert [frame.time for frame in frames] == [pytest.approx(n / 25) for n in range(4)]
    for frame, picture in zip(frames, pictures, strict=True):
        rgba = frame.reformat(format="rgba", src_colorspace=1, dst_color_range=2).to_ndarray()
        assert np.abs(rgba[..., 3].astype(int) - layer_of(picture)[..., 3]).max() <= 2
        error = np.abs(laid(rgba, picture.bare) - picture.rgb)
        assert error.mean() < 0.5
        assert error[150:250, 150:250].mean() < 2.5


def test_a_folder_gets_one_png_for_each(tmp_path, portrait):
    pictures = [painted(portrait, n) for n in range(3)]
    write(AlphaLayer(tmp_path / "layers", TAG), pictures)
    files = sorted((tmp_path / "layers").iterdir())
    assert [file.name for file in files] == ["000000.png", "000001.png", "000002.png"]
    with Image.open(files[1]) as image:
        np.testing.assert_array_equal(np.asarray(image), layer_of(pictures[1]))
    assert inspect_file(files[1]).texts == dict(TAG.metadata)


def test_formats_without_transparency_are_refused(tmp_path):
    with pytest.raises(BadInput, match="ProRes 4444"):
        AlphaLayer(tmp_path / "a.mp4")
