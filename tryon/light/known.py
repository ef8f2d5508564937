"""What is known of the light beyond one look at a face: a reference, people, the place.

Best first: a white sheet that was measured, a fixed place, a person whose skin was measured
under a known light. Each holds until the picture contradicts it.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

import numpy as np

from tryon.core.colour import Real
from tryon.core.encoding import SRGB, Encoding, Response
from tryon.core.scene import Face, Floats, Frame, LightSource
from tryon.light.again import Appearance, eyes_again, skin_again, usual
from tryon.light.belief import Belief, combine, spread
from tryon.light.kept import Doubts, Enrolled, Held, Sheet, enrolled
from tryon.light.lamps import LampKind
from tryon.light.place import Drift, Place, as_of_chart, parts_of, remember
from tryon.light.reference import Loss, Phase, ReferenceSearch, ReferenceState
from tryon.light.rendering import Thought, recognise
from tryon.light.sheet import Kind

#: Error of a reading of a person's own skin: it turns, shines and blushes.
_SKIN_AGAIN = spread(0.05, 0.02, 0.015)
#: How much lighter or darker than before it seems when it is compared with itself in another
#: light: 0.02 on synthetic people, 0.05 on 16 who smiled for the second photograph.
_OTHER_LIGHT = spread(0.04, 0.0, 0.0)
#: What the light on a face does unseen while a reference is held: people move.
_MOVES = spread(0.05, 0.01, 0.01)
#: Skin is remembered so long, to compare it with a sheet that was held beside it.
_RECENT_NS = 2_000_000_000
#: A newcomer's skin belongs to the light that is held when it was seen so often.
_OFTEN = 5
#: Squared distances of three Gaussian numbers beyond this do not happen.
_ABSURD = 25.0
#: A place is known by what was seen of it for so long and so many times, and is looked at
#: every so often.
_PLACE_NS, _PLACE_LOOKS, _PLACE_LOOK_NS = 1_000_000_000, 5, 100_000_000


class PlacePhase(Enum):
    """What is the case with the fixed place."""

    NONE = "none"
    WAITING = "waiting"  # for the scene to be empty, or to be seen beside who is there
    HELD = "held"
    CHANGED = "changed"  # light, camera or furniture: measure it again


@dataclass(frozen=True, slots=True)
class PlaceState:
    """The fixed place.

    Attributes
    ----------
    phase : PlacePhase
    place : Place or None
        To be stored, and given back at the next start.
    """

    phase: PlacePhase = PlacePhase.NONE
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class KnownState:
    """What is known of the light, for whoever shows it.

    Attributes
    ----------
    reference : ReferenceState
    place : PlaceState
    enrolled : frozenset of int
        Identities of the people in the picture whose skin is known.
    can_enrol : bool
        Whether the light is known well enough to learn someone's skin now.
    lamp : LampKind or None
        What the people in the picture say that lights them, or who measured the place said.
    is_lamp_told : bool
        Whether anybody has said so in this light, be it that they do not know.
    """

    reference: ReferenceState = field(default_factory=ReferenceState)
    place: PlaceState = field(default_factory=PlaceState)
    enrolled: frozenset[int] = frozenset()
    can_enrol: bool = False
    lamp: LampKind | None = None
    is_lamp_told: bool = False


class KnownLight:
    """Keeps what is known, and weighs it against what is seen. Used on the work thread."""

    def __init__(self) -> None:
        self._now_ns = 0
        self._names: Mapping[int, int] = {}
        self._search: ReferenceSearch | None = None
        self._held: Held | None = None
        self._idle = ReferenceState()
        self._lamp: LampKind | None = None
        self._is_lamp_told = False
        self._lit: tuple[LightSource, Real, Doubts] | None = None
        self._enrolled: dict[int, Enrolled] = {}
        self._thought = Thought()
        self._recognised: Response | None = None
        self._looks: dict[int, deque[tuple[int, Appearance]]] = {}
        self._place = PlaceState()
        self._drift: Drift | None = None
        self._binding: str | None = None
        self._scene: deque[tuple[int, Real]] = deque()

    @property
    def state(self) -> KnownState:
        """What is known now."""
        search = ReferenceState() if self._search is None else self._search.state
        if self._held is not None:
            is_carried = search.phase is Phase.HELD
            reference = ReferenceState(
                Phase.HELD,
                progress=search.progress if is_carried else 1.0,
                age_s=(self._now_ns - self._held.since_ns) / 1e9,
                kind=self._held.state.kind,
                corners=search.corners if is_carried else (),
            )
        elif self._search is not None:
            reference = search
        else:
            reference = self._idle
        return KnownState(
            reference,
            self._place,
            frozenset(who for who, name in self._names.items() if name in self._enrolled),
            self._certain is not None,
            self.lamp,
            self._is_lamp_told or self.lamp is not None,
        )

    def response(self, source: LightSource) -> Response | None:
        """Say what lamp and camera are thought to make of curves, by the light's source."""
        if source == "reference" and self._held is not None:
            return self._held.response
        return self._recognised if source == "enrolled" else None

    @property
    def measured_ns(self) -> int | None:
        """When the white that is held was measured; it may have been more than once."""
        return None if self._held is None else self._held.since_ns

    @property
    def _certain(self) -> Belief | None:
        if self._held is not None:
            return self._held.white
        return self._light_of_place

    @property
    def _light_of_place(self) -> Belief | None:
        if self._place.phase is not PlacePhase.HELD or self._place.place is None:
            return None
        return self._place.place.light(self._drift, self._now_ns)

    @property
    def _under(self) -> object:
        """What tells the light that is certain now."""
        place = self._place.place
        return place and place.binding if self._held is None else self._held.since_ns

    @property
    def lamp(self) -> LampKind | None:
        """What is said to light who is in the picture."""
        place = self._place.place
        if self._is_lamp_told or place is None or self._place.phase is not PlacePhase.HELD:
            return self._lamp
        return place.lamp

    def tell_lamp(self, kind: LampKind | None) -> None:
        """Take somebody's word for what kind of lamp there is, and was when white was measured.

        A place that is in this light is told, too.
        """
        self._lamp, self._is_lamp_told, self._lit = kind, True, None
        moved = np.zeros(3) if self._held is None else self._held.think_again(kind)
        if self._certain is not None:
            self._enrolled = {
                who: one.think_again(moved, kind) if one.under == self._under else one
                for who, one in self._enrolled.items()
            }
        if self._place.place is not None and self._place.phase is PlacePhase.HELD:
            place = replace(self._place.place, lamp=kind)
            self._place = PlaceState(PlacePhase.HELD, place)

    def search(self, kind: Kind | None = None) -> None:
        """Begin to look for a sheet, of a kind if it is known."""
        self._search, self._held = ReferenceSearch(self._now_ns, kind), None

    def drop_reference(self) -> None:
        """Stop looking for a sheet, and forget the last."""
        self._search, self._held, self._idle = None, None, ReferenceState()

    def enrol(self, identity: int) -> None:
        """Keep a person's skin, if the light is known and the person is there."""
        name = self._names.get(identity, identity)
        light = self._certain
        if light is not None and self._looks.get(name):
            look = self._recent(name)
            self._enrolled[name] = enrolled(light, look, self.lamp, self._under)

    def forget(self, identity: int | None = None) -> None:
        """Forget a person's skin, or everybody's and how they looked just now."""
        if identity is None:
            self._enrolled.clear()
            self._looks.clear()
        else:
            self._enrolled.pop(self._names.get(identity, identity), None)

    def remember_place(self, binding: str) -> None:
        """Make a place of the reference that is held, as soon as the scene is empty."""
        if self._held is not None:
            self._turn_to(PlaceState(PlacePhase.WAITING), binding)

    def use_place(self, place: Place) -> None:
        """Use a place, if the scene looks like it, as far as it can be seen."""
        self._turn_to(PlaceState(PlacePhase.WAITING, place))

    def leave_place(self) -> None:
        """Forget the place."""
        self._turn_to(PlaceState())

    def _turn_to(self, place: PlaceState, binding: str | None = None) -> None:
        """Begin with a place, or none: nothing that was seen of another counts for it."""
        self._place, self._binding, self._drift = place, binding, None
        self._scene.clear()

    def multiply(self, log_gain: Real) -> None:
        """Follow the camera: it has multiplied the whole picture."""
        if self._held is not None:
            white = self._held.white
            # Cameras bend what is bright, so a large gain is not quite one.
            wider = white.covariance + np.outer(log_gain, log_gain) * 0.01
            self._held.white = Belief(white.mean + log_gain, wider)
        if self._lit is not None:
            source, light, doubts = self._lit
            self._lit = source, light + log_gain, doubts
        if self._search is not None:
            self._search.multiply(log_gain)
        for recent in self._looks.values():
            for i, (when_ns, look) in enumerate(recent):
                recent[i] = when_ns, look.brighter(log_gain)

    def change_encoding(self) -> None:
        """Forget what was measured in codes that meant something else."""
        self._enrolled.clear()
        self._looks.clear()
        self._scene.clear()
        if self._held is not None or self._search is not None:
            self._lose(Loss.LIGHT_CHANGED)

    def see_nobody(self, frame: Frame) -> None:
        """Look at a scene without people: only then is a place made, and looks are forgotten.

        A face may be lost for a moment, so they are as soon as they are no longer recent.
        """
        self._now_ns = frame.captured_ns
        self._looks = {
            who: recent
            for who, recent in self._looks.items()
            if 0 <= self._now_ns - recent[-1][0] <= _RECENT_NS
        }
        self._look_at_place(frame, ())

    def _look_at_place(self, frame: Frame, faces: Sequence[Face]) -> None:
        """Make a place of an empty scene, or compare the scene with the place."""
        place = self._place.place
        if self._place.phase not in (PlacePhase.WAITING, PlacePhase.HELD):
            return
        if faces and place is None:
            self._scene.clear()  # it is not empty
            return
        if self._scene and 0 <= self._now_ns - self._scene[-1][0] < _PLACE_LOOK_NS:
            return
        self._scene.append((self._now_ns, parts_of(frame, faces)))
        while len(self._scene) > 1 and self._now_ns - self._scene[1][0] >= _PLACE_NS:
            self._scene.popleft()
        if len(self._scene) < _PLACE_LOOKS or self._now_ns - self._scene[0][0] < _PLACE_NS:
            return
        parts = np.median([part for _, part in self._scene], 0)  # NaN where somebody was once
        if place is None and self._held is not None and self._binding is not None:
            white = self._held.white
            # Through a profile, whose chart was in this light, mostly.
            is_profiled = frame.encoding is not SRGB
            place = remember(self._binding, as_of_chart(white) if is_profiled else white, parts)
            place = replace(place, lamp=self._lamp)
        if place is None:
            self._place = PlaceState()
        elif (is_same := place.is_same(parts)) is not None:
            if is_same:
                self._place = PlaceState(PlacePhase.HELD, place)
            else:
                self._lose_place(place)
            is_empty = bool(np.isfinite(parts).all())
            # Beside people it is told once: they move.
            if is_same and (is_empty or self._drift is None):
                self._drift = Drift(self._now_ns, place.change(parts), is_empty)

    def weigh(
        self,
        frame: Frame,
        faces: Sequence[Face],
        names: Mapping[int, int],
        looks: Mapping[int, Appearance],
        believed: Belief,
        shading: Floats,
    ) -> tuple[Belief, LightSource]:
        """Say what the light is, all in all.

        Parameters
        ----------
        frame : Frame
        faces : sequence of Face
            Largest first.
        names : mapping of int to int
            Identities of faces to names that last, see `tryon.light.person`.
        looks : mapping of name to Appearance
            Of each face that was read.
        believed : Belief
            What the faces alone tell.
        shading : (9,) float32
            Harmonics of the irradiance on them, 1 for the normal (0, 0, 1).

        Returns
        -------
        belief : Belief
        source : LightSource
        """
        self._now_ns, self._names = frame.captured_ns, names
        self._look_at_place(frame, faces)
        self._keep(looks)
        if self._search is not None and faces:
            search = self._search
            white = search.look(frame, faces[0], believed, shading)
            if white is not None:
                self._hold(white, search.state, frame.encoding)
            if search.is_over:
                self._search = None
                if search.state.phase is Phase.LOST:
                    self._idle = search.state
        if self._held is not None and (belief := self._by_reference(looks, believed)):
            return belief, "reference"
        if (light := self._light_of_place) is not None:
            if _distance(light, believed) < _ABSURD:
                return light, "profile"
            self._lose_place(self._place.place)
        known = [who for who in looks if who in self._enrolled]
        if known:
            for who in known:
                one, look = self._enrolled[who], looks[who]
                skin, eyes = skin_again(one.look, look), eyes_again(one.look, look)
                found = recognise(one.met, skin, eyes, lamp=self._lamp)
                unsure = one.white.covariance + _OTHER_LIGHT + found.covariance
                seen = Belief(found.mean, unsure)
                believed = seen if who == known[0] else combine(believed, seen)
                if who == known[0]:
                    self._recognised = self._thought(found.likely, found.mean)
        source: LightSource = "enrolled" if known else "face"
        self._doubt_lamp(source, believed.mean)
        return believed, source

    def _keep(self, looks: Mapping[int, Appearance]) -> None:
        self._looks = {who: self._looks.get(who, deque()) for who in looks}
        for who, look in looks.items():
            recent = self._looks[who]
            recent.append((self._now_ns, look))
            while not 0 <= self._now_ns - recent[0][0] <= _RECENT_NS:
                recent.popleft()

    def _recent(self, who: int) -> Appearance:
        return usual([look for _, look in self._looks[who]])

    def _hold(self, white: Belief, state: ReferenceState, encoding: Encoding) -> None:
        looks = {who: self._recent(who) for who in self._looks}
        lips = [look.lips for look in looks.values() if look.lips is not None]
        sheet = Sheet(
            white,
            np.mean([look.skin for look in looks.values()], 0) if looks else None,
            np.mean(lips, 0) if lips else None,
            # Through a profile the chart tells what is blue of a sheet, see `as_of_chart`.
            is_paper=state.kind is Kind.PAPER and encoding is SRGB,
        )
        white, response = sheet.lit_by(self._lamp)
        cheeks: dict[int, Real] = {who: look.skin - white.mean for who, look in looks.items()}
        self._held = Held(sheet, white.mean, white, response, self._now_ns, state, cheeks)
        self._lit = None

    def _by_reference(self, looks: Mapping[int, Appearance], believed: Belief) -> Belief | None:
        """Light by the reference, following the skin a little; None when it is lost."""
        held = self._held
        assert held is not None
        away = [
            looks[who].skin - held.cheeks[who] - held.white.mean
            for who in looks
            if who in held.cheeks
        ]
        if not away:
            if _distance(held.white, believed) > _ABSURD:
                self._lose(Loss.LIGHT_CHANGED)
                return None
            for who, recent in self._looks.items():
                if len(recent) >= _OFTEN:
                    held.cheeks[who] = self._recent(who).skin - held.white.mean
            return held.white
        odd = np.mean(away, 0)
        if held.doubts(self._now_ns, odd):
            self._lose(Loss.LIGHT_CHANGED)
            return None
        share = np.linalg.solve(_MOVES + _SKIN_AGAIN / len(away), _MOVES).T
        return Belief(held.white.mean + share @ odd, held.white.covariance)

    def _doubt_lamp(self, source: LightSource, light: Real) -> None:
        """Forget what was said of the lamp when people come to other light, log (3,)."""
        if self._lit is None or self._lit[0] != source:
            self._lit = source, light, Doubts()
        elif self._lit[2](self._now_ns, light - self._lit[1]):
            self._forget_lamp()

    def _forget_lamp(self) -> None:
        self._lamp, self._is_lamp_told, self._lit = None, False, None

    def _lose_place(self, place: Place | None) -> None:
        if self._place.phase is PlacePhase.HELD:
            self._forget_lamp()
        self._place = PlaceState(PlacePhase.CHANGED, place)

    def _lose(self, why: Loss) -> None:
        self._held = self._search = None
        self._forget_lamp()
        self._idle = ReferenceState(Phase.LOST, loss=why)


def _distance(one: Belief, other: Belief) -> float:
    """Squared distance of two beliefs in standard deviations."""
    away = one.mean - other.mean
    return float(away @ np.linalg.solve(one.covariance + other.covariance, away))
