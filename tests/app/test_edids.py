import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from formed_edid import P3, edid
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from tryon.app import edids, preview
from tryon.light.display import Panel

Mirror = Any  # tests/app/conftest.py


def kernel(folder: Path, **found: bytes) -> Path:
    for name, data in found.items():
        port = folder / name.replace("_", "-")
        port.mkdir(parents=True)
        (port / "edid").write_bytes(data)
    return folder


def named(name: str, serial: str = "", connector: str = "") -> Panel:
    return Panel(*P3, name=name, serial=serial, connector=connector)


def test_the_kernel_is_asked_for_what_is_plugged_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = kernel(tmp_path, card0_DP_1=b"", card1_HDMI_A_1=edid(P3, name="Wide"))
    monkeypatch.setattr(edids, "_DRM", there)
    monkeypatch.setattr(sys, "platform", "linux")
    (panel,) = edids.panels()
    assert (panel.name, panel.connector) == ("Wide", "HDMI-A-1")
    monkeypatch.setattr(edids, "_DRM", tmp_path / "nowhere")
    assert edids.panels() == []


def test_a_screen_is_known_by_its_model_or_where_it_is_plugged_in() -> None:
    one, other = named("Wide", "1", "HDMI-A-1"), replace(named("Wide", "2"), gamma=2.4)
    third = replace(named("", connector="DP-2"), gamma=1.8)
    every = [one, other, third]
    assert edids.find_panel(every, "Wide", "2", "DP-9", False) == other
    assert edids.find_panel(every, "Wide", "", "DP-9", False) is None, "which of both?"
    assert edids.find_panel(every, "", "", "HDMI-1", False) == one
    assert edids.find_panel(every, "Else", "", "DP-2", False) == third
    assert edids.find_panel([one], "", "", "XWAYLAND0", True) == one
    assert edids.find_panel([one], "", "", "XWAYLAND0", False) is None
    assert edids.find_panel([one], "Else", "", "DP-3", True) is None, "it is another"
    assert edids.find_panel([], "", "", "", True) is None


def test_a_mac_lists_its_displays(monkeypatch: pytest.MonkeyPatch) -> None:
    written = f'  | "IODisplayEDID" = <{edid(P3, name="Mac").hex()}>\n  | "x" = <00>\n'
    asked = []

    def run(command: list[str], **options: Any) -> Any:
        asked.append(command[0])
        if len(asked) > 1:
            raise subprocess.TimeoutExpired(command, 2.0)
        return SimpleNamespace(stdout=written.encode())

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(subprocess, "run", run)
    assert [panel.name for panel in edids.panels()] == ["Mac"]
    assert asked == ["/usr/sbin/ioreg"]
    assert edids.panels() == [], "one that does not answer"


class Key(SimpleNamespace):
    """A key of the registry; keys and values below it stand under their names."""

    def __enter__(self) -> "Key":
        return self

    def __exit__(self, *_: object) -> None: ...


def registry(tree: dict[str, Any]) -> Any:
    """As much of ``winreg`` as is asked."""

    def open_key(key: Key, path: str) -> Key:
        inside = key.inside
        for name in path.split("\\"):
            if name not in inside:
                raise FileNotFoundError(path)
            inside = inside[name]
        return Key(inside=inside)

    def query(key: Key, name: str) -> tuple[bytes | None, int]:
        if name not in key.inside:
            raise FileNotFoundError(name)
        return key.inside[name], 3

    return SimpleNamespace(
        HKEY_LOCAL_MACHINE=Key(inside=tree),
        OpenKey=open_key,
        EnumKey=lambda key, index: list(key.inside)[index],
        QueryInfoKey=lambda key: (len(key.inside), 0, 0),
        QueryValueEx=query,
    )


def test_windows_tells_of_displays_that_are_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    def display(name: str) -> dict[str, Any]:
        return {"Device Parameters": {"EDID": edid(P3, name=name)}}

    tree = {
        "GSM5B09": {"4&1": {**display("Now"), "Control": {}}, "4&2": display("Earlier")},
        "Default": {"4&3": {"Control": {}, "Device Parameters": {}}},
        "Empty": {"4&4": {"Control": {}, "Device Parameters": {"EDID": None}}},
    }
    monkeypatch.setattr(sys, "platform", "win32")
    system = {"SYSTEM": {"CurrentControlSet": {"Enum": {"DISPLAY": tree}}}}
    monkeypatch.setitem(sys.modules, "winreg", registry(system))
    assert [panel.name for panel in edids.panels()] == ["Now"]


def test_the_mirror_says_what_its_display_makes_of_the_colour(
    mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror.click("Colour: Estimated")
    mirror.until(lambda: "taken to be off by ΔE 2.7" in mirror.texts())
    assert "maker" not in mirror.texts()
    monkeypatch.setattr(preview, "panel_of", lambda screen: named("Wide"))
    view = mirror.window.preview
    QApplication.sendEvent(view, QEvent(QEvent.Type.ScreenChangeInternal))
    assert mirror.session.state.panel == named("Wide")
    mirror.until(lambda: "Its maker's description has this colour off by" in mirror.texts())
