from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest

from tryon.accuracy.limits import light_limits
from tryon.accuracy.pictures import Shot
from tryon.accuracy.readers import (
    SESSIONS,
    UNASKED,
    as_told,
    beside_sheet,
    enrolled,
    from_face,
    with_profile,
)
from tryon.accuracy.scores import Errors, apart_by_chance
from tryon.accuracy.spectra import CAMERAS, LIGHTS, MEASURED_CAMERAS, UNKNOWN_LIGHTS
from tryon.accuracy.tier1 import (
    STOPS,
    Trial,
    coverage,
    draw_trials,
    judge,
    measured_places,
    unknown_places,
)
from tryon.accuracy.tissue import TONES
from tryon.core.scene import Scene
from tryon.light.lamps import spectra


@pytest.fixture(scope="module")
def trials() -> list[Trial]:
    return draw_trials(31)


def test_trials_are_the_same_in_every_run(trials: list[Trial]) -> None:
    again = draw_trials(310)
    assert len(trials) == 30
    for one, other in zip(trials[::10], again, strict=True):
        np.testing.assert_array_equal(one.shot.rgb, other.shot.rgb)
        assert one.labels == other.labels
        assert one.worn[0].lipstick == other.worn[0].lipstick
    assert {trial.labels["tone"] for trial in trials} == set(TONES)
    assert {trial.labels["light"] for trial in trials} == set(LIGHTS)


def test_lamps_that_the_app_does_not_know_come_before_every_camera() -> None:
    lights = {light for kind in UNKNOWN_LIGHTS.values() for light in kind}
    assert not lights & {*LIGHTS, *spectra()[2]}
    places = unknown_places()
    assert {place[0] for place in places} == set(TONES)
    met = {(light, camera) for _, light, camera, _ in places}
    assert len(met) == len(places) == 24 * len(CAMERAS)
    assert len({(camera, stops) for _, _, camera, stops in places}) == 3 * len(CAMERAS)


def test_measured_cameras_see_every_lamp_tone_and_exposure() -> None:
    places = measured_places()
    for camera in MEASURED_CAMERAS:
        tones, lights, _, stops = zip(*(one for one in places if one[2] == camera), strict=True)
        assert len(tones) == len(set(zip(tones, lights, strict=True))) == 2 * len(LIGHTS)
        assert (set(tones), set(lights), set(stops)) == (set(TONES), set(LIGHTS), set(STOPS))


def test_who_is_told_the_light_errs_less_than_who_reads_it(trials: list[Trial]) -> None:
    told = judge(trials, as_told)["known"]
    read = judge(trials, from_face)["face"]
    assert len(told.de2000) == len(read.de2000) == 2 * len(trials)
    assert np.median(told.de2000) < 3.0
    assert np.median(np.abs(told.lightness)) < 1.2
    assert np.median(told.de2000) < np.median(read.de2000) < 8
    assert read.labels["expected"].mean() > told.labels["expected"].mean()
    assert (told.labels["p80"] < told.labels["p90"]).all()


def test_a_wrong_light_is_noticed(trials: list[Trial]) -> None:
    others = [trials[(index + 11) % len(trials)].shot for index in range(8)]

    def swapped(shot: Shot, seed: Sequence[int]) -> Mapping[str, Scene]:
        scene, other = (as_told(one, seed)["known"] for one in (shot, others.pop()))
        return {"known": replace(scene, light=other.light)}

    right = judge(trials[:8], as_told)["known"]
    wrong = judge(trials[:8], swapped)["known"]
    assert np.median(wrong.de2000) > 2 * np.median(right.de2000)


def test_a_sheet_of_paper_tells_the_light(trials: list[Trial]) -> None:
    some = [trial for trial in trials if trial.labels["camera"] == "synthetic"][:5]
    found = judge(some, beside_sheet)
    assert set(found) == {"still", "reference", "still_unasked", "reference_unasked"}
    taken = found["reference"].where("source", "reference")
    assert len(taken.de2000) >= 4
    assert np.median(np.abs(taken.lightness)) < 2.5
    assert (taken.de2000 != found["still"].where("source", "reference").de2000).any()
    face = judge(some, from_face)["face"]
    assert np.median(taken.de2000) < np.median(face.de2000)


def test_who_says_what_kind_of_lamp_there_is_is_heard(trials: list[Trial]) -> None:
    some = [trial for trial in trials if trial.labels["light"].startswith(("A", "F"))][:5]
    found = judge(some, beside_sheet) | judge(some, enrolled)
    found |= judge(some, SESSIONS["enrolled_unasked"])
    for name in ("still", "reference", "enrolled"):
        asked, unasked = found[name], found[name + UNASKED]
        assert (asked.labels["source"] == unasked.labels["source"]).all()
        assert (asked.de2000 != unasked.de2000).any()


def test_a_person_is_known_again_in_another_light(trials: list[Trial]) -> None:
    some = [trial for trial in trials if trial.labels["camera"] == "synthetic"][:5]
    found = judge(some, enrolled)["enrolled"]
    assert (found.labels["source"] == "enrolled").sum() >= 2


def test_a_measured_camera_in_a_measured_place_is_the_best(trials: list[Trial]) -> None:
    some = [trial for trial in trials if trial.labels["camera"] == "synthetic"][:5]
    found = judge(some, with_profile)["profile"]
    taken = found.where("source", "profile")
    assert len(taken.de2000) >= 2
    assert np.median(taken.de2000) < 3


def test_coverage_counts_what_is_inside() -> None:
    errors = np.array([1.0, 2.0, 3.0, 4.0])
    stated = {"p80": np.full(4, 3.5), "p90": np.full(4, 5.0), "expected": np.full(4, 5.0)}
    found = coverage(Errors(errors, errors, errors, stated))
    assert found == {"p80": 0.75, "p90": 1.0, "expected": 2.0}


def test_values_that_make_no_difference_lie_apart_by_chance() -> None:
    random = np.random.default_rng(5)
    errors = random.random(400)
    labels = {"trial": np.arange(400) // 2, "tone": np.arange(400) // 2 % 4}
    part = Errors(errors, errors, errors, labels)
    found = [np.median(part.where("tone", tone).de2000) for tone in range(4)]
    chance = apart_by_chance(part, "tone", "trial")
    assert chance is not None
    assert 0.3 * np.ptp(found) < chance < 3 * np.ptp(found)
    far = Errors(errors + 5 * labels["tone"], errors, errors, labels)
    apart = apart_by_chance(far, "tone", "trial")
    assert apart is not None
    assert apart < 9  # of 15
    assert apart_by_chance(part.chosen(errors > 1), "tone", "trial") is None


def test_the_limit_of_a_face_lies_between_knowing_and_guessing() -> None:
    limits = light_limits(150)
    assert 0.3 < limits["known"]["median"] < limits["three_numbers"]["median"]
    assert limits["known"]["median"] < limits["reference"]["median"]
    # Nobody knows how white the paper is, and in which light it is held.
    assert limits["known"]["lightness"] < 0.5 < limits["profile"]["lightness"]
    assert limits["profile"]["hue"] < limits["reference"]["hue"]
    assert limits["face"]["hue"] < limits["face"]["median"] < 6
    # Who was seen beside a sheet tells the next lamp nearly as well as another sheet would.
    assert limits["known"]["median"] < limits["enrolled"]["median"]
    assert limits["enrolled"]["median"] < limits["face"]["median"]
    # Who is told what kind of lamp there is knows more.
    for name in ("still", "reference", "enrolled"):
        assert limits[name]["median"] < limits[f"{name}_unasked"]["median"]
        # Who does not know the very cameras knows less.
        assert 1.1 * limits[name]["median"] < limits[f"{name}_new"]["median"]
        assert limits[f"{name}_new"]["median"] < limits["face"]["median"]
        # Of those others each other camera is told as well as the suite's.
        assert (
            0.8 < limits[f"{name}_measured"]["median"] / limits[f"{name}_new"]["median"] < 1.3
        )
    of_tones = [part["median"] for part in limits["face"]["by_tone"].values()]
    assert len(of_tones) == len(TONES)
    assert np.mean(of_tones[5:]) > np.mean(of_tones[:5])  # dark skin tells less
