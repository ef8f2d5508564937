"""The sound of the room."""

import logging
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from tryon.core.errors import Missing, SourceLost
from tryon.core.seams import SoundBlock

log = logging.getLogger(__name__)

#: The times of blocks are counted in samples, which is steadier than any clock of a driver,
#: until both disagree by more than this: the card runs at another rate, or samples were lost.
RESYNC_MS = 60
#: Sound is taken in blocks of this length.
_BLOCK_MS = 20
#: Blocks that may wait for the recording: 12 s.
_BACKLOG = 600
#: Blocks that are kept, in memory only, while nothing is recorded yet: 1 s.
_AHEAD = 50
#: What `Microphone.listen` waits for, at most: until the clock stands, which also is enough
#: sound for the oldest picture that is under way; a device may be silent.
_LEAD_S = 3.0
_SECOND_NS = 1_000_000_000


class Microphone:
    """A sound card's input, by PortAudio.

    A device takes up to half a second to start, which would be missing at the beginning of
    each recording. A microphone that is asked to `listen` is started before: it keeps the last
    second in memory, and hands that over to the recording that opens it. `open` and `close`
    alone do without.

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
        self._heard = threading.Condition()  # guards what follows
        self._blocks: deque[SoundBlock] = deque()
        self._lost = 0
        self._is_listening = self._is_recorded = False

    def listen(self) -> None:
        """Start hearing ahead of a recording, and wait until there is something to begin with.

        At most the last second is kept, in memory, until `hush`. Raises as `open` does.
        """
        self._start()
        self._is_listening = True
        with self._heard:
            self._heard.wait_for(lambda: self._clock.is_settled, _LEAD_S)

    def hush(self) -> None:
        """Hear nothing any longer, and forget what was heard; a recording goes to its end."""
        self._is_listening = False
        if not self._is_recorded:
            self._stop()

    def open(self) -> None:
        """Begin a recording, with what was heard ahead if it listens.

        Raises `Missing` if PortAudio or a microphone is not there, `SourceLost` if it cannot be
        started.
        """
        self._start()
        with self._heard:
            self._is_recorded = True

    def close(self) -> None:
        """End the recording, and forget what was not taken; go on only if asked to listen."""
        with self._heard:
            self._is_recorded = False
            self._blocks.clear()
            lost, self._lost = self._lost, 0
        if lost:
            log.warning("%d blocks of sound came too fast and were lost", lost)
        if not self._is_listening:
            self._stop()

    def take(self, until_ns: int | None) -> Sequence[SoundBlock]:
        """Hand over what was heard before `until_ns` (everything so far, when None)."""
        taken: list[SoundBlock] = []
        with self._heard:
            while self._blocks:
                if until_ns is not None and self._blocks[0].captured_ns >= until_ns:
                    break
                taken.append(self._blocks.popleft())
        return taken

    def _start(self) -> None:
        """Start the device, unless it runs; one that has gone is started anew."""
        if self._stream is not None:
            if self._stream.active:
                return
            self._stop()
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
        try:
            self._stream = sounddevice.InputStream(
                samplerate=self.rate_hz,
                blocksize=self.rate_hz * _BLOCK_MS // 1000,
                device=self.device,
                channels=self.channels,
                dtype="float32",
                callback=self._hear,
            )
            self._stream.start()
        except sounddevice.PortAudioError as error:
            self._stop()
            raise SourceLost(
                f"the microphone {found['name']} cannot be started: {error}",
                "Close other programs that use the microphone, and allow this program to use "
                "it in the system's privacy settings.",
            ) from error

    def _stop(self) -> None:
        """Stop the device, and forget everything."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.abort()
            stream.close()
        with self._heard:
            self._blocks.clear()

    def _hear(self, samples: Any, count: int, times: Any, status: Any) -> None:
        """Take a block from PortAudio, on its thread; its buffer is reused afterwards."""
        now_ns = time.monotonic_ns()
        # How long ago the first sample was heard. Some hosts leave the fields at zero.
        age_s = times.currentTime - times.inputBufferAdcTime
        if not (times.inputBufferAdcTime and 0 <= age_s < 1):
            age_s = count / self.rate_hz
        heard_ns = now_ns - round(age_s * 1e9)
        before_ns = self._clock.start_ns
        block = SoundBlock(np.array(samples), self._clock.time_ns(count, heard_ns))
        with self._heard:
            if self._stream is None:
                return  # it was under way when the device was stopped
            if before_ns not in (0, self._clock.start_ns) and not self._is_recorded:
                self._shift(self._clock.start_ns - before_ns)
            self._blocks.append(block)
            while len(self._blocks) > (_BACKLOG if self._is_recorded else _AHEAD):
                self._blocks.popleft()
                self._lost += self._is_recorded
            self._heard.notify_all()

    def _shift(self, later_ns: int) -> None:
        """Move what was heard ahead, since the clock has found that it was wrong all along.

        The delay that sound servers report may be off by as much in their first second.
        """
        self._blocks = deque(
            replace(block, captured_ns=block.captured_ns + later_ns) for block in self._blocks
        )


class SampleClock:
    """Gives blocks of sound their times by counting, and resets when counting has gone wrong.

    A block never seems to be heard too early, but often too late, when the system was busy:
    counting is believed to be late only after the *least* delayed of a second's blocks was.

    Parameters
    ----------
    rate_hz : int

    Attributes
    ----------
    start_ns : int
        Time of the first sample, as far as is known by now; 0 before it came.
    """

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self.start_ns = 0
        self._counted = 0
        self._delays_ns: deque[int] = deque(maxlen=50)

    @property
    def is_settled(self) -> bool:
        """Whether a second was heard, and the end of it gives no reason to count anew.

        The first delays that a sound server reports were wrong by half a second in three of
        four starts.
        """
        delays_ns = list(self._delays_ns)
        if len(delays_ns) < (self._delays_ns.maxlen or 0):
            return False
        return min(delays_ns[-10:]) - min(delays_ns) < RESYNC_MS * 1_000_000

    def time_ns(self, count: int, heard_ns: int) -> int:
        """Return the time of the next `count` samples, which seem to be heard at `heard_ns`."""
        if not self._counted:
            self.start_ns = heard_ns
        counted_ns = self.start_ns + self._counted * _SECOND_NS // self._rate_hz
        self._delays_ns.append(heard_ns - counted_ns)
        wrong_ns = min(self._delays_ns)
        is_sure = wrong_ns < 0 or len(self._delays_ns) == self._delays_ns.maxlen
        if is_sure and abs(wrong_ns) > RESYNC_MS * 1_000_000:
            log.info("sound resynchronised by %.0f ms", wrong_ns / 1e6)
            self.start_ns += wrong_ns
            counted_ns += wrong_ns
            self._delays_ns.clear()
        self._counted += count
        return counted_ns
