"""The sound of the room."""

import logging
import time
from collections import deque
from collections.abc import Sequence
from typing import Any

import numpy as np

from tryon.core.errors import Missing, SourceLost
from tryon.core.latest import Latest
from tryon.core.seams import SoundBlock

log = logging.getLogger(__name__)

#: The times of blocks are counted in samples, which is steadier than any clock of a driver,
#: until both disagree by more than this: the card runs at another rate, or samples were lost.
RESYNC_MS = 60
#: Blocks that may wait for the recording; 12 s of sound at 20 ms each.
_BACKLOG = 600
_SECOND_NS = 1_000_000_000


class Microphone:
    """A sound card's input, by PortAudio.

    Parameters
    ----------
    device : int or str, optional
        As sounddevice names it; the system's choice if None.
    channels : int
        1 or 2; fewer if the device has fewer.
    """

    live = True

    def __init__(self, device: int | str | None = None, channels: int = 1) -> None:
        self.device, self.channels = device, channels
        self.rate_hz = 0
        self._stream: Any = None
        self._clock = SampleClock(1)
        self._blocks: Latest[SoundBlock] = Latest(_BACKLOG)
        self._held: SoundBlock | None = None

    def open(self) -> None:
        """Start listening.

        Raises `Missing` if PortAudio or a microphone is not there, `SourceLost` if it cannot be
        started.
        """
        try:
            import sounddevice
        except (ImportError, OSError) as error:
            raise Missing(
                "sound needs the PortAudio library, which is not installed",
                "Install PortAudio (Debian: apt install libportaudio2), or do without sound.",
            ) from error
        try:
            found = sounddevice.query_devices(self.device, "input")
        except (ValueError, sounddevice.PortAudioError) as error:
            wanted = "" if self.device is None else f" named {self.device}"
            raise Missing(
                f"no microphone{wanted} was found",
                "Plug in a microphone, or record without sound.",
            ) from error
        self.rate_hz = round(found["default_samplerate"])
        self.channels = min(self.channels, int(found["max_input_channels"]))
        self._clock = SampleClock(self.rate_hz)
        self._blocks, self._held = Latest(_BACKLOG), None
        try:
            self._stream = sounddevice.InputStream(
                samplerate=self.rate_hz,
                blocksize=self.rate_hz // 50,
                device=self.device,
                channels=self.channels,
                dtype="float32",
                callback=self._hear,
            )
            self._stream.start()
        except sounddevice.PortAudioError as error:
            self.close()
            raise SourceLost(
                f"the microphone {found['name']} cannot be started: {error}",
                "Close other programs that use the microphone, and allow this program to use "
                "it in the system's privacy settings.",
            ) from error

    def take(self, until_ns: int | None) -> Sequence[SoundBlock]:
        """Hand over what was heard before `until_ns` (everything so far, when None)."""
        taken: list[SoundBlock] = []
        while True:
            block = self._held or self._blocks.take_now()
            self._held = None
            if block is None:
                return taken
            if until_ns is not None and block.captured_ns >= until_ns:
                self._held = block
                return taken
            taken.append(block)

    def close(self) -> None:
        """Stop listening, and forget what was not taken."""
        stream, self._stream = self._stream, None
        self._held = None
        if stream is not None:
            stream.abort()
            stream.close()
        if self._blocks.dropped:
            log.warning("%d blocks of sound came too fast and were lost", self._blocks.dropped)

    def _hear(self, samples: Any, count: int, times: Any, status: Any) -> None:
        """Take a block from PortAudio, on its thread; its buffer is reused afterwards."""
        now_ns = time.monotonic_ns()
        # How long ago the first sample was heard. Some hosts leave the fields at zero.
        age_s = times.currentTime - times.inputBufferAdcTime
        if not (times.inputBufferAdcTime and 0 <= age_s < 1):
            age_s = count / self.rate_hz
        heard_ns = now_ns - round(age_s * 1e9)
        self._blocks.put(SoundBlock(np.array(samples), self._clock.time_ns(count, heard_ns)))


class SampleClock:
    """Gives blocks of sound their times by counting, and resets when counting has gone wrong.

    A block never seems to be heard too early, but often too late, when the system was busy:
    counting is believed to be late only after the *least* delayed of a second's blocks was.

    Parameters
    ----------
    rate_hz : int
    """

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._start_ns: int | None = None
        self._counted = 0
        self._delays_ns: deque[int] = deque(maxlen=50)

    def time_ns(self, count: int, heard_ns: int) -> int:
        """Return the time of the next `count` samples, which seem to be heard at `heard_ns`."""
        if self._start_ns is None:
            self._start_ns = heard_ns
        counted_ns = self._start_ns + self._counted * _SECOND_NS // self._rate_hz
        self._delays_ns.append(heard_ns - counted_ns)
        wrong_ns = min(self._delays_ns)
        is_sure = wrong_ns < 0 or len(self._delays_ns) == self._delays_ns.maxlen
        if is_sure and abs(wrong_ns) > RESYNC_MS * 1_000_000:
            log.info("sound resynchronised by %.0f ms", wrong_ns / 1e6)
            self._start_ns += wrong_ns
            counted_ns += wrong_ns
            self._delays_ns.clear()
        self._counted += count
        return counted_ns
