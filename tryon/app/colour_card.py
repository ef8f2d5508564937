"""A card that says what is known about the colour, and what would make it better."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from tryon.app.icons import icon
from tryon.app.knobs import Knob
from tryon.app.lamp_row import LampRow
from tryon.app.state import State
from tryon.app.theme import colours
from tryon.core.scene import ColourError, Light
from tryon.light.display import USUAL_DISPLAY_DE2000
from tryon.light.known import KnownState, PlacePhase
from tryon.light.reference import Phase
from tryon.light.sheet import Kind

#: What stays free above and below the card; what is more can be scrolled.
_EDGE_PX = 12
#: Left, above, right and below its words; and of a bar to scroll with, in px.
_MARGINS, _SCROLL_PX = (20, 0, 12, 14), 8


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known, or not.

    Attributes
    ----------
    sign : str
        Name of an icon.
    title, text : str
    is_good : bool
        Whether it was measured, and nothing is to be done about it.
    """

    sign: str
    title: str
    text: str
    is_good: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be done.

    Attributes
    ----------
    does : str
        "white", "drop white", "calibrate", "remember", "forget", "stay", "lock", "leave",
        "display", "drop display", "other light".
    sign, text : str
    """

    does: str
    sign: str
    text: str


def facts(
    state: State, known: KnownState, light: Light | None, errors: Sequence[ColourError]
) -> tuple[Fact, ...]:
    """Say what is known of light, camera, shade and display."""
    return _light(known, light), _camera(state), _shade(state), _display(state, errors)


def _light(known: KnownState, light: Light | None) -> Fact:
    tr = QCoreApplication.translate
    title = tr("ColourCard", "Light")
    source = light.source if light is not None else "default"
    if source == "reference":
        is_card = known.reference.kind is Kind.GREY_CARD
        said = (
            tr("ColourCard", "Measured on a grey card, {0}.")
            if is_card
            else tr("ColourCard", "Measured on white paper, {0}.")
        )
        return Fact("lamp", title, said.format(age(known.reference.age_s)), True)
    if source == "profile":
        said = tr("ColourCard", "Measured in this place; checked against the empty scene.")
        return Fact("lamp", title, said, True)
    if source == "enrolled":
        said = tr("ColourCard", "Read from your own skin, remembered for this session.")
        return Fact("lamp", title, said, True)
    if source == "face":
        said = tr(
            "ColourCard",
            "Estimated from skin and the white of the eyes: warm light on fair skin looks "
            "much like white light on darker skin.",
        )
        return Fact("lamp", title, said, False)
    said = tr("ColourCard", "Not known: nobody is there whose skin would tell.")
    return Fact("lamp", title, said, False)


def _camera(state: State) -> Fact:
    tr = QCoreApplication.translate
    title = tr("ColourCard", "Camera")
    if state.profile is not None:
        said = tr("ColourCard", "Calibrated with a colour chart on {0}.")
        return Fact("video camera", title, said.format(state.profile.made.isoformat()), True)
    if state.source.startswith("camera"):
        said = tr("ColourCard", "Not calibrated: its colours are taken as it shows them.")
    else:
        said = tr("ColourCard", "A file: how its camera renders colours is not known.")
    return Fact("video camera", title, said, False)


def _shade(state: State) -> Fact:
    tr = QCoreApplication.translate
    title = tr("ColourCard", "Shade")
    product = state.worn.product
    if state.has_own_look or product is None:
        return Fact("lips", title, tr("ColourCard", "From a look file."), False)
    worn = state.worn
    beside = (worn.second, worn.liner.product if worn.liner else None)
    shades = [product.shade, *(other.shade for other in beside if other is not None)]
    if any(shade.status != "verified" for shade in shades):
        said = tr("ColourCard", "Read off a screen or a photo; no instrument measured it.")
        return Fact("lips", title, said, False)
    made = product.measurement
    if made is None:
        return Fact("lips", title, tr("ColourCard", "Measured with an instrument."), True)
    said = tr("ColourCard", "Measured by {0} with {1} on {2}.")
    return Fact("lips", title, said.format(made.by, made.instrument, made.on), True)


def _display(state: State, errors: Sequence[ColourError]) -> Fact:
    tr = QCoreApplication.translate
    title, measured = tr("ColourCard", "Display"), state.settings.display_de2000
    if measured is not None:
        said = tr("ColourCard", "Measured: off by ΔE {0:.1f} on average.").format(measured)
        return Fact("screen", title, said, True)
    said = tr("ColourCard", "Not measured: taken to be off by ΔE {0:.1f}, as many are.")
    if state.panel is not None and errors:
        described = max(map(state.display.described_de2000, errors))
        more = tr(
            "ColourCard", "Its maker's description has this colour off by {0:.1f} besides."
        )
        said += " " + more.format(described)
    return Fact("screen", title, said.format(USUAL_DISPLAY_DE2000), False)


def age(seconds: float) -> str:
    """Say how long ago something was.

    >>> age(12.4), age(150)
    ('12 s ago', '2 min ago')
    """
    tr = QCoreApplication.translate
    if seconds < 90:
        return tr("ColourCard", "{0} s ago").format(int(seconds))
    return tr("ColourCard", "{0} min ago").format(int(seconds // 60))


def offers(state: State, known: KnownState, light: Light | None) -> list[Offer]:
    """List what would make the colour better known, the best first."""
    tr = QCoreApplication.translate
    made: list[Offer] = []
    phase, place = known.reference.phase, known.place.phase
    is_camera = state.source.startswith("camera")
    if phase is Phase.HELD:
        made.append(Offer("white", "paper", tr("ColourCard", "Measure white again")))
        made.append(Offer("drop white", "close", tr("ColourCard", "Forget the white sheet")))
    elif phase in (Phase.IDLE, Phase.LOST):
        made.append(Offer("white", "paper", tr("ColourCard", "Hold a sheet of paper")))
    if known.enrolled:
        made.append(Offer("forget", "person", tr("ColourCard", "Forget my skin")))
    elif known.can_enrol:
        made.append(
            Offer("remember", "person", tr("ColourCard", "Remember my skin for this session"))
        )
    if is_camera and phase is Phase.HELD and place is PlacePhase.NONE:
        locks = state.delivered and (
            state.delivered.exposure_lock,
            state.delivered.white_balance_lock,
        )
        if locks == ("locked", "locked"):
            made.append(Offer("stay", "place", tr("ColourCard", "This camera stays here")))
        else:
            made.append(
                Offer("lock", "lock", tr("ColourCard", "Lock the exposure, to stay here"))
            )
    elif place is not PlacePhase.NONE:
        made.append(Offer("leave", "place", tr("ColourCard", "Forget this place")))
    if is_camera and state.profile is None:
        made.append(Offer("calibrate", "chart", tr("ColourCard", "Calibrate this camera")))
    if state.settings.display_de2000 is None:
        made.append(
            Offer("display", "screen", tr("ColourCard", "This display has been measured"))
        )
    else:
        made.append(
            Offer("drop display", "close", tr("ColourCard", "Forget this display's error"))
        )
    if light is not None and light.source != "default":
        made.append(Offer("other light", "sparkle", tr("ColourCard", "See it in other light")))
    return made


def notes(known: KnownState) -> str:
    """Say what somebody should know about what is kept."""
    tr = QCoreApplication.translate
    if known.place.phase is PlacePhase.WAITING:
        return tr("ColourCard", "Step out of the picture for a moment: the place is looked at.")
    if known.enrolled or known.can_enrol:
        return tr(
            "ColourCard",
            "Your skin is kept in memory only, as numbers, until the source changes.",
        )
    return ""


class ColourCard(QWidget):
    """What is known, and what can be done.

    Parameters
    ----------
    parent : QWidget
        Over which it lies.
    """

    acted = Signal(str)
    lamp_told = Signal(object)  # LampKind, or None for who does not know
    display_told = Signal(float)  # mean ΔE00 that was measured of it
    closed = Signal()
    _WIDTH = 392

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("part", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("What is known about the colour"))
        self.setFixedWidth(self._WIDTH)
        self._over = parent
        self._title, self._advice, self._note = QLabel(), QLabel(), QLabel()
        self._title.setProperty("part", "title")
        self._advice.setProperty("part", "soft")
        self._note.setProperty("part", "soft")
        for label in (self._advice, self._note):
            label.setWordWrap(True)
        away = QPushButton(icon("close", colours().soft), "")
        away.setProperty("part", "icon")
        away.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        away.setAccessibleName(self.tr("Close this card"))
        away.setToolTip(self.tr("Close this card (Esc)"))
        away.clicked.connect(self.closed)
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(away)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(12)
        self._display = Knob(self.tr("Mean ΔE of this display"), 0.0, 10.0, 0.1)
        self._display.turned.connect(self.display_told)
        self._display.hide()
        self._lamps = LampRow(colours().line)
        self._lamps.told.connect(self.lamp_told)
        self._lamps.fit_into(self._WIDTH - _MARGINS[0] - _MARGINS[2] - _SCROLL_PX)
        self._buttons = QVBoxLayout()
        self._buttons.setSpacing(6)
        body = QWidget()
        # It is as wide as the card, whatever its words would like.
        body.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column = self._column = QVBoxLayout(body)
        column.setContentsMargins(*_MARGINS)
        column.setSpacing(12)
        column.addWidget(self._advice)
        column.addLayout(self._rows)
        column.addWidget(self._lamps)
        column.addWidget(self._display)
        column.addWidget(self._note)
        column.addLayout(self._buttons)
        self._scroll = QScrollArea()
        self._scroll.setWidget(body)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._top = QHBoxLayout()
        self._top.setContentsMargins(20, 8, 12, 6)
        self._top.addLayout(top)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._top)
        whole.addWidget(self._scroll, 1)
        self._facts: Sequence[Fact] = ()
        self._offers: list[Offer] = []
        self._texts: list[QLabel] = []
        self.hide()

    def say(
        self, title: str, advice: str, known: Sequence[Fact], offered: list[Offer], note: str
    ) -> None:
        """Show other words; what stays the same is not touched."""
        self._title.setText(title)
        self._advice.setText(advice)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        if [_shape(fact) for fact in known] != [_shape(fact) for fact in self._facts]:
            self._texts = []
            _empty(self._rows)
            for fact in known:
                row = self._row(fact)
                self._rows.addWidget(row)
                row.show()  # what is not shown has no height yet
        for label, fact in zip(self._texts, known, strict=True):
            label.setText(fact.text)
        self._facts = known
        if offered != self._offers:
            self._offers = offered
            _empty(self._buttons)
            for offer in offered:
                button = self._button(offer)
                self._buttons.addWidget(button)
                button.show()
        # What is still to be deleted has left the layout; its height is that of the words.
        self._column.activate()
        whole = self._top.sizeHint().height() + self._column.totalHeightForWidth(self._WIDTH)
        self.setFixedHeight(min(whole, self._over.height() - 2 * _EDGE_PX))

    def ask_lamp(self, known: KnownState) -> None:
        """Show what was answered to what lights people: it makes every colour surer."""
        self._lamps.show_answer(known.lamp, is_told=known.is_lamp_told)

    def ask_display(self, measured: float | None, *, is_asked: bool) -> None:
        """Let it be told how far the display is off, or no longer.

        Parameters
        ----------
        measured : float or None
            Mean ΔE00 that is known; None is the usual.
        is_asked : bool
        """
        self._display.setVisible(is_asked)
        self._display.mark(USUAL_DISPLAY_DE2000 if measured is None else measured)

    def _row(self, fact: Fact) -> QWidget:
        sign = QLabel()
        colour = colours().good if fact.is_good else colours().attention
        sign.setPixmap(icon(fact.sign, colour).pixmap(QSize(22, 22)))
        title, text = QLabel(fact.title), QLabel(fact.text)
        title.setProperty("part", "value")
        text.setProperty("part", "soft")
        text.setWordWrap(True)
        self._texts.append(text)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(title)
        words.addWidget(text)
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(14)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        return made

    def _button(self, offer: Offer) -> QPushButton:
        button = QPushButton(icon(offer.sign, colours().text), f"  {offer.text}")
        button.setProperty("part", "offer")
        button.setIconSize(QSize(22, 22))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(offer.text)
        button.setToolTip(offer.text)
        button.clicked.connect(lambda: self.acted.emit(offer.does))
        return button


def _shape(fact: Fact) -> tuple[str, bool]:
    return fact.sign, fact.is_good


def _empty(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
