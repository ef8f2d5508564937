"""What of the wardrobe is worn: which pieces, in which size and colour."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from tryon.app.board import Board, Chores, write_down
from tryon.app.parts import Parts
from tryon.app.showroom import Shot, Showroom
from tryon.app.state import Hung, Notice, NoticeKind
from tryon.core.errors import TryOnError
from tryon.core.seams import Effect
from tryon.effects.expected import Expected
from tryon.engine import Look
from tryon.garments.model import Slot
from tryon.garments.rail import Hanger
from tryon.settings import KeptPiece

#: What has no place beside each: a dress is worn instead of top and bottom.
_INSTEAD: dict[Slot, frozenset[Slot]] = {
    "top": frozenset({"top", "dress"}),
    "bottom": frozenset({"bottom", "dress"}),
    "dress": frozenset({"dress", "top", "bottom"}),
    "outer": frozenset({"outer"}),
    "shoes": frozenset({"shoes"}),
}

#: Sides of the turntable, and its height, px.
TURNS, TURN_PX = 16, 440


class Clothing:
    """Keeps the outfit, and has its pieces loaded and drawn; none of that waits.

    Parameters
    ----------
    board : Board
    chores : Chores
    parts : Parts
    put_on : callable
        Called when the look has changed, on any thread.
    """

    def __init__(
        self, board: Board, chores: Chores, parts: Parts, put_on: Callable[[], None]
    ) -> None:
        self._board, self._chores, self._parts, self._put_on = board, chores, parts, put_on
        self._effects: dict[Hung, Effect] = {}
        self._is_expected = False
        self._showroom = Showroom(parts.draw_garment, parts.find_picture, self._drawn)

    @property
    def look(self) -> Look:
        """The pieces that are worn and ready, and what is to be ready for others."""
        ready = self._effects
        worn = tuple(ready[hung] for hung in self._board.state.clothes if hung in ready)
        return (*worn, Expected()) if self._is_expected else worn

    def open(self) -> None:
        """Look what hangs there, have it drawn, and get ready for what may be put on."""
        self.list_all()
        self._expect()

    def list_all(self) -> None:
        """Look what hangs there, and have it drawn."""
        self._chores.later(NoticeKind.GARMENT_FAILED, self._list)

    def wear_remembered(self) -> None:
        """Put on what was worn when the window was closed; what hangs no more is left out."""
        if self._board.state.settings.clothes:
            self._expect()
            self._chores.later(NoticeKind.GARMENT_FAILED, self._wear_remembered)

    def wear(self, hanger: Hanger | None) -> None:
        """Put a piece on, or off if it is worn; None takes everything off."""
        clothes = self._board.state.clothes
        if hanger is None:
            self._change(())
        elif any(hung.hanger == hanger for hung in clothes):
            self._change(tuple(hung for hung in clothes if hung.hanger != hanger))
        elif hanger.fault:
            self._board.notify(Notice(NoticeKind.GARMENT_FAILED, hanger.fault))
        else:
            kept = (hung for hung in clothes if not _is_instead(hanger, hung.hanger))
            self._change((*kept, Hung(hanger)))

    def wear_again(self, clothes: tuple[Hung, ...]) -> None:
        """Put on an outfit as it was worn once."""
        if clothes != self._board.state.clothes:
            self._change(clothes)

    def choose_size(self, hanger: Hanger, size: str) -> None:
        """Wear a piece in another size; empty is the one it was made in."""
        self._replace(hanger, size=size or None)

    def choose_colour(self, hanger: Hanger, colour: str) -> None:
        """Wear a piece in another of its colours."""
        self._replace(hanger, colour=colour or None)

    def turn(self, hung: Hung) -> None:
        """Have a piece drawn from all around."""
        self._showroom.want([turning(hung)])

    def close(self) -> None:
        """End the drawing."""
        self._showroom.close()

    def _replace(self, hanger: Hanger, **chosen: str | None) -> None:
        clothes = self._board.state.clothes
        changed = (
            replace(hung, **chosen) if hung.hanger == hanger else hung  # type: ignore[arg-type]
            for hung in clothes
        )
        self._change(tuple(changed))

    def _change(self, clothes: tuple[Hung, ...]) -> None:
        self._board.change(clothes=clothes)
        self._board.remember(clothes=kept(clothes))
        self._board.dismiss(NoticeKind.GARMENT_FAILED)
        if all(hung in self._effects for hung in clothes):
            self._put_on()
        else:
            self._chores.later(NoticeKind.GARMENT_FAILED, self._load)

    def _list(self) -> None:
        hangers = tuple(self._parts.hangers())
        self._board.change(wardrobe=hangers)
        self._showroom.want([portrait(hanger) for hanger in hangers if not hanger.fault])

    def _wear_remembered(self) -> None:
        if not self._board.state.clothes:  # nothing was put on meanwhile
            self._change(hung_as(self._board.state.settings.clothes, self._parts.hangers()))

    def _load(self) -> None:
        """Read the files of what is worn; what cannot be read is taken off again."""
        self._expect()
        state = self._board.state
        ready = {hung: e for hung, e in self._effects.items() if hung in state.clothes}
        for hung in state.clothes:
            if hung not in ready:
                try:
                    ready[hung] = self._parts.hang(hung)
                except TryOnError as error:
                    write_down(hung.hanger.word, error)
                    left = tuple(h for h in self._board.state.clothes if h != hung)
                    self._board.change(clothes=left)
                    self._board.remember(clothes=kept(left))
                    self._board.notify(Notice(NoticeKind.GARMENT_FAILED, str(error)))
        self._effects = ready
        self._put_on()

    def _expect(self) -> None:
        """Have what finds bodies loaded, once: it takes longer than to read a garment."""
        if not self._is_expected:
            self._is_expected = True
            self._put_on()

    def _drawn(self, shot: Shot, path: object) -> None:
        self._board.change(shots={**self._board.state.shots, shot: path})


def kept(clothes: Iterable[Hung]) -> tuple[KeptPiece, ...]:
    """Say what is worn in words that can be kept."""
    return tuple(KeptPiece(hung.hanger.word, hung.size, hung.colour) for hung in clothes)


def hung_as(pieces: Iterable[KeptPiece], hangers: Iterable[Hanger]) -> tuple[Hung, ...]:
    """Find pieces that were kept; what hangs no more, or cannot be worn, is left out."""
    by_word = {hanger.word: hanger for hanger in hangers if not hanger.fault}
    return tuple(
        Hung(by_word[piece.word], piece.size, piece.colour)
        for piece in pieces
        if piece.word in by_word
    )


def portrait(hanger: Hanger) -> Shot:
    """Ask for the picture that hangs on the shelf."""
    return Shot(hanger, None)


def turning(hung: Hung) -> Shot:
    """Ask for the pictures of the turntable."""
    return Shot(hung.hanger, hung.colour, TURNS, TURN_PX)


def _is_instead(new: Hanger, old: Hanger) -> bool:
    """Whether `old` comes off when `new` is put on."""
    if new.slot == "head":  # a hat does not take the glasses off
        return old.slot == "head" and _kind(old) == _kind(new)
    return old.slot in _INSTEAD.get(new.slot, frozenset())


def _kind(hanger: Hanger) -> str:
    return hanger.path.stem.partition("_")[0]
