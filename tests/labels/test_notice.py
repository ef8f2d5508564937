import numpy as np
import pytest

from tryon.labels import notice as module
from tryon.labels.notice import NOTICES, Notice, chinese_font, contrast

SIZES = [(1280, 720), (720, 1280), (1080, 1080), (640, 480), (405, 720), (256, 256)]
NO_FONT = pytest.mark.skipif(not chinese_font(), reason="no font with Chinese letters")
LANGUAGES = ["en", pytest.param("zh", marks=NO_FONT)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("grey", [0, 128, 255])
def test_it_can_be_read_anywhere(language, size, grey):
    rgb = np.full((size[1], size[0], 3), grey, np.uint8)
    notice = Notice(language)
    box = notice.box(size)
    seen = notice.write_on(rgb)[box.rows, box.columns, 0].astype(int)
    plate, letters = np.bincount(seen.ravel(), minlength=256).argmax(), seen.max()
    assert contrast(plate, letters) > 4.5
    # a line of letters is at least 5 % of the shorter side high
    rows = np.flatnonzero((seen > (plate + letters) / 2).any(1))
    lines = np.split(rows, np.flatnonzero(np.diff(rows) > 2) + 1)
    assert max(len(line) for line in lines) >= 0.05 * min(size)


@NO_FONT
@pytest.mark.parametrize("size", SIZES)
def test_capitals_beside_ideographs_are_high_enough_too(size):
    """ "AI" at the beginning of the Chinese sentence, in a font whose capitals are lower."""
    notice = Notice("zh")
    box = notice.box(size)
    seen = notice.write_on(np.zeros((size[1], size[0], 3), np.uint8))[box.rows, box.columns, 0]
    first = np.flatnonzero((seen > 128).any(0))[0]
    high = np.flatnonzero((seen[:, first : first + round(0.04 * min(size))] > 100).any(1))
    assert high[-1] - high[0] + 1 >= np.floor(0.05 * min(size))


@pytest.mark.parametrize("corner", ["top left", "top right", "bottom left", "bottom right"])
def test_it_stands_in_its_corner_and_changes_nothing_else(portrait, corner):
    height, width = portrait.shape[:2]
    notice = Notice(lines=("Quiet Plum ±2.3",), corner=corner)
    box = notice.box((width, height))
    before = portrait.copy()
    labelled = notice.write_on(portrait)
    assert (portrait == before).all()
    assert 0 <= box.x <= width - box.width
    assert 0 <= box.y <= height - box.height
    assert (box.x + box.width / 2 < width / 2) == corner.endswith("left")
    assert (box.y + box.height / 2 < height / 2) == corner.startswith("top")
    outside = np.ones((height, width), bool)
    outside[box.rows, box.columns] = False
    assert (labelled[outside] == portrait[outside]).all()
    assert (labelled[~outside] != portrait[~outside]).any()


def test_lines_that_do_not_fit_are_broken_not_cut():
    narrow = Notice(lines=("Averyveryverylongnamewithoutanyspacesatall",))
    box = narrow.box((200, 400))
    assert box.width <= 200
    assert box.height > 3 * 0.05 * 200


def test_the_chinese_notice_has_the_words_of_the_standard(monkeypatch):
    assert "AI" in NOTICES["zh"]
    assert "合成" in NOTICES["zh"]
    with pytest.raises(ValueError, match="language"):
        Notice("tlh")


def test_without_a_chinese_font_it_speaks_english_rather_than_not_at_all(monkeypatch, caplog):
    monkeypatch.setattr(module, "chinese_font", lambda: None)
    module._patch.cache_clear()
    rgb = np.full((240, 320, 3), 90, np.uint8)
    assert (Notice("zh").write_on(rgb) == Notice("en").write_on(rgb)).all()
    Notice("en", ("静李",)).write_on(rgb)
    assert "no font" in caplog.text
    module._patch.cache_clear()


@pytest.mark.parametrize("size", [(90, 60), (16, 16), (2, 300), (1, 1)])
def test_pictures_too_small_for_it_are_no_fault(size):
    rgb = np.full((size[1], size[0], 3), 200, np.uint8)
    assert Notice().write_on(rgb).shape == rgb.shape


def test_no_letter_becomes_a_box():
    font = module.font_for("¥139 ±2.5 ΔE", 20)
    assert not module._lacks(font, "139 ±")
    if chinese_font():
        assert not module._lacks(font, "¥")
    assert module._lacks(module.font_for("plain", 20), "虚")
