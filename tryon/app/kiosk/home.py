"""Taking it home: a photo, a clip, the page of the product, and the codes that lead there."""

import threading
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QImage,
    QImageReader,
    QPainter,
    QPainterPath,
    QPaintEvent,
)
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from tryon.app.icons import icon
from tryon.app.kiosk.film import Film
from tryon.app.kiosk.overlays import Veil
from tryon.app.kiosk.parts import label, large_button
from tryon.app.kiosk.rules import Rules
from tryon.app.theme import RADIUS_LARGE, SPACE, SPACE_SMALL, colours, theme
from tryon.app.window import Bell
from tryon.catalogue.product import Product
from tryon.core.latest import Latest
from tryon.handoff.qr import qr

#: What stands on a card above and below the photo, in px of the type scale.
_AROUND_PHOTO_PX = 330
#: Qt's "as large as it likes".
_ANY_PX = 16777215


def page_of(product: Product, rules: Rules) -> str:
    """Find the address of a product's page; empty when the shop has told none."""
    if product.url:
        return product.url
    return rules.product_page.replace("{id}", product.id).replace("{sku}", product.sku)


class Code(QWidget):
    """A QR code, black on white in every theme, as large as there is room."""

    def __init__(self) -> None:
        super().__init__()
        self._modules: NDArray[np.bool_] | None = None
        side = theme().px(150)
        self.setMinimumSize(side, side)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.text = ""

    def show_text(self, text: str) -> None:
        """Show another code; an empty text shows none."""
        self.text = text
        self._modules = qr(text) if text else None
        self.setVisible(bool(text))
        self.setAccessibleName(self.tr("QR code: {0}").format(text))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        if self._modules is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        count = len(self._modules)
        scale = self.devicePixelRatioF()
        # Whole pixels for each module, or readers stumble.
        module = max(int(min(self.width(), self.height()) * scale) // count, 1)
        side = module * count / scale
        place = QRectF(0, 0, side, side)
        place.moveCenter(QRectF(self.rect()).center())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("white"))
        painter.drawRoundedRect(place, 12, 12)
        grey = np.where(self._modules, 0, 255).astype(np.uint8)
        large = np.ascontiguousarray(np.kron(grey, np.ones((module, module), np.uint8)))
        image = QImage(
            large.data, large.shape[1], large.shape[0], large.shape[1],
            QImage.Format.Format_Grayscale8,
        )  # fmt: skip
        image.setDevicePixelRatio(scale)
        inset = module * 2 / scale  # the round corners of the quiet border stay
        clip = QPainterPath()
        clip.addRect(place.adjusted(inset, inset, -inset, -inset))
        painter.setClipPath(clip)
        painter.drawImage(place.topLeft(), image)
        painter.end()


def _read(
    path: Path, size: QSize, waiting: Latest[QImage], on_read: Callable[[], None]
) -> None:
    """Leave the picture of a file, `size` px large, in `waiting`."""
    ignoring = Qt.AspectRatioMode.IgnoreAspectRatio
    smooth = Qt.TransformationMode.SmoothTransformation
    waiting.put(QImage(str(path)).scaled(size, ignoring, smooth))
    on_read()


class Photo(QWidget):
    """A picture with round corners, whole; of a clip, one after the other.

    It is read as large as it is shown, on a thread of its own: the mirror goes on meanwhile.
    """

    sized = Signal()  # a clip has its first picture: now its shape is known

    def __init__(self) -> None:
        super().__init__()
        self._path: Path | None = None
        self._film: Film | None = None
        self._size, self._read_px = QSize(), QSize()
        self._image, self._waiting = QImage(), Latest[QImage]()
        self._was_read = Bell()
        self._was_read.rung.connect(self._take)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_file(self, path: Path | None) -> None:
        """Show the picture of a file, or play its clip; None shows none."""
        self.stop()
        self._path, self._image = path, QImage()
        is_clip = path is not None and path.suffix == ".mp4"
        self._size = QSize() if path is None or is_clip else QImageReader(str(path)).size()
        self._read_px, self._waiting = QSize(), Latest()  # what is still read is not wanted
        self.setVisible(not self._size.isEmpty())
        if path is not None and is_clip:
            self._film = Film(path, self._was_read.ring)
            self._waiting = self._film.waiting
        self.update()

    def stop(self) -> None:
        """Play no further, and let go of the file."""
        film, self._film = self._film, None
        if film is not None:
            film.stop()

    @property
    def is_read(self) -> bool:
        """Whether what is to be seen is there: of a clip, its first picture."""
        is_none = self._size.isEmpty() and self._film is None
        return is_none or not self._image.isNull()

    def _take(self) -> None:
        image = self._waiting.take_now()
        if image is None:
            return
        self._image = image
        if self._film is not None and self._size.isEmpty():
            self._size = image.size()
            self.show()
            self.sized.emit()
        self.update()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt's hook: nobody looks any more."""
        super().hideEvent(event)
        self.stop()

    def _have_read(self) -> None:
        """Have pictures made as large as they are shown."""
        if self._film is not None:
            self._film.size_px = self._read_px.width(), self._read_px.height()
            return
        given = (self._path, self._read_px, self._waiting, self._was_read.ring)
        threading.Thread(target=_read, args=given, name="tryon-photo", daemon=True).start()

    def sizeHint(self) -> QSize:
        """Qt's hook."""
        if self._size.isEmpty():
            return QSize(0, 0)
        return self._size.scaled(
            theme().px(420), theme().px(360), Qt.AspectRatioMode.KeepAspectRatio
        )

    def minimumSizeHint(self) -> QSize:
        """Qt's hook."""
        return self.sizeHint() / 2

    def heightForWidth(self, width: int) -> int:
        """Qt's hook: as high as it is when it is so wide."""
        if self._size.isEmpty():
            return 0
        return round(width * self._size.height() / self._size.width())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        if self._path is None or self._size.isEmpty():
            return
        size = self._size.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        wanted_px = size * self.devicePixelRatioF()
        if wanted_px != self._read_px:
            self._read_px = wanted_px
            self._have_read()
        place = QRectF(0, 0, size.width(), size.height())
        place.moveCenter(QRectF(self.rect()).center())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath()
        # What is written in a corner of it, that it is a virtual effect, is not cut.
        radius = min(RADIUS_LARGE, 0.03 * min(place.width(), place.height()))
        path.addRoundedRect(place, radius, radius)
        painter.setClipPath(path)
        painter.fillRect(place, QColor(colours().raised))
        painter.drawImage(place, self._image)
        painter.end()


class Home(Veil):
    """Offers what can be taken home.

    Parameters
    ----------
    parent : QWidget
    rules : Rules
    """

    wanted = Signal(str)  # "photo", "clip", "page"
    closed = Signal()

    def __init__(self, parent: QWidget, rules: Rules) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Take it home"))
        self.column.addWidget(label(self.tr("Take it home"), "headline", is_centred=True))
        words: Mapping[str, tuple[str, str, bool]] = {
            "photo": (self.tr("Photo in 3, 2, 1"), "photo camera", "photo" in rules.offers),
            "clip": (self.tr("Clip of 15 seconds"), "film", "clip" in rules.offers),
            "page": (self.tr("The product, as a QR code"), "scan", True),
        }
        side = theme().px(22)
        for key, (text, sign, is_offered) in words.items():
            if is_offered:
                button = large_button(
                    text, partial(self.wanted.emit, key), is_primary=key == "photo"
                )
                colour = colours().on_accent if key == "photo" else colours().text
                button.setText(f" {text}")  # not glued to its picture
                button.setIcon(icon(sign, colour))
                button.setIconSize(QSize(side, side))
                self.column.addWidget(button)
        where = (
            self.tr("A photo goes to your phone over this shop's network, and is erased here.")
            if rules.hand_off == "local link"
            else self.tr("A photo is shown here until you leave, and then erased.")
        )
        self.column.addWidget(label(where, "soft body", wraps=True, is_centred=True))
        self.column.addWidget(large_button(self.tr("Back"), self.closed.emit))

    def leave(self) -> bool:
        """Go back to the mirror."""
        self.closed.emit()
        return True


class Result(Veil):
    """What was made, and how it gets onto a phone."""

    closed = Signal()
    erased = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.photo, self.code = Photo(), Code()
        self.photo.sized.connect(self.cover)
        self._title = label("", "headline", wraps=True, is_centred=True)
        self._said = label("", "soft body", wraps=True, is_centred=True)
        self._middle = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._middle.setSpacing(theme().px(SPACE))
        self._middle.addWidget(self.photo, 3)
        words = QVBoxLayout()
        words.addWidget(self.code, 1)
        words.addStretch()
        words.addWidget(self._said)
        self._middle.addLayout(words, 2)
        self.column.addWidget(self._title)
        self.column.addLayout(self._middle, 1)
        self.erase = large_button(self.tr("Erase it now"), self.erased.emit)
        self.done = large_button(
            self.tr("Back to the mirror"), self.closed.emit, is_primary=True
        )
        self._answers = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._answers.setSpacing(theme().px(SPACE_SMALL))
        self._answers.addWidget(self.done)
        self._answers.addWidget(self.erase)
        self.column.addLayout(self._answers)

    def offer(
        self, title: str, said: str, photo: Path | None, code: str, *, is_kept: bool = False
    ) -> None:
        """Show a picture, a code, or both; what `is_kept` until she leaves can be erased."""
        self._title.setText(title)
        self._said.setText(said)
        self.setAccessibleName(f"{title} {said}")
        self.photo.show_file(photo)
        self.code.show_text(code)
        self.erase.setVisible(is_kept)
        self.cover()

    def cover(self) -> None:
        """Lie over all of the parent; picture and code stand side by side where it is wide."""
        super().cover()
        is_wide = self.width() > self.height()
        is_beside = is_wide and bool(self.code.text) and not self.photo.isHidden()
        direction = QBoxLayout.Direction
        self._middle.setDirection(direction.LeftToRight if is_beside else direction.TopToBottom)
        self._answers.setDirection(direction.RightToLeft if is_wide else direction.TopToBottom)
        is_small = not self.code.text and self.photo.isHidden()
        widest = theme().px(460 if is_small else 820 if is_wide else 520)
        self.card.setFixedWidth(min(widest, self.width() - 2 * theme().px(SPACE)))
        inside = self.card.width() - 4 * theme().px(SPACE)
        self.photo.setMaximumHeight(_ANY_PX if is_wide else self.photo.heightForWidth(inside))
        beside = round((inside - theme().px(SPACE)) * 0.4) if is_beside else inside
        self._said.setMinimumHeight(0)  # which would count
        needed = self._said.heightForWidth(beside) if self._said.text() else 0
        self._said.setFixedHeight(needed)  # the code has the rest
        self._middle.setStretch(1, 2 if self.code.text or self.photo.isHidden() else 0)
        height = theme().px(520 if is_wide else 860)
        if not is_wide and not self.code.text:
            height = self.photo.sizeHint().height() + theme().px(_AROUND_PHOTO_PX)
        if is_small:
            height = self.card.sizeHint().height()
        self.card.setFixedHeight(min(height, self.height() - 2 * theme().px(SPACE)))
        self.done.setFocus()

    def leave(self) -> bool:
        """Go back to the mirror."""
        self.closed.emit()
        return True

    def forget(self) -> None:
        """Show nothing any more."""
        self.photo.show_file(None)
        self.code.show_text("")
        self.hide()
