"""Signs of life, for whoever watches this program."""

import os
from pathlib import Path

from PySide6.QtCore import QTimer

from tryon.app.opening import Opened
from tryon.supervisor.heartbeat import BEAT_S, LONGEST_FRAME_S, VARIABLE, beat


def give_signs_of_life(opened: Opened) -> QTimer | None:
    """Tell whoever watches this program that its pictures go on; None where nobody does.

    Qt's loop has to run for it, and the frame that is at work must not have been for long: a
    window that still answers over a picture that stands is no mirror. A source that gives
    nothing is told on the glass; to start anew would not bring it back.
    """
    word = os.environ.pop(VARIABLE, None)  # not for the children
    if word is None:
        return None
    path = Path(word)

    def give() -> None:
        if opened.busy_s() < LONGEST_FRAME_S:
            beat(path)

    signs = QTimer(interval=round(1000 * BEAT_S))
    signs.timeout.connect(give)
    signs.start()
    return signs
