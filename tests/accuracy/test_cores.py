"""Jobs on all cores: in order, and none for nothing."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from tryon.accuracy.cores import _do, all_cores


def test_results_come_in_the_order_of_their_jobs_and_the_environment_is_as_before() -> None:
    before = dict(os.environ)
    with all_cores() as work:
        assert work([partial(pow, number, 2) for number in range(9)], "squares") == [
            number**2 for number in range(9)
        ]
    assert dict(os.environ) == before


def test_when_a_job_fails_the_others_are_not_waited_for() -> None:
    done = []

    def one() -> None:
        time.sleep(0.01)
        done.append(True)

    def fails() -> None:
        raise KeyError("no such lamp")

    with pytest.raises(KeyError), ThreadPoolExecutor(1) as pool:
        _do(pool, [fails, *[one] * 300], "work")
    assert len(done) < 100
