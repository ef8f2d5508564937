"""Plays people at the real windows: ``python packaging/rehearse.py kiosk --visits 2``.

The touches are Qt's own, at the widgets that a finger would find by their names; what is waited
for is what a person would see. `soak.py` plays it for hours, the privacy tests under lock.
"""

import argparse
import logging
import sys
import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from tryon.app.kiosk.carousel import GarmentTile, ShadeTile
from tryon.app.kiosk.kiosk import Kiosk
from tryon.app.kiosk.visit import VisitPage
from tryon.app.main import opener, start_qt
from tryon.app.opening import Opened, Opening
from tryon.app.parts import real_parts
from tryon.app.state import Feed
from tryon.settings import read_settings, settings_path

#: What a script yields: how long nothing is touched, in s, or what is waited for.
Script = Iterator[float | Callable[[], object]]

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


def visit(kiosk: Kiosk, number: int, pause_s: float = 1.0, *, clips: bool = True) -> Script:
    """Play one shopper, from the invitation to the wipe; each is a little different."""
    window = kiosk.window

    def page() -> VisitPage:
        assert kiosk.page is not None
        return kiosk.page

    def is_worn() -> bool:
        shown = kiosk.page.preview.shown if kiosk.page is not None else None
        return shown is not None and bool(shown.picture.report.colour)

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
        touch(named(window, "Back to the mirror"))
    if number % 4 == 2:
        kiosk.speak("zh_CN")
        yield lambda: page().preview.shown is not None
        yield pause_s
        kiosk.enlarge(True)
        yield lambda: page().preview.shown is not None
        yield pause_s
        kiosk.enlarge(False)
        kiosk.speak("en")
        yield lambda: page().preview.shown is not None
    if clips and number % 5 == 4:
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


def kiosk_opened(size_px: tuple[int, int], source: str) -> Kiosk:
    """Open the real kiosk, as ``tryon kiosk`` does, with a size instead of the full screen."""
    opened = opener("kiosk")(_opening(size_px, source))
    assert isinstance(opened, Kiosk)
    return opened


def _opening(size_px: tuple[int, int], source: str) -> Opening:
    return Opening(
        real_parts(), read_settings(settings_path()), source, None, size_px, "en", None
    )


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


def main() -> int:
    """Play the people of one window."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("window", choices=["kiosk"])
    parser.add_argument("--visits", type=int, default=1)
    parser.add_argument("--source", default="demo")
    parser.add_argument("--size", default="1080x1920")
    given = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    width, _, height = given.size.partition("x")
    size_px = int(width), int(height)
    start_qt(is_watched=False)
    kiosk = kiosk_opened(size_px, given.source)
    error = run(kiosk, (visit(kiosk, number) for number in range(given.visits)))
    if error is not None:
        sys.stderr.write(f"{error!r}\n")
    return 0 if error is None else 1


if __name__ == "__main__":
    sys.exit(main())
