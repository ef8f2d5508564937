"""What something was before, and what it was before that was undone."""

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")

#: What changes the same part again within this time is on its way: one step.
_ONE_STEP_S = 0.8


class History(Generic[T]):
    """Follows a frozen dataclass that somebody edits.

    Parameters
    ----------
    now : dataclass
        What it is at first.
    """

    def __init__(self, now: T) -> None:
        self._now = now
        self._before: list[T] = []
        self._after: list[T] = []
        self._last: tuple[frozenset[str], float] = (frozenset(), 0.0)

    @property
    def can_undo(self) -> bool:
        """Whether there is anything before."""
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        """Whether anything was undone."""
        return bool(self._after)

    def follow(self, now: T, at_s: float) -> None:
        """Take note of what it is; a slider on its way, or a word, is one step."""
        changed = _differing(self._now, now)
        if not changed:
            return
        parts, changed_s = self._last
        if changed != parts or at_s - changed_s > _ONE_STEP_S or not self._before:
            self._before.append(self._now)
        self._now, self._last = now, (changed, at_s)
        self._after.clear()

    def undo(self) -> T:
        """Go back one step, if there is one."""
        return self._go(self._before, self._after)

    def redo(self) -> T:
        """Go forward again, if anything was undone."""
        return self._go(self._after, self._before)

    def _go(self, there: list[T], back: list[T]) -> T:
        if there:
            back.append(self._now)
            self._now = there.pop()
            self._last = frozenset(), 0.0
        return self._now


def _differing(one: Any, other: Any) -> frozenset[str]:
    """Name the fields in which two dataclasses of a kind differ."""
    names = (field.name for field in fields(one))
    return frozenset(name for name in names if getattr(one, name) != getattr(other, name))
