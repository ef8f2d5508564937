"""Plays people at the real windows: ``python packaging/rehearse.py kiosk --visits 2``.

The touches are Qt's own, at the widgets that a finger would find by their names; what is waited
for is what a person would see. `soak.py` plays it for hours, the privacy tests under lock.
"""

import argparse
import json
import logging
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from gaps import Watch, told
from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from tryon.app.desk.desk import Desk
from tryon.app.kiosk.carousel import GarmentTile, ShadeTile
from tryon.app.kiosk.kiosk import Kiosk
from tryon.app.kiosk.visit import VisitPage
from tryon.app.main import Kind, opener, start_qt
from tryon.app.opening import Opened, Opening
from tryon.app.parts import real_parts
from tryon.app.state import Feed
from tryon.app.studio.studio import Studio
from tryon.core.scene import Scene
from tryon.settings import read_settings, settings_path

#: What a script yields: how long nothing is touched, in s, or what is waited for.
Script = Iterator[float | Callable[[], object]]

#: Told what was seen of somebody, before it is forgotten.
OnSeen = Callable[[Scene], None]

#: How long somebody waits for what should follow a touch, in s.
PATIENCE_S = 40.0


class Stuck(RuntimeError):
    """What should follow a touch did not."""


def named(window: QWidget, name: str) -> QAbstractButton:
    """Find the button that people see under this name, or one that begins so."""
    for button in window.findChildren(QAbstractButton):
        if button.isVisibleTo(window) and name in (button.accessibleName(), button.text()):
            return button
    for button in window.findChildren(QAbstractButton):
        if button.isVisibleTo(window) and button.accessibleName().startswith(name):
            return button
    raise Stuck(f"there is no {name!r}")


def touch(widget: QWidget, at: QPoint | None = None) -> None:
    """Touch a widget, in its middle or at a place of it."""
    left, nothing = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(widget, left, nothing, at if at is not None else widget.rect().center())


class Rehearsal(QObject):
    """Plays one script after the other on Qt's thread.

    Parameters
    ----------
    scripts : iterator of Script
    done : callable
        Called with what went wrong, or None, when all have been played.
    """

    def __init__(
        self, scripts: Iterator[Script], done: Callable[[BaseException | None], None]
    ) -> None:
        super().__init__()
        self._scripts, self._done = scripts, done
        self._script: Script | None = None
        self._wanted: Callable[[], object] | None = None
        self._next_s = 0.0
        self.played = 0
        self._clock = QTimer(self, interval=20)
        self._clock.timeout.connect(self._go_on)
        self._clock.start()

    def _go_on(self) -> None:
        now_s = time.monotonic()
        try:
            if self._wanted is not None:
                if not self._wanted():
                    if now_s > self._next_s:
                        raise Stuck(f"waited {PATIENCE_S:.0f} s for {self.where}")
                    return
                self._wanted = None
            elif now_s < self._next_s:
                return
            if self._script is None:
                self._script = next(self._scripts, None)
                if self._script is None:
                    self._end(None)
                    return
            step = next(self._script, None)
            if step is None:
                self._script = None
                self.played += 1
            elif callable(step):
                self._wanted, self._next_s = step, now_s + PATIENCE_S
            else:
                self._next_s = now_s + float(step)
        except Exception as error:  # noqa: BLE001 - told to who plays
            self._end(error)

    @property
    def where(self) -> str:
        """Which line of the script is being played."""
        frame = getattr(self._script, "gi_frame", None)
        return f"line {frame.f_lineno} of {frame.f_code.co_name}" if frame else "the end"

    def _end(self, error: BaseException | None) -> None:
        self._clock.stop()
        self._done(error)


def visit(
    kiosk: Kiosk,
    number: int,
    pause_s: float = 1.0,
    on_seen: OnSeen = lambda scene: None,
    on_shade: Callable[[], None] = lambda: None,
) -> Script:
    """Play one shopper, from the invitation to the wipe; each is a little different.

    `on_shade` is called right before a shade is touched.
    """
    window = kiosk.window

    def page() -> VisitPage:
        assert kiosk.page is not None
        return kiosk.page

    def is_worn() -> bool:
        shown = kiosk.page.preview.shown if kiosk.page is not None else None
        return shown is not None and bool(shown.picture.report.colour)

    def is_there() -> bool:
        return kiosk.page is not None and kiosk.page.preview.shown is not None

    yield lambda: kiosk.attract is not None and kiosk.attract.has_posters
    yield pause_s
    touch(named(window, "Touch to begin"))
    yield pause_s
    touch(named(window, "I agree"))
    yield lambda: kiosk.visit is not None and kiosk.page is not None
    yield lambda: kiosk.visit.session.state.feed is Feed.SHOWING if kiosk.visit else False
    tiles = [tile for tile in page().controls.shades.tiles if isinstance(tile, ShadeTile)]
    for k in range(5):  # shades, and the carousel slid on
        tile = tiles[1 + (7 * number + 3 * k) % (len(tiles) - 1)]
        page().controls.shades._area.ensureWidgetVisible(tile)
        on_shade()
        touch(tile)
        yield lambda: is_worn()
        yield pause_s
    page().controls.shades.slide(1 if number % 2 else -1)
    yield pause_s
    touch(page().controls.before)
    for share in (0.3, 0.6, 0.45):
        page().split.place(share)
        yield pause_s / 2
    touch(page().controls.before)
    touch(page().controls.compare)
    yield lambda: page().comparison.is_complete
    yield pause_s
    for tile in page().controls.shades.tiles[2 + number % 5 : 4 + number % 5]:
        touch(tile)
    yield lambda: page().comparison.is_complete
    yield 2 * pause_s
    touch(page().controls.compare)
    touch(page().controls.suits)
    yield pause_s
    touch(page().controls.search)
    yield pause_s / 2
    touch(named(window, "Berries"))
    yield pause_s / 2
    touch(named(window, "Done"))
    yield pause_s
    if number % 3 == 0:
        yield from _clothes(page, pause_s)
    if number % 3 == 1:
        touch(page().controls.light)
        yield lambda: page().state.stills is not None
        yield 2 * pause_s
        touch(named(window, "Back"))
    if number % 3 == 2:
        for button in (page().controls.scan, page().controls.hands):
            touch(button)
            yield 2 * pause_s
            touch(button)
        QTest.keyClick(window, Qt.Key.Key_Escape)
        yield pause_s
        touch(named(window, "Back"))
    if number % 4 == 2:
        for change in (
            lambda: kiosk.speak("zh_CN"),
            lambda: kiosk.enlarge(True),
            lambda: kiosk.enlarge(False),
            lambda: kiosk.speak("en"),
        ):
            change()
            yield is_there
            yield pause_s
    if number % 5 == 4:
        touch(page().controls.take)
        yield pause_s / 2
        touch(named(window, "Clip of 15 seconds"))
        yield lambda: page().taking.result.isVisible()
        yield pause_s
        touch(named(window, "Back to the mirror"))
    touch(page().controls.take)
    yield pause_s / 2
    touch(named(window, "Photo in 3, 2, 1"))
    yield lambda: page().taking.result.isVisible()
    yield pause_s
    touch(named(window, "Back to the mirror"))
    touch(page().controls.take)
    yield pause_s / 2
    touch(named(window, "The product, as a QR code"))
    yield lambda: page().taking.result.isVisible()
    yield pause_s
    touch(named(window, "Back to the mirror"))
    yield pause_s
    if kiosk.visit is not None and kiosk.visit.session.seen is not None:
        on_seen(kiosk.visit.session.seen)
    touch(named(window, "Finish and erase now"))
    yield lambda: kiosk.visit is None and kiosk._closing is None
    yield pause_s


def _clothes(page: Callable[[], VisitPage], pause_s: float) -> Script:
    """Try on the first garment that hangs there, and take it off."""
    touch(page().controls.clothes)
    rail = page().controls.rail
    yield lambda: any(isinstance(tile, GarmentTile) for tile in rail.tiles)
    tile = next(tile for tile in rail.tiles if isinstance(tile, GarmentTile))
    touch(tile)
    yield lambda: page().state.clothes
    yield 4 * pause_s
    touch(tile)
    yield pause_s
    touch(page().controls.lips)


def evening(studio: Studio, pause_s: float, on_seen: OnSeen) -> Script:
    """Play a host: looks, panic, a photo, a recording, a clip, every page."""
    window = studio.window
    yield studio.is_ready
    for key in (Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_0, Qt.Key.Key_1):
        QTest.keyClick(window.preview, key)
        yield 2 * pause_s
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Escape, Qt.Key.Key_P, Qt.Key.Key_R):
        QTest.keyClick(window.preview, key)
        yield 2 * pause_s
    yield 1.0
    QTest.keyClick(window.preview, Qt.Key.Key_R)
    yield 2 * pause_s
    QTest.keyClick(window.preview, Qt.Key.Key_K)
    yield 2.0
    for name, put_up in studio.screens().items():
        if name != "remote":  # which would serve, where it was turned on
            put_up()
            yield 2 * pause_s
    window.tidy()
    if studio.session.seen is not None:
        on_seen(studio.session.seen)
    yield pause_s


def morning(desk: Desk, pause_s: float, on_seen: OnSeen) -> Script:
    """Play a shop: every page of the desk, a shade that is changed."""
    yield desk.is_ready
    for put_up in desk.screens().values():
        put_up()
        yield 4 * pause_s
    yield lambda: not desk.check.is_checking
    yield pause_s


def opened(kind: Kind, size_px: tuple[int, int], source: str | None) -> Opened:
    """Open a real window, as ``tryon KIND`` does, with a size instead of the full screen."""
    settings = read_settings(settings_path())
    return opener(kind)(Opening(real_parts(), settings, source, None, size_px, "en", None))


def kiosk_opened(size_px: tuple[int, int], source: str) -> Kiosk:
    """Open the real kiosk."""
    kiosk = opened("kiosk", size_px, source)
    assert isinstance(kiosk, Kiosk)
    return kiosk


def run(
    opened: Opened,
    scripts: Iterator[Script],
    on_start: Callable[[Rehearsal], None] = lambda rehearsal: None,
) -> BaseException | None:
    """Play `scripts` on an opened window until they are over; return what went wrong."""
    app = QApplication.instance()
    assert app is not None
    result: list[BaseException | None] = []

    def done(error: BaseException | None) -> None:
        result.append(error)
        app.exit(0)

    opened.start()
    rehearsal = Rehearsal(scripts, done)
    on_start(rehearsal)
    try:
        app.exec()
    finally:
        rehearsal.deleteLater()
        opened.close()
    return result[0] if result else Stuck("the window was closed")


def tell(scene: Scene) -> None:
    """Say on standard output, and nowhere else, what was known of who was there."""
    points = [face.points.tolist() for face in scene.faces[:1]]
    sys.stdout.write(json.dumps({"points": points[0] if points else []}) + "\n")


def tell_loaded() -> None:
    """Say on standard output which modules and native libraries have come to be loaded."""
    maps = Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()
    libraries = sorted({line.split()[-1] for line in maps if ".so" in line})
    modules = sorted({name.partition(".")[0] for name in sys.modules})
    sys.stdout.write(json.dumps({"modules": modules, "libraries": libraries}) + "\n")


def main() -> int:
    """Play the people of one window."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("window", choices=["kiosk", "studio", "desk"])
    parser.add_argument("--visits", type=int, default=1, help="of the kiosk")
    parser.add_argument("--source", default="demo")
    parser.add_argument("--size", default="1080x1920")
    parser.add_argument("--pause", type=float, default=1.0, help="between touches, s")
    parser.add_argument("--tell", action="store_true", help="what was seen and loaded, as JSON")
    parser.add_argument("--gaps", action="store_true", help="what held the windows' thread")
    given = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    width, _, height = given.size.partition("x")
    start_qt(is_watched=False)
    window = opened(given.window, (int(width), int(height)), given.source)
    on_seen = tell if given.tell else lambda scene: None
    if isinstance(window, Kiosk):
        kiosk = window
        scripts = (visit(kiosk, n, given.pause, on_seen) for n in range(given.visits))
    elif isinstance(window, Studio):
        scripts = iter([evening(window, given.pause, on_seen)])
    else:
        assert isinstance(window, Desk)
        scripts = iter([morning(window, given.pause, on_seen)])
    playing: list[Rehearsal] = []
    watch = Watch(lambda: playing[0].where if playing else "") if given.gaps else None
    error = run(window, scripts, playing.append)
    if watch is not None:
        watch.close()
        sys.stdout.write(json.dumps(told(watch.gaps), indent=1) + "\n")
    if given.tell:
        tell_loaded()
    if error is not None:
        sys.stderr.write(f"{error!r}\n")
    return 0 if error is None else 1


if __name__ == "__main__":
    sys.exit(main())
