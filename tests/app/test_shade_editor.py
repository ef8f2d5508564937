from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from swatch_photos import Photo, pigment

from tryon.app import shade_making
from tryon.app.mirror import open_mirror as opened_mirror
from tryon.app.opening import Opening
from tryon.app.shade_draft import Draft
from tryon.app.shade_editor import ShadeEditor
from tryon.app.shades import Shades
from tryon.app.swatches import Plus, Swatch
from tryon.app.theme import dress_application
from tryon.app.tint import Tint
from tryon.catalogue.collection import catalogue_folder, load_catalogue
from tryon.core.errors import BadInput
from tryon.effects.blend import Blend
from tryon.settings import Settings
from tryon.sinks.photo import write_photo


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return tmp_path


class Bench:
    """An editor by itself, and what it said."""

    def __init__(self, bot: QtBot) -> None:
        self.bot = bot
        self.worn: list[Any] = []
        self.saved: list[Any] = []
        self.left = 0
        self.editor = ShadeEditor(
            ("matte", "satin", "lacquer"),
            lambda: set(load_catalogue().products),
            shade_making.save,
            shade_making.measure,
        )
        self.editor.worn.connect(self.worn.append)
        self.editor.saved.connect(self.saved.append)
        self.editor.left.connect(self._leave)
        bot.addWidget(self.editor)
        self.editor.resize(440, 768)

    def _leave(self) -> None:
        self.left += 1

    def type(self, key: str, text: str) -> None:
        line = self.editor._fields[key].line
        line.clear()
        self.bot.keyClicks(line, text)

    def fault(self, key: str) -> str:
        return self.editor._fields[key].fault

    def press(self, name: str) -> None:
        (button,) = [b for b in self.editor.findChildren(QPushButton) if b.text() == name]
        self.bot.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.fixture
def bench(qtbot: QtBot, qapp: Any, home: Path) -> Bench:
    dress_application(qapp)
    return Bench(qtbot)


def test_what_is_chosen_is_worn_at_once(bench: Bench) -> None:
    bench.editor.begin(Draft(Tint(srgb="#A81E2D")))
    (first,) = bench.worn[-1]
    bench.type("srgb", "#1040C0")
    (blue,) = bench.worn[-1]
    assert blue.shade.reflectance[2] > first.shade.reflectance[2]
    bench.editor._chips["lacquer"].click()
    assert bench.worn[-1][0].finish.name == "lacquer"
    count = len(bench.worn)
    bench.type("name", "Blue Hour")  # a name does not change how it looks
    assert len(bench.worn) == count


def test_a_shade_is_saved_among_the_users_own(bench: Bench) -> None:
    bench.editor.begin(Draft())
    bench.type("name", "Quiet Plum")
    bench.type("srgb", "#6B1426")
    bench.type("price", "12,5")
    bench.press("Save shade")
    (product,) = bench.saved
    assert (product.name, product.price, product.shade.status) == (
        "Quiet Plum",
        12.5,
        "estimated",
    )
    assert load_catalogue().products["quiet-plum"] == product
    assert (catalogue_folder() / shade_making.FILE).is_file()
    assert not bench.editor.isVisible()
    bench.editor.begin(Draft.like(product, is_same=True))
    bench.type("name", "Quieter Plum")
    bench.press("Save shade")
    assert [p.name for p in load_catalogue().products.values() if "plum" in p.id] == [
        "Quieter Plum"
    ]


def test_what_is_wrong_is_said_at_its_field_when_it_is_left(bench: Bench) -> None:
    bench.editor.begin(Draft())
    bench.type("srgb", "#12")
    assert bench.fault("srgb") == ""  # who is still typing is left in peace
    bench.editor._fields["srgb"].line.editingFinished.emit()
    assert "Six digits" in bench.fault("srgb")
    assert bench.fault("name") == ""
    bench.press("Save shade")
    assert "needs a name" in bench.fault("name")
    assert not bench.saved
    bench.type("srgb", "#123456")
    assert bench.fault("srgb") == ""


def test_what_cannot_be_saved_is_said(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(entry: Any) -> Any:
        raise BadInput("the disk is full")

    bench.editor._save = full
    bench.editor.begin(Draft(name="A"))
    bench.press("Save shade")
    assert "the disk is full" in bench.editor._fault.text()
    assert bench.editor.isVisible()


def test_the_sliders_turn_the_colour_and_the_colour_the_sliders(bench: Bench) -> None:
    bench.editor.begin(Draft(Tint(srgb="#808080")))
    lightness, chroma, _ = bench.editor.colour.spectra
    assert abs(lightness.value() - 54) <= 1
    assert chroma.value() <= 1
    chroma.setValue(40)
    lch = bench.editor.draft.tint.lch
    assert lch is not None
    assert abs(lch[1] - 40) < 1.5
    bench.press("Lab reading")
    assert bench.editor.draft.tint.kind == "lab"
    assert bench.editor.colour.reading.isVisible()


def test_what_was_changed_is_undone_at_once_and_redone(bench: Bench) -> None:
    editor = bench.editor
    editor.begin(Draft(Tint(srgb="#A81E2D"), name="Plum"))
    undone: list[int] = []
    QShortcut("Ctrl+Z", editor.parentWidget() or editor).activated.connect(
        lambda: undone.append(1)
    )
    first, before = editor.draft, bench.worn[-1]
    _, chroma, _ = editor.colour.spectra
    for value in range(chroma.value() - 1, chroma.value() - 30, -1):  # one drag
        chroma.setValue(value)
    editor._coats.turned.emit(3.0)
    bench.type("name", "Pale Plum")
    last = editor.draft
    line = editor._fields["name"].line
    bench.bot.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert line.text() == "Plum", "all that was typed"
    bench.bot.keyClick(chroma, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (editor.draft.coats, editor.draft.tint == first.tint) == (first.coats, False)
    bench.bot.mouseClick(editor._back, Qt.MouseButton.LeftButton)
    assert editor.draft == first
    assert chroma.value() == round(first.tint.lch[1]) if first.tint.lch else False
    assert bench.worn[-1] == before, "the lips follow"
    assert not editor._back.isEnabled()
    for _ in range(3):
        bench.bot.mouseClick(editor._forth, Qt.MouseButton.LeftButton)
    assert editor.draft == last
    assert not editor._forth.isEnabled()
    assert not undone


def test_opacity_is_the_finishs_until_somebody_says_otherwise(bench: Bench) -> None:
    bench.editor.begin(Draft(finish="matte"))
    assert bench.editor.draft.tint.opacity is None
    assert not bench.editor._opacity.isEnabled()
    bench.press("As the finish covers")
    assert bench.editor.draft.tint.opacity == pytest.approx(0.96)
    bench.editor._opacity.turned.emit(0.4)
    assert bench.worn[-1][0].shade.opacity == pytest.approx(0.4)


def test_a_second_colour_and_a_liner_are_made_and_saved(bench: Bench) -> None:
    bench.editor.begin(Draft(Tint(srgb="#A83A52"), name="Duo"))
    assert bench.editor.colour.part == "shade"
    bench.press("Two-tone")
    assert bench.editor.colour.part == "second"
    (lipstick,) = bench.worn[-1]
    assert (lipstick.blend, lipstick.second is None) == (Blend.TWO_TONE, False)
    bench.type("srgb", "#12")
    bench.editor.colour.open("shade")
    bench.press("Save shade")
    assert not bench.saved
    assert bench.editor.colour.part == "second", "where the fault is"
    assert "Six digits" in bench.fault("srgb")
    bench.type("srgb", "#E39AA0")
    bench.press("Own shade")
    bench.type("srgb", "#401020")
    bench.editor.ways.width_mm.turned.emit(2.0)
    assert [effect.name for effect in bench.worn[-1]] == ["lipstick", "lip_liner"]
    bench.press("Save shade")
    (product,) = bench.saved
    assert product.entry["second"] == {"srgb": "#E39AA0"}
    assert product.entry["liner"] == {
        "shade": {"srgb": "#401020"},
        "width_mm": 2.0,
        "softness": 0.4,
    }
    bench.editor.begin(Draft.like(product, is_same=True))
    bench.press("One colour")
    bench.press("No liner")
    bench.press("Save shade")
    assert not {"second", "blend", "liner"} & bench.saved[-1].entry.keys()


def test_a_photo_of_a_swatch_gives_colour_and_finish(bench: Bench, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.png", tmp_path / "bad.png"
    red = pigment(600, 0.04, 0.70, 12, 0.05)
    write_photo(good, Photo(gloss=0.08).take(red))
    write_photo(bad, Photo(blur_px=7).take(red))
    bench.editor.begin(Draft(Tint(srgb="#808080")))
    bench.editor.colour.read_photo(bad)
    bench.bot.waitUntil(lambda: "blurred" in bench.editor.colour.note.text(), timeout=10_000)
    assert bench.editor.draft.tint.srgb == "#808080"
    bench.editor.colour.read_photo(good)
    bench.bot.waitUntil(
        lambda: "off by about" in bench.editor.colour.note.text(), timeout=10_000
    )
    assert (bench.editor.draft.tint.kind, bench.editor.draft.finish) == ("lab", "satin")
    lch = bench.editor.draft.tint.lch
    assert lch is not None
    assert lch[1] > 40


def test_the_mirror_wears_it_and_goes_back(
    qtbot: QtBot, stage: Any, qapp: Any, home: Path, wait_until: Callable[..., None]
) -> None:
    dress_application(qapp)
    made = opened_mirror(Opening(stage.parts(), Settings()))
    session, window = made.session, made.window
    try:
        session.start()
        wait_until(lambda: session.screen.newest is not None)
        making = window.shade_making
        before = session.state.worn
        making.new_shade()
        editor = making.editor
        assert editor.isVisible()
        qtbot.waitUntil(lambda: editor.geometry() == window.panel.geometry())
        wait_until(lambda: session._engine is not None)
        assert session._engine is not None
        assert session._engine.look == editor.draft.look()
        window.resize(1500, 800)
        qtbot.waitUntil(lambda: editor.geometry() == window.panel.geometry())
        qtbot.keyClick(editor, Qt.Key.Key_Escape)
        assert not editor.isVisible()
        assert session.state.worn == before
        assert session._engine.look != editor.draft.look()
        making.new_shade()
        editor._alter(name="Mine")
        editor._store()
        assert session.state.worn.product is not None
        assert session.state.worn.product.name == "Mine"
        making.change_shade()
        assert editor.draft.id == "mine"
        qtbot.keyClick(editor, Qt.Key.Key_Escape)
        (plus,) = window.findChildren(Plus)
        qtbot.mouseClick(plus, Qt.MouseButton.LeftButton)
        assert editor.isVisible()
        assert editor.draft.id == ""

    finally:
        window.close()
        session.close()
        window.deleteLater()


def test_new_products_are_shown_without_a_restart(qtbot: QtBot, qapp: Any, home: Path) -> None:
    dress_application(qapp)
    products = dict(load_catalogue().products)
    shades = Shades(products)
    qtbot.addWidget(shades)
    shades.resize(440, 600)
    shades.show()
    count = len(shades.order())
    products.pop("demo-lip-01")
    mine = shade_making.save(Draft(Tint(srgb="#808080"), name="Mine").entry())
    shades.fill(products | {mine.id: mine})
    assert mine in shades.order()
    assert len(shades.order()) == count
    shades.mark(mine)
    (marked,) = [s for s in shades.findChildren(Swatch) if s.isChecked()]
    assert marked.product == mine
    assert marked.isVisible()
