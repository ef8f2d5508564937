"""What is known of the light: white sheets, remembered skin, fixed places, and other light."""

import logging
from collections.abc import Callable
from dataclasses import replace

from tryon.app.board import Board, Chores
from tryon.app.parts import Parts
from tryon.app.state import Notice, NoticeKind, Stills
from tryon.core.errors import BadInput
from tryon.engine import Engine
from tryon.light.desk import LightDesk
from tryon.light.known import KnownState, PlacePhase
from tryon.light.lamps import LAMPS, LampKind
from tryon.light.place import Place
from tryon.light.reference import Loss, Phase
from tryon.light.sheet import Kind
from tryon.other_light import in_other_light

log = logging.getLogger(__name__)


class Lighting:
    """Passes on what the person wants to be measured, and tells what came of it.

    Parameters
    ----------
    board : Board
    chores : Chores
    parts : Parts
    engine : callable
        Finds what runs now; None between two sources.
    bound : callable
        Says what must be the same for a place to hold; empty when it could not.
    """

    def __init__(
        self,
        board: Board,
        chores: Chores,
        parts: Parts,
        engine: Callable[[], Engine | None],
        bound: Callable[[], str],
    ) -> None:
        self._board, self._chores, self._parts = board, chores, parts
        self._engine, self._bound = engine, bound
        self.begin()

    def begin(self) -> LightDesk:
        """Forget everything, since another source comes; returns the desk of that source."""
        self._desk = LightDesk()
        self._told = KnownState()
        self._is_place_wanted = self._is_place_tried = False
        return self._desk

    @property
    def known(self) -> KnownState:
        """What is known of the light beyond what faces tell; changes with each picture."""
        return self._desk.state

    def measure_white(self, kind: Kind | None = None) -> None:
        """Look for a sheet of paper or a grey card beside the face."""
        self._board.dismiss(NoticeKind.WHITE_LOST, NoticeKind.WHITE_NOT_FOUND)
        self._desk.measure_white(kind)

    def tell_lamp(self, kind: LampKind | None) -> None:
        """Take it from the person what lights them; None if they do not know."""
        self._desk.tell_lamp(kind)

    def drop_white(self) -> None:
        """Stop looking for a sheet, and forget the last."""
        self._desk.drop_reference()

    def remember_skin(self) -> None:
        """Keep the skin of whoever is nearest in memory, until the source changes."""
        engine = self._engine()
        last = engine.last if engine is not None else None
        if last is not None and last[0].faces:
            self._desk.enrol(last[0].faces[0].identity)

    def forget_skin(self) -> None:
        """Forget everybody's skin."""
        self._desk.forget()

    def stay_here(self) -> None:
        """Make a fixed place of the white that is held, as soon as nobody is in the picture."""
        if bound := self._bound():
            self._is_place_wanted = True
            self._desk.remember_place(bound)

    def leave_place(self) -> None:
        """Do not count on a fixed place any longer."""
        self._is_place_wanted = False
        self._desk.leave_place()
        self._chores.later(None, self._parts.forget_place)
        self._board.dismiss(NoticeKind.PLACE_CHANGED)

    def show_other_light(self, is_wanted: bool) -> None:
        """Show a still of the look in other light, or the mirror again."""
        if is_wanted:
            self._board.dismiss(NoticeKind.RELIGHT_FAILED)
            self._chores.later(NoticeKind.RELIGHT_FAILED, self._relight)
        else:
            self._board.change(stills=None)

    def follow(self) -> None:
        """Tell what has been lost since the last time; keep a place that is made, or use it."""
        before, now = self._told, self._desk.state
        self._told = now
        if now.reference.phase is Phase.LOST and before.reference.phase is not Phase.LOST:
            kinds = {
                Loss.LIGHT_CHANGED: NoticeKind.WHITE_LOST,
                Loss.NOT_FOUND: NoticeKind.WHITE_NOT_FOUND,
            }
            self._board.notify(Notice(kinds[now.reference.loss or Loss.NOT_FOUND]))
        place = now.place
        if place.phase is PlacePhase.CHANGED and before.place.phase is not PlacePhase.CHANGED:
            log.warning("the fixed place looks different: its light is not used")
            self._board.notify(Notice(NoticeKind.PLACE_CHANGED))
        is_made = place.phase is PlacePhase.HELD and place.place is not None
        if is_made and (self._is_place_wanted or _is_retold(before.place.place, place.place)):
            self._is_place_wanted = False
            self._chores.later(NoticeKind.PLACE_FAILED, self._keep_place, place.place)
        if not self._is_place_tried and (bound := self._bound()):
            self._is_place_tried = True
            self._chores.later(NoticeKind.PLACE_CHANGED, self._find_place, bound)

    # Chores.

    def _keep_place(self, place: Place) -> None:
        delivered = self._board.state.delivered
        held = delivered.held if delivered is not None else ()
        self._parts.keep_place(replace(place, held=held))
        self._board.notify(Notice(NoticeKind.PLACE_KEPT))

    def _find_place(self, bound: str) -> None:
        place = self._parts.find_place(bound)
        if place is not None:
            self._desk.use_place(place)

    def _relight(self) -> None:
        engine = self._engine()
        last = engine.last if engine is not None else None
        if engine is None or last is None or not last[0].faces:
            raise BadInput("nobody is in the picture", "Look into the camera, and try again.")
        scene, picture = last
        simulated = tuple(
            (name, in_other_light(scene, engine.look, lamp)) for name, lamp in LAMPS.items()
        )
        self._board.change(stills=Stills(picture.rgb, simulated, scene.faces[0].box))


def _is_retold(before: Place | None, now: Place | None) -> bool:
    """Whether something else is said of the lamp of a place."""
    return before is not None and now is not None and before.lamp is not now.lamp
