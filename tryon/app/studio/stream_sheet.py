"""Going live: where to, with which key, and how it fares."""

from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from tryon.app.kiosk.parts import label
from tryon.app.language import say_hint
from tryon.app.select import Select
from tryon.app.studio.sheet import Sheet
from tryon.app.window import Bell
from tryon.core.errors import BadInput
from tryon.settings import KeptTarget
from tryon.sinks.keys import find_key, forget_key, keep_key
from tryon.sinks.stream import Target


class StreamSheet(Sheet):
    """Targets by name; the key goes to the system's key ring, and is not shown again."""

    wanted = Signal(str, object)
    ended = Signal(str)
    changed = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(QCoreApplication.translate("StreamSheet", "Go live"), parent, 520)
        self._targets: tuple[KeptTarget, ...] = ()
        self._live: tuple[str, ...] = ()
        self._awaited = ""  # the target whose pictures are to go out first
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="tryon-keys")
        self._answers: deque[tuple[Callable[..., None], str, object]] = deque()
        self._bell = Bell()
        self._bell.rung.connect(self._take)
        self.choice = Select()
        self.choice.setAccessibleName(self.tr("Where to"))
        self.choice.activated.connect(self._choose)
        self.name = self._line(self.tr("Name"), self.tr("Shop live"))
        self.url = self._line(self.tr("Server"), "rtmps://…")
        self.key = self._line(self.tr("Stream key"), "")
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.column.insertWidget(0, self.choice)
        self._said = label("", "soft", wraps=True)
        self.column.addWidget(self._said)
        self._go = QPushButton()
        self._go.setProperty("part", "primary")
        self._go.clicked.connect(self._press)
        self.column.addWidget(self._go)
        self._end = QPushButton(self.tr("End all streams"))
        self._end.setAccessibleName(self._end.text())
        self._end.clicked.connect(lambda: self.ended.emit(""))
        self.column.addWidget(self._end)
        self._forget = QPushButton(self.tr("Forget this target and its key"))
        self._forget.setAccessibleName(self._forget.text())
        self._forget.clicked.connect(self._drop)
        self.column.addWidget(self._forget)
        self.name.textChanged.connect(self._offer)
        self.show_state({})

    def _line(self, name: str, example: str) -> QLineEdit:
        line = QLineEdit()
        line.setMinimumHeight(40)
        line.setAccessibleName(name)
        line.setPlaceholderText(example)
        self.column.addWidget(label(name, "soft"))
        self.column.addWidget(line)
        return line

    def show_targets(self, targets: Sequence[KeptTarget]) -> None:
        """Offer what was kept."""
        if tuple(targets) == self._targets and self.choice.count():
            return
        self._targets = tuple(targets)
        self.choice.clear()
        for target in targets:
            self.choice.addItem(target.name)
        self.choice.addItem(self.tr("A new target"))
        self._choose(0)

    def show_state(self, live: Mapping[str, str], arriving: Collection[str] = ()) -> None:
        """Show where it goes by now, and how each fares.

        As soon as the target that was asked for is among those where pictures are `arriving`,
        the sheet makes room: a host on the air wants to see the picture, and Esc to freeze it.
        """
        if self._awaited in arriving:
            self._awaited = ""
            self.hide()
        if tuple(live) != self._live or not self._go.text():
            self._live = tuple(live)
            self._end.setVisible(len(live) > 1)
            self._said.setText("")
            self._offer()
        if live:
            self._said.setText("\n".join(f"{name}: {state}" for name, state in live.items()))

    def _offer(self) -> None:
        """Change nothing of a target that is on the air; it can be ended."""
        is_on = self.name.text().strip() in self._live
        text = self.tr("Go live there, too") if self._live else self.tr("Go live")
        if is_on:
            text = self.tr("End the stream")
        self._go.setText(text)
        self._go.setAccessibleName(text)
        for part in (self.url, self.key, self._forget):
            part.setEnabled(not is_on)

    def _choose(self, index: int) -> None:
        kept = self._targets[index] if 0 <= index < len(self._targets) else KeptTarget("", "")
        self.name.setText(kept.name)
        self.url.setText(kept.url)
        self.key.clear()
        self.key.setPlaceholderText(self.tr("from the platform's page"))
        if kept.name:
            self._ask(lambda: (self._found, kept.name, find_key(kept.name) is not None))
        self._forget.setVisible(bool(kept.name))

    def _press(self) -> None:
        if self.name.text().strip() in self._live:
            self._awaited = ""
            self.ended.emit(self.name.text().strip())
            return
        name = self.name.text().strip() or self.tr("Live")
        url, key = self.url.text().strip(), self.key.text().strip()
        try:
            Target(url, key)
        except BadInput as error:
            self._said.setText(say_hint(error.hint))
            return

        def keep() -> tuple[Callable[..., None], str, object]:
            is_kept = not key or keep_key(name, key)
            return self._go_on, name, (Target(url, key or find_key(name) or ""), is_kept)

        kept = KeptTarget(name[:160], url[:500])
        others = [other for other in self._targets if other.name != name]
        self.key.clear()
        self.changed.emit((kept, *others))
        self._said.setText("")
        self._awaited = name
        self._ask(keep)

    def _go_on(self, name: str, found: tuple[Target, bool]) -> None:
        target, is_kept = found
        if not is_kept:
            said = self.tr("There is no key ring: the key is kept until you close.")
            self._said.setText(said)
        self.wanted.emit(name, target)

    def _found(self, name: str, has_key: bool) -> None:
        if has_key and name == self.name.text():
            self.key.setPlaceholderText(self.tr("kept in the key ring"))

    def _ask(self, ask: Callable[[], tuple[Callable[..., None], str, object]]) -> None:
        """Ask the key ring on another thread: it may take seconds, or want a password first."""

        def work() -> None:
            self._answers.append(ask())
            self._bell.ring()

        self._thread.submit(work)

    def _take(self) -> None:
        while self._answers:
            go_on, name, answer = self._answers.popleft()
            go_on(name, answer)

    def close_thread(self) -> None:
        """Ask the key ring for nothing more; what it has been asked is let go."""
        self._bell.blockSignals(True)
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _drop(self) -> None:
        name = self.name.text().strip()
        self._thread.submit(forget_key, name)
        self.changed.emit(tuple(other for other in self._targets if other.name != name))
