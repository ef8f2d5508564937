"""A button that is one of several, of which one is chosen."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractButton


class Choice(QAbstractButton):
    """The keyboard reaches the chosen one first, and the others by arrows."""

    def __init__(self) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt's hook: Qt itself would begin with the first of the group."""
        super().focusInEvent(event)
        is_tab = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        )
        chosen = self.group().checkedButton() if self.group() else None
        if is_tab and chosen is not None and chosen is not self:
            chosen.setFocus(Qt.FocusReason.OtherFocusReason)
