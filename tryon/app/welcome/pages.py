"""The three questions of the first run."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from tryon.app.ball import lacquer_of
from tryon.app.kiosk.parts import label, large_button
from tryon.app.language import name_of, say_finish, say_hint
from tryon.app.over_mirror import OverMirror
from tryon.app.preview import Preview
from tryon.app.session import Session
from tryon.app.state import Feed, NoticeKind, State
from tryon.app.swatches import FAMILIES, family
from tryon.app.theme import SPACE, SPACE_SMALL, theme
from tryon.app.welcome.cards import CameraCard, Card, RoleCard, ShadeCard
from tryon.catalogue.product import Product
from tryon.core.scene import Bytes
from tryon.sources.camera import CameraInfo

#: Roles in the order in which they are offered.
ROLES = ("mirror", "kiosk", "studio", "desk")
#: So many shades are offered.
_SHADES = 6
#: A narrower page has two cards in a row, in px of the type scale.
_NARROW_PX = 900

#: A lower page has three shades in a row: what is touched does not shrink with type.
_LOW_PX = 340


def first_shades(products: Mapping[str, Product]) -> list[Product]:
    """Choose a few to begin with: one of every family of colours, each in another finish."""
    lips = [
        product
        for product in products.values()
        if product.wear.get("effect") == "lipstick" and product.in_stock
    ]
    found: list[Product] = []
    for name in ("Reds", "Berries", "Pinks", "Corals", "Nudes"):
        if name not in FAMILIES:
            continue
        of_family = [p for p in lips if family(p.shade.reflectance) == name]
        finishes = {p.finish for p in found}
        found += sorted(of_family, key=lambda p: p.finish in finishes)[:1]
    return [*found, *(p for p in lips if p not in found)][:_SHADES]


class Question(QWidget):
    """A question in large type, and cards to answer it with.

    Parameters
    ----------
    title, text : str
    """

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.text = label(text, "soft body", wraps=True)
        heading = label(title, "display", wraps=True)
        for words in (heading, self.text):
            words.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme().px(SPACE_SMALL))
        self.column.addStretch(1)
        self.column.addWidget(heading)
        self.column.addWidget(self.text)
        self.column.addSpacing(theme().px(SPACE_SMALL))
        self._grid = QGridLayout()
        self._grid.setSpacing(theme().px(SPACE))
        self.column.addLayout(self._grid, 20)
        self.column.addStretch(2)
        self.cards: list[Card] = []

    def offer(self, cards: Sequence[Card]) -> None:
        """Offer these answers; cards that were there before and are not any more go."""
        for card in self.cards:
            self._grid.removeWidget(card)
            if card not in cards:
                card.hide()
                card.deleteLater()
        self.cards = list(cards)
        self._lay()

    def _lay(self) -> None:
        is_wide = self.width() >= max(theme().px(_NARROW_PX), self.height())
        columns = max(min(len(self.cards), 4 if is_wide else 2), 2)
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        for place, card in enumerate(self.cards):
            self._grid.addWidget(card, *divmod(place, columns))
            card.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's hook."""
        super().resizeEvent(event)
        for card in self.cards:
            self._grid.removeWidget(card)
        self._lay()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's hook: the figures answer, too."""
        place = event.key() - Qt.Key.Key_1
        if 0 <= place < len(self.cards):
            self.cards[place].click()
        else:
            super().keyPressEvent(event)


class WhoPage(Question):
    """Who the program is for."""

    chosen = Signal(str)

    def __init__(self, shades: Sequence[Product]) -> None:
        super().__init__(
            self.tr("Who is it for?"),
            self.tr("Everything stays within reach later; this is what opens first."),
        )
        words = {
            "mirror": (
                self.tr("For me"),
                self.tr("A mirror with lipsticks and clothes."),
                "mirror",
            ),
            "kiosk": (
                self.tr("For shoppers"),
                self.tr("A kiosk that fills the screen, asks first, and forgets everything."),
                "person",
            ),
            "studio": (
                self.tr("For a live show"),
                self.tr("A studio beside OBS or alone, with looks on keys."),
                "broadcast",
            ),
            "desk": (
                self.tr("For my shop"),
                self.tr("A desk for products, clothes and the kiosk's rules."),
                "chart",
            ),
        }
        lacquers = [lacquer_of(product, product.finish) for product in shades]
        roles = [
            RoleCard(kind, *words[kind], lacquers[place:] + lacquers[:place])
            for place, kind in enumerate(ROLES)
        ]
        for card in roles:
            card.clicked.connect(partial(self.chosen.emit, card.kind))
        self.roles = roles
        self.offer(roles)


class CameraPage(Question):
    """Which source the pictures come from."""

    chosen = Signal(str)
    again = Signal()

    def __init__(self) -> None:
        super().__init__(
            self.tr("Which camera?"),
            self.tr("You see what each of them sees. Nothing leaves this computer."),
        )
        self._by_word: dict[str, CameraCard] = {}
        row = QHBoxLayout()
        row.addWidget(large_button(self.tr("Look for cameras again"), self.again.emit))
        row.addStretch()
        self.column.addLayout(row)

    def show_cameras(self, cameras: Sequence[CameraInfo]) -> None:
        """Offer these, and the demo."""
        if not cameras:
            self.text.setText(
                self.tr("No camera was found. Plug one in, or go on with the demo.")
            )
        else:
            self.text.setText(
                self.tr("You see what each of them sees. Nothing leaves this computer.")
            )
        wanted = {
            **{f"camera:{camera.index}": (camera.name, "video camera") for camera in cameras},
            "demo": (self.tr("Demo"), "sparkle"),
        }
        kept = {word: card for word, card in self._by_word.items() if word in wanted}
        for word, (name, sign) in wanted.items():
            if word not in kept:
                said = self.tr("One moment …")
                if word == "demo":
                    said = self.tr("A portrait in changing light; it needs no camera.")
                kept[word] = CameraCard(name, said, sign)
                kept[word].clicked.connect(partial(self.chosen.emit, word))
        self._by_word = {word: kept[word] for word in wanted}
        self.offer(list(self._by_word.values()))

    @property
    def words(self) -> list[str]:
        """SOURCE words of what is offered."""
        return list(self._by_word)

    def has_picture(self, word: str) -> bool:
        """Whether a source has shown anything."""
        return word in self._by_word and self._by_word[word].has_picture

    def show_picture(self, word: str, bgrx: Bytes | None, hint: str = "") -> None:
        """Show what a source sees, or what keeps it from seeing."""
        card = self._by_word.get(word)
        if card is None:
            return
        if hint:
            card.say(say_hint(hint))
            card.show_picture(None)
        elif bgrx is not None:
            card.show_picture(bgrx)
            if word != "demo":
                card.say(self.tr("This is what it sees now."))


class ShadePage(QWidget):
    """The mirror, live, and a few shades beside it.

    Parameters
    ----------
    session : Session
    shades : sequence of Product
    done : str
        What the last button says.
    """

    finished = Signal()
    back = Signal()

    def __init__(self, session: Session, shades: Sequence[Product], done: str) -> None:
        super().__init__()
        self._session = session
        self.preview = Preview(session.screen)
        self.over = OverMirror(self.preview)
        self.over.banners.acted.connect(self._mend)
        self.over.banners.dismissed.connect(session.dismiss)
        self.title = label(self.tr("Your first shade"), "headline", wraps=True)
        self.text = label("", "soft body", wraps=True)
        for words in (self.title, self.text):
            words.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._grid = QGridLayout()
        self._grid.setSpacing(theme().px(8))
        self.cards: dict[str, ShadeCard] = {}
        for product in shades:
            card = ShadeCard(
                name_of(product),
                say_finish(product.finish),
                lacquer_of(product, product.finish),
            )
            card.clicked.connect(partial(self._wear, product))
            self.cards[product.id] = card
        self.done = large_button(done, self.finished.emit, is_primary=True)
        side = QVBoxLayout()
        side.setSpacing(theme().px(SPACE_SMALL))
        side.addWidget(self.title)
        side.addWidget(self.text)
        side.addLayout(self._grid, 1)
        side.addWidget(self.done)
        side.addWidget(large_button(self.tr("Another camera"), self.back.emit))
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme().px(SPACE))
        self._row.addWidget(self.preview, 5)
        self._row.addLayout(side, 3)

    def show_state(self, state: State) -> None:
        """Follow the session."""
        worn = state.worn.product
        for product_id, card in self.cards.items():
            card.setChecked(worn is not None and worn.id == product_id)
            card.show_sample(state.samples.get(product_id))
        if state.notice(NoticeKind.NO_CAMERA) is not None:
            said = self.tr("No camera was found, so this is the demo. Touch a shade.")
        elif state.feed is Feed.SHOWING:
            said = self.tr("Touch a shade: it is on your lips.")
        else:
            said = self.tr("Touch a shade; the picture comes in a moment.")
        self.text.setText(said)
        if state.feed is not Feed.SHOWING:
            self.preview.blank()
        self.preview.aim(state.is_mirrored, fills=True)
        # What the side says is not said again, on the forehead.
        notices = tuple(n for n in state.notices if n.kind is not NoticeKind.NO_CAMERA)
        self.over.show_state(replace(state, notices=notices))

    def _wear(self, product: Product) -> None:
        self._session.dressing.wear(product)

    def _mend(self, notice: object, does: str) -> None:
        kind = getattr(notice, "kind", None)
        if does == "choose source":
            self.back.emit()
        elif isinstance(kind, NoticeKind):
            self._session.try_again(kind)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's hook."""
        super().resizeEvent(event)
        direction = QBoxLayout.Direction
        is_tall = self.height() > self.width()
        self._row.setDirection(direction.TopToBottom if is_tall else direction.LeftToRight)
        columns = 3 if is_tall or self.height() < _LOW_PX else 2
        for place, card in enumerate(self.cards.values()):
            self._grid.addWidget(card, *divmod(place, columns))
        self.show_state(self._session.state)
