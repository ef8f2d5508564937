"""Work that falls into jobs, done on all cores."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from typing import Any

from tqdm import tqdm

#: A job can be pickled, and returns what can be.
Job = Callable[[], Any]
#: Does jobs and shows how far it is, by the name of the work: ``work(jobs, "tier 0")``. Gives
#: what they return, in their order.
Work = Callable[[Sequence[Job], str], list[Any]]

#: One thread of BLAS for each process: several wait for each other longer than matrices of
#: this size take. It is read when numpy is loaded, so by processes that are yet to be.
_THREADS = "OPENBLAS_NUM_THREADS"
#: Windows waits for no more processes than this at once, and Python refuses more there.
_MOST = 61


@contextmanager
def all_cores() -> Iterator[Work]:
    """Give what does jobs, one process on each core."""
    before = os.environ.get(_THREADS)
    os.environ[_THREADS] = "1"
    try:
        with ProcessPoolExecutor(min(os.cpu_count() or 1, _MOST), get_context("spawn")) as pool:
            yield partial(_do, pool)
    finally:
        del os.environ[_THREADS]
        if before is not None:
            os.environ[_THREADS] = before


def _do(pool: Executor, jobs: Sequence[Job], what: str) -> list[Any]:
    waiting = [pool.submit(job) for job in jobs]
    try:
        # A bar where someone sees it.
        return [one.result() for one in tqdm(waiting, desc=what, disable=None, leave=False)]
    except BaseException:  # else minutes of work are done before it is told
        pool.shutdown(wait=False, cancel_futures=True)
        raise
