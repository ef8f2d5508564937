"""Above the studio's preview: the source, how it fares, and how the window looks and speaks."""

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from tryon.app.appearance import Appearance, AppearanceButton
from tryon.app.kiosk.parts import label
from tryon.app.meters import Meters, Reading
from tryon.app.source_picker import SourcePicker
from tryon.app.studio.meters_panel import LITTLE_BYTES
from tryon.app.studio.parts import tool_button
from tryon.app.theme import colours

#: Of a width from which on the meters say their units.
_ROOMY_PX = 2000


class TopBar(QWidget):
    """One line that says less where there is less room.

    Parameters
    ----------
    look : Appearance

    Attributes
    ----------
    picker : SourcePicker
    panels : QPushButton
        Opens what panels there are.
    appearance : AppearanceButton
    """

    def __init__(self, look: Appearance) -> None:
        super().__init__()
        self.picker = SourcePicker(can_calibrate=False)
        self.panels: QPushButton = tool_button("panels", "", self.tr("Panels"))
        self.panels.setProperty("part", "icon")
        self.appearance = AppearanceButton(look)
        self._meters, self._disk = Meters(), label("", "soft")
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(18, 6, 12, 6)
        row.setSpacing(14)
        row.addWidget(label("tryon studio", "wordmark"))
        row.addWidget(self.picker)
        row.addStretch()
        for widget in (self._meters, self._disk, self.panels, self.appearance):
            row.addWidget(widget)

    def show_reading(self, reading: Reading, dropped: int) -> None:
        """Write how the mirror is doing."""
        self._meters.show_reading(reading, dropped)

    def show_disk(self, left_bytes: int | None) -> None:
        """Say how much room there is for recordings; None is not known."""
        if left_bytes is not None:
            self._disk.setText(self.tr("{0:.0f} GB left").format(left_bytes / 1e9))
            self._disk.setToolTip(self.tr("Room on the disk for recordings"))
            is_little = left_bytes < LITTLE_BYTES
            self._disk.setStyleSheet(f"color: {colours().attention};" if is_little else "")
        if self._needs_px() > self.window().width():
            self.fit()  # figures have grown

    def _needs_px(self) -> int:
        return self._row.sizeHint().width()

    def fit(self) -> None:
        """Say less where there is less room: the panel of meters has all."""
        for is_terse, has_disk, has_meters in (
            (False, True, True),
            (True, True, True),
            (True, False, True),
            (True, False, False),
        ):
            self._meters.fit_into(0 if is_terse else _ROOMY_PX)
            self._disk.setVisible(has_disk and bool(self._disk.text()))
            self._meters.setVisible(has_meters)
            self._row.invalidate()
            if self._needs_px() <= self.window().width():
                break
