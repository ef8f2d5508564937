"""The display on which a window stands, as its maker describes it: where systems keep EDIDs."""

import logging
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtGui import QGuiApplication, QScreen

from tryon.light.display import Panel
from tryon.light.edid import read_edid

log = logging.getLogger(__name__)

_DRM = Path("/sys/class/drm")
#: So long macOS may take to list its displays, s.
_PATIENCE_S = 2.0


def panel_of(screen: QScreen) -> Panel | None:
    """Find how the maker of a screen describes it; None where nobody tells."""
    if QGuiApplication.platformName() in ("offscreen", "minimal"):
        return None
    is_alone = len(QGuiApplication.screens()) == 1
    return find_panel(panels(), screen.model(), screen.serialNumber(), screen.name(), is_alone)


def panels() -> list[Panel]:
    """Read what the displays of this machine say of themselves."""
    try:
        read = [read_edid(data, connector) for connector, data in _edids()]
    except (OSError, subprocess.SubprocessError) as error:
        log.info("no display was described: %s", error)
        return []
    return [panel for panel in read if panel is not None]


def _edids() -> Iterable[tuple[str, bytes]]:
    if sys.platform == "win32":
        return _on_windows()
    return _on_macos() if sys.platform == "darwin" else _on_linux(_DRM)


def find_panel(
    panels: Sequence[Panel], model: str, serial: str, connector: str, is_alone: bool
) -> Panel | None:
    """Choose the description that belongs to a screen; None in doubt.

    Parameters
    ----------
    panels : sequence of Panel
    model, serial, connector : str
        As Qt tells them of the screen; empty where it does not.
    is_alone : bool
        Whether there is no other screen.
    """
    named = [panel for panel in panels if model and panel.name == model]
    exact = [panel for panel in named if serial and panel.serial == serial]
    at = _short(connector)
    plugged = [panel for panel in panels if panel.connector and _short(panel.connector) == at]
    everything = list(panels) if is_alone and not model else []
    for found in (exact, named, plugged, everything):
        if len({(p.red, p.green, p.blue, p.white, p.gamma) for p in found}) == 1:
            return found[0]
    return None


def _short(connector: str) -> str:
    """Write a connector as the X server does: what the kernel calls HDMI-A-1 is HDMI-1."""
    return re.sub(r"^(HDMI|DVI)-[A-Z]-", r"\1-", connector)


def _on_linux(folder: Path) -> Iterable[tuple[str, bytes]]:
    """Connectors and EDIDs as the kernel has them; of what is not plugged in there is none."""
    for path in sorted(folder.glob("card*-*/edid")):
        if data := path.read_bytes():
            yield path.parent.name.partition("-")[2], data


def _on_windows() -> Iterable[tuple[str, bytes]]:
    """EDIDs of the displays that are at work: those of earlier ones have no key ``Control``."""
    if sys.platform != "win32":
        return
    import winreg

    def inside(key: Any) -> list[str]:
        return [winreg.EnumKey(key, i) for i in range(winreg.QueryInfoKey(key)[0])]

    where = r"SYSTEM\CurrentControlSet\Enum\DISPLAY"
    with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, where) as models:
        for model in inside(models):
            with winreg.OpenKey(models, model) as displays:
                for display in inside(displays):
                    with winreg.OpenKey(displays, display) as key:
                        if "Control" not in inside(key):
                            continue
                    try:
                        with winreg.OpenKey(displays, rf"{display}\Device Parameters") as key:
                            data = winreg.QueryValueEx(key, "EDID")[0]
                    except FileNotFoundError:
                        continue  # one that says nothing
                    yield "", bytes(data or b"")  # Python has None for an empty value


def _on_macos() -> Iterable[tuple[str, bytes]]:
    """EDIDs from the registry of devices; displays of Apple's own are described elsewhere."""
    asked = ["/usr/sbin/ioreg", "-l", "-w0", "-r", "-k", "IODisplayEDID"]
    told = subprocess.run(asked, capture_output=True, check=True, timeout=_PATIENCE_S).stdout
    return in_ioreg(told.decode("utf-8", "replace"))


def in_ioreg(told: str) -> list[tuple[str, bytes]]:
    """Find the EDIDs in what ``ioreg`` writes: ``"IODisplayEDID" = <00ffff…>``."""
    found = re.findall(r'"IODisplayEDID" = <((?:[0-9a-f]{2})+)>', told)
    return [("", bytes.fromhex(data)) for data in found]
