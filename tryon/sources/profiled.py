"""Frames that know what their codes mean: any source, with the profile of its camera."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace

from tryon.core.scene import Frame
from tryon.core.seams import Source
from tryon.light.profile import Profile
from tryon.sources.camera import CameraState

log = logging.getLogger(__name__)

#: From the state of a camera (None: no camera) to the profile that holds for it, and to what
#: has changed since the profiles that there are were made.
Choice = Callable[[CameraState | None], tuple[Profile | None, str]]


class Profiled:
    """Another source, whose frames say what their codes mean.

    The choice is made anew whenever the camera's state changes: a lock takes a moment to close.

    Parameters
    ----------
    source : Source
    choose : callable

    Attributes
    ----------
    profile : Profile or None
        What is used now.
    change : str
        Why no profile is used although there is one of this camera; empty when none is missed.
    """

    def __init__(self, source: Source, choose: Choice) -> None:
        self.live, self.fps = source.live, source.fps
        self.profile: Profile | None = None
        self.change = ""
        self._source, self._choose = source, choose

    @property
    def state(self) -> CameraState | None:
        """What the camera really does; None of other sources, and while it is closed."""
        state = getattr(self._source, "state", None)
        return state if isinstance(state, CameraState) else None

    def hold(self, is_wanted: bool) -> bool:
        """Hold a camera's exposure and white balance; False if that cannot be asked for."""
        hold = getattr(self._source, "hold", None)
        return bool(hold and hold(is_wanted))

    def ask(self, size: tuple[int, int]) -> None:
        """Ask a camera for pictures of another size; other sources have the one they have."""
        ask = getattr(self._source, "ask", None)
        if ask is not None:
            ask(size)

    def open(self) -> None:
        """Open the source."""
        self._source.open()
        self.fps = self._source.fps

    def frames(self) -> Iterator[Frame]:
        """Yield the source's frames with their encoding."""
        chosen_for: list[CameraState | None] = []
        for frame in self._source.frames():
            state = self.state
            if chosen_for != [state]:
                chosen_for = [state]
                self.profile, self.change = self._choose(state)
                if self.change:
                    log.warning("the camera's profile is not used: %s", self.change)
            if self.profile is None:
                yield frame
            else:
                yield replace(frame, encoding=self.profile.encoding)

    def close(self) -> None:
        """Close the source."""
        self._source.close()
