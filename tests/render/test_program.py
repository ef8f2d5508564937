import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tryon.render.program import is_software, make_context


def _drivers() -> Mapping[int, set[int]]:
    """The processors that each thread of Mesa may use."""
    tasks = Path("/proc/self/task")
    named = {int(task.name): (task / "comm").read_text() for task in tasks.iterdir()}
    return {n: os.sched_getaffinity(n) for n, name in named.items() if name.startswith("llvm")}


@pytest.mark.skipif(sys.platform != "linux", reason="threads stay nowhere")
def test_each_of_two_processors_keeps_a_thread_of_the_driver_and_nobody_else_is_moved() -> None:
    before = os.sched_getaffinity(0)
    context = make_context()
    is_drawn_here = is_software(context)
    context.release()
    assert os.sched_getaffinity(0) == before
    if not is_drawn_here or len(before) != 2 or len(_drivers()) != 2:
        pytest.skip("no two processors that draw")
    assert sorted(map(sorted, _drivers().values())) == [[one] for one in sorted(before)]
