"""Ties the shade editor to the mirror: it covers the panel, and what it makes is worn."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from tryon.app.session import Session
from tryon.app.shade_draft import BRAND, Draft
from tryon.app.shade_editor import ShadeEditor
from tryon.app.tint import Tint
from tryon.catalogue.product import Product

#: The file in the user's folder in which shades are kept that were made here.
FILE = "my-shades.toml"


class ShadeMaking:
    """Opens the editor over a panel.

    No `QObject`: as a child of the window that also knows the window, it made Qt for Python
    crash when both were collected.

    Parameters
    ----------
    window, panel : QWidget
        The editor is a child of the first and lies over the second.
    session : Session
    finishes : collection of str
    """

    def __init__(
        self, window: QWidget, panel: QWidget, session: Session, finishes: Collection[str]
    ) -> None:
        self._window, self._panel, self._session = window, panel, session
        self._finishes = tuple(finishes)
        self._editor: ShadeEditor | None = None

    @property
    def editor(self) -> ShadeEditor:
        """The editor, made when it is first wanted."""
        if self._editor is None:
            self._editor = ShadeEditor(
                self._finishes, self._taken, save, measure, parent=self._window
            )
            self._editor.hide()
            self._editor.worn.connect(self._session.dressing.try_on)
            self._editor.left.connect(lambda: self._session.dressing.try_on(None))
            self._editor.saved.connect(self._saved)
        return self._editor

    def new_shade(self) -> None:
        """Make a shade, beginning with what is worn."""
        self._open(Draft.like(self._session.state.worn.product))

    def change_shade(self) -> None:
        """Change the shade that is worn, if it was made here; else make one like it."""
        product = self._session.state.worn.product
        is_mine = product is not None and product.brand == BRAND
        self._open(Draft.like(product, is_same=is_mine))

    def follow(self) -> None:
        """Lay the editor over the panel, wherever that is now."""
        if self._editor is not None:
            self._editor.setGeometry(self._panel.geometry())

    def _open(self, draft: Draft) -> None:
        editor = self.editor
        if (layout := self._window.layout()) is not None:
            layout.activate()  # the panel may not have been laid out since it grew
        self.follow()
        editor.begin(draft)

    def _taken(self) -> Collection[str]:
        from tryon.catalogue.collection import load_catalogue

        return {*self._session.products, *load_catalogue().products}

    def _saved(self, product: Product) -> None:
        self._session.dressing.try_on(None)
        self._session.dressing.wear(product)


def save(entry: dict[str, Any]) -> Product:
    """Put a product among the user's own; raises `TryOnError`."""
    from tryon.catalogue.collection import catalogue_folder
    from tryon.catalogue.exchange import save_product

    return save_product(entry, catalogue_folder() / FILE)


def measure(path: Path) -> tuple[Tint, str, str]:
    """Take colour and finish from a photograph of a swatch; raises `TryOnError`."""
    from tryon.catalogue.swatch import read_swatch
    from tryon.sources.still import read_photo

    found = read_swatch(read_photo(path))
    lightness, a, b = (f"{value:.1f}" for value in found.lab.tolist())
    lab = (lightness, a, b)
    tint = Tint("lab", lab=lab, photographed=(lab, round(found.error_de2000, 1)))
    words = QCoreApplication.translate(
        "ShadeMaking",
        "From the photo: off by about ΔE {0:.1f}. It was taken for opaque; paper that shines "
        "through would have made it lighter.",
    ).format(found.error_de2000)
    if found.white is not None and not found.white.is_clear:
        words += " " + QCoreApplication.translate(
            "ShadeMaking", "Whether the paper is white or cream is not clear."
        )
    return tint, found.sheen.finish, words
