import json
import os
from pathlib import Path

import pytest

from tryon.app.appearance import Appearance, appear
from tryon.app.kiosk import kiosk
from tryon.app.kiosk.rules import Rules
from tryon.app.kiosk.safe import safe_rules
from tryon.app.language import LONGER
from tryon.app.opening import Opening
from tryon.app.signs import give_signs_of_life
from tryon.settings import Settings
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


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Run tryon doctor"), ("zh_CN", "请运行 tryon doctor"), (LONGER, "Rúñ trýóñ")],
)
def test_the_staff_is_told_in_every_language(
    language, said, qtbot, qapp, stage, monkeypatch, tmp_path
):
    monkeypatch.setattr(kiosk, "posters", lambda products: [])
    wish = Opening(stage.parts(), Settings(), None, None, (540, 960), language, is_safe=True)
    opened = kiosk.Kiosk(wish, Rules(shop="Maison"))
    try:
        assert opened.attract is not None
        assert said in opened.attract.accessibleName()
    finally:
        opened.close()
        appear(qapp, Appearance("en"))


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
