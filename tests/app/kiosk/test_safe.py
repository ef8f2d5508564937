import json
import os
from pathlib import Path

import pytest

from tryon.app.kiosk.pages import Attract
from tryon.app.kiosk.rules import Rules
from tryon.app.kiosk.safe import FOR_STAFF, safe_rules
from tryon.app.language import LANGUAGES
from tryon.app.signs import give_signs_of_life
from tryon.supervisor.heartbeat import LONGEST_FRAME_S, VARIABLE


@pytest.mark.parametrize(
    "text",
    [
        'shop = "Maison"\npin = ""\nidle_s = 45\n',
        "idle_s = 'soon'",
        "= not TOML [",
        f"consent = {json.dumps('/nowhere/consent.toml')}",
    ],
)
def test_whatever_the_shop_wrote_the_safe_mirror_starts(tmp_path, text):
    path = tmp_path / "kiosk.toml"
    path.write_text(text, encoding="utf-8")
    rules = safe_rules(path)
    assert (rules.offers, rules.hand_off, rules.counts_usage) == ((), "nothing", False)
    assert rules.consent is None
    assert rules.shop == ("Maison" if "Maison" in text else Rules().shop)


def test_the_staff_is_told_in_every_language(qtbot):
    assert set(FOR_STAFF) == set(LANGUAGES)
    assert all("tryon doctor" in text for text in FOR_STAFF.values())
    attract = Attract("Maison", "Welcome", ("en",), FOR_STAFF["en"])
    qtbot.addWidget(attract)
    assert attract.accessibleName() == f"Welcome {FOR_STAFF['en']}"


class Glass:
    """A window whose frame has been at work for so long."""

    def __init__(self) -> None:
        self.busy = 0.0

    def busy_s(self) -> float:
        return self.busy


def test_a_frame_that_stands_gives_no_sign(qtbot, tmp_path: Path, monkeypatch):
    path = tmp_path / "alive"
    path.touch()
    monkeypatch.setenv(VARIABLE, str(path))
    glass = Glass()
    signs = give_signs_of_life(glass)
    assert signs is not None
    assert VARIABLE not in os.environ, "a child of ours would live in our name"
    os.utime(path, ns=(0, 0))
    qtbot.waitUntil(lambda: path.stat().st_mtime_ns > 0, timeout=5000)
    glass.busy = LONGEST_FRAME_S + 1
    qtbot.wait(300)
    os.utime(path, ns=(0, 0))
    qtbot.wait(700)
    assert path.stat().st_mtime_ns == 0
    signs.stop()


def test_nobody_watches(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    assert give_signs_of_life(Glass()) is None
