"""What became of an import, or is wrong in a file: in one sentence, and row by row."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLocale, Qt, QTime, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from tryon.app.desk.page import button, words
from tryon.app.dialogs import show_in_desktop
from tryon.app.language import say_message
from tryon.app.theme import SPACE_SMALL, colours
from tryon.catalogue.exchange import Imported
from tryon.catalogue.fault import Fault

_MOST, _ROWS_PX = 500, 190


class Report(QWidget):
    """A sentence, what can be done about it, and a table of what is wrong."""

    undo_wanted = Signal()
    rest_wanted = Signal()
    shared_told = Signal(object)  # by key, what holds for all rows of a table

    def __init__(self) -> None:
        super().__init__()
        self._words = words("", "body", wraps=True)
        self.undo = button(self.tr("Undo"), self.undo_wanted.emit)
        self._broken = Path()
        self.mend = button(self.tr("Open the file"), lambda: show_in_desktop(self._broken))
        self.rest = button(self.tr("Import the good rows"), self.rest_wanted.emit)
        self.faults = QTableWidget(0, 3)
        self.faults.setHorizontalHeaderLabels(
            [self.tr("Row"), self.tr("Column"), self.tr("What was expected")]
        )
        self.faults.setAccessibleName(self.tr("Refused rows"))
        self.faults.verticalHeader().hide()
        self.faults.setShowGrid(False)
        self.faults.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.faults.setMaximumHeight(_ROWS_PX)
        heads = self.faults.horizontalHeader()
        heads.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading)
        head = QHBoxLayout()
        head.addWidget(self._words, 1)
        head.addWidget(self.mend)
        head.addWidget(self.rest)
        head.addWidget(self.undo)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_SMALL)
        column.addLayout(head)
        self.shared = {
            "brand": self._line(self.tr("Brand of all rows")),
            "currency": self._line(self.tr("Currency of all prices, such as EUR")),
        }
        self._tell = button(self.tr("Import again"), self._tell_shared)
        asked = QHBoxLayout()
        for line in self.shared.values():
            asked.addWidget(line)
        asked.addWidget(self._tell)
        column.addLayout(asked)
        column.addWidget(self.faults)
        self.hide()

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(name)
        line.setPlaceholderText(name)
        line.returnPressed.connect(self._tell_shared)
        return line

    def ask(self, keys: Sequence[str]) -> None:
        """Ask what holds for all rows of a table; for no keys, ask nothing."""
        for key, line in self.shared.items():
            line.setVisible(key in keys)
        self._tell.setVisible(bool(keys))
        if keys:
            self.shared[keys[0]].setFocus()

    def _tell_shared(self) -> None:
        asked = {
            key: line.text().strip() for key, line in self.shared.items() if line.isVisible()
        }
        self.shared_told.emit({key: text for key, text in asked.items() if text})

    @property
    def text(self) -> str:
        """The sentence."""
        return self._words.text()

    def say(self, text: str, *, is_bad: bool = False, can_undo: bool = False) -> None:
        """Say something, with nothing that was refused."""
        self._words.setText(text)
        tone = colours().attention if is_bad else colours().text
        self._words.setStyleSheet(f"color: {tone};")
        self.undo.setVisible(can_undo)
        self.mend.hide()
        self.rest.hide()
        self.ask(())
        self.faults.setRowCount(0)
        self.faults.hide()
        self.setVisible(bool(text))

    def show_import(self, done: Imported, at: QTime) -> None:
        """Say what became of a table."""
        time = QLocale().toString(at, QLocale.FormatType.ShortFormat)
        refused = done.refused_rows
        counts = len(done.added), len(done.updated), len(done.unchanged)
        if done.lacking and not done.is_written:
            said = self.tr(
                "Import of {0}: nothing was changed yet. The table does not say everything; "
                "what holds for all its rows?"
            ).format(time)
        elif refused and not done.is_written:
            said = self.tr(
                "Import of {0}: nothing was changed, for %n rows have to be mended first. "
                "Without them: {1} new, {2} changed.",
                "",
                refused,
            ).format(time, *counts[:2])
        else:
            said = self.tr(
                "Import of {0}: {1} new, {2} changed, {3} unchanged, %n rows refused.",
                "",
                refused,
            ).format(time, *counts)
        self.say(said, is_bad=bool(refused), can_undo=done.is_written)
        self.rest.setVisible(bool(refused and not done.is_written and any(counts[:2])))
        self._list(done.refused)
        self.ask(done.lacking)

    def show_faults(self, faults: Sequence[Fault]) -> None:
        """Say what is wrong in the first of the shop's files; without a fault, nothing."""
        if not faults:
            return
        path = faults[0].path
        of_file = [fault for fault in faults if fault.path == path]
        self.say(
            self.tr("Products are missing: {0} has to be mended.").format(path.name),
            is_bad=True,
        )
        self._broken = path
        self.mend.show()
        self._list(of_file)

    def _list(self, faults: Sequence[Fault]) -> None:
        self.faults.setVisible(bool(faults))
        self.faults.setRowCount(min(len(faults), _MOST))
        for row, fault in enumerate(faults[:_MOST]):
            cells = str(fault.line or ""), fault.place, say_message(fault.message)
            for column, text in enumerate(cells):
                cell = QTableWidgetItem(text)
                cell.setToolTip(text)
                if column == 0:
                    cell.setForeground(QColor(colours().attention))
                self.faults.setItem(row, column, cell)
        self.faults.resizeRowsToContents()
