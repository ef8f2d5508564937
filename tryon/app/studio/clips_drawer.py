"""The drawer of clips: pictures, names, and what can be done with them."""

from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QFile, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tryon.app.board import hint_of, write_down
from tryon.app.dialogs import show_in_desktop
from tryon.app.flow import Flow
from tryon.app.kiosk.parts import label
from tryon.app.knobs import Slider
from tryon.app.language import say_hint
from tryon.app.studio.clips import (
    Sharing,
    clips_in,
    product_card,
    rename,
    share,
    thumbnail,
    trim,
)
from tryon.app.studio.share_sheet import ShareSheet
from tryon.app.studio.sheet import Sheet
from tryon.app.window import Bell
from tryon.catalogue.product import Product
from tryon.core.errors import TryOnError
from tryon.core.scene import Bytes
from tryon.labels.notice import Notice
from tryon.sinks.exports import Export, Exports

_PATH = Qt.ItemDataRole.UserRole
#: Room that a clip needs beside the buttons; and that of a scroll bar, px.
_NARROW_PX, _BAR_PX = 212, 10


class ClipsDrawer(QWidget):
    """Shows the clips of a folder.

    Parameters
    ----------
    folder : callable
        Where they are.
    exports : Exports
        Makes what is shared.
    products : callable
        What may be worn in them.
    notice : callable
        What is written into what is shared.
    """

    failed = Signal(str)

    def __init__(
        self,
        folder: Callable[[], Path],
        exports: Exports,
        products: Callable[[], Mapping[str, Product]],
        notice: Callable[[], Notice],
    ) -> None:
        super().__init__()
        self._folder, self._exports = folder, exports
        self._products, self._notice = products, notice
        self._making: tuple[Export, ...] = ()
        self._seen: dict[Path, tuple[Bytes, float]] = {}
        self._made: deque[tuple[Path, tuple[Bytes, float] | None]] = deque()
        self._said: deque[str] = deque()
        self._bell = Bell()
        self._bell.rung.connect(self._take)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="tryon-thumbnails")
        self.list = QListWidget()
        self.list.setViewMode(QListWidget.ViewMode.IconMode)
        self.list.setFlow(QListWidget.Flow.LeftToRight)
        self.list.setWrapping(False)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setMovement(QListWidget.Movement.Static)
        self.list.setIconSize(QSize(160, 90))
        self.list.setGridSize(QSize(186, 136))
        self.list.setWordWrap(True)
        self.list.setFixedHeight(152)
        self.list.setAccessibleName(self.tr("Clips"))
        self.list.itemActivated.connect(lambda item: show_in_desktop(item.data(_PATH)))
        self.list.itemChanged.connect(self._rename)
        self.list.currentItemChanged.connect(lambda *_: self._enable())
        self._empty = label(
            self.tr("Clips and recordings appear here."), "soft", wraps=True, is_centred=True
        )
        self._open = self._button(self.tr("Play"), self._play)
        self._name = self._button(self.tr("Rename"), self._edit)
        self._share = self._button(self.tr("Share …"), self._share_it)
        self._trim = self._button(self.tr("Trim …"), self._trim_it)
        self._delete = self._button(self.tr("To the bin"), self._remove)
        self._where = self._button(self.tr("Open folder"), lambda: show_in_desktop(folder()))
        doing = Flow(4)
        buttons = (
            *(self._open, self._share, self._trim, self._name, self._delete, self._where),
        )
        self._side_buttons = buttons
        for button in buttons:
            button.setMinimumWidth(120)
            doing.addWidget(button)
        self._progress, self._cancel = (
            label("", "soft", wraps=True),
            self._button(self.tr("Stop making files"), self._stop_making),
        )
        self._side, lines = QWidget(), QWidget()
        lines.setLayout(doing)
        column = QVBoxLayout(self._side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (lines, self._progress, self._cancel):
            column.addWidget(part)
        column.addStretch(1)
        inside = QWidget()
        self._whole = QBoxLayout(QBoxLayout.Direction.LeftToRight, inside)
        self._whole.setContentsMargins(12, 0, 12, 8)
        self._whole.setSpacing(12)
        self._whole.addWidget(self.list, 1)
        self._whole.addWidget(self._empty, 1)
        self._whole.addWidget(self._side)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(area)
        self.sheet = TrimSheet(self)
        self.sheet.wanted.connect(self._cut)
        self.sharing = ShareSheet(self)
        self.sharing.wanted.connect(self._begin_sharing)
        self._enable()
        self.follow_exports()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's hook: where it is narrow, buttons stand below the clips."""
        super().resizeEvent(event)
        side_px = 2 * max(120, *(b.sizeHint().width() for b in self._side_buttons)) + 4
        is_wide = self.width() > side_px + _NARROW_PX
        direction = QBoxLayout.Direction
        self._whole.setDirection(direction.LeftToRight if is_wide else direction.TopToBottom)
        self._side.setFixedWidth(side_px if is_wide else self.width() - 2 * 12 - _BAR_PX)

    def _button(self, text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("part", "small")
        button.setAccessibleName(text)
        button.clicked.connect(lambda: act())
        return button

    def refresh(self) -> None:
        """Look what is there; pictures come when they are made."""
        current = self._path()
        self.list.blockSignals(True)
        self.list.clear()
        for path in clips_in(self._folder()):
            item = QListWidgetItem(path.stem)
            item.setData(_PATH, path)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            item.setSizeHint(QSize(180, 132))
            self.list.addItem(item)
            if path in self._seen:
                self._show(item, *self._seen[path])
            else:
                self._thread.submit(self._make, path)
            if path == current:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        has_any = self.list.count() > 0
        self.list.setVisible(has_any)
        self._empty.setVisible(not has_any)
        self._enable()

    def follow_exports(self) -> None:
        """Say how far what is shared has come; called now and then."""
        left = self._exports.left
        ended = [export for export in self._making if export not in left]
        self._making = left
        for export in ended:
            if export.error is not None:
                write_down("export", export.error)
                self.failed.emit(say_hint(hint_of(export.error)))
        if ended:
            self.refresh()
        text = ""
        if left:
            text = self.tr("{0}: {1:.0f} %, {2} more").format(
                left[0].path.name, 100 * left[0].share, len(left) - 1
            )
        self._progress.setText(text)
        self._progress.setVisible(bool(left))
        self._cancel.setVisible(bool(left))

    def close_thread(self) -> None:
        """Make no more pictures."""
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _make(self, path: Path) -> None:
        self._made.append((path, thumbnail(path)))
        self._bell.ring()

    def _take(self) -> None:
        is_cut = bool(self._said)
        while self._said:
            if hint := self._said.popleft():
                self.failed.emit(say_hint(hint))
        if is_cut:
            self.refresh()
        while self._made:
            path, made = self._made.popleft()
            if made is None:
                continue
            self._seen[path] = made
            for item in self._items():
                if item.data(_PATH) == path:
                    self._show(item, *made)

    def _show(self, item: QListWidgetItem, rgb: Bytes, seconds: float) -> None:
        height, width = rgb.shape[:2]
        image = QImage(rgb.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
        self.list.blockSignals(True)
        picture = QPixmap.fromImage(image)
        plain = QIcon(picture)
        plain.addPixmap(picture, QIcon.Mode.Selected)  # else it is tinted, the face with it
        item.setIcon(plain)
        item.setToolTip(self.tr("{0}, {1:.0f} s").format(item.text(), seconds))
        self.list.blockSignals(False)

    def _items(self) -> list[QListWidgetItem]:
        found = (self.list.item(row) for row in range(self.list.count()))
        return [item for item in found if item is not None]

    def _path(self) -> Path | None:
        item = self.list.currentItem()
        path: Path | None = item.data(_PATH) if item is not None else None
        return path

    def _enable(self) -> None:
        has_one = self._path() is not None
        for button in (self._open, self._share, self._name, self._trim, self._delete):
            button.setEnabled(has_one)

    # What is done with one.

    def _play(self) -> None:
        if path := self._path():
            show_in_desktop(path)

    def _edit(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.list.editItem(item)

    def _rename(self, item: QListWidgetItem) -> None:
        self._try(lambda: rename(item.data(_PATH), item.text()))

    def _remove(self) -> None:
        path = self._path()
        if path is not None and not QFile.moveToTrash(str(path))[0]:
            self.failed.emit(self.tr("This clip cannot be put into the bin."))
        self.refresh()

    def _trim_it(self) -> None:
        path = self._path()
        if path is not None and path in self._seen:
            self.sheet.begin(path, self._seen[path][1])

    def _share_it(self) -> None:
        path = self._path()
        if path is not None:
            self.sharing.begin(path, product_card(path, self._products()), self.window())

    def _begin_sharing(self, sharing: Sharing) -> None:
        share(sharing, self._notice(), self._exports)
        self.follow_exports()

    def _stop_making(self) -> None:
        for export in self._exports.left:
            export.cancel()

    def _cut(self, path: Path, start_s: float, end_s: float) -> None:
        """Trim on the other thread: a recording may be long."""

        def cut() -> None:
            try:
                trim(path, start_s, end_s)
                self._said.append("")
            except TryOnError as error:
                write_down("clip", error)
                self._said.append(hint_of(error))
            self._bell.ring()

        self._thread.submit(cut)

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except TryOnError as error:
            write_down("clip", error)
            self.failed.emit(say_hint(hint_of(error)))
        self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's hook."""
        if event.key() == Qt.Key.Key_Delete:
            self._remove()
        else:
            super().keyPressEvent(event)


class TrimSheet(Sheet):
    """From where to where."""

    wanted = Signal(Path, float, float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(self.tr("Trim"), parent)
        self._path = Path()
        self._said = label("", "body")
        self.column.addWidget(self._said)
        self.start, self.end = Slider(), Slider()
        for slider, name in ((self.start, self.tr("Start")), (self.end, self.tr("End"))):
            slider.setAccessibleName(name)
            slider.valueChanged.connect(self._write)
            self.column.addWidget(label(name, "soft"))
            self.column.addWidget(slider)
        self._save = QPushButton(self.tr("Save as a new clip"))
        self._save.setProperty("part", "primary")
        self._save.setAccessibleName(self._save.text())
        self._save.clicked.connect(self._done)
        self.column.addWidget(self._save)

    def begin(self, path: Path, seconds: float) -> None:
        """Choose a part of a clip."""
        drawer = self.parentWidget()
        if drawer is not None:
            self.setParent(drawer.window())  # in the middle of it all
        self._path = path
        for slider in (self.start, self.end):
            slider.setRange(0, round(10 * seconds))
        self.start.setValue(0)
        self.end.setValue(round(10 * seconds))
        self._write()
        self.show()

    def _write(self) -> None:
        start_s, end_s = self.start.value() / 10, self.end.value() / 10
        self._said.setText(
            self.tr("{0:.1f} s to {1:.1f} s: {2:.1f} s").format(
                start_s, end_s, max(end_s - start_s, 0)
            )
        )
        self._save.setEnabled(end_s > start_s)

    def _done(self) -> None:
        self.hide()
        self.wanted.emit(self._path, self.start.value() / 10, self.end.value() / 10)
