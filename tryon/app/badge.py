"""The badge: how sure the shown colour is, in a word and a calm figure."""

import math
from collections import deque
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QPushButton

from tryon.app.icons import draw_icon
from tryon.app.theme import colours
from tryon.core.scene import ColourError, Scene
from tryon.light.badge import Badge, Verdict, badge
from tryon.light.display import Display, on_display

#: A worse figure is shown at once, a better one when it has held for so long.
_HOLD_NS = 2_000_000_000
#: No figure would be honest: these go before any figure.
_RANKS = {Verdict.UNKNOWN: 3, Verdict.DARK: 2}


class Calm:
    """Steadies what the badge says; what is shown is never better than what is the case."""

    def __init__(self) -> None:
        self._recent: deque[tuple[int, Badge]] = deque()

    def reset(self) -> None:
        """Forget: something else is worn."""
        self._recent.clear()

    def __call__(self, errors: Sequence[ColourError], now_ns: int, display: Display) -> Badge:
        """Give the worst of the last two seconds, its figure rounded up to a tenth.

        Of several things that are worn the one that is known least speaks for all.

        Parameters
        ----------
        errors : sequence of ColourError
            One at least.
        now_ns : int
        display : Display
            On which they are shown.
        """
        shown = [badge(on_display(error, display)) for error in errors]
        self._recent.append((now_ns, max(shown, key=_how_bad)))
        while now_ns - self._recent[0][0] > _HOLD_NS:
            self._recent.popleft()
        worst = max((one for _, one in self._recent), key=_how_bad)
        if worst.de2000 is None:
            return worst
        # Above five a tenth means nothing, and would only flicker.
        step = 0.1 if worst.de2000 < 5 else 0.5
        return Badge(worst.verdict, math.ceil(worst.de2000 / step - 1e-6) * step)


def _how_bad(one: Badge) -> tuple[int, float]:
    return _RANKS.get(one.verdict, 0), one.de2000 or 0.0


def unseen(scene: Scene | None) -> Badge:
    """Say why a picture shows nothing of what is worn: boots, say, of who sits at a table."""
    is_there = scene is not None and bool(scene.faces)
    return Badge(Verdict.UNSEEN if is_there else Verdict.UNKNOWN, None)


def words(said: Badge) -> str:
    """Put a badge into few words."""
    tr = QCoreApplication.translate
    figure = "" if said.de2000 is None else f"{said.de2000:.1f}"
    return {
        Verdict.TRUE: tr("Badge", "True colour ±{0}"),
        Verdict.ESTIMATED: tr("Badge", "Estimated ±{0}"),
        Verdict.UNSURE: tr("Badge", "Light unsure ±{0}"),
        Verdict.CAMERA: tr("Badge", "Camera unsure ±{0}"),
        Verdict.DISPLAY: tr("Badge", "Display unsure ±{0}"),
        Verdict.DARK: tr("Badge", "Too dark to tell"),
        Verdict.UNKNOWN: tr("Badge", "No face yet"),
        Verdict.UNSEEN: tr("Badge", "Not in view"),
    }[said.verdict].format(figure)


def advice(said: Badge) -> str:
    """Say what would make it better, in one sentence."""
    tr = QCoreApplication.translate
    return {
        Verdict.TRUE: tr("Badge", "In 8 of 10 such pictures the colour is within this ΔE."),
        Verdict.ESTIMATED: tr(
            "Badge", "Nobody has measured this shade with an instrument yet."
        ),
        Verdict.UNSURE: tr("Badge", "A white sheet of paper beside the face tells the light."),
        Verdict.CAMERA: tr("Badge", "Calibrate the camera with a colour chart."),
        Verdict.DISPLAY: tr("Badge", "Nobody has measured this display yet."),
        Verdict.DARK: tr("Badge", "More light on the face, please."),
        Verdict.UNKNOWN: tr("Badge", "Without a face the light is not known."),
        Verdict.UNSEEN: tr("Badge", "Nothing that is worn is in the picture now."),
    }[said.verdict]


class BadgeButton(QPushButton):
    """The badge; a click opens what is known about the colour."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "badge")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setIconSize(QSize(12, 12))
        self._shown: tuple[str, str] | None = None

    def show_badge(self, said: Badge | None) -> None:
        """Show a badge; None where nothing is worn."""
        self.setVisible(said is not None)
        if said is None:
            return
        text = words(said)
        colour = colours().good if said.verdict is Verdict.TRUE else colours().attention
        if (text, colour) == self._shown:
            return
        self._shown = text, colour
        self.setText(f" {text}  ›")
        self.setIcon(_dot(colour))
        self.setAccessibleName(self.tr("Colour: {0}").format(text))
        self.setToolTip(advice(said) + "\n" + self.tr("Click for what is known (I)"))


def _dot(colour: str) -> QIcon:
    pixmap = QPixmap(24, 24)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_icon(painter, "record", QRectF(0, 0, 24, 24), QColor(colour))
    painter.end()
    return QIcon(pixmap)
