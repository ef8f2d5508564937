"""Everything is tried out, in a process of its own, and what is broken has its mend."""

import json
import sys
from typing import Any

from PySide6.QtCore import QProcess, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from tryon.app.desk.page import Page, busy_bar, button, words
from tryon.app.language import say_message
from tryon.app.theme import SPACE, SPACE_SMALL, colours


def own_command(*words: str) -> list[str]:
    """Say how this program is started once more."""
    is_frozen = getattr(sys, "frozen", False)
    return [sys.executable, *(() if is_frozen else ("-m", "tryon")), *words]


class CheckPage(Page):
    """Runs the doctor, and shows what it found.

    Parameters
    ----------
    command : list of str
        Prints the findings as JSON.
    """

    def __init__(self, command: list[str]) -> None:
        super().__init__(
            self.tr("Check everything"),
            self.tr(
                "Camera, graphics, microphone, encoders and folders are tried out. "
                "This takes some seconds."
            ),
        )
        self._command = command
        self._process: QProcess | None = None
        self.findings: list[dict[str, Any]] = []
        # Single words of the doctor's, which are no sentences that `say_message` would know.
        self._names = {
            "display": self.tr("display"),
            "typeface": self.tr("typeface"),
            "cameras": self.tr("cameras"),
            "microphone": self.tr("microphone"),
            "signatures": self.tr("signatures"),
            "none": self.tr("none"),
        }
        self.copy = button(self.tr("Copy the report"), self._copy)
        self.copy.setEnabled(False)
        self.start = button(self.tr("Check now"), self.toggle, "primary")
        self.head.addWidget(self.copy)
        self.head.addWidget(self.start)
        self.summary = words("", "body", wraps=True)
        self.column.addWidget(self.summary)
        self.bar = busy_bar()
        self.column.addWidget(self.bar)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.column.addWidget(self._area, 1)

    @property
    def is_checking(self) -> bool:
        """Whether the doctor is at work."""
        return self._process is not None

    def toggle(self) -> None:
        """Check, or stop checking."""
        if self._process is not None:
            self._process.kill()
            return
        process = self._process = QProcess(self)
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._failed)
        self.bar.show()
        self.start.setText(self.tr("Stop"))
        self.summary.setText(self.tr("Everything is being tried out…"))
        process.start(self._command[0], self._command[1:])

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._finished()

    def _finished(self, *_: object) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        self.bar.hide()
        self.start.setText(self.tr("Check now"))
        said = bytes(process.readAllStandardOutput().data())
        process.deleteLater()
        try:
            findings = json.loads(said)["findings"]
        except (ValueError, KeyError):
            self.summary.setText(self.tr("The check was stopped before it was done."))
            return
        self.show_findings(findings)

    def show_findings(self, findings: list[dict[str, Any]]) -> None:
        """Show what was found; what is broken stands first."""
        self.findings = sorted(findings, key=lambda finding: bool(finding["works"]))
        broken = sum(not finding["works"] for finding in findings)
        self.summary.setText(
            self.tr("%n of {0} things need a hand.", "", broken).format(len(findings))
            if broken
            else self.tr("Everything works.")
        )
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, SPACE_SMALL, 0, 0)
        grid.setHorizontalSpacing(SPACE)
        grid.setVerticalSpacing(SPACE_SMALL)
        grid.setColumnStretch(2, 1)
        for row, finding in enumerate(self.findings):
            works = bool(finding["works"])
            mark = words("✓" if works else "✗", "body")
            tone = colours().good if works else colours().attention
            mark.setStyleSheet(f"color: {tone}; font-weight: 700;")
            mark.setAccessibleName(self.tr("works") if works else self.tr("does not work"))
            grid.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
            what = words(self._say(finding["what"]), "value")
            grid.addWidget(what, row, 1, Qt.AlignmentFlag.AlignTop)
            said = (self._say(text) for text in (finding["found"], finding["mend"]) if text)
            told = words("\n".join(said), "body", wraps=True)
            told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(told, row, 2)
        grid.setRowStretch(len(self.findings), 1)
        self._area.setWidget(inside)
        self.copy.setEnabled(True)

    def _say(self, text: str) -> str:
        return self._names.get(text) or say_message(text)

    def _copy(self) -> None:
        lines = (
            f"{'✓' if f['works'] else '✗'} {f['what']}: {f['found']} {f['mend']}".rstrip()
            for f in self.findings
        )
        QGuiApplication.clipboard().setText("\n".join(lines))

    def stop(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.waitForFinished(2000)
