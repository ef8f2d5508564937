"""What each stage of one picture costs."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Stopwatch:
    """Adds up wall-clock time by stage name.

    Attributes
    ----------
    stage_ms : dict of str to float
        Milliseconds, in the order in which the stages first ended.
    """

    def __init__(self) -> None:
        self.stage_ms: dict[str, float] = {}

    @contextmanager
    def time(self, stage: str) -> Iterator[None]:
        """Time the body of a ``with`` and add it to `stage`."""
        start = time.perf_counter_ns()
        try:
            yield
        finally:
            spent = (time.perf_counter_ns() - start) / 1e6
            self.stage_ms[stage] = self.stage_ms.get(stage, 0.0) + spent
