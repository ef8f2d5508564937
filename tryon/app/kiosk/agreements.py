"""How many agreed to which version of the text, day by day: counts, and nothing else."""

import json
import logging
from datetime import date
from pathlib import Path

import platformdirs

log = logging.getLogger(__name__)

#: What reading something else than counts may raise.
_FAULTS = (OSError, ValueError, AttributeError, TypeError, OverflowError, RecursionError)


def agreements_path() -> Path:
    """Where the counts are kept."""
    return platformdirs.user_data_path("tryon", appauthor=False) / "agreements.json"


def read_agreements(path: Path) -> dict[str, dict[str, int]]:
    """Read the counts: version to day to number; none where there are none."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {
            str(version): {str(day): int(count) for day, count in days.items()}
            for version, days in found.items()
        }
    except FileNotFoundError:
        return {}
    except _FAULTS as error:
        log.warning("%s: counts start afresh: %s", path, error)
        return {}


def count_agreement(path: Path, version: str, day: date) -> None:
    """Count one more; a disk that is full costs the count and not the visit."""
    counts = read_agreements(path)
    days = counts.setdefault(version, {})
    days[day.isoformat()] = days.get(day.isoformat(), 0) + 1
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(json.dumps(counts, indent=1), encoding="utf-8")
        part.replace(path)
    except OSError as error:
        log.warning("an agreement was not counted: %s", error)
