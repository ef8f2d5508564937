import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from translating import FILES, sentences_for

from tryon.app.appearance import Appearance, appear
from tryon.app.finishes import Finishes
from tryon.app.language import (
    FROM_THE_RIGHT,
    LONGER,
    language,
    read_words,
    say_hint,
    say_line,
    speak,
)
from tryon.app.tabs import Tabs
from tryon.core.errors import BadInput, SourceLost
from tryon.garments.bring import bring


@pytest.fixture
def app(qapp: Any) -> Iterator[Any]:
    yield qapp
    speak(qapp, "en")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_sentence_is_translated(path: Path) -> None:
    """`python packaging/translating.py` adds what is new to the file, to be filled in."""
    words = read_words(path)
    missing = [key for key in sentences_for(path) if not words.get(key)]
    assert not missing, f"{len(missing)} not translated, the first: {missing[:5]}"
    assert set(words) == set(sentences_for(path)), "said by nobody any more"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_translations_keep_what_is_filled_in(path: Path) -> None:
    for (_, text), forms in read_words(path).items():
        for said in forms:
            holes, kept = re.findall(r"{.*?}", text), re.findall(r"{.*?}", said)
            assert sorted(holes) == sorted(kept), text
        assert ("%n" in text) == ("%n" in forms[-1]), "one may be said without its number"


def test_chinese_is_written_as_chinese() -> None:
    """What stays in Latin letters is a name, a unit, a key or a command."""
    (path,) = (file for file in FILES if file.stem.endswith("zh_CN"))
    for (context, text), (said, *_) in read_words(path).items():
        has_chinese = re.search(r"[\u4e00-\u9fff]", said)
        assert has_chinese or not re.search(r"[a-z]{3}", text), (context, text, said)
        assert not re.search(r"[\u4e00-\u9fff][,;!?]", said), f"Latin punctuation: {said}"


def test_words_change_with_the_language(app: Any) -> None:
    assert QCoreApplication.translate("Finishes", "Velvet") == "Velvet"
    speak(app, "zh_CN")
    assert language() == "zh_CN"
    assert QCoreApplication.translate("Finishes", "Velvet") == "丝绒"
    assert say_hint(SourceLost.hint).startswith("请检查相机连线")
    assert QCoreApplication.translate("Finishes", "Nobody says this") == "Nobody says this"
    speak(app, "en")
    assert QCoreApplication.translate("Finishes", "Velvet") == "Velvet"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en", ["0 shades", "1 shade", "2 shades"]),
        ("zh_CN", ["0 款色号", "1 款色号", "2 款色号"]),
        (LONGER, ["[0 šhádéš ~~~~]", "[1 šhádé ~~~]", "[2 šhádéš ~~~~]"]),
    ],
)
def test_one_is_not_many(app: Any, code: str, said: list[str]) -> None:
    speak(app, code)
    assert said == [QCoreApplication.translate("Find", "%n shades", None, n) for n in range(3)]


def test_longer_words_and_the_other_direction(app: Any) -> None:
    speak(app, LONGER)
    assert QCoreApplication.translate("X", "Save {0}").format("it").startswith("[Šávé it ~")
    speak(app, FROM_THE_RIGHT)
    assert app.layoutDirection() is Qt.LayoutDirection.RightToLeft
    speak(app, "en")
    assert app.layoutDirection() is Qt.LayoutDirection.LeftToRight


def test_parts_are_built_in_the_language_of_the_moment(app: Any, qtbot: Any) -> None:
    speak(app, "zh_CN")
    finishes = Finishes()
    qtbot.addWidget(finishes)
    assert "丝绒" in [b.text() for b in finishes.findChildren(QAbstractButton)]
    tabs = Tabs({"a": "A"})
    qtbot.addWidget(tabs)


def test_the_window_speaks_otherwise_at_run_time(open_mirror: Any, app: Any) -> None:
    mirror = open_mirror()
    made = mirror.made
    mirror.until(lambda: made.window.preview.shown is not None)
    before = made.window
    made.appear(Appearance("zh_CN", "light", True))
    try:
        assert made.window is not before
        texts = [label.text() for label in made.window.findChildren(QLabel)]
        assert "虚拟效果，仅供参考" in texts
        mirror.until(lambda: made.window.preview.shown is not None)
        assert made.session.state.settings.language == "zh_CN"
        assert made.session.state.settings.theme == "light"
    finally:
        appear(app, Appearance("en"))


def untranslated(window: QWidget) -> list[str]:
    """List the visible texts that did not pass through the translator."""
    texts = [label.text() for label in window.findChildren(QLabel) if label.isVisibleTo(window)]
    texts += [b.text() for b in window.findChildren(QAbstractButton) if b.isVisibleTo(window)]
    return [text for text in texts if text.strip() and "~" not in text]


def test_nothing_is_said_past_the_translator(open_mirror: Any, app: Any) -> None:
    speak(app, LONGER)
    mirror = open_mirror(size=(1560, 900))
    mirror.until(lambda: mirror.window.preview.shown is not None)
    products = {product.name for product in mirror.session.products.values()}
    said = [
        text
        for text in untranslated(mirror.window)
        if text not in products and re.search(r"[A-Za-z]{3}", text)
    ]
    # Names, and what the camera says of itself.
    assert set(said) <= {"tryon", "Front camera"} | {
        t for t in said if t.startswith((" Front camera", "Front camera"))
    }, said


def test_what_is_wrong_with_a_garment_is_said(app: Any, tmp_path: Path) -> None:
    """The line is that of the command, which knows no Qt."""
    torn, note = tmp_path / "torn.glb", tmp_path / "note.txt"
    torn.write_bytes(b"glTF" + bytes(40))
    note.write_text("no garment")
    lines = []
    for path in (torn, note, tmp_path / "gone.obj"):
        with pytest.raises(BadInput) as fault:
            bring(path)
        hint = vars(fault.value).get("hint")
        lines.append(f"{fault.value}. {hint}" if hint else str(fault.value))
    lines.append("a.obj: has 3 triangles; clothes have 12 at least")
    assert [say_line(line) for line in lines] == lines
    speak(app, "zh_CN")
    for line in lines:
        told = say_line(line).removeprefix(line.partition(": ")[0])
        assert re.search(r"[\u4e00-\u9fff]", told), told
        assert not re.search(r"[a-z]{3} [a-z]{2}", told), told
    assert say_line("x: what a library says") == "x: what a library says"
