"""When to start a kiosk again, and how: as usual, or with less that may break."""

from dataclasses import dataclass, replace
from enum import Enum

#: A program that lived so long was well, s.
WELL_S = 60.0

#: So many ends in a row, each before `WELL_S`, and the next start is a safe one; after as many
#: again, the camera is left alone, too.
CRASHES = 3

#: Waiting before each start after an early end, s; the last one repeats. The first is at once:
#: nobody should stand before a dark mirror because of one crash.
WAITS_S = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)

#: Exit codes: who may has left by PIN; a file of the shop is wrong.
LEFT, BAD_INPUT = 0, 2


class Mode(Enum):
    """How much a kiosk tries to do."""

    USUAL = "usual"
    SAFE = "safe"  # the mirror and its shades; the shop's rules and extras stay out
    SAFE_DEMO = "safe-demo"  # nor is the camera touched


@dataclass(frozen=True, slots=True)
class Next:
    """What is to be done after an end.

    Attributes
    ----------
    is_over : bool
        Nothing more: who may has left.
    wait_s : float
    mode : Mode
    early : int
        Ends in a row that came too early.
    """

    is_over: bool = False
    wait_s: float = 0.0
    mode: Mode = Mode.USUAL
    early: int = 0


def after(now: Next, code: int | None, lived_s: float) -> Next:
    """Decide what follows an end.

    Parameters
    ----------
    now : Next
        What was decided before.
    code : int or None
        Exit code; None when it was ended for want of a sign of life.
    lived_s : float

    Examples
    --------
    >>> after(Next(), 1, 5.0).wait_s, after(Next(early=1), -9, 5.0).wait_s
    (0.0, 0.5)
    >>> after(Next(early=2), 1, 5.0).mode
    <Mode.SAFE: 'safe'>
    """
    if code == LEFT:
        return replace(now, is_over=True, wait_s=0.0)
    if lived_s >= WELL_S:
        # It was well in this mode: it goes on in it, and what came before is forgotten.
        return Next(mode=now.mode)
    early = now.early + 1
    wait_s = WAITS_S[min(early, len(WAITS_S)) - 1]
    steps = early // CRASHES
    if code == BAD_INPUT and now.mode is Mode.USUAL:
        # Started again it would say the same; without the shop's files it may do.
        return Next(mode=Mode.SAFE, early=CRASHES)
    modes = list(Mode)
    mode = modes[max(modes.index(now.mode), min(steps, len(modes) - 1))]
    return Next(wait_s=wait_s, mode=mode, early=early)
