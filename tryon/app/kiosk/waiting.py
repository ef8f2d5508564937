"""A kiosk whose file cannot be read: it says so, and begins by itself once that is right."""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tryon.app.kiosk.parts import label
from tryon.app.language import say_hint
from tryon.app.opening import Opening, Stop
from tryon.app.theme import SPACE, theme
from tryon.core.errors import BadInput

if TYPE_CHECKING:
    from tryon.app.kiosk.kiosk import Kiosk

log = logging.getLogger(__name__)

#: How often the file is read again, ms.
_AGAIN_MS = 2000


class Waiting(QObject):
    """Stands in for a kiosk until `make` gives one.

    Parameters
    ----------
    opening : Opening
    make : callable
        Makes the kiosk; raises `BadInput` while its files are wrong.
    error : BadInput
        What is wrong now.
    """

    def __init__(self, opening: Opening, make: Callable[[], "Kiosk"], error: BadInput) -> None:
        super().__init__()
        self._opening, self._make = opening, make
        self.kiosk: Kiosk | None = None
        self._page = QWidget()
        self._page.setProperty("part", "page")
        self._page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._page.setWindowTitle("tryon")
        self._said = label("", "body", wraps=True)
        self._hint = label("", "soft body", wraps=True)
        column = QVBoxLayout(self._page)
        edge = 3 * theme().px(SPACE)
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(theme().px(SPACE))
        column.addStretch(1)
        title = self.tr("This kiosk's settings cannot be read")
        column.addWidget(label(title, "display", wraps=True))
        column.addWidget(label(self.tr("Please ask our staff."), "lead", wraps=True))
        column.addWidget(self._said)
        column.addWidget(self._hint)
        about = self.tr("Correct the file, here or at the desk: the kiosk begins by itself.")
        column.addWidget(label(about, "soft body", wraps=True))
        column.addStretch(2)
        size = opening.size_px
        self._page.resize(*(size or QGuiApplication.primaryScreen().size().toTuple()))
        self._say(error)
        self._clock = QTimer(self, interval=_AGAIN_MS)
        self._clock.timeout.connect(self.try_again)

    @property
    def window(self) -> QWidget:
        """What is on the glass now."""
        return self.kiosk.window if self.kiosk is not None else self._page

    def start(self) -> None:
        """Show what is wrong, and look again from time to time."""
        if self._opening.size_px is None:
            self._page.showFullScreen()
        else:
            self._page.show()
        self._clock.start()

    def try_again(self) -> None:
        """Begin, if the files are right now."""
        try:
            kiosk = self._make()
        except BadInput as error:
            self._say(error)
            return
        self._clock.stop()
        self.kiosk = kiosk
        kiosk.start()
        self._page.hide()

    def is_ready(self) -> bool:
        """Whether everything is there that is to be shown."""
        return self.kiosk.is_ready() if self.kiosk is not None else True

    def has_picture(self) -> bool:
        """Whether there is anything worth a screenshot."""
        return self.kiosk.has_picture() if self.kiosk is not None else True

    def busy_s(self) -> float:
        """How long the frame has been at work that is to be seen next, s."""
        return self.kiosk.busy_s() if self.kiosk is not None else 0.0

    def screens(self) -> Mapping[str, Callable[[], None]]:
        """Name what can be shown."""
        return self.kiosk.screens() if self.kiosk is not None else {}

    def tour(self) -> Sequence[Stop]:
        """Need none."""
        return ()

    def close(self) -> None:
        """End."""
        self._clock.stop()
        if self.kiosk is not None:
            self.kiosk.close()
        self._page.hide()

    def _say(self, error: BadInput) -> None:
        if str(error) != self._said.text():
            log.error("%s", error)
            self._said.setText(str(error))
            self._hint.setText(say_hint(error.hint))
