"""Which shade is worn, how long, and kept how: a chart, a table to take along, and an end."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from itertools import islice
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QHBoxLayout, QScrollArea, QWidget

from tryon.app.ball import lacquer_of
from tryon.app.desk.page import Page, button, words
from tryon.app.language import name_of
from tryon.app.swatches import paint_ball
from tryon.app.theme import RADIUS, SMALL, SPACE_SMALL, TITLE, colours, font, theme
from tryon.catalogue.product import Product
from tryon.core.errors import TryOnError
from tryon.usage import Use, erase_usage, export_usage, read_usage

_ROW_PX, _BALL_PX, _NAME_PX, _FIGURES_PX, _MOST = 58, 42, 190, 250, 20
_PALETTE_PX = 72
#: While nothing was counted, so many shades wait for their bars, as faint as this.
_WAITING, _FAINT = 8, 0.4


def say_time(seconds: float) -> str:
    """Say how long: "45 s", "12 min", "3 h 05 min"."""
    whole = round(seconds)
    if whole < 60:
        return QCoreApplication.translate("Usage", "{0} s").format(whole)
    minutes = round(whole / 60)
    if minutes < 60:
        return QCoreApplication.translate("Usage", "{0} min").format(minutes)
    hours, minutes = divmod(minutes, 60)
    return QCoreApplication.translate("Usage", "{0} h {1:02d} min").format(hours, minutes)


class Palette(QWidget):
    """All that was worn, side by side: each shade as wide as its share of the time."""

    def __init__(self, products: Mapping[str, Product]) -> None:
        super().__init__()
        self._products = products
        self._uses: tuple[Use, ...] = ()
        self.setFixedHeight(theme().px(_PALETTE_PX))
        self.setAccessibleName(self.tr("The shades by their share of the time"))

    def show_uses(self, uses: tuple[Use, ...]) -> None:
        """Show these; what has left the catalogue has no colour any more."""
        self._uses = tuple(use for use in uses if use.product in self._products)
        self.setVisible(bool(self._uses))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath()
        path.addRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
        painter.setClipPath(path)
        whole_s = sum(use.worn_s for use in self._uses) or 1.0
        left = 0.0
        for use in self._uses:
            wide = self.width() * use.worn_s / whole_s
            part = QRectF(left, 0, wide + 1, self.height())  # no seam between two
            painter.fillRect(part, _srgb(self._products[use.product]))
            left += wide
        painter.end()


class Chart(QWidget):
    """The shades that are worn longest: a ball, its name, a bar in its own colour."""

    def __init__(self, products: Mapping[str, Product]) -> None:
        super().__init__()
        self._products = products
        self._uses: tuple[Use, ...] = ()
        self._is_waiting = True

    def show_uses(self, uses: tuple[Use, ...]) -> None:
        """Draw these, the longest worn first; without any, what the chart will look like."""
        self._is_waiting = not uses
        self._uses = uses[:_MOST] or tuple(map(Use, islice(self._products, _WAITING)))
        self.setAccessibleName(
            "; ".join(f"{self._name(use)}: {say_time(use.worn_s)}" for use in uses[:_MOST])
        )
        self.setMinimumHeight(len(self._uses) * theme().px(_ROW_PX))
        self.update()

    def _name(self, use: Use) -> str:
        product = self._products.get(use.product)
        return name_of(product) if product is not None else use.product

    def sizeHint(self) -> QSize:
        """Qt's hook."""
        return QSize(700, len(self._uses) * theme().px(_ROW_PX))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's hook."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(_FAINT if self._is_waiting else 1.0)
        most_s = max((use.worn_s for use in self._uses), default=0.0) or 1.0
        row, name = theme().px(_ROW_PX), theme().px(_NAME_PX)
        left = _BALL_PX + 16 + name + 12
        figures = theme().px(_FIGURES_PX)
        room = max(self.width() - left - figures - 12, 40)
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft

        def placed(x: float, y: float, width: float, height: float) -> QRectF:
            return QRectF(self.width() - x - width if is_mirrored else x, y, width, height)

        leading = Qt.AlignmentFlag.AlignRight if is_mirrored else Qt.AlignmentFlag.AlignLeft
        middle = Qt.AlignmentFlag.AlignVCenter
        for index, use in enumerate(self._uses):
            y = index * row
            product = self._products.get(use.product)
            colour = QColor(colours().soft)
            if product is not None:
                lacquer = lacquer_of(product, product.finish)
                paint_ball(
                    painter, lacquer, placed(0, y + (row - _BALL_PX) / 2, _BALL_PX, _BALL_PX)
                )
                colour = _srgb(product)
            painter.setFont(font(SMALL, QFont.Weight.DemiBold))
            painter.setPen(QColor(colours().text))
            said = painter.fontMetrics().elidedText(
                self._name(use), Qt.TextElideMode.ElideRight, name
            )
            painter.drawText(placed(_BALL_PX + 16, y, name, row), leading | middle, said)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours().raised))
            painter.drawRoundedRect(placed(left, y + row / 2 - 9, room, 18), 9, 9)
            if self._is_waiting:
                continue
            painter.setBrush(colour)
            width = max(18.0, room * use.worn_s / most_s)
            painter.drawRoundedRect(placed(left, y + row / 2 - 9, width, 18), 9, 9)
            painter.setPen(QColor(colours().soft))
            painter.setFont(font(SMALL))
            kept = use.photos + use.clips + use.pages
            figure = self.tr("{0} · tried {1} × · kept {2} ×").format(
                say_time(use.worn_s), use.times, kept
            )
            painter.drawText(
                placed(left + room + 12, y, figures, row), leading | middle, figure
            )
        painter.end()


def _srgb(product: Product) -> QColor:
    import numpy as np

    from tryon.core.colour import linear_to_srgb

    red, green, blue = np.clip(linear_to_srgb(np.array(product.shade.reflectance)), 0, 1)
    return QColor.fromRgbF(float(red), float(green), float(blue))


class UsagePage(Page):
    """The chart, for a span of days, and the switch.

    Parameters
    ----------
    products : mapping of id to Product
    path : Path
        Of the counts.
    is_on : bool
    turn : callable
        Turns counting on or off.
    """

    def __init__(
        self,
        products: Mapping[str, Product],
        path: Path,
        is_on: bool,
        turn: Callable[[bool], None],
    ) -> None:
        super().__init__(
            self.tr("Usage"),
            self.tr(
                "What the kiosk counts on this machine: a product, a day, how often, how long. "
                "No pictures, no faces, no visits. Nothing is sent anywhere."
            ),
        )
        self._path, self._days, self._turn = path, 7, turn
        self.switch = button(self.tr("Count usage"), self._switch, "chip")
        self.switch.setCheckable(True)
        self.switch.setChecked(is_on)
        self.export = button(self.tr("Export CSV"), self._choose_export)
        self.eraser = button(self.tr("Erase all counts"), self._erase)
        for made in (self.switch, self.export, self.eraser):
            self.head.addWidget(made)
        spans, self._spans = QHBoxLayout(), QButtonGroup(self)
        spans.setSpacing(SPACE_SMALL)
        for days, title in (
            (1, self.tr("Today")),
            (7, self.tr("7 days")),
            (30, self.tr("30 days")),
            (0, self.tr("All")),
        ):
            chip = button(title, partial(self.show_days, days), "chip")
            chip.setCheckable(True)
            chip.setChecked(days == self._days)
            self._spans.addButton(chip, days)
            spans.addWidget(chip)
        spans.addStretch()
        self.column.addLayout(spans)
        self.summary = words("", "lead", wraps=True)
        self.summary.setFont(font(TITLE))
        self.column.addWidget(self.summary)
        self.said = words("", "soft body", wraps=True)
        self.column.addWidget(self.said)
        self.palette_of = Palette(products)
        self.column.addWidget(self.palette_of)
        self.chart = Chart(products)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(self.chart)
        self.column.addWidget(area, 1)
        self.refresh()

    def show_days(self, days: int) -> None:
        """Show the last `days` days; 0 is all."""
        self._days = days
        self._spans.button(days).setChecked(True)
        self.refresh()

    def refresh(self) -> None:
        """Read the counts again."""
        since = date.today() - timedelta(days=self._days - 1) if self._days else None
        self.uses = read_usage(self._path, since)
        self.palette_of.show_uses(self.uses)
        self.chart.show_uses(self.uses)
        self.export.setEnabled(bool(self.uses))
        self.eraser.setEnabled(self._path.exists())
        self.eraser.setText(self.tr("Erase all counts"))
        self._is_asked = False
        if self.uses:
            self.summary.setText(
                self.tr(
                    "%n shades were worn for {0}; taken home: {1}.", "", len(self.uses)
                ).format(
                    say_time(sum(use.worn_s for use in self.uses)),
                    sum(use.photos + use.clips + use.pages for use in self.uses),
                )
            )
        elif self.switch.isChecked():
            self.summary.setText(self.tr("Nothing was counted in these days."))
        else:
            self.summary.setText(
                self.tr("Counting is off. Turn it on to learn which shades are worn.")
            )
        self._say("")

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.setVisible(bool(text))

    def _switch(self) -> None:
        self._turn(self.switch.isChecked())
        self.refresh()

    def _choose_export(self) -> None:
        kinds = self.tr("Tables") + " (*.csv)"
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Export CSV"), "usage.csv", kinds)
        if name:
            self.export_to(Path(name))

    def export_to(self, out: Path) -> None:
        """Write what is shown as a table."""
        try:
            export_usage(self.uses, out)
            self._say(self.tr("Written: {0}").format(out))
        except TryOnError as error:
            self._say(str(error))

    def _erase(self) -> None:
        """Erase, at the second touch: this cannot be undone."""
        if not self._is_asked:
            self._is_asked = True
            self.eraser.setText(self.tr("Erase for good?"))
            return
        try:
            erase_usage(self._path)
        except OSError as error:
            self._say(str(error))
            return
        self.refresh()
