"""Panels round the preview that can be moved, floated, closed and brought back."""

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QDockWidget,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QPushButton,
    QTabBar,
    QTabWidget,
    QWidget,
)

from tryon.app.icons import icon
from tryon.app.kiosk.parts import label
from tryon.app.theme import colours, theme

#: Moving a dock rings often; what was meant is known a moment later.
_SETTLE_MS = 400


class Docks(QMainWindow):
    """Holds the preview in the middle, and the panels at its sides.

    Parameters
    ----------
    stage : QWidget
        What stands in the middle.
    """

    moved = Signal()

    def __init__(self, stage: QWidget) -> None:
        super().__init__()
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setCentralWidget(stage)
        self.setDockOptions(
            QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AllowNestedDocks
        )
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        for corner, area in (
            (Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea),
            (Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea),
        ):
            self.setCorner(corner, area)
        self._docks: dict[str, QDockWidget] = {}
        self._usual = QByteArray()
        self._settling = QTimer(self, interval=_SETTLE_MS, singleShot=True)
        self._settling.timeout.connect(self._tell)
        self._settling.timeout.connect(self.moved)

    def add(
        self,
        name: str,
        title: str,
        inside: QWidget,
        area: Qt.DockWidgetArea,
        *,
        least_px: int = 0,
        beside: str = "",
    ) -> QDockWidget:
        """Add a panel; one that is `beside` another shares its place, behind a tab."""
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        dock.setAccessibleName(title)
        feature = QDockWidget.DockWidgetFeature
        dock.setFeatures(
            feature.DockWidgetMovable | feature.DockWidgetFloatable | feature.DockWidgetClosable
        )
        dock.setTitleBarWidget(DockTitle(dock))
        inside.setProperty("part", "page")
        inside.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inside.setMinimumWidth(max(least_px, inside.minimumWidth()))
        dock.setWidget(inside)
        self.addDockWidget(area, dock)
        if beside:
            self.tabifyDockWidget(self._docks[beside], dock)
        for changed in (dock.dockLocationChanged, dock.topLevelChanged, dock.visibilityChanged):
            changed.connect(lambda *_: self._settling.start())
        self._docks[name] = dock
        return dock

    def __getitem__(self, name: str) -> QDockWidget:
        return self._docks[name]

    def settle(self, layout: str) -> None:
        """Call this arrangement the usual one, then take `layout`, as `layout()` wrote it."""
        self._usual = self.saveState()
        if layout:
            self.restoreState(QByteArray.fromBase64(QByteArray(layout.encode())))
        self._tell()

    def layout_text(self) -> str:
        """Write down where everything is."""
        return bytes(self.saveState().toBase64().data()).decode()

    def restore(self) -> None:
        """Put every panel back where it usually is."""
        self.restoreState(self._usual)
        self._settling.start()

    def open(self, name: str, is_wanted: bool = True) -> None:
        """Show a panel, in front of those that share its place; or close it."""
        dock = self._docks[name]
        dock.setVisible(is_wanted)
        if is_wanted:
            dock.raise_()

    def fill(self, menu: QMenu) -> None:
        """Offer every panel, and the usual arrangement."""
        menu.clear()
        for dock in self._docks.values():
            action = QAction(dock.windowTitle(), menu)
            action.setCheckable(True)
            action.setChecked(not dock.isHidden())
            name = dock.objectName()
            action.triggered.connect(lambda is_on, name=name: self.open(name, is_on))
            menu.addAction(action)
        menu.addSeparator()
        usual = QAction(self.tr("Put all panels back"), menu)
        usual.triggered.connect(self.restore)
        menu.addAction(usual)

    def _tell(self) -> None:
        """Name the bars of tabs, which come and go; a tab says the name of its panel."""
        for bar in self.findChildren(QTabBar):
            bar.setAccessibleName(self.tr("Panels"))
            bar.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            bar.setDrawBase(False)
            bar.setExpanding(False)
        for dock in self._docks.values():
            others = self.tabifiedDockWidgets(dock)
            is_tabbed = not dock.isFloating() and any(not o.isHidden() for o in others)
            title = dock.titleBarWidget()
            if isinstance(title, DockTitle):
                title.show_name(is_wanted=not is_tabbed)


class DockTitle(QWidget):
    """The head of a panel: its name, and ways to float and to close it.

    Parameters
    ----------
    dock : QDockWidget
    """

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self._dock = dock
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("part", "page")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 2, 6, 0)
        row.setSpacing(2)
        self._name = label(dock.windowTitle(), "heading")
        self._float = self._button("float")
        self._float.clicked.connect(lambda: dock.setFloating(not dock.isFloating()))
        self._close = self._button("close")
        self._close.clicked.connect(dock.close)
        row.addWidget(self._name, 1)
        row.addWidget(self._float)
        row.addWidget(self._close)
        dock.topLevelChanged.connect(lambda _: self._say())
        self._say()

    def _button(self, sign: str) -> QPushButton:
        button = QPushButton(icon(sign, colours().soft), "")
        button.setProperty("part", "tiny")
        side = theme().px(14)
        button.setIconSize(QSize(side, side))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _say(self) -> None:
        title = self._dock.windowTitle()
        away = self.tr("Put {0} back") if self._dock.isFloating() else self.tr("Detach {0}")
        for button, text in (
            (self._float, away.format(title)),
            (self._close, self.tr("Close {0}").format(title)),
        ):
            button.setAccessibleName(text)
            button.setToolTip(text)

    def show_name(self, *, is_wanted: bool) -> None:
        """Say the panel's name, unless a tab does."""
        self._name.setText(self._dock.windowTitle() if is_wanted else "")
