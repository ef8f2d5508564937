from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from tryon.accuracy.limits import light_limits
from tryon.accuracy.pictures import Shot
from tryon.accuracy.readers import (
    UNASKED,
    as_told,
    enrolled,
    from_face,
    with_profile,
    with_reference,
)
from tryon.accuracy.scores import Errors
from tryon.accuracy.spectra import CAMERAS, LIGHTS, UNKNOWN_LIGHTS
from tryon.accuracy.tier1 import Trial, coverage, draw_trials, judge, unknown_places
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


def test_who_is_told_the_light_errs_less_than_who_reads_it(trials: list[Trial]) -> None:
    told = judge(trials, as_told)
    read = judge(trials, from_face)
    assert len(told.de2000) == len(read.de2000) == 2 * len(trials)
    assert np.median(told.de2000) < 3.0
    assert np.median(np.abs(told.lightness)) < 1.2
    assert np.median(told.de2000) < np.median(read.de2000) < 8
    assert read.labels["expected"].mean() > told.labels["expected"].mean()
    assert (told.labels["p80"] < told.labels["p90"]).all()


def test_a_wrong_light_is_noticed(trials: list[Trial]) -> None:
    others = [trials[(index + 11) % len(trials)].shot for index in range(8)]

    def swapped(shot: Shot, seed: Sequence[int]) -> Scene:
        scene = as_told(shot, seed)
        return replace(scene, light=as_told(others.pop(), seed).light)

    right = judge(trials[:8], as_told)
    wrong = judge(trials[:8], swapped)
    assert np.median(wrong.de2000) > 2 * np.median(right.de2000)


def test_a_sheet_of_paper_tells_the_light(trials: list[Trial]) -> None:
    some = [trial for trial in trials if trial.labels["camera"] == "synthetic"][:5]
    found = judge(some, with_reference)
    taken = found.where("source", "reference")
    assert len(taken.de2000) >= 4
    assert np.median(np.abs(taken.lightness)) < 2.5
    face = judge(some, from_face)
    assert np.median(taken.de2000) < np.median(face.de2000)


def test_who_says_what_kind_of_lamp_there_is_is_heard(trials: list[Trial]) -> None:
    some = [trial for trial in trials if trial.labels["light"].startswith(("A", "F"))][:5]
    for asked, name in ((with_reference, "reference"), (enrolled, "enrolled")):
        found, unasked = (judge(some, reader) for reader in (asked, UNASKED[name]))
        assert (found.labels["source"] == unasked.labels["source"]).all()
        assert (found.de2000 != unasked.de2000).any()


def test_a_person_is_known_again_in_another_light(trials: list[Trial]) -> None:
    some = [trial for trial in trials if trial.labels["camera"] == "synthetic"][:5]
    found = judge(some, enrolled)
    assert (found.labels["source"] == "enrolled").sum() >= 2


def test_a_measured_camera_in_a_measured_place_is_the_best(trials: list[Trial]) -> None:
    some = [trial for trial in trials if trial.labels["camera"] == "synthetic"][:5]
    found = judge(some, with_profile)
    taken = found.where("source", "profile")
    assert len(taken.de2000) >= 2
    assert np.median(taken.de2000) < 3


def test_coverage_counts_what_is_inside() -> None:
    errors = np.array([1.0, 2.0, 3.0, 4.0])
    stated = {"p80": np.full(4, 3.5), "p90": np.full(4, 5.0), "expected": np.full(4, 5.0)}
    found = coverage(Errors(errors, errors, errors, stated))
    assert found == {"p80": 0.75, "p90": 1.0, "expected": 2.0}


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
    of_tones = [part["median"] for part in limits["face"]["by_tone"].values()]
    assert len(of_tones) == len(TONES)
    assert np.mean(of_tones[5:]) > np.mean(of_tones[:5])  # dark skin tells less
