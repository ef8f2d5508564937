"""The words that shoppers agree to: in every language that is offered, with a version."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from tryon.app.desk.change import Change
from tryon.app.desk.page import button, words
from tryon.app.fields import Field
from tryon.app.kiosk.consent import Consent, read_consent, write_consent
from tryon.app.language import LANGUAGES, say_hint, say_message
from tryon.app.theme import SPACE, SPACE_SMALL, theme
from tryon.core.errors import TryOnError

_POINTS_PX = 210


def next_version(version: str, today: date) -> str:
    """Name the version after `version`: the day, and a number that counts on within it.

    Examples
    --------
    >>> next_version("2026-11-1", date(2026, 11, 22))
    '2026-11-22-1'
    >>> next_version("2026-11-22-1", date(2026, 11, 22))
    '2026-11-22-2'
    """
    day = today.isoformat()
    number = version.removeprefix(f"{day}-")
    is_same_day = version != number and number.isdecimal()
    return f"{day}-{int(number) + 1 if is_same_day else 1}"


class ConsentForm(QWidget):
    """Fields for the text; what is kept gets a version of its own, and can be undone.

    Parameters
    ----------
    path : Path or None
        Of the shop's text; None while it uses the one that comes with the program.
    own : Path
        Where the shop's text is to be.
    today : callable
    """

    kept = Signal(object)  # Path of the text, or None for the one of the program
    changed = Signal()

    def __init__(
        self, path: Path | None, own: Path, today: Callable[[], date] = date.today
    ) -> None:
        super().__init__()
        self._own, self._today = own, today
        self._path = path
        self._steps: list[tuple[Path | None, Change]] = []
        self._spoken = next(iter(LANGUAGES))
        self._fields = {
            "title": Field(self.tr("Title")),
            "agree": Field(self.tr("Who agrees touches")),
            "refuse": Field(self.tr("Who does not touches")),
            "children": Field(self.tr("For children"), most=400),
        }
        self.points = QPlainTextEdit()
        self.points.setAccessibleName(self.tr("What is agreed to, one sentence a line"))
        self.points.setTabChangesFocus(True)
        self.points.setFixedHeight(theme().px(_POINTS_PX))
        self.points.textChanged.connect(self._typed)
        for field in self._fields.values():
            field.typed.connect(self._typed)
        self._languages = {
            code: button(name, lambda code=code: self.speak(code), "chip")  # type: ignore[misc]
            for code, name in LANGUAGES.items()
        }
        self.keep = button(self.tr("Keep this text"), self._keep, "primary")
        self.undo = button(self.tr("Undo"), self._undo)
        self.usual = button(self.tr("The program's own text"), self._forget)
        self.said = words("", "soft body", wraps=True)
        self._compose()
        self._texts, self._known = self._read()
        self.speak(self._spoken)

    def _compose(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, SPACE, 0)
        column.setSpacing(SPACE_SMALL)
        row = QHBoxLayout()
        row.setSpacing(SPACE_SMALL)
        for chip in self._languages.values():
            chip.setCheckable(True)
            row.addWidget(chip)
        row.addStretch()
        column.addLayout(row)
        column.addWidget(self._fields["title"])
        column.addWidget(words(self.points.accessibleName(), "heading"))
        column.addWidget(self.points)
        told = self.tr("{idle} stands for the seconds until everything is erased.")
        column.addWidget(words(told, "soft", wraps=True))
        column.addWidget(self._fields["children"])
        answers = QHBoxLayout()
        answers.setSpacing(SPACE_SMALL)
        answers.addWidget(self._fields["refuse"])
        answers.addWidget(self._fields["agree"])
        column.addLayout(answers)
        column.addWidget(self.said)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE_SMALL)
        foot.addWidget(self.keep)
        foot.addWidget(self.undo)
        foot.addWidget(self.usual)
        foot.addStretch()
        column.addLayout(foot)
        column.addStretch()

    @property
    def text(self) -> Consent:
        """What is written, in the language that is looked at."""
        return self._texts[self._spoken]

    @property
    def language(self) -> str:
        """The language that is looked at."""
        return self._spoken

    def speak(self, code: str) -> None:
        """Look at the text in another language."""
        self._spoken = code
        for other, chip in self._languages.items():
            chip.setChecked(other == code)
        self._show()

    def _read(self) -> tuple[dict[str, Consent], Mapping[str, Consent]]:
        """Read the text that holds; a broken one is told, and the program's own is shown."""
        try:
            known = read_consent(self._path, tuple(LANGUAGES))
        except TryOnError as error:
            self.said.setText(f"{say_message(str(error))} {say_hint(error.hint)}")
            known = read_consent(None, tuple(LANGUAGES))
        return dict(known), known

    def _show(self) -> None:
        text = self.text
        for name, field in self._fields.items():
            field.line.setModified(False)
            field.show_text(getattr(text, name))
        self.points.blockSignals(True)
        self.points.setPlainText("\n".join(text.points))
        self.points.blockSignals(False)
        self._tell()

    def _typed(self, _: object = None) -> None:
        points = (line.strip() for line in self.points.toPlainText().splitlines())
        self._texts[self._spoken] = replace(
            self.text,
            points=tuple(filter(None, points)),
            **{name: field.line.text().strip() for name, field in self._fields.items()},
        )
        self._tell()

    def _tell(self) -> None:
        """Say which version it is, what is missing, and what can be done."""
        is_new = self._texts != dict(self._known)
        missing = [
            LANGUAGES[code]
            for code, text in self._texts.items()
            if not all((text.title, text.points, text.agree, text.refuse, text.children))
        ]
        self.keep.setEnabled(is_new and not missing)
        self.undo.setEnabled(bool(self._steps))
        self.usual.setEnabled(self._path is not None or is_new)
        version = self.text.version
        if missing:
            said = self.tr("Something is empty in: {0}").format(", ".join(missing))
        elif is_new:
            said = self.tr("Kept, it becomes version {0}; who agreed before agreed to {1}.")
            said = said.format(next_version(version, self._today()), version)
        else:
            said = self.tr("Version {0} of this text").format(version)
        self.said.setText(said)
        self.changed.emit()

    def _keep(self) -> None:
        version = next_version(self.text.version, self._today())
        texts = {code: replace(text, version=version) for code, text in self._texts.items()}
        try:
            change = Change.of(self._own)
            self._own.parent.mkdir(parents=True, exist_ok=True)
            write_consent(texts, self._own)
        except (TryOnError, OSError) as error:
            self.said.setText(f"{error} {say_hint(getattr(error, 'hint', ''))}")
            return
        self._steps.append((self._path, change))
        self._take(self._own)

    def _forget(self) -> None:
        if self._path is not None:
            self._steps.append((self._path, Change.of(self._own)))
        self._take(None)

    def _undo(self) -> None:
        path, change = self._steps.pop()
        try:
            change.undo()
        except (TryOnError, OSError) as error:
            self.said.setText(str(error))
            return
        self._take(path)

    def _take(self, path: Path | None) -> None:
        self._path = path
        self._texts, self._known = self._read()
        self._show()
        self.kept.emit(path)
