import numpy as np
import pytest

from tryon.accuracy import tier1
from tryon.accuracy.limits import light_limits
from tryon.accuracy.scores import Errors
from tryon.accuracy.spectra import LIGHTS
from tryon.accuracy.tier1 import Trial, as_told, coverage, draw_trials, from_face, judge
from tryon.accuracy.tissue import TONES


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


def test_who_is_told_the_light_errs_less_than_who_reads_it(trials: list[Trial]) -> None:
    told = judge(trials, as_told, lambda items, _: items)
    read = judge(trials, from_face, lambda items, _: items)
    assert len(told.de2000) == len(read.de2000) == 2 * len(trials)
    assert np.median(told.de2000) < 3.0
    assert np.median(np.abs(told.lightness)) < 1.2
    assert np.median(told.de2000) < np.median(read.de2000) < 8
    assert read.labels["expected"].mean() > told.labels["expected"].mean()
    assert (told.labels["p80"] < told.labels["p90"]).all()


def test_a_wrong_light_is_noticed(trials: list[Trial]) -> None:
    def swapped(trial: Trial) -> tier1.Light:
        others = [other for other in trials if other is not trial]
        return as_told(others[len(trial.labels["light"])])

    wrong = judge(trials[:8], swapped, lambda items, _: items)
    right = judge(trials[:8], as_told, lambda items, _: items)
    assert np.median(wrong.de2000) > 2 * np.median(right.de2000)


def test_coverage_counts_what_is_inside() -> None:
    errors = np.array([1.0, 2.0, 3.0, 4.0])
    stated = {"p80": np.full(4, 3.5), "p90": np.full(4, 5.0), "expected": np.full(4, 5.0)}
    found = coverage(Errors(errors, errors, errors, stated))
    assert found == {"p80": 0.75, "p90": 1.0, "expected": 2.0}


def test_the_limit_of_a_face_lies_between_knowing_and_guessing() -> None:
    limits = light_limits(50)
    assert 0.5 < limits["known"]["median"] <= limits["three_numbers"]["median"] * 1.2
    assert limits["face"]["hue"] < limits["face"]["median"] < 6
