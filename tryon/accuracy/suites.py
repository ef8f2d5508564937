"""The suites that the project keeps, by name, and one result for all that were asked for."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tryon.accuracy.charts import charts, find_photos
from tryon.accuracy.cores import all_cores
from tryon.accuracy.tier0 import tier0
from tryon.accuracy.tier1 import tier1
from tryon.core.errors import BadInput

SUITES = ("tier0", "tier1", "chart")

#: A quick look takes every so many-th shade, finish and trial, and learns from fewer people.
_QUICK_STEP, _QUICK_PEOPLE, _PEOPLE = 7, 60, 1200


def read_suites(text: str) -> tuple[str, ...]:
    """Read ``tier0,tier1``.

    Raises
    ------
    BadInput
        One of them is not known.
    """
    names = tuple(dict.fromkeys(text.split(",")))
    for name in names:
        if name not in SUITES:
            raise BadInput(f"--suite: expected {', '.join(SUITES)}, not {name!r}")
    return names


def measure(
    suites: Sequence[str], *, folder: Path | None = None, is_quick: bool = False
) -> dict[str, Any]:
    """Run suites; the same figures on every run.

    Parameters
    ----------
    suites : sequence of str
        Of `SUITES`.
    folder : Path or None
        Of photographs of a colour chart; "chart" needs one.
    is_quick : bool
        A sample of each, in some seconds: to see that all is well, not to be quoted.

    Returns
    -------
    result : dict
        ``tryon accuracy --json``: ``accuracy`` (the version, 1), ``quick``, and each suite's
        result under its name.

    Raises
    ------
    BadInput
        The folder is missing, or holds no photographs.
    """
    if "chart" in suites:
        if folder is None:
            raise BadInput("--suite chart: expected --charts DIR, a folder of photographs")
        find_photos(folder)
    step = _QUICK_STEP if is_quick else 1
    result: dict[str, Any] = {"accuracy": 1, "quick": is_quick}
    with all_cores() as work:
        if "tier0" in suites:
            result["tier0"] = tier0(work, step=step)
        if "tier1" in suites:
            people = _QUICK_PEOPLE if is_quick else _PEOPLE
            result["tier1"] = tier1(work, step=step, people=people)
        if "chart" in suites and folder is not None:
            result["chart"] = charts(folder, work)
    return result
