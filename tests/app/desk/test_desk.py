import itertools
import json
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from tryon.app.appearance import Appearance, appear
from tryon.app.desk import desk as desk_module
from tryon.app.desk import report as report_module
from tryon.app.desk import shade_detail, shades_page
from tryon.app.desk.check_page import CheckPage
from tryon.app.desk.desk import Desk, read_draft
from tryon.app.desk.kiosk_page import KioskPage
from tryon.app.desk.shelf import NAME, Picture, Shelf
from tryon.app.desk.usage_page import Palette, UsagePage
from tryon.app.kiosk.consent import read_consent
from tryon.app.kiosk.pin import is_pin
from tryon.app.kiosk.rules import Rules, read_rules
from tryon.app.opening import Opening
from tryon.app.shade_draft import Draft
from tryon.app.tint import Tint
from tryon.catalogue.collection import load_catalogue, read_catalogue
from tryon.settings import Settings
from tryon.usage import Use, count_uses, read_usage

HEAD = "sku,brand,name,srgb,finish,price,currency\n"
GOOD = "A-1,Acme,Plum,#7B2240,matte,9,EUR\n"
BAD = "A-2,Acme,Rust,#B03A20,mtte,9,EUR\n"


class Still:
    """Stands for the thread that draws."""

    def __init__(self, on_drawn: Callable[[Any], None]) -> None:
        self._on_drawn = on_drawn

    def show(self, look: Any) -> None:
        self._on_drawn(np.full((40, 40, 3), 90, np.uint8))

    def close(self) -> None: ...


@pytest.fixture
def open_desk(
    qtbot: QtBot, qapp: Any, stage: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], Desk]]:
    own = tmp_path / "catalogue"
    monkeypatch.setattr(shade_detail, "Fitting", Still)
    monkeypatch.setattr(desk_module, "posters", lambda products: [])
    monkeypatch.setattr(shades_page, "catalogue_folder", lambda: own)
    monkeypatch.setattr(desk_module, "rules_path", lambda: tmp_path / "kiosk.toml")
    monkeypatch.setattr(desk_module, "usage_path", lambda: tmp_path / "usage.sqlite")
    monkeypatch.setattr(desk_module, "draft_path", lambda: tmp_path / "draft.json")
    appear(qapp, Appearance("en"))
    opened: list[Desk] = []

    def make() -> Desk:
        own.mkdir(exist_ok=True)
        parts = replace(stage.parts(), new_catalogue=lambda: read_catalogue([own]))
        desk = Desk(Opening(parts, Settings(language="en"), size_px=(1366, 768)))
        opened.append(desk)
        desk.start()
        return desk

    yield make
    for desk in opened:
        desk.close()
        desk.window.close()
        desk.window.deleteLater()
    appear(qapp, Appearance("en"))


def imported(qtbot: QtBot, desk: Desk, path: Path, **how: Any) -> str:
    desk.shades.import_table(path, **how)
    qtbot.waitUntil(desk.shades._import.isEnabled, timeout=15_000)
    return desk.shades.report.text


def test_a_table_with_a_fault_changes_nothing_and_says_where(
    open_desk: Callable[[], Desk], qtbot: QtBot, tmp_path: Path
) -> None:
    desk, path = open_desk(), tmp_path / "lips.csv"
    path.write_text(HEAD + GOOD + BAD, encoding="utf-8")
    before = len(desk.shades.shelf.rows)
    assert "nothing was changed" in imported(qtbot, desk, path)
    faults = desk.shades.report.faults
    cells = [faults.item(0, column) for column in range(3)]
    assert [cell.text() if cell else "" for cell in cells[:2]] == ["3", "finish"]
    assert cells[2] is not None
    assert "matte" in cells[2].text()
    assert len(desk.shades.shelf.rows) == before
    assert not (tmp_path / "catalogue" / "lips.toml").exists()
    desk.shades.report.rest.click()
    qtbot.waitUntil(desk.shades._import.isEnabled, timeout=15_000)
    assert len(desk.shades.shelf.rows) == before + 1
    desk.shades.search.setText("plum acme")
    assert [product.name for product in desk.shades.shelf.rows] == ["Plum"]
    desk.shades.report.undo.click()
    desk.shades.search.clear()
    qtbot.waitUntil(lambda: len(desk.shades.shelf.rows) == before)
    assert not (tmp_path / "catalogue" / "lips.toml").exists()


def test_a_table_that_names_no_brand_is_asked_for_one(
    open_desk: Callable[[], Desk], qtbot: QtBot, tmp_path: Path
) -> None:
    desk, path = open_desk(), tmp_path / "lips.csv"
    path.write_text("sku,name,colour,finish,price\n1,Red,#A81E2D,matte,9.90\n")
    assert "nothing was changed yet" in imported(qtbot, desk, path)
    report = desk.shades.report
    brand, currency = report.shared["brand"], report.shared["currency"]
    assert brand.isVisible()
    assert currency.isVisible()
    brand.setText("Acme")
    currency.setText("euros")
    report._tell.click()
    qtbot.waitUntil(desk.shades._import.isEnabled, timeout=15_000)
    assert "euros" in report.text
    assert brand.isVisible(), "what was mistyped can be said again"
    currency.setText("EUR")
    QTest.keyClick(currency, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "1 new" in report.text, timeout=15_000)
    assert not brand.isVisible()
    assert [p.brand for p in desk.shades.shelf.rows if p.name == "Red"] == ["Acme"]
    assert (tmp_path / "catalogue" / "lips.toml").exists()


def test_a_shade_that_is_made_is_not_called_by_the_name_of_another(
    open_desk: Callable[[], Desk], qtbot: QtBot
) -> None:
    page = open_desk().shades
    assert page.chosen is not None
    before = page.detail._name.text()
    assert before == page.chosen.name
    page.new_shade()
    qtbot.waitUntil(lambda: page.detail._name.text() == "New shade", timeout=15_000)
    assert not page.detail._change.isEnabled(), "it would begin another"
    page.leave_editor()
    qtbot.waitUntil(lambda: page.detail._name.text() == before, timeout=15_000)
    assert page.detail._change.isEnabled()


def test_a_broken_file_of_products_is_told_with_its_mend(
    open_desk: Callable[[], Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(report_module, "show_in_desktop", opened.append)
    broken = tmp_path / "catalogue" / "mine.toml"
    broken.parent.mkdir()
    broken.write_text('[[product]]\nid = "plum"\nname = "Pl\nfinish = 1', encoding="utf-8")
    desk = open_desk()
    report = desk.shades.report
    assert "mine.toml" in report.text
    line = report.faults.item(0, 0)
    assert line is not None
    assert line.text() == "3"
    report.mend.click()
    assert opened == [broken]
    assert desk.shades.shelf.rows, "what is good is there"


def test_a_file_that_is_no_table_is_told(
    open_desk: Callable[[], Desk], qtbot: QtBot, tmp_path: Path
) -> None:
    desk = open_desk()
    assert "no-such.csv" in imported(qtbot, desk, tmp_path / "no-such.csv")
    assert not desk.shades.report.undo.isVisible()


def test_names_can_be_read_in_a_narrow_window(open_desk: Callable[[], Desk]) -> None:
    desk = open_desk()
    for width in (1000, 1366, 1920):
        desk.window.resize(width, 800)
        QApplication.processEvents()
        assert desk.shades.table.columnWidth(NAME) >= 140


def test_two_thousand_products_scroll(qtbot: QtBot, qapp: Any) -> None:
    products = list(load_catalogue().products.values())
    many = [replace(products[index % len(products)], id=f"p-{index}") for index in range(2000)]
    shelf, picture = Shelf(), Picture()
    shelf.fill(many)
    assert shelf.rowCount() == 2000
    start = time.perf_counter()
    for row in range(1000, 1020):
        for column in range(shelf.columnCount()):
            shelf.data(shelf.index(row, column))
        picture._pixmap(many[row], 1.0)
    assert (time.perf_counter() - start) / 20 < 0.02
    shelf.look_for("nothing is called so")
    assert shelf.rowCount() == 0
    shelf.look_for("", "verified")
    assert all(product.status == "verified" for product in shelf.rows)


def test_rows_are_sorted_by_what_they_say(qtbot: QtBot) -> None:
    shelf = Shelf()
    shelf.fill(list(load_catalogue().products.values()))
    shelf.sort(5, Qt.SortOrder.DescendingOrder)
    errors = [product.error_de2000 for product in shelf.rows]
    assert errors == sorted(errors, reverse=True)


def test_the_kiosk_reads_what_is_kept(qtbot: QtBot, qapp: Any, tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    page = KioskPage(Rules(languages=("en", "zh_CN")), path, "")
    qtbot.addWidget(page)
    page._fields["shop"].line.setText("Rosa")
    page._fields["welcome zh_CN"].line.setText("你好")
    page._fields["idle_s"].line.setText("60")
    assert page._fields["pin"].line.placeholderText() == "No PIN: anybody can leave"
    page._fields["pin"].line.setText("2580")
    page.keep()
    page._choose("offer", "clip")
    page._choose("language", "en")
    kept = read_rules(path)
    assert (kept.shop, kept.idle_s, kept.languages) == ("Rosa", 60.0, ("zh_CN",))
    assert kept.welcome["zh_CN"] == "你好"
    assert "clip" not in kept.offers
    assert is_pin("2580", kept.pin)
    assert "2580" not in path.read_text(encoding="utf-8")
    assert page._fields["pin"].line.text() == ""
    page._choose("language", "zh_CN")
    assert read_rules(path).languages == ("zh_CN",), "one stays"
    page.undo.click()
    page.undo.click()
    assert "clip" in read_rules(path).offers


def test_what_is_wrong_is_not_kept(qtbot: QtBot, qapp: Any, tmp_path: Path) -> None:
    page = KioskPage(Rules(), tmp_path / "kiosk.toml", "")
    qtbot.addWidget(page)
    page._fields["idle_s"].line.setText("soon")
    page._fields["pin"].line.setText("12")
    page.keep()
    assert page._fields["idle_s"].fault
    assert page._fields["pin"].fault
    assert not (tmp_path / "kiosk.toml").exists()


def test_a_broken_file_of_rules_does_not_close_the_desk(
    open_desk: Callable[[], Desk], tmp_path: Path
) -> None:
    (tmp_path / "kiosk.toml").write_text("idle_s = 'long'", encoding="utf-8")
    desk = open_desk()
    assert "broken" in desk.kiosk.said.text()
    assert (tmp_path / "kiosk.toml").read_text(encoding="utf-8") == "idle_s = 'long'"


def test_usage_is_shown_written_and_erased(qtbot: QtBot, qapp: Any, tmp_path: Path) -> None:
    path, turned = tmp_path / "usage.sqlite", []
    products = load_catalogue().products
    first = next(iter(products.values()))
    count_uses(path, [Use(first.id, 3, 90.0, photos=2), Use("gone", 1, 5.0)], date.today())
    page = UsagePage(products, path, False, turned.append)
    qtbot.addWidget(page)
    page.resize(1000, 600)
    assert first.name in page.chart.accessibleName()
    assert not page.grab().isNull()
    page.export_to(tmp_path / "usage.csv")
    assert first.id in (tmp_path / "usage.csv").read_text(encoding="utf-8-sig")
    page.switch.click()
    assert turned == [True]
    page.eraser.click()
    assert read_usage(path), "asked once more"
    page.eraser.click()
    assert read_usage(path) == ()
    assert page.chart.accessibleName() == ""
    assert page.chart.minimumHeight() > 0, "the shop's shades wait for their bars"


def test_the_doctor_runs_beside_the_window(qtbot: QtBot, qapp: Any) -> None:
    findings = [
        {"what": "camera", "works": True, "found": "one", "mend": ""},
        {"what": "microphone", "works": False, "found": "none", "mend": "Plug one in."},
    ]
    said = json.dumps({"findings": findings})
    page = CheckPage([sys.executable, "-c", f"print({said!r})"])
    qtbot.addWidget(page)
    page.toggle()
    qtbot.waitUntil(lambda: not page.is_checking, timeout=15_000)
    assert [finding["what"] for finding in page.findings] == ["microphone", "camera"]
    assert "1 of 2 things needs" in page.summary.text()


def test_a_check_can_be_stopped(qtbot: QtBot, qapp: Any) -> None:
    page = CheckPage([sys.executable, "-c", "import time; time.sleep(60)"])
    qtbot.addWidget(page)
    page.toggle()
    qtbot.waitUntil(lambda: page._process is not None and page._process.processId() > 0)
    page.toggle()
    qtbot.waitUntil(lambda: not page.is_checking, timeout=5_000)
    assert "stopped" in page.summary.text()


def test_a_shade_that_was_not_saved_is_there_again(
    open_desk: Callable[[], Desk], qtbot: QtBot, tmp_path: Path
) -> None:
    desk = open_desk()
    desk.shades.edit(Draft(tint=Tint(srgb="#A01830"), name="Half made"))
    desk.close()
    draft = read_draft(tmp_path / "draft.json")
    assert draft is not None
    again = open_desk()
    assert again.shades.editor.isVisible()
    again.shades.editor.leave()
    assert not (tmp_path / "draft.json").exists(), "left on purpose"


def test_every_page_opens_in_every_language(open_desk: Callable[[], Desk], qapp: Any) -> None:
    desk = open_desk()
    for look in (Appearance("zh_CN", "light"), Appearance("en")):
        desk.appear(look)
        for name in ("shades", "clothes", "cameras", "kiosk", "usage"):
            desk.open(name)
            assert not desk.window.grab().isNull()


def test_cameras_are_looked_for_beside_the_window(
    open_desk: Callable[[], Desk], qtbot: QtBot
) -> None:
    page = open_desk().cameras
    found: list[list[str]] = [["Front camera"], []]
    goes_on = threading.Event()

    def names() -> list[str]:
        assert goes_on.wait(10)
        return found.pop(0)

    page._names = names
    page.open()
    assert page.found.text() == "Looking for cameras …"
    assert not page.calibrate.isEnabled()
    goes_on.set()
    qtbot.waitUntil(lambda: not page.is_looking, timeout=5000)
    assert page.found.text() == "Front camera"
    assert page.calibrate.isEnabled()
    page.open()
    qtbot.waitUntil(lambda: "No camera was found" in page.found.text(), timeout=5000)
    assert not page.calibrate.isEnabled()


def test_cameras_that_cannot_be_listed_are_none(
    open_desk: Callable[[], Desk], qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    page = open_desk().cameras

    def broken() -> list[str]:
        raise OSError("no driver")

    page._names = broken
    page.open()
    qtbot.waitUntil(lambda: "No camera was found" in page.found.text(), timeout=5000)
    assert "no driver" in caplog.text


def test_what_shoppers_agree_to_is_written_here(
    qtbot: QtBot, qapp: Any, tmp_path: Path
) -> None:
    path = tmp_path / "kiosk.toml"
    page = KioskPage(Rules(), path, "")
    qtbot.addWidget(page)
    form = page.consent
    usual = form.text.version
    assert not form.keep.isEnabled()
    form.points.setPlainText("We look at you.\n\nWe forget after {idle} seconds.")
    form.speak("zh_CN")
    form._fields["title"].line.setText("")
    form._typed()
    assert not form.keep.isEnabled(), "one language is not complete"
    form._fields["title"].line.setText("开始之前")
    form._typed()
    form.keep.click()
    kept = read_rules(path)
    assert kept.consent == tmp_path / "consent.toml"
    texts = read_consent(kept.consent, ("en", "zh_CN"))
    assert texts["en"].points == ("We look at you.", "We forget after {idle} seconds.")
    assert texts["zh_CN"].title == "开始之前"
    assert texts["en"].version == texts["zh_CN"].version != usual
    page.open_part("consent")
    assert not page.picture.pixmap().isNull()
    form.speak("en")
    form._fields["agree"].line.setText("Yes")
    form._typed()
    form.keep.click()
    assert read_consent(kept.consent, ("en",))["en"].version.endswith("-2")
    form.undo.click()
    assert read_consent(kept.consent, ("en",))["en"].version.endswith("-1")
    form.undo.click()
    assert read_rules(path).consent is None
    assert form.text.version == usual
    assert not (tmp_path / "consent.toml").exists()


def test_a_chinese_desk_says_faults_and_findings_in_chinese(
    open_desk: Callable[[], Desk], qtbot: QtBot, qapp: Any, tmp_path: Path
) -> None:
    appear(qapp, Appearance("zh_CN"))
    desk, path = open_desk(), tmp_path / "lips.csv"
    path.write_text(
        HEAD
        + GOOD
        + BAD
        + "A-3,Acme,Red,#B03A2,matte,9,EUR\nA-4,Acme,Red,#B03A20,matte,-1,EUR\n",
        encoding="utf-8",
    )
    imported(qtbot, desk, path)
    faults = desk.shades.report.faults
    said = [faults.item(row, 2).text() for row in range(faults.rowCount())]  # type: ignore
    assert len(said) == 3
    assert all(re.search("[一-鿿]", text) for text in said), said
    assert not any("expected" in text for text in said), said
    findings = [
        {"what": "face tracker", "works": True, "found": "14.1, 30 GB free", "mend": ""},
        {"what": "cameras", "works": False, "found": "none", "mend": ""},
        {"what": "folder of settings", "works": True, "found": "?", "mend": ""},
        {"what": "folder of x", "works": False, "found": "?", "mend": "Make /x writable."},
    ]
    desk.check.show_findings(findings)
    told = [label.text() for label in desk.check.findChildren(QLabel)]
    assert {"面部跟踪", "相机", "无", "设置文件夹"} <= {*told}
    assert any("请让 /x 可写。" in text for text in told)


def test_opening_hours_are_kept_when_they_can_be_read(
    qtbot: QtBot, qapp: Any, tmp_path: Path
) -> None:
    path = tmp_path / "kiosk.toml"
    page = KioskPage(Rules(), path, "")
    qtbot.addWidget(page)
    form = page.hours
    assert not form.days["mon"].isEnabled(), "always open"
    form.always.click()
    assert read_rules(path).hours["sun"] == "10:00-20:00"
    form.days["mon"].line.setText("late")
    form.keep()
    assert form.days["mon"].fault
    assert read_rules(path).hours["mon"] == "10:00-20:00", "what is wrong is not kept"
    form.days["mon"].line.setText("9:00-12:00, 22:00-2:00")
    form.days["sun"].line.setText("")
    form.zone.line.setText("Asia/Shanghai")
    form.keep()
    kept = read_rules(path)
    assert (kept.hours["mon"], kept.hours["sun"]) == ("9:00-12:00, 22:00-2:00", "")
    assert kept.time_zone == "Asia/Shanghai"
    page.undo.click()
    assert form.days["mon"].line.text() == "10:00-20:00"
    page._choose("voice", "on")
    assert read_rules(path).speaks
    form.always.click()
    assert read_rules(path).opening is None


def test_the_palette_is_made_of_what_was_worn(qtbot: QtBot, qapp: Any) -> None:
    products = load_catalogue().products
    long, short, *_ = products.values()
    palette = Palette(products)
    qtbot.addWidget(palette)
    palette.resize(400, 40)
    uses = Use(long.id, 3, 90.0), Use(short.id, 1, 30.0), Use("gone", 1, 60.0)
    palette.show_uses(uses)
    image = palette.grab().toImage()
    seen = [image.pixelColor(x, 20).name() for x in (20, 280, 320, 380)]
    assert seen[0] == seen[1], "three quarters of the time"
    assert seen[2] == seen[3] != seen[0]
    palette.show_uses(())
    assert palette.isHidden()


def test_a_narrow_desk_with_larger_letters_keeps_names_and_filters_whole(
    qtbot: QtBot, qapp: Any, open_desk: Callable[[], Desk]
) -> None:
    appear(qapp, Appearance("en", has_large_type=True))
    page = open_desk().shades
    desk = page.window()
    desk.resize(960, 540)
    qtbot.waitUntil(lambda: page.table.columnWidth(NAME) > 120)
    chips = page._statuses.buttons()

    def is_whole() -> bool:
        places = [chip.geometry() for chip in (*chips, page.detail)]
        are_apart = not any(a.intersects(b) for a, b in itertools.pairwise(places))
        return are_apart and all(c.width() >= c.minimumSizeHint().width() for c in chips)

    qtbot.waitUntil(is_whole)
    assert page.search.width() > 200
