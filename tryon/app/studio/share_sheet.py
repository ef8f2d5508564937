"""A clip for other places: which, with which cards."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from tryon.app.kiosk.parts import label
from tryon.app.studio.clips import Sharing
from tryon.app.studio.sheet import Sheet
from tryon.labels.card import Card


class ShareSheet(Sheet):
    """Chooses what a clip becomes; several at once, if wanted."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(self.tr("Share"), parent, 500)
        self._path, self._product = Path(), Card("")
        self._name = label("", "soft")
        self.column.addWidget(self._name)
        self.kinds: dict[str, QPushButton] = {}
        column = QVBoxLayout()
        column.setSpacing(6)
        for kind, text in self._words().items():
            chip = QPushButton(text)
            chip.setCheckable(True)
            chip.setProperty("part", "chip")
            chip.setAccessibleName(text)
            chip.toggled.connect(self._write)
            self.kinds[kind] = chip
            column.addWidget(chip)
        self.column.addLayout(column)
        self.column.addWidget(label(self.tr("Title before it"), "soft"))
        self.title = QLineEdit()
        self.title.setMaxLength(80)
        self.title.setPlaceholderText(self.tr("none"))
        self.title.setAccessibleName(self.tr("Title before it"))
        self.title.setMinimumHeight(40)
        self.column.addWidget(self.title)
        self.product = QPushButton()
        self.product.setCheckable(True)
        self.product.setProperty("part", "chip")
        self.column.addWidget(self.product)
        self._go = QPushButton()
        self._go.setProperty("part", "primary")
        self._go.clicked.connect(self._done)
        self.column.addWidget(self._go)

    def _words(self) -> Mapping[str, str]:
        return {
            "vertical": self.tr("Upright 9:16, 1080 × 1920"),
            "square": self.tr("Square, 1080 × 1080"),
            "wide": self.tr("Wide 16:9, 1920 × 1080"),
            "shop": self.tr("Shop page, 720 × 720, small"),
            "gif": self.tr("Preview, GIF"),
            "webp": self.tr("Preview, WebP"),
        }

    def begin(self, path: Path, product: Card | None, room: QWidget) -> None:
        """Ask what a clip shall become; `product` is what can be shown after it."""
        self.setParent(room)  # in the middle of it all
        self._path, self._product = path, product or Card("")
        self._name.setText(path.stem)
        for kind, chip in self.kinds.items():
            chip.setChecked(kind == "vertical")
        self.title.clear()
        text = self.tr("Product card after it: {0}").format(self._product.title)
        self.product.setText(text)
        self.product.setAccessibleName(text)
        self.product.setVisible(product is not None)
        self.product.setChecked(product is not None)
        self._write()
        self.show()

    def _chosen(self) -> Sequence[str]:
        return [kind for kind, chip in self.kinds.items() if chip.isChecked()]

    def _write(self) -> None:
        count = len(self._chosen())
        text = self.tr("Make %n files", "", count)
        self._go.setText(text)
        self._go.setAccessibleName(text)
        self._go.setEnabled(count > 0)

    def _done(self) -> None:
        self.hide()
        title = self.title.text().strip()
        self.wanted.emit(
            Sharing(
                self._path,
                tuple(self._chosen()),
                Card(title) if title else None,
                self._product if self.product.isChecked() else None,
            )
        )
