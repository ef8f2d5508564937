"""What icons look like: paths on a grid of 24, drawn by us."""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QTransform


def _polygon(*points: tuple[float, float], close: bool = False) -> QPainterPath:
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(QPointF(*point))
    if close:
        path.closeSubpath()
    return path


def _round(x: float, y: float, width: float, height: float, radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(x, y, width, height), radius, radius)
    return path


def _circle(x: float, y: float, radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(x, y), radius, radius)
    return path


def _joined(*paths: QPainterPath) -> QPainterPath:
    path = QPainterPath()
    for part in paths:
        path.addPath(part)
    return path


def _video_camera() -> QPainterPath:
    return _joined(
        _round(2.5, 6.5, 13, 11, 2.5),
        _polygon((15.5, 10.5), (21.5, 7.5), (21.5, 16.5), (15.5, 13.5)),
    )


def _photo_camera() -> QPainterPath:
    body = QPainterPath(QPointF(5, 7))
    body.lineTo(7.5, 7)
    body.lineTo(9, 4.5)
    body.lineTo(15, 4.5)
    body.lineTo(16.5, 7)
    body.lineTo(19, 7)
    body.quadTo(21.5, 7, 21.5, 9.5)
    body.lineTo(21.5, 17)
    body.quadTo(21.5, 19.5, 19, 19.5)
    body.lineTo(5, 19.5)
    body.quadTo(2.5, 19.5, 2.5, 17)
    body.lineTo(2.5, 9.5)
    body.quadTo(2.5, 7, 5, 7)
    return _joined(body, _circle(12, 13, 3.6))


def _film() -> QPainterPath:
    return _joined(
        _round(3, 5, 18, 14, 2.5),
        _polygon((7.5, 5), (7.5, 19)),
        _polygon((16.5, 5), (16.5, 19)),
        _polygon((3, 12), (7.5, 12)),
        _polygon((16.5, 12), (21, 12)),
    )


def _picture() -> QPainterPath:
    return _joined(
        _round(3, 4, 18, 16, 2.5),
        _circle(8.5, 9.5, 1.6),
        _polygon((3.5, 17.5), (9, 13), (12.5, 16), (16.5, 11.5), (20.5, 15.5)),
    )


def _sparkle() -> QPainterPath:
    path = QPainterPath(QPointF(11, 3.5))
    for x, y, cx, cy in (
        (19, 11.5, 12.2, 10.3),
        (11, 19.5, 12.2, 12.7),
        (3, 11.5, 9.8, 12.7),
        (11, 3.5, 9.8, 10.3),
    ):
        path.quadTo(cx, cy, x, y)
    return _joined(path, _polygon((19, 17), (19, 21)), _polygon((17, 19), (21, 19)))


def _before_after() -> QPainterPath:
    return _joined(
        _polygon((12, 3.5), (12, 20.5)),
        _polygon((8, 8), (4, 12), (8, 16)),
        _polygon((16, 8), (20, 12), (16, 16)),
    )


def _undo() -> QPainterPath:
    way = QPainterPath(QPointF(4, 9.5))
    way.lineTo(14.5, 9.5)
    way.arcTo(QRectF(9.5, 9.5, 10, 10), 90, -180)
    way.lineTo(10, 19.5)
    return _joined(way, _polygon((8.5, 5), (4, 9.5), (8.5, 14)))


def _microphone() -> QPainterPath:
    stand = QPainterPath()
    stand.arcMoveTo(QRectF(5.5, 5, 13, 12), 180)
    stand.arcTo(QRectF(5.5, 5, 13, 12), 180, 180)
    return _joined(_round(9, 2.5, 6, 11.5, 3), stand, _polygon((12, 17), (12, 21)))


def _microphone_off() -> QPainterPath:
    return _joined(_microphone(), _polygon((4, 3.5), (20, 20.5)))


def _mirror() -> QPainterPath:
    return _joined(
        _polygon((12, 3), (12, 21)),
        _polygon((9, 6.5), (3, 17.5), (9, 17.5), close=True),
        _polygon((15, 6.5), (21, 17.5), (15, 17.5), close=True),
    )


def _chart() -> QPainterPath:
    cells = [_round(x, y, 4.2, 4.2, 1) for y in (6.2, 13.4) for x in (4.6, 9.9, 15.2)]
    return _joined(_round(2, 3.5, 20, 17, 2.5), *cells)


def _shoulders() -> QPainterPath:
    path = QPainterPath()
    path.arcMoveTo(QRectF(4, 14, 16, 14), 0)
    path.arcTo(QRectF(4, 14, 16, 14), 0, 180)
    return path


def _lamp() -> QPainterPath:
    bulb = QPainterPath()
    bulb.arcMoveTo(QRectF(6, 2.5, 12, 12), -55)
    bulb.arcTo(QRectF(6, 2.5, 12, 12), -55, 290)
    bulb.lineTo(9, 17)
    bulb.lineTo(15, 17)
    bulb.closeSubpath()
    return _joined(bulb, _polygon((9.8, 20.5), (14.2, 20.5)))


def _sun() -> QPainterPath:
    path = _circle(12, 12, 4.3)
    for turn in range(8):
        x, y = math.cos(turn * math.pi / 4), math.sin(turn * math.pi / 4)
        path.addPath(_polygon((12 + 7.3 * x, 12 + 7.3 * y), (12 + 9.8 * x, 12 + 9.8 * y)))
    return path


def _bulb() -> QPainterPath:
    """Draw a lamp in which a wire glows."""
    wire = _polygon(
        (10.2, 17), (9.4, 10), (11, 11.6), (12, 9.8), (13, 11.6), (14.6, 10), (13.8, 17)
    )
    return _joined(_lamp(), wire)


def _tube() -> QPainterPath:
    """Draw a fluorescent tube between its sockets, and what it sheds."""
    shed = [_polygon((x, 15.5), (x + lean, 19)) for x, lean in ((7, -1.2), (12, 0), (17, 1.2))]
    return _joined(
        _round(4.5, 7, 15, 4.6, 2.3),
        _polygon((2.2, 5.5), (2.2, 13)),
        _polygon((21.8, 5.5), (21.8, 13)),
        _polygon((2.2, 9.3), (4.5, 9.3)),
        _polygon((19.5, 9.3), (21.8, 9.3)),
        *shed,
    )


def _led() -> QPainterPath:
    """Draw a dome on a collar with fins: there is nothing in it that glows."""
    dome = QPainterPath(QPointF(5.5, 10))
    dome.arcTo(QRectF(5.5, 2.5, 13, 14), 180, -180)
    dome.closeSubpath()
    collar = _polygon((6.2, 12.4), (17.8, 12.4), (14.6, 18), (9.4, 18), close=True)
    fins = [_polygon((x, 12.4), (x + lean, 18)) for x, lean in ((10, 0.7), (14, -0.7))]
    return _joined(dome, collar, *fins, _polygon((10, 21), (14, 21)))


def _question() -> QPainterPath:
    hook = QPainterPath(QPointF(8.3, 8.6))
    hook.cubicTo(8.3, 3.6, 15.9, 3.4, 15.9, 8.4)
    hook.cubicTo(15.9, 11.6, 12, 11.4, 12, 15)
    return _joined(hook, _polygon((12, 19), (12, 19.2)))


def _folder() -> QPainterPath:
    return _polygon((3, 19), (3, 5.5), (9, 5.5), (11.2, 8), (21, 8), (21, 19), close=True)


def _lock() -> QPainterPath:
    shackle = QPainterPath(QPointF(8, 11))
    shackle.lineTo(8, 8)
    shackle.arcTo(QRectF(8, 4, 8, 8), 180, -180)
    shackle.lineTo(16, 11)
    return _joined(_round(5, 11, 14, 9.5, 2.5), shackle)


def _unlock() -> QPainterPath:
    shackle = QPainterPath(QPointF(8, 11))
    shackle.lineTo(8, 7)
    shackle.arcTo(QRectF(8, 3, 8, 8), 180, -150)
    return _joined(_round(5, 11, 14, 9.5, 2.5), shackle)


def _again() -> QPainterPath:
    arc = QPainterPath()
    arc.arcMoveTo(QRectF(4, 4, 16, 16), 50)
    arc.arcTo(QRectF(4, 4, 16, 16), 50, 290)
    return _joined(arc, _polygon((18.5, 2.5), (18.2, 7), (13.8, 6.6)))


def _down() -> QPainterPath:
    return _polygon((6.5, 9.5), (12, 15), (17.5, 9.5))


def _close() -> QPainterPath:
    return _joined(_polygon((6, 6), (18, 18)), _polygon((18, 6), (6, 18)))


def _check() -> QPainterPath:
    return _polygon((5, 12.5), (10, 17.5), (19.5, 7))


def _warning() -> QPainterPath:
    return _joined(
        _polygon((12, 3.8), (21.5, 20), (2.5, 20), close=True),
        _polygon((12, 10), (12, 14.2)),
        _polygon((12, 16.9), (12, 17.1)),
    )


def lips_path(is_closed: bool = False) -> QPainterPath:
    """Draw lips on the grid of 24, slightly open or not."""
    path = QPainterPath(QPointF(2.5, 11.8))
    path.cubicTo(5.5, 9.5, 7.5, 7, 9.3, 7)
    path.cubicTo(10.6, 7, 11.2, 8, 12, 8)
    path.cubicTo(12.8, 8, 13.4, 7, 14.7, 7)
    path.cubicTo(16.5, 7, 18.5, 9.5, 21.5, 11.8)
    path.cubicTo(18.5, 16, 15.5, 18, 12, 18)
    path.cubicTo(8.5, 18, 5.5, 16, 2.5, 11.8)
    if is_closed:
        return path
    gap = QPainterPath(QPointF(5, 11.9))
    gap.cubicTo(8, 11, 10, 11.6, 12, 11.9)
    gap.cubicTo(14, 11.6, 16, 11, 19, 11.9)
    gap.cubicTo(16, 13.2, 14, 13, 12, 13)
    gap.cubicTo(10, 13, 8, 13.2, 5, 11.9)
    return path.subtracted(gap)


#: Corners of a finder.
_CORNERS = (
    ((3.5, 8), (3.5, 4.5), (7, 4.5)),
    ((17, 4.5), (20.5, 4.5), (20.5, 8)),
    ((20.5, 16), (20.5, 19.5), (17, 19.5)),
    ((7, 19.5), (3.5, 19.5), (3.5, 16)),
)


def _letters() -> QPainterPath:
    """Draw a large and a small letter."""
    return _joined(
        _polygon((2.5, 18.5), (7.5, 5.5), (12.5, 18.5)),
        _polygon((4.3, 14), (10.7, 14)),
        _circle(18, 15.5, 3.2),
        _polygon((21.2, 12), (21.2, 18.8)),
    )


def _broadcast() -> QPainterPath:
    """Draw what goes out to both sides."""
    path = _circle(12, 12, 2)
    for radius in (5.5, 9.5):
        box = QRectF(12 - radius, 12 - radius, 2 * radius, 2 * radius)
        for start_deg in (-45, 135):
            path.arcMoveTo(box, start_deg)
            path.arcTo(box, start_deg, 90)
    return path


def _hand() -> QPainterPath:
    """Draw an open palm."""
    path = QPainterPath(QPointF(7, 13.5))
    for x, top in ((7, 6), (10.3, 4), (13.6, 4.4), (16.9, 6.6)):
        path.moveTo(x, 12.5)
        path.lineTo(x, top)
    path.moveTo(16.9, 12.5)
    path.cubicTo(16.9, 20, 14.5, 21, 11.8, 21)
    path.cubicTo(8.5, 21, 7, 19, 3.2, 13.8)
    path.cubicTo(4.5, 12.4, 5.8, 13.2, 7, 15)
    path.lineTo(7, 12.5)
    return path


#: Icons that are drawn as lines.
LINES: Mapping[str, Callable[[], QPainterPath]] = MappingProxyType(
    {
        "video camera": _video_camera,
        "photo camera": _photo_camera,
        "film": _film,
        "picture": _picture,
        "sparkle": _sparkle,
        "before after": _before_after,
        "microphone": _microphone,
        "microphone off": _microphone_off,
        "mirror": _mirror,
        "folder": _folder,
        "chart": _chart,
        "unchecked": lambda: _round(4, 4, 16, 16, 4),
        "checked": lambda: _joined(
            _round(4, 4, 16, 16, 4), _polygon((8, 12.2), (11, 15.2), (16.2, 9))
        ),
        "lock": _lock,
        "unlock": _unlock,
        "again": _again,
        "search": lambda: _joined(
            _circle(10.5, 10.5, 6.5), _polygon((15.3, 15.3), (20.5, 20.5))
        ),
        "filter": lambda: _joined(
            _polygon((3.5, 7), (20.5, 7)),
            _polygon((7, 12), (17, 12)),
            _polygon((10, 17), (14, 17)),
        ),
        "paper": lambda: _joined(
            _polygon((6, 2.5), (18, 2.5), (18, 21.5), (6, 21.5), close=True),
            _polygon((9.5, 12), (11.3, 14), (14.8, 9.8)),
        ),
        "person": lambda: _joined(_circle(12, 8, 4.2), _shoulders()),
        "place": lambda: _joined(
            _polygon((3.5, 11), (12, 3.5), (20.5, 11)),
            _polygon((6, 9.5), (6, 20), (18, 20), (18, 9.5)),
        ),
        "lamp": _lamp,
        "sun": _sun,
        "bulb": _bulb,
        "tube": _tube,
        "led": _led,
        "question": _question,
        "screen": lambda: _joined(
            _round(3, 4.5, 18, 12.5, 2),
            _polygon((12, 17), (12, 20)),
            _polygon((8, 20), (16, 20)),
        ),
        "letters": _letters,
        "compare": lambda: _joined(_round(3, 4.5, 7.5, 15, 2), _round(13.5, 4.5, 7.5, 15, 2)),
        "home": lambda: _joined(
            _polygon((3.5, 11.5), (12, 4), (20.5, 11.5)),
            _polygon((6, 9.5), (6, 19.5), (18, 19.5), (18, 9.5)),
            _polygon((12, 10.5), (12, 16)),
            _polygon((9.5, 13.8), (12, 16.3), (14.5, 13.8)),
        ),
        "shirt": lambda: _polygon(
            (8.5, 3.5),
            (3, 6.5),
            (4.5, 10.5),
            (7, 9.7),
            (7, 20.5),
            (17, 20.5),
            (17, 9.7),
            (19.5, 10.5),
            (21, 6.5),
            (15.5, 3.5),
            (13.8, 5.6),
            (10.2, 5.6),
            close=True,
        ),
        "hand": _hand,
        "broadcast": _broadcast,
        "scan": lambda: _joined(
            *(_polygon(*corner) for corner in _CORNERS),
            *(_polygon((x, 8), (x, 16)) for x in (8, 11, 13.5, 16)),
        ),
        "back": lambda: _joined(
            _polygon((20, 12), (4, 12)), _polygon((10, 6), (4, 12), (10, 18))
        ),
        "undo": _undo,
        "redo": lambda: QTransform(-1, 0, 0, 1, 24, 0).map(_undo()),
        "erase": lambda: _joined(
            _polygon((8.5, 5.5), (21, 5.5), (21, 18.5), (8.5, 18.5), (3, 12), close=True),
            _polygon((12, 9.5), (17, 14.5)),
            _polygon((17, 9.5), (12, 14.5)),
        ),
        "leave": lambda: _joined(
            _polygon((13, 4), (5, 4), (5, 20), (13, 20)),
            _polygon((10, 12), (20.5, 12)),
            _polygon((16.5, 8), (20.5, 12), (16.5, 16)),
        ),
        "left": lambda: _polygon((15, 5), (8, 12), (15, 19)),
        "right": lambda: _polygon((9, 5), (16, 12), (9, 19)),
        "plus": lambda: _joined(_polygon((12, 5), (12, 19)), _polygon((5, 12), (19, 12))),
        "float": lambda: _joined(
            _polygon((13, 4.5), (4.5, 4.5), (4.5, 19.5), (19.5, 19.5), (19.5, 11)),
            _polygon((15, 4), (20, 4), (20, 9)),
            _polygon((20, 4), (12, 12)),
        ),
        "panels": lambda: _joined(
            _round(3, 4.5, 18, 15, 2.5),
            _polygon((9, 4.5), (9, 19.5)),
            _polygon((9, 12), (21, 12)),
        ),
        "keys": lambda: _joined(
            _round(2.5, 6, 19, 12, 2.5),
            _polygon((6.5, 10), (6.5, 10.1)),
            _polygon((10.2, 10), (10.2, 10.1)),
            _polygon((13.9, 10), (13.9, 10.1)),
            _polygon((17.6, 10), (17.6, 10.1)),
            _polygon((7, 14), (17, 14)),
        ),
        "down": _down,
        "close": _close,
        "check": _check,
        "warning": _warning,
    }
)
#: Those that are filled.
AREAS: Mapping[str, Callable[[], QPainterPath]] = MappingProxyType(
    {
        "record": lambda: _circle(12, 12, 7.5),
        "stop": lambda: _round(5.5, 5.5, 13, 13, 2.5),
        "pause": lambda: _joined(_round(6.2, 5, 4, 14, 1.3), _round(13.8, 5, 4, 14, 1.3)),
        "lips": lips_path,
    }
)
