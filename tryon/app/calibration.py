"""The panel on which a camera is calibrated, beside the mirror."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tryon.app.calibrating import PICTURES, Calibrating, Progress, Stage
from tryon.app.chart_view import Bar, Figure, Outline, Patches
from tryon.app.icons import icon
from tryon.app.preview import Preview
from tryon.app.theme import colours
from tryon.core.scene import Picture
from tryon.light.chart import Refusal
from tryon.sources.camera import CameraState

#: Mean ΔE00 on colours not seen below which a profile is called good, and fair.
_GOOD, _FAIR = 2.0, 3.6


class _Bell(QObject):
    """Carries a ring from the looking thread to the window's."""

    rung = Signal()

    def ring(self) -> None:
        self.rung.emit()


class CalibrationPanel(QWidget):
    """Stands in the place of the shades while a camera is calibrated.

    Parameters
    ----------
    preview : Preview
        On which the chart is outlined.
    newest : callable
        The newest picture.
    state : callable
        What the camera does.
    """

    kept = Signal(object)  # Calibration
    left = Signal()

    def __init__(
        self,
        preview: Preview,
        newest: Callable[[], Picture | None],
        state: Callable[[], CameraState | None],
    ) -> None:
        super().__init__()
        self._newest, self._state = newest, state
        self._calibrating: Calibrating | None = None
        self._bell = _Bell(self)
        self._bell.rung.connect(self._refresh)
        self._outline = Outline(preview)
        self._outline.hide()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._compose()

    def _compose(self) -> None:
        title = self._label(self.tr("Calibrate the camera"), "title")
        intro = self._label(
            self.tr("Hold a ColorChecker beside your face, flat towards the camera."), "body"
        )
        self._bar, self._patches, self._figure = Bar(), Patches(), Figure()
        self._legend, self._worth = self._label("", "soft"), self._label("", "soft")
        self._worth.setMinimumHeight(40)  # two lines: what is below may not jump
        self._worth.setAlignment(Qt.AlignmentFlag.AlignTop)
        figures = QVBoxLayout()
        figures.setSpacing(4)
        figures.addStretch()
        figures.addWidget(self._label(self.tr("Colour error ΔE"), "heading"))
        figures.addWidget(self._figure)
        figures.addWidget(self._label(self.tr("before → after"), "soft"))
        figures.addStretch()
        result = QHBoxLayout()
        result.setSpacing(20)
        result.addWidget(self._patches)
        result.addLayout(figures, 1)
        self._old = self._button(
            self.tr("Chart made before November 2014"),
            self.tr("Older charts have other pigments; the date is printed on the back"),
            "quiet",
        )
        self._old.setCheckable(True)
        self._old.setStyleSheet("padding: 0 12px 0 0; text-align: left;")
        self._old.setIconSize(QSize(20, 20))
        self._old.setIcon(icon("unchecked", colours().soft))
        self._old.toggled.connect(self._start_again)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(24, 24, 24, 4)
        column.setSpacing(16)
        column.addWidget(title)
        column.addWidget(intro)
        column.addWidget(self._card())
        column.addLayout(result)
        column.addWidget(self._legend)
        column.addWidget(self._worth)
        column.addWidget(self._old, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch()
        rolled = QScrollArea()
        rolled.setWidget(inside)
        rolled.setWidgetResizable(True)
        rolled.setFrameShape(QScrollArea.Shape.NoFrame)
        rolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._use = self._button(
            self.tr("Use this profile"),
            self.tr("Keep it for this camera, and use it whenever it opens like this"),
            "primary",
        )
        self._use.clicked.connect(self._keep)
        again = self._button(self.tr("Start again"), self.tr("Forget what was seen"))
        again.clicked.connect(self._start_again)
        leave = self._button(self.tr("Cancel"), self.tr("Leave the camera as it is (Esc)"))
        leave.clicked.connect(self.left)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(again)
        row.addWidget(leave)
        below = QVBoxLayout()
        below.setContentsMargins(24, 8, 24, 20)
        below.setSpacing(12)
        below.addWidget(self._use)
        below.addLayout(row)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(rolled, 1)
        whole.addLayout(below)

    def _card(self) -> QWidget:
        """Make the card that says what is the case, what to do, and how far it is."""
        self._sign = QLabel()
        self._said, self._mend = self._label("", "body"), self._label("", "soft")
        self._said.setStyleSheet("font-weight: 600;")
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._said)
        words.addWidget(self._mend)
        words.addStretch()
        said = QHBoxLayout()
        said.setSpacing(14)
        said.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        said.addLayout(words, 1)
        card = QWidget()
        card.setProperty("part", "card")
        card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        card.setMinimumHeight(126)  # of the longest words: nothing below it may jump
        column = QVBoxLayout(card)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(12)
        column.addLayout(said, 1)
        column.addWidget(self._bar)
        return card

    def _label(self, text: str, part: str) -> QLabel:
        label = QLabel(text)
        label.setProperty("part", part)
        label.setWordWrap(True)
        return label

    def _button(self, text: str, tip: str, part: str = "") -> QPushButton:
        button = QPushButton(text)
        button.setProperty("part", part)
        button.setAccessibleName(text)
        button.setToolTip(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def start(self) -> None:
        """Begin to look for a chart."""
        if self._calibrating is None:
            self._calibrating = Calibrating(self._newest, self._state, self._bell.ring)
            self._old.setChecked(False)
        self._outline.show()
        self._outline.raise_()
        self._refresh()

    def stop(self) -> None:
        """Look no longer."""
        calibrating, self._calibrating = self._calibrating, None
        if calibrating is not None:
            calibrating.close()
        self._outline.hide()

    def _start_again(self) -> None:
        is_old = self._old.isChecked()
        self._old.setIcon(
            icon(
                "checked" if is_old else "unchecked",
                colours().accent if is_old else colours().soft,
            )
        )
        if self._calibrating is not None:
            self._calibrating.start_again(is_old_chart=is_old)

    def _keep(self) -> None:
        if self._calibrating is not None and self._calibrating.progress.stage is Stage.DONE:
            self.kept.emit(self._calibrating.progress.calibration)

    def _refresh(self) -> None:
        if self._calibrating is None:
            return
        progress = self._calibrating.progress
        self._outline.show_progress(progress)
        sign, colour, said, mend = self._words(progress)
        self._sign.setPixmap(icon(sign, colour).pixmap(QSize(26, 26)))
        self._said.setText(said)
        self._mend.setText(mend)
        self._bar.show_share(progress.share)
        calibration, is_done = progress.calibration, progress.stage is Stage.DONE
        self._patches.show_chart(progress.chart, calibration if is_done else None)
        before = after = None
        legend, worth = (
            self.tr("Each patch as published; inside it, as the camera shows it."),
            "",
        )
        if calibration is not None:
            before, after = (
                float(np.nanmean(errors)) for errors in (calibration.before, calibration.after)
            )
            if is_done:
                legend = self.tr("Each patch as published; inside it, through the profile.")
                worth = self._judged(float(np.nanmean(calibration.left_out)))
        self._figure.show_errors(before, after)
        self._legend.setText(legend)
        self._worth.setText(worth)
        self._use.setEnabled(is_done)

    def _judged(self, left_out: float) -> str:
        said = self.tr("ΔE {0:.1f} on colours it has not seen.").format(left_out)
        if left_out <= _GOOD:
            return said + " " + self.tr("A difference that most people do not notice.")
        if left_out <= _FAIR:
            return said + " " + self.tr("Usual for a camera that beautifies its pictures.")
        return said + " " + self.tr("More than usual: is the chart an original, and clean?")

    def _words(self, progress: Progress) -> tuple[str, str, str, str]:
        """Icon, its colour, what is the case and what to do."""
        if progress.stage is Stage.SETTLING:
            return (
                "lock",
                colours().soft,
                self.tr("One moment …"),
                self.tr("The camera is asked to hold its exposure and white balance."),
            )
        if progress.stage is Stage.AVERAGING:
            count = round(progress.share * PICTURES)
            return (
                "check",
                colours().good,
                self.tr("Hold still …"),
                self.tr("{0} of {1} pictures").format(count, PICTURES),
            )
        if progress.stage is Stage.FITTING:
            return (
                "check",
                colours().good,
                self.tr("You may put the chart away"),
                self.tr("The profile is tested on colours that it has not seen."),
            )
        if progress.stage is Stage.DONE:
            return (
                "check",
                colours().good,
                self.tr("Done"),
                self.tr("The profile holds while camera, format and locks stay as they are."),
            )
        said = self._refused(progress.refusal)
        if progress.refusal in (None, Refusal.NO_CHART):  # nothing is wrong yet
            return ("chart", colours().soft, *said)
        return ("warning", colours().attention, *said)

    def _refused(self, refusal: Refusal | None) -> tuple[str, str]:
        """Say it to somebody who holds a chart up, and what to do."""
        words = {
            Refusal.HIDDEN: (
                self.tr("A part of the chart is hidden"),
                self.tr("Keep fingers off the patches, and the whole chart in the picture."),
            ),
            Refusal.UNEVEN: (
                self.tr("Light on the chart is uneven"),
                self.tr("Turn it until nothing shines on it or shades a part of it."),
            ),
            Refusal.MIRRORED: (
                self.tr("The chart is mirrored"),
                self.tr("This camera mirrors its pictures; switch that off in its settings."),
            ),
            Refusal.CLIPPED: (
                self.tr("The chart is too bright"),
                self.tr("Move it away from the lamp, or lower the camera's exposure."),
            ),
            Refusal.DARK: (
                self.tr("The chart is too dark"),
                self.tr("Turn it to the light, or bring more light."),
            ),
            Refusal.SMALL: (
                self.tr("The chart is too far away"),
                self.tr("Hold it nearer to the camera."),
            ),
            Refusal.BLURRED: (
                self.tr("The chart is blurred"),
                self.tr("Hold it still until the camera has focused on it."),
            ),
            Refusal.CLONE: (
                self.tr("These are not the colours of a ColorChecker"),
                self.tr("Prints, screens and copies have other pigments: use an original."),
            ),
        }
        return words.get(
            refusal or Refusal.NO_CHART,
            (
                self.tr("No chart is seen yet"),
                self.tr("Show all 24 patches, as large as a face or larger."),
            ),
        )
