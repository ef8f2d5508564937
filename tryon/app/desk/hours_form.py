"""When the shop is open, day by day."""

from collections.abc import Mapping

from PySide6.QtCore import QLocale, Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tryon.app.desk.page import button, words
from tryon.app.fields import Field
from tryon.app.kiosk.hours import DAYS, read_hours
from tryon.app.theme import SPACE, SPACE_SMALL
from tryon.core.errors import BadInput

_WAIT_MS = 500
#: What a shop begins with when it says that it is not always open.
_USUAL = "10:00-20:00"


class HoursForm(QWidget):
    """A line for each day; what can be read is passed on at once.

    Parameters
    ----------
    hours : mapping of day to str
        As `read_hours` has it; empty is always open.
    zone : str
    """

    kept = Signal(object, str)  # mapping of day to str, time zone

    def __init__(self, hours: Mapping[str, str], zone: str) -> None:
        super().__init__()
        self.always = button(self.tr("Always open"), self._turn, "chip")
        self.always.setCheckable(True)
        self.always.setMinimumWidth(self.always.sizeHint().width() + 2 * SPACE)
        self.days: dict[str, Field] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, SPACE, 0)
        column.setSpacing(SPACE_SMALL)
        told = self.tr(
            "Such as 10:00-20:00; several apart by commas; empty is closed. While the shop is "
            "closed, the kiosk says so, and its camera is off."
        )
        column.addWidget(words(told, "soft", wraps=True))
        column.addWidget(self.always, 0, Qt.AlignmentFlag.AlignLeading)
        for number, day in enumerate(DAYS, 1):
            title = QLocale().standaloneDayName(number, QLocale.FormatType.LongFormat)
            self.days[day] = Field(title, self.tr("closed"), most=80)
            column.addWidget(self.days[day])
        self.same = button(self.tr("Every day as on Monday"), self._copy)
        column.addWidget(self.same, 0, Qt.AlignmentFlag.AlignLeading)
        zone_hint = self.tr("that of this computer; else such as Asia/Shanghai")
        self.zone = Field(self.tr("Time zone"), zone_hint, most=60)
        column.addWidget(self.zone)
        column.addStretch()
        self._clock = QTimer(self, interval=_WAIT_MS, singleShot=True)
        self._clock.timeout.connect(self.keep)
        for field in (*self.days.values(), self.zone):
            field.typed.connect(lambda _: self._clock.start())
        self.show_hours(hours, zone)

    def show_hours(self, hours: Mapping[str, str], zone: str) -> None:
        """Show what holds."""
        self.always.setChecked(not hours)
        for day, field in self.days.items():
            field.show_text(hours.get(day, ""))
            field.show_fault("")
            field.setEnabled(bool(hours))
        self.same.setEnabled(bool(hours))
        self.zone.show_text(zone)

    def keep(self) -> None:
        """Pass on what is written, if all of it can be read."""
        self._clock.stop()
        zone, is_right = self.zone.line.text().strip(), True
        hours: dict[str, str] = {}
        if not self.always.isChecked():
            for day, field in self.days.items():
                hours[day] = field.line.text().strip()
                is_right &= self._is_read({day: hours[day]}, "", field)
        is_right &= self._is_read({}, zone, self.zone)
        if is_right:
            self.kept.emit(hours, zone)

    def _is_read(self, hours: Mapping[str, str], zone: str, field: Field) -> bool:
        try:
            read_hours(hours, zone)
        except BadInput:
            is_zone = field is self.zone
            wanted = "Asia/Shanghai" if is_zone else "10:00-12:30, 14:00-20:00"
            field.show_fault(self.tr("Expected such as {0}").format(wanted))
            return False
        field.show_fault("")
        return True

    def _turn(self) -> None:
        is_always = self.always.isChecked()
        for field in self.days.values():
            field.setEnabled(not is_always)
            if not is_always and not field.line.text():
                field.line.setText(_USUAL)
        self.same.setEnabled(not is_always)
        self.keep()

    def _copy(self) -> None:
        first = self.days[DAYS[0]].line.text()
        for field in self.days.values():
            field.line.setText(first)
        self.keep()
