"""Builds the page of the moment into the kiosk's window: at once, or a step at each turn."""

import logging
from collections.abc import Callable, Generator

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from tryon.app.appearance import Appearance, appear
from tryon.app.kiosk.overlays import PinPad, Sorry, StillThere, Veil
from tryon.app.kiosk.pin import Guard
from tryon.app.kiosk.window import KioskWindow, scale_of
from tryon.app.theme import TARGET_KIOSK

log = logging.getLogger(__name__)


class Building(QObject):
    """Builds pages, and what may lie over each of them.

    Parameters
    ----------
    window : KioskWindow
    look : Appearance
        Of the first page.
    make_page : callable
        Makes the page of the moment, in the language that is spoken then.
    take_down : callable
        Told that the page which is up goes.
    guard : Guard or None

    Attributes
    ----------
    look : Appearance
        Of the next page.
    pin : PinPad
    still_there : StillThere
    """

    stayed = Signal()  # somebody is there
    finished = Signal()  # or is not
    opened = Signal()  # the PIN was right
    failed = Signal()  # neither a page could be built, nor the one before

    def __init__(
        self,
        window: KioskWindow,
        look: Appearance,
        make_page: Callable[[], QWidget],
        take_down: Callable[[], None],
        guard: Guard | None,
    ) -> None:
        super().__init__(window)
        self._window, self._guard = window, guard
        self._make_page, self._take_down_page = make_page, take_down
        self.look = self._stood = look
        self._scale: float | None = None  # none before the first page
        self._steps = self._building()
        self._soon = QTimer(self, interval=0)
        self._soon.timeout.connect(self._go_on)

    @property
    def is_busy(self) -> bool:
        """Whether a page is built that is not there yet."""
        return self._soon.isActive()

    def build(self) -> None:
        """Build the page of the moment at once."""
        self._soon.stop()
        self._steps.close()
        self._steps = self._building()
        for _ in self._steps:
            pass

    def build_anew(self) -> None:
        """Build the present page without the old one, which would be styled anew with it.

        Not to be called by what goes with that page.
        """
        self._take_down()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.build_soon()

    def build_soon(self) -> None:
        """Build the present page a step at each turn; what is seen stays until it is there."""
        self._steps.close()
        self._window.setUpdatesEnabled(False)
        self._steps = self._building()
        self._soon.start()

    def fit(self) -> None:
        """Build the present page anew where the window has become another, or cover it."""
        if self._scale is None or self.is_busy:
            return
        if abs(self._wanted_scale() - self._scale) > 0.05:
            self.build_soon()
        for veil in (self.still_there, self.pin):
            if veil.isVisible():
                veil.cover()

    def _go_on(self) -> None:
        try:
            next(self._steps)
        except StopIteration:
            self._soon.stop()
            self.fit()  # it may have become another meanwhile
        except Exception:  # a fire door: who is there is not left without a mirror
            log.exception("a page of the kiosk could not be built")
            self._go_back()

    def _go_back(self) -> None:
        """Go on with the page that stood before, or wipe where that fails, too; and say so."""
        self.look = self._stood
        try:
            self.build()
        except Exception:
            log.exception("nor could the one before")
            self.failed.emit()
        Sorry(self._window).cover()

    def _building(self) -> Generator[None, None, None]:
        """Build the page of the moment in the present language, theme and size, in steps."""
        try:
            yield from self._stages()
            self._stood = self.look
        finally:
            self._window.setUpdatesEnabled(True)

    def _stages(self) -> Generator[None, None, None]:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._scale = self._wanted_scale()
        self._take_down()
        target_px = round(TARGET_KIOSK / self._window.devicePixelRatioF())
        appear(app, self.look, self._scale, target_px)
        yield
        page = self._make_page()
        try:
            yield
        except GeneratorExit:  # the window, which it is not on yet, will not delete it
            page.deleteLater()
            raise
        self._window.pages.addWidget(page)
        self._window.pages.setCurrentWidget(page)
        self.still_there = StillThere(self._window)
        self.still_there.stayed.connect(self.stayed)
        self.still_there.finished.connect(self.finished)
        self.pin = PinPad(self._window, self._guard)
        self.pin.opened.connect(self.opened)
        self.pin.closed.connect(self.pin.hide)
        page.setFocus()

    def _wanted_scale(self) -> float:
        window = self._window
        return scale_of(window.width(), window.height(), window.devicePixelRatioF())

    def _take_down(self) -> None:
        """Take everything off the window."""
        self._take_down_page()
        pages = [self._window.pages.widget(i) for i in range(self._window.pages.count())]
        old = [page for page in pages if page is not None]
        for widget in (*old, *self._window.findChildren(Veil)):
            self._window.pages.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
