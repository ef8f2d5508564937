"""The shades: a table to look through, what each looks like, import and making new ones."""

import threading
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import Qt, QTime, Signal
from PySide6.QtGui import QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QButtonGroup,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTableView,
    QVBoxLayout,
)

from tryon.app.desk.change import Change
from tryon.app.desk.page import Page, button, words
from tryon.app.desk.report import Report
from tryon.app.desk.shade_detail import ShadeDetail
from tryon.app.desk.shelf import (
    BALL_PX,
    COLOUR,
    FINISH,
    LAB,
    NAME,
    PICTURE,
    PRICE,
    ROW_PX,
    SKU,
    Picture,
    Shelf,
)
from tryon.app.language import name_of, say_hint, say_message
from tryon.app.shade_draft import BRAND, Draft
from tryon.app.shade_editor import ShadeEditor
from tryon.app.shade_making import FILE, measure, save
from tryon.app.theme import SPACE, SPACE_SMALL, colours, theme
from tryon.app.window import Bell
from tryon.catalogue.collection import catalogue_folder
from tryon.catalogue.exchange import Imported, export_table, import_table
from tryon.catalogue.product import Product
from tryon.core.errors import TryOnError
from tryon.effects.finish import FINISHES
from tryon.engine import Look

_DETAIL_PX, _DETAIL_TIGHT_PX, _TIGHT_PX = 400, 300, 1250
_DETAIL_LEAST_PX, _NAME_LEAST_PX = 250, 90
#: Below this names need the room of what stands in the detail, too; and the editor all of it.
_NARROW_PX, _NARROWEST_PX = 950, 800
#: Columns that do not share the rest.
_WIDTHS_PX = {PICTURE: BALL_PX + 26, SKU: 110, FINISH: 100, LAB: 140, COLOUR: 130, PRICE: 76}


def _table_style() -> str:
    c = colours()
    return f"""
QTableView {{ background: {c.background}; border: none; gridline-color: {c.line};
    selection-background-color: {c.raised}; selection-color: {c.text}; }}
QTableView::item {{ border-bottom: 1px solid {c.line}; padding: 0 8px; }}
QTableView::item:selected {{ background: {c.raised}; }}
QHeaderView::section {{ background: {c.background}; color: {c.soft}; border: none;
    border-bottom: 1px solid {c.line}; padding: 8px; font-weight: 600; }}
QLineEdit {{ min-height: 40px; }}
"""


class ShadesPage(Page):
    """The table, and beside it the shade that is looked at.

    Parameters
    ----------
    products : mapping of id to Product
    read : callable
        Reads the products again.
    """

    counted = Signal(int)

    def __init__(
        self,
        products: Mapping[str, Product],
        read: Callable[[], Mapping[str, Product]],
        keep_draft: Callable[[Draft | None], None] = lambda draft: None,
    ) -> None:
        super().__init__(self.tr("Shades"))
        self._read, self._keep_draft = read, keep_draft
        self._last: Change | None = None
        self._done: Imported | TryOnError | None = None
        self._editor: ShadeEditor | None = None
        self._imports: threading.Thread | None = None
        self._imported, self._fresh = Bell(), Bell()
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="tryon-products")
        self._came: deque[tuple[Mapping[str, Product], Callable[[], None]]] = deque()
        self._fresh.rung.connect(self._take_products)
        self._imported.rung.connect(self._show_import)
        self.shelf, self._picture_of = Shelf(), Picture()
        self.setStyleSheet(_table_style())
        self._compose()
        self.fill(products)
        QShortcut("Ctrl+F", self).activated.connect(self.search.setFocus)
        QShortcut("Ctrl+Z", self).activated.connect(self.undo)

    # Building.

    def _compose(self) -> None:
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Name, number, finish"))
        self.search.setAccessibleName(self.tr("Search shades"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._look_for)
        self._import = button(self.tr("Import spreadsheet"), self.choose_table)
        for made in (
            self._import,
            button(self.tr("Export"), self.choose_export),
            button(self.tr("New shade"), self.new_shade, "primary"),
        ):
            self.head.addWidget(made)
        self._asked = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._asked.setSpacing(SPACE_SMALL)
        self._asked.addWidget(self.search, 1)
        chosen = QHBoxLayout()
        chosen.setSpacing(SPACE_SMALL)
        self._asked.addLayout(chosen)
        self._statuses = QButtonGroup(self)
        for status, title in (
            ("", self.tr("All")),
            ("verified", self.tr("Verified")),
            ("estimated", self.tr("Estimated")),
        ):
            chip = button(title, self._look_for, "chip")
            chip.setCheckable(True)
            chip.setProperty("status", status)
            chip.setChecked(not status)
            self._statuses.addButton(chip)
            chosen.addWidget(chip)
        self.table = self._make_table()
        self.none = words(self.tr("No shade is called so."), "soft body")
        self.report = Report()
        self.report.undo_wanted.connect(self.undo)
        self.report.rest_wanted.connect(self._import_good_rows)
        self.report.shared_told.connect(self._import_again)
        left = QVBoxLayout()
        left.setSpacing(SPACE_SMALL)
        left.addLayout(self._asked)
        left.addWidget(self.none)
        left.addWidget(self.table, 1)
        left.addWidget(self.report)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addLayout(left, 1)
        self.detail = ShadeDetail()
        self.detail.change_wanted.connect(self.change_shade)
        row.addWidget(self.detail)
        self.column.addLayout(row, 1)

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.shelf)
        table.setAccessibleName(self.tr("Shades"))
        table.setItemDelegateForColumn(PICTURE, self._picture_of)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        rows = table.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(theme().px(ROW_PX))
        heads = table.horizontalHeader()
        heads.setHighlightSections(False)
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        heads.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        heads.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        for column, width_px in _WIDTHS_PX.items():
            table.setColumnWidth(column, theme().px(width_px))
        table.setSortingEnabled(True)
        table.selectionModel().currentRowChanged.connect(lambda *_: self._show_chosen())
        table.doubleClicked.connect(lambda *_: self.change_shade())
        return table

    # The table.

    def fill(self, products: Mapping[str, Product]) -> None:
        """Show these products."""
        self._products = self._new = products
        self.shelf.fill(list(products.values()))
        self.counted.emit(len(products))
        self._choose_first()

    @property
    def chosen(self) -> Product | None:
        """The shade that is looked at."""
        row = self.table.currentIndex().row()
        return self.shelf.rows[row] if 0 <= row < len(self.shelf.rows) else None

    def _look_for(self, _: object = None) -> None:
        chip = self._statuses.checkedButton()
        self.shelf.look_for(self.search.text(), chip.property("status") if chip else "")
        self._choose_first()

    def _choose_first(self) -> None:
        self.none.setVisible(not self.shelf.rows)
        if self.shelf.rows:
            self.table.selectRow(0)
        self._show_chosen()

    def choose(self, product: Product) -> None:
        """Look at a product, if it is shown."""
        for row, shown in enumerate(self.shelf.rows):
            if shown.id == product.id:
                self.table.selectRow(row)

    def _show_chosen(self) -> None:
        is_making = self._editor is not None and not self._editor.isHidden()
        self.detail.show_shade(self.chosen, is_worn=not is_making)

    def is_ready(self) -> bool:
        """Whether the picture of the shade is there."""
        return self.detail.is_ready()

    # Import and export.

    def choose_table(self) -> None:
        """Ask for a table, and import it."""
        kinds = self.tr("Tables") + " (*.csv *.tsv *.txt)"
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Import spreadsheet"), "", kinds)
        if name:
            self.import_table(Path(name))

    def import_table(
        self, path: Path, shared: Mapping[str, str] | None = None, *, is_strict: bool = True
    ) -> None:
        """Import a table, all of it or nothing; the window stays alive meanwhile.

        `shared` is what holds for all its rows: brand and currency.
        """
        if self._imports is not None:
            return
        target = catalogue_folder() / f"{path.stem}.toml"
        self._table, self._shared = path, shared
        self._import.setEnabled(False)
        self.report.say(self.tr("{0} is being read…").format(path.name))
        try:
            self._before = Change.of(target)
        except OSError as error:
            self.report.say(str(error), is_bad=True)
            self._import.setEnabled(True)
            return

        def work() -> None:
            try:
                self._done = import_table(path, target, is_strict=is_strict, shared=shared)
                if self._done.is_written:
                    self._new = self._read()  # thousands take a second, too
            except TryOnError as error:
                self._done = error
            self._imported.ring()

        self._imports = threading.Thread(target=work, name="tryon-import", daemon=True)
        self._imports.start()

    def _import_good_rows(self) -> None:
        self.import_table(self._table, self._shared, is_strict=False)

    def _import_again(self, shared: Mapping[str, str]) -> None:
        self.import_table(self._table, {**(self._shared or {}), **shared})

    def _show_import(self) -> None:
        if self._imports is not None:
            self._imports.join()
        self._imports = None
        self._import.setEnabled(True)
        done = self._done
        if isinstance(done, TryOnError):
            self.report.say(f"{say_message(str(done))} {say_hint(done.hint)}", is_bad=True)
            self.report.ask(tuple(self._shared or ()))  # one of them may be what is wrong
        elif done is not None:
            if done.is_written:
                self._last = self._before
                self.fill(self._new)
            self.report.show_import(done, QTime.currentTime())

    def choose_export(self) -> None:
        """Ask where to, and write all products as a table."""
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Export"), "tryon.csv", self.tr("Tables") + " (*.csv)"
        )
        if not name:
            return
        try:
            target = Path(name) if Path(name).suffix else Path(f"{name}.csv")
            count = export_table(self._products.values(), target)
            self.report.say(self.tr("%n products are in {0}.", "", count).format(target))
        except TryOnError as error:
            self.report.say(f"{error} {say_hint(error.hint)}", is_bad=True)

    def undo(self) -> None:
        """Take the last import, or the last shade that was saved, back."""
        change, self._last = self._last, None
        if change is None:
            return
        try:
            change.undo()
            self.report.say(self.tr("Undone: the products are as they were before."))
        except (TryOnError, OSError) as error:
            self._last = change
            self.report.say(str(error), is_bad=True)
        self._read_again(lambda: None)

    def _read_again(self, then: Callable[[], None]) -> None:
        """Read the products on another thread, since thousands take a second; then go on."""

        def work() -> None:
            self._came.append((self._read(), then))
            self._fresh.ring()

        self._reader.submit(work)

    def _take_products(self) -> None:
        while self._came:
            products, then = self._came.popleft()
            self.fill(products)
            then()

    # Making shades.

    @property
    def editor(self) -> ShadeEditor:
        """The editor, made when it is first wanted."""
        if self._editor is None:
            editor = self._editor = ShadeEditor(
                tuple(FINISHES), lambda: set(self._products), self._save, measure, parent=self
            )
            editor.hide()
            editor.worn.connect(self._try_on)
            editor.left.connect(self._left)
            editor.saved.connect(self._saved)
        return self._editor

    def new_shade(self) -> None:
        """Make a shade."""
        self.edit(Draft())

    def change_shade(self) -> None:
        """Change the shade that is looked at if it was made here; else make one like it."""
        product = self.chosen
        if product is not None:
            self.edit(Draft.like(product, is_same=product.brand == BRAND))

    def edit(self, draft: Draft) -> None:
        """Open the editor with a draft."""
        editor = self.editor
        self._lay_editor()
        editor.begin(draft)

    def leave_editor(self) -> None:
        """Show the shades again; what was not saved is forgotten."""
        if self._editor is not None and self._editor.isVisible():
            self._editor.leave()

    def _lay_editor(self) -> None:
        if self._editor is not None:
            shown = self.table.geometry().united(self.search.geometry())
            for chip in self._statuses.buttons():
                shown = shown.united(chip.geometry())
            if self.width() < _NARROWEST_PX:  # no room for the portrait, too
                shown = shown.united(self.detail.geometry())
            shown.setBottom(self.height())
            self._editor.setGeometry(shown)

    def _try_on(self, look: Look | None) -> None:
        if look:
            draft = self.editor.draft
            self.detail.try_on(look, draft.name)
            self._keep_draft(draft)

    def _save(self, entry: dict[str, object]) -> Product:
        change = Change.of(catalogue_folder() / FILE)
        product = save(entry)
        self._last = change
        return product

    def _saved(self, product: Product) -> None:
        self._keep_draft(None)
        self.editor.hide()
        self.table.setFocus()
        self._read_again(lambda: self.choose(product))
        self.report.say(
            self.tr("{0} is among your shades.").format(name_of(product)), can_undo=True
        )

    def _left(self) -> None:
        self._keep_draft(None)
        self.table.setFocus()
        self._show_chosen()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's hook."""
        super().resizeEvent(event)
        is_tight = self.width() < _TIGHT_PX
        is_narrow = self.width() < theme().px(_NARROWEST_PX)
        self.detail.widen(
            _DETAIL_LEAST_PX if is_narrow else _DETAIL_TIGHT_PX if is_tight else _DETAIL_PX
        )
        # What is asked for stands in two lines where one has no room for both.
        direction = QBoxLayout.Direction
        self._asked.setDirection(direction.TopToBottom if is_narrow else direction.LeftToRight)
        self.table.setColumnHidden(LAB, is_tight)
        for column in (SKU, FINISH):
            self.table.setColumnHidden(column, self.width() < _NARROW_PX)
        others_px = theme().px(sum(_WIDTHS_PX[column] for column in (PICTURE, COLOUR, PRICE)))
        for_names_px = self.width() - self.detail.width() - SPACE - others_px
        self.table.setColumnHidden(COLOUR, for_names_px < theme().px(_NAME_LEAST_PX))
        self._lay_editor()

    def close_all(self) -> None:
        """End the threads."""
        self.detail.fitting.close()
        self._reader.shutdown(wait=True, cancel_futures=True)
        if self._imports is not None:
            self._imports.join()
