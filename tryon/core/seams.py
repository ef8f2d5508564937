"""The places where the application grows. Read this page before adding a file.

A *source* makes frames, an *effect* describes layers, a *sink* takes pictures; a *sound
track* accompanies them. None of them knows Qt, or knows the others: the engine does the
scheduling, the compositor does the drawing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol, runtime_checkable

from tryon.core.layer import Layer
from tryon.core.scene import Floats, Frame, Need, Picture, Scene


@runtime_checkable
class Source(Protocol):
    """Makes frames. Opened, iterated and closed on the capture thread.

    A `live` source may lose frames when the engine is late, and is opened again after it was
    lost; any other loses nothing and is read once. `fps` is the nominal rate, known after
    `open`; 0 when there is none.
    """

    live: bool
    fps: float

    def open(self) -> None:
        """Acquire the device or the file.

        Raises `SourceLost` if a device is not there, `BadInput` if a file cannot be used.
        May be called again after `close`.
        """

    def frames(self) -> Iterator[Frame]:
        """Block until the next frame, yield it, and end when there is no more to come.

        A live source that delivers nothing for 2 s raises `SourceLost`.
        """
        ...

    def close(self) -> None:
        """Release everything. Called exactly once for each `open`, also after an error."""


@dataclass(frozen=True, slots=True, eq=False)
class SoundBlock:
    """A stretch of sound.

    Attributes
    ----------
    samples : (n, channels) float32, in [-1, 1]
    captured_ns : int
        Time of the first sample, on the clock of the frames it accompanies.
    """

    samples: Floats = field(repr=False)
    captured_ns: int


@runtime_checkable
class SoundTrack(Protocol):
    """Sound beside the pictures: a microphone, or the sound of a file.

    Opened, read and closed on the thread of the sink that records it. What a `live` track
    heard before the first picture and after the last is not recorded; of any other nothing
    is lost.
    """

    live: bool
    rate_hz: int
    channels: int

    def open(self) -> None:
        """Start. `rate_hz` and `channels` are known afterwards."""

    def take(self, until_ns: int | None) -> Sequence[SoundBlock]:
        """Hand over what begins before `until_ns` (all that is left, when None), in order."""
        ...

    def close(self) -> None:
        """Release everything. Called exactly once, also after an error."""


@runtime_checkable
class Effect(Protocol):
    """A frozen dataclass: its fields are the knobs, `layers` says what to draw.

    `name` is the word of the look file. `needs` lists what must be perceived for it.
    """

    name: ClassVar[str]
    needs: ClassVar[frozenset[Need]]

    def memory(self) -> Any:
        """Make what the effect wants to remember between frames; None if nothing.

        The engine owns it, hands it back with every frame of the same run, and drops it when
        an effect of this name is no longer worn.
        """
        ...

    def layers(self, scene: Scene, memory: Any) -> Sequence[Layer]:
        """Describe what to draw on `scene`; empty if there is no one to dress.

        Pure but for `memory`.
        """
        ...


@runtime_checkable
class Sink(Protocol):
    """Takes pictures. Opened, fed and closed on a thread of its own.

    `backlog` pictures may wait for it; then the oldest is dropped, and counted. A source
    that is not live waits instead, so nothing is lost.
    """

    backlog: int

    def open(self, size: tuple[int, int], fps: float) -> None:
        """Prepare for pictures of `size` (width, height) in pixels, near `fps` per second.

        Raises `SinkFailed`.
        """

    def write(self, picture: Picture) -> None:
        """Take one picture. May block: it delays no one else. Raises `SinkFailed`."""

    def close(self) -> None:
        """Release everything. Called exactly once after `open`, also after an error."""
