"""The person who is dressed, in real pictures."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import wait

import cv2
import numpy as np
import pytest

from tryon.core.encoding import Encoding
from tryon.core.scene import Body, Frame
from tryon.sources.demo import Demo
from tryon.tracking.body import BodyTracker
from tryon.tracking.carry import shown
from tryon.tracking.face import FaceTracker
from tryon.tracking.hands import Hand
from tryon.tracking.in_front import Cover, InFront
from tryon.tracking.matte import Colours
from tryon.tracking.people import PersonModels, silhouette


@pytest.fixture(scope="module")
def tracker() -> Iterator[BodyTracker]:
    made = BodyTracker(still=True)
    yield made
    made.close()


def found(tracker: BodyTracker, rgb: np.ndarray) -> Body | None:
    return tracker.track(Frame(np.ascontiguousarray(rgb), 0, 0), ())


def test_the_portrait_is_an_upper_body(tracker, portrait):
    body = found(tracker, portrait)
    assert body is not None
    left, right = body.points[11], body.points[12]
    assert right[0] < 224 < left[0], "shoulders on either side of the face"
    assert 150 < body.points[[11, 12], 1].mean() < 330
    assert body.figure is not None
    assert body.figure.presence.upper == 1
    assert body.figure.presence.lower == 0, "no legs are in the picture"


def test_nobody_is_there(tracker):
    assert found(tracker, np.full((240, 320, 3), 128, np.uint8)) is None


def test_the_silhouette_is_the_person(tracker, portrait):
    body = found(tracker, portrait)
    assert body is not None
    assert body.silhouette is not None
    box, coverage = body.silhouette.box, body.silhouette.coverage
    scale = coverage.shape[1] / box.width

    def share(x: float, y: float) -> float:
        return float(coverage[int((y - box.y) * scale), int((x - box.x) * scale)])

    assert share(225, 120) > 0.9, "the face"
    assert share(230, 420) > 0.9, "the suit"
    assert share(60, 60) < 0.1, "the flag"


def test_a_turned_picture_turns_the_silhouette_and_the_third_dimension(portrait):
    models = PersonModels()
    upright = models.see(portrait, models.search(portrait)[0])
    turned = cv2.warpAffine(
        portrait,
        cv2.getRotationMatrix2D((256, 256), 20, 1.0),
        (512, 512),
        borderValue=(90,) * 3,
    )
    square = models.search(turned)[0]
    leaning = models.see(turned, square)
    leaning = leaning and models.see(turned, leaning.following)
    models.close()
    assert upright
    assert leaning
    across = leaning.world[11, :2] - leaning.world[12, :2]
    before = upright.world[11, :2] - upright.world[12, :2]
    turned_deg = np.degrees(np.arctan2(across[1], across[0]) - np.arctan2(before[1], before[0]))
    assert turned_deg == pytest.approx(-20, abs=10)
    mask = silhouette(leaning)
    middle = leaning.points[[11, 12, 23, 24], :2].mean(0)
    cell = (middle - (mask.box.x, mask.box.y)) * mask.coverage.shape[1] / mask.box.width
    assert mask.coverage[int(cell[1]), int(cell[0])] > 0.9


def clip_of(portrait: np.ndarray, shifts: list[float]) -> Iterator[Frame]:
    noise = np.random.default_rng(4)
    for index, x in enumerate(shifts):
        shift = np.array([[1, 0, x], [0, 1, 0]], np.float32)
        rgb = cv2.warpAffine(portrait, shift, (512, 512), borderMode=cv2.BORDER_REPLICATE)
        rgb = np.clip(rgb + noise.normal(0, 3, rgb.shape), 0, 255).astype(np.uint8)
        yield Frame(rgb, index * 33_333_333, index)


def test_who_is_cut_by_the_picture_keeps_their_clothes():
    """What is learnt of a trunk, most of which nobody sees, must not grow without end."""
    demo, tracker, faces = Demo(count=60), BodyTracker(), FaceTracker()
    demo.open()
    bodies = [tracker.track(frame, faces.track(frame)) for frame in demo.frames()]
    tracker.close()
    faces.close()
    demo.close()
    assert all(body and body.figure for body in bodies)
    assert [body.figure.presence.upper for body in bodies[20:]] == [1.0] * 40


def test_who_stands_still_wears_still_clothes(portrait):
    tracker = BodyTracker()
    bodies = [tracker.track(frame, ()) for frame in clip_of(portrait, [0.0] * 24)]
    tracker.close()
    figures = [body.figure for body in bodies if body and body.figure]
    assert len(figures) == 24
    assert figures[-1].presence.upper == 1
    places = np.array([shown(figure)[[4, 7, 15]] for figure in figures[10:]])
    assert np.sqrt(((places - places.mean(0)) ** 2).sum(-1).mean()) < 0.5


@pytest.mark.parametrize("live", [False, True])
def test_who_steps_aside_takes_their_clothes_along(portrait, live):
    shifts = [0.0] * 12 + [8.0, 16.0, 24.0] + [24.0] * 3
    tracker = BodyTracker(live=live)
    places = []
    for frame in clip_of(portrait, shifts):
        body = tracker.track(frame, ())
        if live:  # a machine that others use takes longer than a camera would give
            wait([tracker.under_way] if tracker.under_way else [], 5)
        places.append(shown(body.figure)[4, 0] if body and body.figure else np.nan)
    tracker.close()
    stepped = np.array(places) - np.nanmedian(places[6:12])
    assert abs(stepped[14:] - 24).max() < 6, "on the very frame, and after it"


def test_who_leaves_fades_out(portrait):
    tracker = BodyTracker()
    frames = list(clip_of(portrait, [0.0] * 10))
    wall = np.full((512, 512, 3), 120, np.uint8)
    frames += [Frame(wall.copy(), (10 + k) * 33_333_333, 10 + k) for k in range(8)]
    bodies = [tracker.track(frame, ()) for frame in frames]
    tracker.close()
    assert bodies[9]
    assert bodies[10]
    assert bodies[10].figure
    assert 0 < bodies[10].figure.presence.upper < 1
    assert bodies[-1] is None


def test_what_breaks_beside_is_heard(portrait, monkeypatch):
    def broken(*_: object) -> None:
        raise RuntimeError("no model")

    tracker = BodyTracker(live=True)
    monkeypatch.setattr(tracker, "_look", broken)
    frames = clip_of(portrait, [0.0] * 3)
    tracker.track(next(frames), ())
    assert tracker.under_way
    wait([tracker.under_way], 5)
    with pytest.raises(RuntimeError, match="no model"):
        tracker.track(next(frames), ())
    tracker.close()


def test_what_measures_is_loaded_ahead_and_stands_back_once_somebody_was_looked_at(
    portrait, monkeypatch
):
    done: list[str] = []
    load, look = InFront.load, BodyTracker._look

    def note(what: str, then: Callable[..., object] = lambda: None) -> Callable[..., object]:
        def noted(*given: object) -> object:
            done.append(f"{what} on {threading.current_thread().name}")
            return then(*given)

        return noted

    monkeypatch.setattr("tryon.tracking.body.PersonModels", note("people", PersonModels))
    monkeypatch.setattr(InFront, "load", note("hands", load))
    monkeypatch.setattr(BodyTracker, "_look", note("looks", look))
    tracker = BodyTracker(live=True)
    tracker.prepare()
    tracker.prepare()
    deadline_s = time.monotonic() + 20
    while len(done) < 2 and time.monotonic() < deadline_s:
        time.sleep(0.01)
    assert done == ["people on body_0", "hands on body_0"]
    assert tracker.under_way is None, "nobody is measured"
    for frame in clip_of(portrait, [0.0, 0.0, 0.0, 0.0]):
        tracker.track(frame, ())
        wait([tracker.under_way] if tracker.under_way else [], 20)
    tracker.close()
    first, second, *_ = (what for what in done if what.startswith("looks"))
    assert (first, second) == ("looks on body_0", "looks on body at the back_0")


def test_where_nobody_waits_nothing_is_loaded_ahead(monkeypatch):
    monkeypatch.setattr(InFront, "load", lambda self: pytest.fail("was loaded"))
    for tracker in (BodyTracker(still=True), BodyTracker()):
        tracker.prepare()
        tracker.close()


def test_somebody_small_before_many_colours_is_found(portrait):
    """In the whole picture the model sees nobody; in a part of it, it does."""
    noise = np.random.default_rng(2).uniform(0, 255, (5, 8, 3)).astype(np.float32)
    wall = cv2.resize(noise, (1280, 720), interpolation=cv2.INTER_CUBIC)
    wall = np.clip(wall, 0, 255).astype(np.uint8)
    person = cv2.resize(portrait[:412, 50:462], (90, 90), interpolation=cv2.INTER_AREA)
    wall[630:, 420:510] = person
    tracker = BodyTracker(still=True)
    body = found(tracker, wall)
    tracker.close()
    assert body is not None
    assert body.figure is not None
    assert 440 < body.points[0, 0] < 475
    assert 640 < body.points[0, 1] < 675


def test_of_three_men_the_one_in_front_is_dressed(shared_data):
    """He sits before two who stand closely behind him, and the frame cuts him at the hips."""
    from tryon.sources.still import read_photo

    rgb = read_photo(shared_data / "bodies" / "tfjs_three_men.jpg")
    frame = Frame(rgb, 0, 0)
    looks, tracker = FaceTracker(still=True), BodyTracker(still=True)
    body = tracker.track(frame, looks.track(frame))
    looks.close()
    tracker.close()
    assert body is not None
    assert 320 < body.points[0, 0] < 470
    assert 375 < body.points[0, 1] < 560


def test_people_who_stand_close_are_two(portrait):
    """The nearer one is dressed, wherever they stand."""
    small = cv2.resize(portrait[:, 60:460], (240, 307), interpolation=cv2.INTER_AREA)
    large = portrait[:, 60:460]
    for places in ((0, 240), (400, 0)):
        both = np.full((512, 640, 3), 120, np.uint8)
        both[-307:, places[0] : places[0] + 240] = small
        both[:, places[1] : places[1] + 400] = large
        tracker = BodyTracker(still=True)
        body = found(tracker, both)
        tracker.close()
        assert body is not None
        assert places[1] < body.points[0, 0] < places[1] + 400


def test_who_walks_past_takes_no_clothes_along(portrait):
    still = cv2.copyMakeBorder(portrait, 0, 0, 0, 256, cv2.BORDER_REPLICATE)
    passer = portrait[:, 90:380, ::-1]
    tracker, faces = BodyTracker(), FaceTracker()
    noses, identities = [], set()
    for index in range(36):
        rgb = still.copy()
        left = 40 * index - 290
        first, last = max(left, 0), min(left + 290, still.shape[1])
        if first < last:
            rgb[:, first:last] = passer[:, first - left : last - left]
        frame = Frame(rgb, index * 33_000_000, index)
        body = tracker.track(frame, faces.track(frame))
        if body is not None and body.figure is not None and body.figure.presence.upper > 0.5:
            noses.append(float(body.points[0, 0]))
            identities.add(body.identity)
    tracker.close()
    faces.close()
    assert identities == {0}
    assert np.abs(np.array(noses) - np.median(noses)).max() < 60
    assert 20 < len(noses) < 36, "hidden for a while, and dressed again"


@pytest.mark.parametrize("live", [False, True])
def test_who_comes_after_a_while_without_clothes_is_dressed_at_once(portrait, live):
    newcomer = np.ascontiguousarray(portrait[:, ::-1])
    newcomer[200:] = newcomer[200:, :, ::-1]  # in other clothes
    tracker, identities = BodyTracker(live=live), []
    for rgb, began_ns in ((portrait, 0), (newcomer, 4_000_000_000)):
        for index in range(3):
            body = tracker.track(Frame(rgb, began_ns + index * 70_000_000, index), ())
            identities.append(body and body.identity)
            if tracker.under_way:
                wait([tracker.under_way], 20)
        tracker.rest()
    tracker.close()
    # live, the first picture of each is still being measured, and nobody is drawn instead
    assert identities == ([None, 0, 0, None, 1, 1] if live else [0, 0, 0, 1, 1, 1])


@pytest.mark.parametrize("apart_s", [0.07, 4.0])
def test_pictures_that_come_slowly_undress_nobody(portrait, apart_s):
    """A driver that compiles may hold a picture up for seconds on a machine that others use."""
    tracker, identities = BodyTracker(live=True), []
    for index in range(4):
        frame = Frame(portrait, round(index * apart_s * 1e9), index)
        body = tracker.track(frame, ())
        identities.append(body and body.identity)
        if tracker.under_way:
            wait([tracker.under_way], 20)
    tracker.close()
    assert identities == [None, 0, 0, 0]


def test_it_says_which_colour_hands_have(shared_data):
    from tryon.sources.still import read_photo

    rgb = read_photo(shared_data / "bodies" / "intel_asl_please_f36.png")
    tracker = BodyTracker(still=True)
    body = found(tracker, rgb)
    tracker.close()
    assert body is not None
    for hand in body.hands:
        assert hand is not None
        red, green, blue = hand
        assert red > 1.1 * green > 1.1 * blue


def test_the_colour_of_hands_is_what_the_profile_of_the_camera_says(portrait, monkeypatch):
    skin = np.uint8([[[205, 150, 125]]])
    lab = cv2.cvtColor(skin, cv2.COLOR_RGB2LAB)[0, 0].astype(np.float32)
    none = np.zeros((16, 16, 16), np.float32)
    hand = Cover(Hand(np.full((21, 2), 300, np.float32), 1.0), Colours(none, 0.1, lab))
    monkeypatch.setattr(InFront, "__call__", lambda *_: {0: hand})
    monkeypatch.setattr("tryon.tracking.body.outline_of", lambda *_: None)
    curve = np.tile(np.linspace(0, 1, 256, dtype=np.float32), (3, 1))
    straight = Encoding(curve, np.eye(3, 6))
    tracker = BodyTracker(still=True)
    body = tracker.track(Frame(portrait, 0, 0, straight), ())
    tracker.close()
    assert body is not None
    assert body.hands[0] == pytest.approx(skin[0, 0] / 255, abs=0.01)
    assert body.hands[1] is None
