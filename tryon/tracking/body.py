"""The person who is dressed: found, followed, and measured beside the picture's path."""

from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import NamedTuple

import cv2
import numpy as np

from tryon.core.encoding import Encoding
from tryon.core.precedence import Aside, let_pass
from tryon.core.scene import Body, Bytes, Face, Figure, Floats, Frame, Presence, Silhouette
from tryon.tracking.arms import arms_of
from tryon.tracking.barrier import Barrier
from tryon.tracking.carry import (
    ARMS,
    Steady,
    along_bones,
    carry_figure,
    carry_silhouette,
    carry_thing,
    parts_of,
    torso_px,
)
from tryon.tracking.chosen import Chosen
from tryon.tracking.flow import View, marks, spread, view
from tryon.tracking.hair import Hair
from tryon.tracking.hands import PALM, Hand
from tryon.tracking.held import Held
from tryon.tracking.in_front import Cover, InFront, face_of, outline_of, with_wrists, wrist_of
from tryon.tracking.matte import CLIP_PALM_PX, PHOTO_PALM_PX
from tryon.tracking.people import PersonModels
from tryon.tracking.tailor import Tailor
from tryon.tracking.trail import Answer, Trail

#: Live, a measurement is begun so long after the one before at the earliest: the rest of the
#: machine draws.
_PAUSE_NS = 60_000_000

#: Frames that are remembered until the measurement of one of them is ready.
_REMEMBERED = 20

#: Who was not looked at for so long, since nothing was worn, may be somebody else; and whom a
#: machine that others use has kept waiting so long for the next picture.
_AWAY_NS, _STALLED_NS = 3_000_000_000, 10_000_000_000

#: How long it takes to fade in or out.
_FADE_NS = 150_000_000

#: Landmarks of the head, and of the left and the right wrist.
_HEAD, _WRISTS = list(range(11)), (15, 16)


class _Measured(NamedTuple):
    """A person, their hands, hair and things before them, and what they are behind."""

    body: Body
    covers: dict[int, Cover]
    hair: Silhouette | None
    held: tuple[Silhouette, ...]
    barrier: Silhouette | None


@dataclass(frozen=True, slots=True, eq=False)
class _Anchor:
    """A measured frame, from which what is on the person is carried to later ones."""

    seen: View
    answer: Answer


class BodyTracker:
    """Says who is there to be dressed, and how they stand.

    Parameters
    ----------
    still : bool
        Frames are photographs, each on its own; otherwise they follow each other.
    live : bool
        Measurements take place beside, and are carried to the current frame by measured
        motion; otherwise every frame waits for its own.
    """

    def __init__(self, *, still: bool = False, live: bool = False) -> None:
        self._still, self._live = still, live
        self._models: PersonModels | None = None
        self._tailor = Tailor()
        self._chosen = Chosen(self._tailor.strangeness, self._forget, still=still)
        self._in_front = InFront(still=still)
        self._hair = Hair()
        self._held = Held(still=still)
        self._barrier = Barrier(still=still)
        self._looked_ns = self._anew_ns = 0
        self._has_rested = False
        self._beside: Aside | None = None
        self._asked: tuple[View, Future[Answer | None]] | None = None
        self._again: tuple[dict[int, Hand], Future[dict[int, Hand]]] | None = None
        self._begun_ns = -_PAUSE_NS
        self._anchor: _Anchor | None = None
        self._steady = Steady()
        self._trail: Trail | None = None
        self._past: deque[tuple[View, Figure | None]] = deque(maxlen=_REMEMBERED)
        self._is_gone, self._is_due = True, False
        self._presence = Presence(0.0, 0.0)
        self._wanted = Presence(0.0, 0.0)
        self._before_ns: int | None = None

    def track(self, frame: Frame, faces: Sequence[Face]) -> Body | None:
        """Say where the person of this very frame is; None if nobody is there.

        Parameters
        ----------
        frame : Frame
        faces : sequence of Face
            Of this frame: they show where people are whom the model overlooks.
        """
        if self._still:
            self._chosen.begin_anew()
            measured = self._measure(frame, faces)
            return measured.body if measured else None
        longest_ns = _AWAY_NS if self._has_rested else _STALLED_NS
        self._has_rested = False
        if self._before_ns is not None and frame.captured_ns - self._before_ns > longest_ns:
            self._drop()
            self._anew_ns = frame.captured_ns
        seen = view(frame.rgb, frame.captured_ns)
        if self._live:
            self._hear()
        body = self._carried(seen, frame.rgb)
        self._past.append((seen, body.figure if body else None))
        if self._live:
            self._ask(frame, faces, seen)
        if not self._live:
            self._take(seen, self._look(frame, faces, seen))
            body = self._carried(seen, frame.rgb)
            self._past[-1] = seen, body.figure if body else None
        return self._faded(body, frame.captured_ns)

    def rest(self) -> None:
        """Take note that nobody is dressed in a picture: who is next may be somebody else."""
        self._has_rested = True

    def prepare(self) -> None:
        """Have the models loaded beside, where there is such a thread: live."""
        if self._live:
            self._thread()

    @property
    def under_way(self) -> "Future[Answer | None] | None":
        """The measurement that is taken beside; None when there is none."""
        return self._asked[1] if self._asked else None

    def close(self) -> None:
        """End the thread and the models."""
        if self._beside:
            self._beside.shutdown()
        self._in_front.close()
        if self._models:
            self._models.close()

    def _drop(self) -> None:
        """Carry nobody on; what is still measured beside is of who was there."""
        self._anchor = self._trail = self._asked = self._again = None
        self._past.clear()
        self._is_gone, self._presence = True, Presence(0.0, 0.0)

    def _hear(self) -> None:
        """Take up what was measured beside."""
        if self._again and self._again[1].done():
            (then, answer), self._again = self._again, None
            for side, hand in answer.result().items():
                if self._trail and side in self._trail.covers:
                    self._trail.correct(side, then[side], hand)
        if self._asked and self._asked[1].done():
            (asked, measured), self._asked = self._asked, None
            if self._beside:  # until here somebody waits to be dressed
                self._beside.stand_back()
            self._take(asked, measured.result())
            self._is_due = True

    def _ask(self, frame: Frame, faces: Sequence[Face], seen: View) -> None:
        """Have this frame measured, or only quick hands in it, unless something still is."""
        if self._asked or self._again:
            return
        beside = self._thread()
        hands = self._trail.quick() if self._trail and self._is_due else {}
        self._is_due = False
        if hands:
            self._again = hands, beside.submit(self._in_front.again, frame.rgb, hands)
            return
        rested = seen.captured_ns - self._begun_ns >= _PAUSE_NS
        if rested or seen.captured_ns < self._begun_ns:
            self._begun_ns = seen.captured_ns
            promise = beside.submit(self._look, frame, tuple(faces), seen)
            self._asked = seen, promise

    def _thread(self) -> Aside:
        """Find the thread that measures; a new one loads the models before anything else."""
        if self._beside is None:
            self._beside = Aside("body")
            self._beside.submit(self._load)
        return self._beside

    def _load(self) -> None:
        self._models = self._models or PersonModels()
        self._in_front.load()

    def _look(self, frame: Frame, faces: Sequence[Face], seen: View) -> Answer | None:
        """Measure the person in a picture, and choose points to follow."""
        if self._looked_ns < self._anew_ns <= seen.captured_ns:
            self._chosen.begin_anew()
        self._looked_ns = seen.captured_ns
        measured = self._measure(frame, faces)
        if measured is None:
            return None
        body, covers, hair, held, barrier = measured
        if body.silhouette is None or body.figure is None:
            return None
        points = marks(seen, body.silhouette, along_bones(body.figure))
        parts = parts_of(body.figure, points)
        for side, cover in covers.items():
            points = np.concatenate([points, cover.hand.points[PALM]])
            parts = np.concatenate([parts, np.full(len(PALM), ARMS[side])])
        return Answer(body, points, parts, covers, hair, held, barrier)

    def _measure(self, frame: Frame, faces: Sequence[Face]) -> _Measured | None:
        """Find the person in a picture and take their measures."""
        rgb, encoding = frame.rgb, frame.encoding
        self._models = self._models or PersonModels()
        person = self._chosen.find(self._models, rgb, faces, self._looked_ns)
        if person is None:
            return None
        covers = self._in_front(rgb, person, faces)
        person = with_wrists(person, covers)
        arms = arms_of(rgb, person, covers)
        face = face_of(person, faces)
        measured = self._tailor.measure(person, frame.size, rgb, arms, face)
        if measured.figure is None:
            self._chosen.lose()
        held: tuple[Silhouette, ...] = ()
        barrier = None
        if measured.figure is not None:
            let_pass()
            held = self._held(rgb, person, measured.figure, covers, faces)
            barrier = self._barrier(measured.figure, measured.silhouette, frame.size)
        palm_px = PHOTO_PALM_PX if self._still else CLIP_PALM_PX
        follow_hair = Hair() if self._still else self._hair
        let_pass()
        hair = follow_hair(rgb, face, person)
        others = [*held, *(thing for thing in (hair, barrier) if thing is not None)]
        let_pass()
        body = Body(
            self._chosen.identity,
            person.points,
            person.world,
            person.visibility,
            measured.silhouette,
            outline_of(covers.values(), rgb, palm_px, others),
            measured.figure,
            measured.looseness,
            measured.bare_wrists,
            measured.in_sleeves,
            (_colour(covers.get(0), encoding), _colour(covers.get(1), encoding)),
            measured.worn,
        )
        return _Measured(body, covers, hair, held, barrier)

    def _forget(self) -> None:
        """Know nothing of a body any more: another person may be dressed next."""
        self._tailor.forget()
        self._held.forget()

    def _take(self, seen: View, answer: Answer | None) -> None:
        """Bring a measurement together with what was expected in its frame."""
        self._is_gone = answer is None
        if answer is None or answer.body.figure is None:
            return
        body, figure = answer.body, answer.body.figure
        self._wanted = figure.presence
        expected = next((found for at, found in self._past if at is seen), None)
        is_same = self._anchor and self._anchor.answer.body.identity == body.identity
        if not is_same:
            self._steady = Steady()
        elif expected and expected.gender == figure.gender:
            figure = self._steady(expected, figure)
        self._anchor = _Anchor(seen, replace(answer, body=replace(body, figure=figure)))
        before, self._trail = self._trail, Trail(seen, answer)
        for later, _ in self._past:
            if later.captured_ns > seen.captured_ns:
                self._trail.go_on(later)
        if before is not None and is_same and self._live:
            self._trail.keep(before)

    def _carried(self, seen: View, rgb: Bytes) -> Body | None:
        """Carry what was measured to a frame."""
        if self._anchor is None or self._trail is None:
            return None
        before, answer = self._anchor.seen, self._anchor.answer
        body, figure = answer.body, answer.body.figure
        if before.captured_ns == seen.captured_ns or figure is None:
            return body
        self._trail.go_on(seen)
        followed = self._trail.followed
        points, places = answer.points[followed], self._trail.places[followed]
        parts, torso = answer.parts[followed], torso_px(figure)
        moved = body.points.copy()
        moved[:, :2] += spread(points, places - points, body.points[:, :2], 0.2 * torso)
        wrists = {side: wrist_of(cover.hand) for side, cover in self._trail.covers.items()}
        for side, wrist in wrists.items():
            moved[_WRISTS[side], :2] = wrist
        others = [carry_thing(thing, points, places, torso) for thing in answer.held]
        if answer.hair is not None:
            head, there = body.points[_HEAD, :2], moved[_HEAD, :2]
            others.append(carry_silhouette(answer.hair, head, there))
        if answer.barrier is not None:
            others.append(answer.barrier)  # it does not move with who is behind it
        return replace(
            body,
            points=moved,
            silhouette=body.silhouette and carry_silhouette(body.silhouette, points, places),
            in_front=outline_of(self._trail.covers.values(), rgb, others=others),
            figure=carry_figure(figure, points, places, parts, wrists),
        )

    def _faded(self, body: Body | None, now_ns: int) -> Body | None:
        """Fade in who has come and out who has gone."""
        passed = 1.0
        if self._before_ns is not None:
            passed = min(max((now_ns - self._before_ns) / _FADE_NS, 0.0), 1.0)
        self._before_ns = now_ns
        wanted = Presence(0.0, 0.0) if self._is_gone else self._wanted
        self._presence = Presence(
            _towards(self._presence.upper, wanted.upper, passed),
            _towards(self._presence.lower, wanted.lower, passed),
        )
        if body is None or body.figure is None:
            return body
        if self._is_gone and max(self._presence.upper, self._presence.lower) == 0:
            self._anchor = None
            return None
        return replace(body, figure=replace(body.figure, presence=self._presence))


def _colour(cover: Cover | None, encoding: Encoding) -> Floats | None:
    """Say which colour a hand has in the picture: (3,) float32, linear sRGB."""
    if cover is None or cover.colours is None:
        return None
    lab = np.clip(np.rint(cover.colours.mean_lab), 0, 255).astype(np.uint8)
    codes = np.asarray(cv2.cvtColor(lab[None, None], cv2.COLOR_LAB2RGB), np.uint8)
    hand: Floats = encoding.decode(codes)[0, 0]
    return hand


def _towards(value: float, wanted: float, step: float) -> float:
    return value + min(max(wanted - value, -step), step)
