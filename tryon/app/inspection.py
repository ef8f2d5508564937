"""Looks a window over, as a careful designer would: what is cut off, covered, faint or mute."""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QDockWidget,
    QLabel,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollBar,
    QScroller,
    QTabBar,
    QToolButton,
    QWidget,
)

from tryon.app.elided import ElidedLabel

#: Contrast that text must have, and large text (WCAG 2.2, 1.4.3).
TEXT, LARGE_TEXT = 4.5, 3.0
#: From here on text is large, px: 18 pt, and 14 pt where it is bold.
_LARGE_PX, _LARGE_BOLD_PX = 24.0, 18.66
_BOLD = 600
#: Antialiased strokes do not quite reach their colour.
_FAINTER = 0.93
#: Fewer letters than this tell nothing of a colour.
_LETTERS = 2
#: A rounding of fonts is no cut.
_SLACK_PX = 2

#: Where a line may end: at a space, and after any ideograph, kana or wide sign.
_PARTING = re.compile(r"\s+|(?<=[\u2e80-\u9fff\uff00-\uffef])")

_CONTROLS = (
    QAbstractButton,
    QAbstractSlider,
    QLineEdit,
    QPlainTextEdit,
    QComboBox,
    QAbstractItemView,
    QTabBar,
)


def faults_of(window: QWidget, target_px: int) -> list[str]:
    """List what is wrong with what a window shows now.

    Parameters
    ----------
    window : QWidget
        It is shown, and its layout is done.
    target_px : int
        Nothing that is pressed may be smaller.

    Returns
    -------
    faults : list of str
        ``what: where "text"``; empty when there is nothing.
    """
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    seen = [child for child in window.findChildren(QWidget) if _is_seen(child, window)]
    image = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rgb = _pixels(image)
    scale = image.width() / max(window.width(), 1)
    found: list[str] = []
    for child in seen:
        found += _cut(child)
        found += _run_off(child)
        found += _mute(child)
        found += _small(child, target_px)
        found += _faint(child, window, rgb, scale)
    for holder in (window, *seen):
        if (layout := holder.layout()) is not None:
            found += _covered(layout)
    return list(dict.fromkeys([*found, *_unreached(window, seen)]))


def _where(widget: QWidget) -> str:
    text = widget.accessibleName() or getattr(widget, "text", lambda: "")()
    parts, parent = [type(widget).__name__], widget.parentWidget()
    while parent is not None and len(parts) < 3:
        if type(parent).__module__.startswith("tryon"):
            parts.append(type(parent).__name__)
        parent = parent.parentWidget()
    return f"{' in '.join(parts)} {str(text)[:60]!r}"


def _is_seen(widget: QWidget, window: QWidget) -> bool:
    return widget.isVisibleTo(window) and not widget.visibleRegion().isEmpty()


# What is cut off.


def _cut(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, ElidedLabel):
        return
    if isinstance(widget, QLabel):
        text = widget.text()
        if not text.strip():
            return
        room = widget.contentsRect()
        if widget.wordWrap():
            needed = widget.heightForWidth(widget.width())
            if needed > widget.height() + _SLACK_PX + widget.fontMetrics().descent():
                yield f"cut off below: {_where(widget)} ({widget.height()} of {needed} px)"
            # A word longer than the line is broken off at its end; ideographs part anywhere.
            words = _PARTING.split(text)
            longest = max(map(widget.fontMetrics().horizontalAdvance, words))
        elif widget.textFormat() is Qt.TextFormat.RichText or "</" in text:
            document = QTextDocument()
            document.setHtml(text)
            longest = round(document.idealWidth())
        else:
            longest = max(map(widget.fontMetrics().horizontalAdvance, text.splitlines()))
        if longest > room.width() + _SLACK_PX:
            yield f"cut off: {_where(widget)} ({room.width()} of {longest} px)"
    elif isinstance(widget, QPushButton | QToolButton) and widget.text():
        metrics = widget.fontMetrics()
        longest = max(map(metrics.horizontalAdvance, widget.text().splitlines()))
        below = Qt.ToolButtonStyle.ToolButtonTextUnderIcon
        is_below = isinstance(widget, QToolButton) and widget.toolButtonStyle() == below
        if not widget.icon().isNull() and not is_below:
            longest += widget.iconSize().width() + 4
        if longest > widget.width() - 6:
            yield f"cut off: {_where(widget)} ({widget.width()} of {longest} px)"


def _run_off(widget: QWidget) -> Iterator[str]:
    """Find what goes on beside the edge of what holds it; below there may be a scroll bar."""
    is_asked = isinstance(widget, QLabel | QAbstractButton | QLineEdit | QComboBox)
    if not is_asked or isinstance(widget, ElidedLabel) or _is_part(widget):
        return
    holder = widget.parentWidget()
    left = right = 0
    while holder is not None:
        place = QRect(widget.mapTo(holder, QPoint(0, 0)), widget.size())
        if QScroller.hasScroller(holder):
            break  # there fingers slide what has no room
        left, right = max(left, -place.left()), max(right, place.right() - holder.width() + 1)
        holder = None if holder.isWindow() else holder.parentWidget()
    if max(left, right) > _SLACK_PX:
        yield f"runs off the side: {_where(widget)} (by {max(left, right)} px)"


def _covered(layout: QLayout) -> Iterator[str]:
    """Find parts of one layout that lie over each other, since there is no room for them."""
    places: list[tuple[QWidget, QRect]] = []
    for index in range(layout.count()):
        item = layout.itemAt(index)
        inner = item.layout() if item is not None else None
        if inner is not None:
            yield from _covered(inner)
        widget = item.widget() if item is not None else None
        if isinstance(widget, QDockWidget):
            continue  # those behind a tab lie where the one in front lies
        if widget is not None and widget.isVisible() and not widget.size().isEmpty():
            places.append((widget, widget.geometry()))
    for index, (widget, place) in enumerate(places):
        for other, there in places[index + 1 :]:
            shared = place.intersected(there)
            if shared.width() > _SLACK_PX and shared.height() > _SLACK_PX:
                yield f"covered: {_where(widget)} and {_where(other)}"


# What is too small, or says nothing.


def _is_control(widget: QWidget) -> bool:
    return isinstance(widget, _CONTROLS) and not isinstance(widget, QScrollBar)


def _is_part(widget: QWidget) -> bool:
    """Whether a control belongs to another, as the button that empties a line does."""
    return isinstance(widget.parentWidget(), QLineEdit | QComboBox | QAbstractItemView)


def _mute(widget: QWidget) -> Iterator[str]:
    is_asked = widget.focusPolicy() != Qt.FocusPolicy.NoFocus or isinstance(
        widget, QAbstractButton
    )
    if not (is_asked and _is_control(widget)) or _is_part(widget):
        return
    written = widget.text() if isinstance(widget, QAbstractButton) else ""
    if not (widget.accessibleName() or written).strip():
        yield f"without a name: {_where(widget)}"


def _small(widget: QWidget, target_px: int) -> Iterator[str]:
    is_pressed = isinstance(widget, QAbstractButton | QLineEdit | QComboBox | QAbstractSlider)
    if not is_pressed or isinstance(widget, QScrollBar) or _is_part(widget):
        return
    if widget.isEnabled() and min(widget.width(), widget.height()) < target_px:
        size = f"{widget.width()}x{widget.height()}"
        yield f"smaller than {target_px} px: {_where(widget)} ({size})"


def _unreached(window: QWidget, seen: list[QWidget]) -> Iterator[str]:
    """Find controls that Tab does not lead to."""
    chain, step = {window}, window.nextInFocusChain()
    while step is not None and step not in chain:
        chain.add(step)
        step = step.nextInFocusChain()
    for widget in seen:
        if not isinstance(widget, QAbstractButton | QLineEdit | QComboBox | QAbstractItemView):
            continue
        if _is_part(widget) or not widget.isEnabled():
            continue
        if isinstance(widget, QAbstractButton) and _is_one_of_some(widget):
            continue  # arrows lead there from the one that holds
        if _is_along_a_strip(widget):
            continue
        takes_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if not takes_tab or widget not in chain:
            yield f"not reached by keyboard: {_where(widget)}"


def _is_along_a_strip(widget: QWidget) -> bool:
    """Whether keys lead there from a neighbour, which Tab reaches."""
    strip = widget.parentWidget()
    while strip is not None and not strip.property("is_one_stop"):
        strip = strip.parentWidget()
    return strip is not None and any(
        button.isVisible() and button.focusPolicy() & Qt.FocusPolicy.TabFocus
        for button in strip.findChildren(QAbstractButton)
    )


def _is_one_of_some(button: QAbstractButton) -> bool:
    group = button.group()
    return button.autoExclusive() or (group is not None and group.exclusive())


# What is too faint.


def _faint(widget: QWidget, window: QWidget, rgb: NDArray[Any], scale: float) -> Iterator[str]:
    """Compare the colours that are really there: of the ground, and of the letters on it."""
    if not isinstance(widget, QLabel | QPushButton | QToolButton) or not widget.isEnabled():
        return
    if len(widget.text().strip()) < _LETTERS or _is_under(widget):
        return
    shown = widget.visibleRegion().boundingRect()
    if shown != widget.rect():
        return  # a part of it is scrolled away, and perhaps the letters
    at = widget.mapTo(window, QPoint(0, 0))
    rect = shown.translated(at).intersected(window.rect())
    top, left = round(rect.top() * scale), round(rect.left() * scale)
    rows, columns = round(rect.height() * scale), round(rect.width() * scale)
    piece = rgb[top : top + rows, left : left + columns]
    # A short word in a long line is few of its pixels: only the columns it stands in count.
    piece = piece[:, (piece != piece[:1, :1]).any(axis=(0, 2))] if piece.size else piece
    if piece.size < 3 * 40:
        return
    ratio = contrast_of(piece.reshape(-1, 3))
    font = widget.font()
    size_px = font.pixelSize() if font.pixelSize() > 0 else widget.fontMetrics().height() * 0.8
    is_bold = font.weight() >= _BOLD
    is_large = size_px >= (_LARGE_BOLD_PX if is_bold else _LARGE_PX)
    wanted = LARGE_TEXT if is_large else TEXT
    if ratio < _FAINTER * wanted:
        yield f"contrast {ratio:.1f} of {wanted}: {_where(widget)}"


def _is_under(widget: QWidget) -> bool:
    """Whether something that was put over the window hides a part of a widget."""
    window, room = widget.window(), widget.rect().adjusted(3, 3, -3, -3)
    places = (
        room.center(),
        room.topLeft(),
        room.topRight(),
        room.bottomLeft(),
        room.bottomRight(),
    )
    return any(_is_covered(widget, window.childAt(widget.mapTo(window, at))) for at in places)


def _is_covered(widget: QWidget, top: QWidget | None) -> bool:
    return top is not None and top is not widget and not widget.isAncestorOf(top)


def contrast_of(pixels: NDArray[Any]) -> float:
    """Tell the contrast of letters on their ground, from their pixels.

    The ground is the colour that most of them have; the letters are what differs from it most.

    Parameters
    ----------
    pixels : (n, 3) uint8

    Returns
    -------
    ratio : float, in [1, 21]
        As WCAG 2.2 defines it.
    """
    colours, counts = np.unique(pixels // 4, axis=0, return_counts=True)
    ground = float(_luminance(4.0 * colours[counts.argmax()] + 1.5))
    every = _luminance(pixels.astype(np.float64))
    lighter, darker = np.percentile(every, [99.7, 0.3])
    above, below = (lighter + 0.05) / (ground + 0.05), (ground + 0.05) / (darker + 0.05)
    return float(max(above, below))


def _luminance(srgb: NDArray[Any]) -> NDArray[Any]:
    encoded = np.clip(srgb / 255, 0, 1)
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    weighed: NDArray[Any] = linear @ np.array([0.2126, 0.7152, 0.0722])
    return weighed


def _pixels(image: QImage) -> NDArray[Any]:
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(
        image.height(), image.bytesPerLine()
    )
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3)
