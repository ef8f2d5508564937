"""The person who is dressed: found, followed, and measured beside the picture's path."""

import math
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import NamedTuple

import cv2
import numpy as np

from tryon.core.encoding import Encoding
from tryon.core.geometry import Matrix, compose, scale_of, similarity, turn_of
from tryon.core.precedence import give_way, let_pass, take_turns
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
from tryon.tracking.company import Company
from tryon.tracking.flow import View, marks, spread, view
from tryon.tracking.hair import Hair
from tryon.tracking.hands import PALM, Hand
from tryon.tracking.held import Held
from tryon.tracking.in_front import Cover, InFront, face_of, outline_of, with_wrists, wrist_of
from tryon.tracking.looks import thorough
from tryon.tracking.matte import CLIP_PALM_PX, PHOTO_PALM_PX
from tryon.tracking.people import Person, PersonModels
from tryon.tracking.tailor import Tailor
from tryon.tracking.trail import Answer, Trail

#: Persons who are looked at closely when nobody is followed, and how far apart the noses of
#: one may be seen, in torso lengths.
_CLOSELY, _ONE_HEAD = 4, 0.25

#: From a face to the square around its person, in heights of the face: down to the hips, and
#: from there up to the rim of the circle.
_HIPS, _RIM = 4.0, 5.2

#: Landmarks that are explained worse than this are looked for again in a photograph, in squares
#: of other sides; what is found there must be explained so much better.
_STRANGE, _SIDES, _BETTER = 25.0, (0.8, 1.3, 1.6), 0.6

#: Landmarks that are explained worse than this are no person's while there may be another.
_SENSELESS = 60.0

#: Live, a measurement is begun so long after the one before at the earliest: the rest of the
#: machine draws.
_PAUSE_NS = 60_000_000

#: Frames that are remembered until the measurement of one of them is ready.
_REMEMBERED = 20

#: Who was not looked at for so long, since nothing was worn, may be somebody else.
_AWAY_NS = 3_000_000_000

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
        self._company = Company()
        self._in_front = InFront(still=still)
        self._hair = Hair()
        self._held = Held(still=still)
        self._barrier = Barrier(still=still)
        self._following: Matrix | None = None
        self._looked_ns = 0
        self._identity = -1
        self._part = -1
        self._beside: ThreadPoolExecutor | None = None
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
            self._begin_anew()
            measured = self._measure(frame, faces)
            return measured.body if measured else None
        if self._before_ns is not None and frame.captured_ns - self._before_ns > _AWAY_NS:
            self._drop()
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
            self._beside.shutdown(wait=True, cancel_futures=True)
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
            promise = beside.submit(self._look_beside, frame, tuple(faces), seen)
            self._asked = seen, promise

    def _thread(self) -> ThreadPoolExecutor:
        """Find the thread that measures; a new one loads the models before anything else."""
        if self._beside is None:
            self._beside = ThreadPoolExecutor(1, "body", take_turns)
            self._beside.submit(self._load)
        return self._beside

    def _load(self) -> None:
        self._models = self._models or PersonModels()
        self._in_front.load()

    def _look_beside(self, frame: Frame, faces: Sequence[Face], seen: View) -> Answer | None:
        """Measure, and from then on let the picture go first.

        Until somebody is dressed it is quick, and they wait: where others were busy, too, the
        first measurement took half a minute at the back of the queue.
        """
        try:
            return self._look(frame, faces, seen)
        finally:
            give_way()

    def _look(self, frame: Frame, faces: Sequence[Face], seen: View) -> Answer | None:
        """Measure the person in a picture, and choose points to follow."""
        if seen.captured_ns - self._looked_ns > _AWAY_NS:
            self._begin_anew()
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
        person = self._find(self._models, rgb, faces)
        if person is None:
            return None
        self._following = _next_square(person)
        if self._still:
            person = self._surest(self._models, rgb, person)
        covers = self._in_front(rgb, person, faces)
        person = with_wrists(person, covers)
        arms = arms_of(rgb, person, covers)
        face = face_of(person, faces)
        measured = self._tailor.measure(person, frame.size, rgb, arms, face)
        if measured.figure is None:
            self._following = None
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
            self._identity,
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

    def _begin_anew(self) -> None:
        """Look for anybody in the next picture; called where pictures are measured."""
        self._following = None
        self._company.part()

    def _find(self, models: PersonModels, rgb: Bytes, faces: Sequence[Face]) -> Person | None:
        """Look for who was dressed before, and for others if they are gone for good."""
        company, person = self._company, None
        if self._following is not None:
            person = models.see(rgb, self._following)
        if person and company.is_other(rgb, person, faces):
            person = None
            if own := company.own_face(faces):
                seen = _close_up(models, rgb, [_below_face(own)])
                person = next((p for p in seen if not company.is_other(rgb, p, faces)), None)
        if person is None:
            person = self._choose(models, rgb, faces)
            if company.is_awaited:  # where they were, too
                company.wait(self._looked_ns)
            else:
                self._begin_anew()
                self._identity += person is not None
                self._tailor.forget()
                self._held.forget()
        if person:
            company.keep(rgb, person, faces, self._looked_ns)
        return person

    def _surest(self, models: PersonModels, rgb: Bytes, person: Person) -> Person:
        """Look at other squares if the landmarks make little sense, and take the best."""
        size = rgb.shape[1], rgb.shape[0]
        person = thorough(models, rgb, person)
        strange = self._tailor.strangeness(person, size)
        if strange < _STRANGE:
            return person
        around, strange = person.square, _BETTER * strange
        for side in _SIDES:
            square = compose(around, similarity(side, 0.0, 0.5 - side / 2, 0.5 - side / 2))
            other = models.see(rgb, square)
            if other and (cost := self._tailor.strangeness(other, size)) < strange:
                person, strange = other, cost
        return person

    def _choose(self, models: PersonModels, rgb: Bytes, faces: Sequence[Face]) -> Person | None:
        """Look closely at everyone, and take the nearest who is not far aside.

        Where nobody is found whose landmarks make sense, parts of the picture are searched: who
        is small in it, or before many colours, is overlooked. Live, one part each time.
        """
        height, width = rgb.shape[:2]
        seen = _close_up(models, rgb, models.search(rgb)[:_CLOSELY])
        overlooked = [face for face in faces if not any(_is_of(face, one) for one in seen)]
        seen += _close_up(models, rgb, [*map(_below_face, overlooked[:_CLOSELY])], seen)
        sensible = self._sensible(seen, (width, height))
        if not sensible:
            parts = _parts(width, height)
            self._part = (self._part + 1) % len(parts)
            for part in parts if self._still else parts[self._part :][:1]:
                seen += _close_up(models, rgb, models.search(rgb, part)[:_CLOSELY], seen)
            sensible = self._sensible(seen, (width, height)) or seen
        if self._company.is_awaited:
            sensible = [p for p in sensible if not self._company.is_other(rgb, p, faces)]
        return max(sensible, key=lambda one: _importance(one, width, height), default=None)

    def _sensible(self, seen: Sequence[Person], size: tuple[int, int]) -> list[Person]:
        return [one for one in seen if self._tailor.strangeness(one, size) < _SENSELESS]

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


def _close_up(
    models: PersonModels, rgb: Bytes, squares: Sequence[Matrix], known: Sequence[Person] = ()
) -> list[Person]:
    """Look closely at squares, and say who is there beside who is known: nobody twice."""
    seen: list[Person] = []
    for square in squares[:_CLOSELY]:
        person = models.see(rgb, square)
        if person and (again := models.see(rgb, person.following)):
            person = again
        if person and not any(_is_same(person, one) for one in (*known, *seen)):
            seen.append(person)
    return seen


def _parts(width: int, height: int) -> list[Matrix]:
    """Cut a picture into squares that overlap: the middle one first."""
    side = min(width, height)
    return [
        similarity(side, 0.0, share * (width - side), share * (height - side))
        for share in (0.5, 0.0, 1.0)
    ]


def _next_square(person: Person) -> Matrix:
    """Look at the same square again until the person has left its middle.

    A square that follows every landmark moves all of them: noise that feeds itself.
    """
    here, there = person.square, person.following
    side = scale_of(here)
    away = float(np.hypot(*((there - here) @ (0.5, 0.5, 1.0)))) / side
    turned = abs(math.remainder(turn_of(there) - turn_of(here), 2 * math.pi))
    grown = abs(math.log(scale_of(there) / side))
    return here if away < 0.05 and turned < 0.12 and grown < 0.08 else there


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


def _below_face(face: Face) -> Matrix:
    """Guess the square around the person of a face."""
    points = face.points[:, :2]
    brow, chin = points[10], points[152]
    down = (chin - brow).astype(np.float64)
    x, y = (brow + chin) / 2 + _HIPS * down
    side = 2 * _RIM * float(np.hypot(*down))
    square = similarity(side, 0.0, float(x), float(y))
    square[:, 2] -= square[:, :2] @ (0.5, 0.5)
    return square


def _is_same(one: Person, other: Person) -> bool:
    """Whether two looks saw one person: people who stand close have heads of their own."""
    apart = one.points[0, :2] - other.points[0, :2]
    return float(np.hypot(*apart)) < _ONE_HEAD * min(one.torso_px, other.torso_px)


def _is_of(face: Face, person: Person) -> bool:
    """Whether a face is this person's."""
    box = face.box
    x, y = map(float, person.points[0, :2])
    return box.x <= x <= box.x + box.width and box.y <= y <= box.y + box.height


def _importance(person: Person, width: int, height: int) -> float:
    """Weigh how near somebody is, how much of them is in the picture, and how central."""
    points = person.points[:, :2]
    trunk, head = points[[11, 12, 23, 24]], points[:11]
    inside = float(((trunk > 0) & (trunk < (width, height))).all(1).mean())
    near = math.sqrt(person.torso_px * float(np.linalg.norm(head - head.mean(0))))
    aside = min(abs(float(trunk[:, 0].mean()) / width - 0.5) * 2, 1.0)
    return near * (0.7 + 0.3 * inside) * (1.0 - 0.5 * aside) * person.presence
