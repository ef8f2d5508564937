"""The sound of the room."""

import contextlib
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

import numpy as np

from tryon.core.errors import Missing, SourceLost, TryOnError
from tryon.core.scene import Floats
from tryon.core.seams import SoundBlock
from tryon.sources.sample_clock import RESYNC_MS, SampleClock

log = logging.getLogger(__name__)

#: Sound is taken in blocks of this length.
_BLOCK_MS = 20
#: Blocks that may wait for a recording: 12 s.
_BACKLOG = 600
#: Blocks that are kept, in memory only, for a recording that begins: 1 s.
_AHEAD = 50
#: What `Microphone.listen` waits for, at most: until the clock stands, which also is enough
#: sound for the oldest picture that is under way; a device may be silent.
_LEAD_S = 3.0
#: A device that says nothing for so long is gone: drivers do not always tell.
_LOST_S = 1.5
#: Waiting times before it is tried again; the last one repeats.
_RETRY_S = (0.5, 1.0, 2.0, 4.0)
_LOOK_S = 0.25
#: Nothing louder for so long: the microphone may be muted where we do not see it.
_SILENT_S, _SILENT = 5.0, 1e-4
#: Blocks of which the loudest is the level: 0.3 s.
_LEVEL = 15


class Hearing(Enum):
    """How a microphone fares."""

    OFF = "off"
    ON = "on"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class MicrophoneInfo:
    """A microphone that is connected.

    Attributes
    ----------
    name : str
        As the system names it, and as `Microphone` takes it.
    is_default : bool
        Whether the system chooses it.
    """

    name: str
    is_default: bool


class Microphone:
    """A sound card's input, by PortAudio; opened once, however many recordings are made.

    A device takes up to half a second to start, which would be missing at the beginning of
    each recording. A microphone that is asked to `listen` is started before: it keeps the last
    second in memory, and hands that over to the recordings that begin.

    A device that goes, or falls silent without a word, is looked for until it is back; its
    recordings go on meanwhile, and what is missing is silence.

    Parameters
    ----------
    device : int or str, optional
        As sounddevice names it; the system's choice if None.
    channels : int
        1 or 2; fewer if the device has fewer.

    Attributes
    ----------
    on_change : callable
        Rung, from any thread, when `hearing` has changed.
    rate_hz : int
        Known when it was started; the same from then on, whatever device follows.
    hearing : Hearing
    fault : TryOnError or None
        Why it is lost.
    is_muted : bool
        Whether recordings get silence.
    """

    def __init__(self, device: int | str | None = None, channels: int = 1) -> None:
        self.on_change: Callable[[], None] = lambda: None
        self.device, self.channels = device, channels
        self.rate_hz = 0
        self.hearing, self.is_muted = Hearing.OFF, False
        self.fault: TryOnError | None = None
        self._is_listening = False
        self._device = threading.RLock()  # guards what follows: it is held while drivers work
        self._stream: Any = None
        self._over = threading.Event()
        self._heard = threading.Condition()  # guards what follows, also against the driver
        self._clock = SampleClock(1)
        self._as_promised: _Resample | None = None
        self._ahead: deque[SoundBlock] = deque(maxlen=_AHEAD)
        self._tracks: tuple[Track, ...] = ()
        self._is_back = False  # and its clock does not stand yet
        self._heard_s = self._loud_s = 0.0
        self._peaks: deque[float] = deque(maxlen=_LEVEL)

    @property
    def level(self) -> float:
        """The loudest of the last moments, in [0, 1]; 0 while nothing is heard."""
        with self._heard:
            is_on = self.hearing is Hearing.ON and not self.is_muted
            return max(self._peaks, default=0.0) if is_on else 0.0

    @property
    def is_silent(self) -> bool:
        """Whether it is on, and yet nothing was heard for seconds, as if muted elsewhere."""
        return self.hearing is Hearing.ON and time.monotonic() - self._loud_s > _SILENT_S

    def track(self) -> "Track":
        """Make what one recording or stream hears."""
        return Track(self)

    def listen(self) -> None:
        """Start hearing ahead of a recording, and wait until there is something to begin with.

        At most the last second is kept, in memory, until `hush`.

        Raises
        ------
        Missing
            PortAudio or a microphone is not there.
        SourceLost
            It cannot be started.
        """
        with self._device:
            self._start()
            self._is_listening = True
        with self._heard:
            self._heard.wait_for(
                lambda: self._clock.is_settled or self.hearing is Hearing.LOST, _LEAD_S
            )

    def hush(self) -> None:
        """Hear nothing any longer, and forget what was heard; recordings go to their ends."""
        with self._device:
            self._is_listening = False
            self._rest()

    def choose(self, device: int | str | None) -> None:
        """Hear another device from now on; recordings go on.

        One that cannot be started is lost, and looked for.
        """
        with self._device:
            self.device = device
            if self._is_wanted:
                self._close_device()
                self._look_for_it()

    # What tracks ask for.

    def _join(self, track: "Track") -> None:
        with self._device:
            self._start()
            with self._heard:
                track._blocks.extend(self._ahead)
                self._tracks = (*self._tracks, track)

    def _leave(self, track: "Track") -> None:
        with self._device:
            with self._heard:
                self._tracks = tuple(other for other in self._tracks if other is not track)
            self._rest()

    # The device; called with its lock held.

    @property
    def _is_wanted(self) -> bool:
        return self._is_listening or bool(self._tracks)

    def _start(self) -> None:
        """Start the device, unless it runs or is looked for already."""
        if self._is_wanted:
            if self._stream is not None and not self._stream.active:
                self._close_device()
                self._look_for_it()
            return
        self._open_device()
        self._over = threading.Event()
        threading.Thread(
            target=self._watch, args=(self._over,), name="tryon-microphone", daemon=True
        ).start()
        self._say(Hearing.ON)

    def _rest(self) -> None:
        """Stop the device when nobody wants it any longer, and forget everything."""
        if self._is_wanted or self.hearing is Hearing.OFF:
            return
        self._over.set()
        self._close_device()
        self._say(Hearing.OFF)

    def _open_device(self) -> None:
        """Open the device; raises `Missing` or `SourceLost`."""
        sounddevice = _sounddevice()
        try:
            found = sounddevice.query_devices(self.device, "input")
        except (ValueError, sounddevice.PortAudioError) as error:
            wanted = "" if self.device is None else f" named {self.device}"
            raise Missing(
                f"no microphone{wanted} was found",
                "Plug in a microphone, or record without sound.",
            ) from error
        rate_hz = round(found["default_samplerate"])
        channels = max(min(self.channels, int(found["max_input_channels"])), 1)
        with self._heard:
            if not self.rate_hz:
                self.rate_hz, self.channels = rate_hz, channels
            self._clock = SampleClock(rate_hz)
            is_other = (rate_hz, channels) != (self.rate_hz, self.channels)
            self._as_promised = (
                _Resample(rate_hz, self.rate_hz, self.channels) if is_other else None
            )
            self._heard_s = self._loud_s = time.monotonic()
        stream = None
        try:
            stream = self._stream = sounddevice.InputStream(
                samplerate=rate_hz,
                blocksize=rate_hz * _BLOCK_MS // 1000,
                device=self.device,
                channels=channels,
                dtype="float32",
                callback=lambda *heard: self._hear(stream, *heard),
            )
            stream.start()
        except sounddevice.PortAudioError as error:
            self._close_device()
            raise SourceLost(
                f"the microphone {found['name']} cannot be started: {error}",
                "Close other programs that use the microphone, and allow this program to use "
                "it in the system's privacy settings.",
            ) from error

    def _close_device(self) -> None:
        """Stop the device, and forget what nobody has taken note of."""
        stream, self._stream = self._stream, None
        if stream is not None:
            with contextlib.suppress(_sounddevice().PortAudioError):  # it may have gone
                stream.abort()
                stream.close()
        with self._heard:
            self._ahead.clear()
            self._peaks.clear()

    def _look_for_it(self) -> None:
        """Try to open the device in mid-recording; takes note of why that fails."""
        with self._heard:
            self._is_back = True
        try:
            with contextlib.suppress(AttributeError):
                _look_again(_sounddevice())
            self._open_device()
        except TryOnError as error:
            self.fault = error
            self._say(Hearing.LOST)

    def _watch(self, over: threading.Event) -> None:
        """Notice that a device has gone, and look for it, until it is over."""
        attempt, next_s = 0, 0.0
        while not over.wait(_LOOK_S):
            with self._device:
                now_s = time.monotonic()
                if over.is_set():
                    return
                silent_s = now_s - self._heard_s
                is_there = self._stream is not None and self._stream.active
                if is_there and silent_s < _LOST_S:
                    if self._peaks:
                        attempt, self.fault = 0, None
                        self._say(Hearing.ON)
                    continue
                if self.hearing is Hearing.ON:
                    self.fault = SourceLost(
                        "the microphone has gone, or says nothing",
                        "Plug the microphone in again; the recording goes on without sound.",
                    )
                    self._close_device()
                    self._say(Hearing.LOST)
                if now_s >= next_s:
                    next_s = now_s + max(_RETRY_S[min(attempt, len(_RETRY_S) - 1)], _LOST_S)
                    attempt += 1
                    self._close_device()
                    self._look_for_it()

    def _say(self, hearing: Hearing) -> None:
        if hearing is self.hearing:
            return
        self.hearing = hearing
        log.info("microphone: %s", hearing.value)
        self.on_change()

    # The driver's thread.

    def _hear(self, stream: Any, samples: Any, count: int, times: Any, status: Any) -> None:
        """Take a block from PortAudio; its buffer is reused afterwards."""
        now_ns = time.monotonic_ns()
        # How long ago the first sample was heard. Some hosts leave the fields at zero.
        age_s = times.currentTime - times.inputBufferAdcTime
        with self._heard:
            if stream is not self._stream:
                return  # it was under way when the device was stopped
            clock = self._clock
            if not (times.inputBufferAdcTime and 0 <= age_s < 1):
                age_s = count / clock.rate_hz
            before_ns = clock.start_ns
            captured_ns = clock.time_ns(count, now_ns - round(age_s * 1e9))
            later_ns = clock.start_ns - before_ns
            if before_ns and abs(later_ns) > RESYNC_MS * 1_000_000 and not self._tracks:
                self._shift(later_ns)
            block = SoundBlock(np.array(samples), captured_ns)
            if self._as_promised is not None:
                block = self._as_promised(block)
            peak = float(np.abs(block.samples).max(initial=0.0))
            self._heard_s = now_ns / 1e9
            if peak > _SILENT:
                self._loud_s = self._heard_s
            self._peaks.append(peak)
            if self.is_muted:
                block = replace(block, samples=np.zeros_like(block.samples))
            self._ahead.append(block)
            self._is_back = self._is_back and not clock.is_settled
            if not self._is_back:
                for track in self._tracks:
                    track._put(block)
            self._heard.notify_all()

    def _shift(self, later_ns: int) -> None:
        """Move what was heard ahead, since the clock has found that it was wrong all along.

        The delay that sound servers report may be off by as much in their first second.
        """
        for number, block in enumerate(self._ahead):
            self._ahead[number] = replace(block, captured_ns=block.captured_ns + later_ns)


class Track:
    """What one recording hears of a microphone: a sound track."""

    live = True

    def __init__(self, microphone: Microphone) -> None:
        self.rate_hz, self.channels = microphone.rate_hz, microphone.channels
        self._microphone = microphone
        self._blocks: deque[SoundBlock] = deque()
        self._lost = 0

    def open(self) -> None:
        """Begin, with what was heard ahead if the microphone listens. Raises as that does."""
        self._microphone._join(self)
        self.rate_hz, self.channels = self._microphone.rate_hz, self._microphone.channels

    def take(self, until_ns: int | None) -> Sequence[SoundBlock]:
        """Hand over what was heard before `until_ns` (everything so far, when None)."""
        with self._microphone._heard:
            return list(self._before(until_ns))

    def close(self) -> None:
        """End, and forget what was not taken; the microphone goes on if others want it."""
        self._microphone._leave(self)
        self._blocks.clear()
        if self._lost:
            log.warning("%d blocks of sound came too fast and were lost", self._lost)
            self._lost = 0

    def _before(self, until_ns: int | None) -> Iterator[SoundBlock]:
        while self._blocks and (until_ns is None or self._blocks[0].captured_ns < until_ns):
            yield self._blocks.popleft()

    def _put(self, block: SoundBlock) -> None:
        self._blocks.append(block)
        if len(self._blocks) > _BACKLOG:
            self._blocks.popleft()
            self._lost += 1


class _Resample:
    """Brings the blocks of a device that came later to what was promised."""

    def __init__(self, from_hz: int, to_hz: int, channels: int) -> None:
        import av

        self._from_hz, self._to_hz, self._channels = from_hz, to_hz, channels
        self._layout = "mono" if channels == 1 else "stereo"
        self._resampler = av.AudioResampler(format="fltp", layout=self._layout, rate=to_hz)
        self._taken = self._given = 0

    def __call__(self, block: SoundBlock) -> SoundBlock:
        """Convert a block; a filter holds some of it back for the next."""
        import av

        samples = block.samples.T
        if len(samples) != self._channels:
            samples = samples.mean(0, keepdims=True).repeat(self._channels, 0)
        samples = np.ascontiguousarray(samples)
        frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout=self._layout)
        frame.sample_rate = self._from_hz
        made = [piece.to_ndarray() for piece in self._resampler.resample(frame)]
        held_s = self._taken / self._from_hz - self._given / self._to_hz
        whole: Floats = np.concatenate(
            [np.zeros((self._channels, 0), np.float32), *made], axis=1, dtype=np.float32
        )
        self._taken += samples.shape[1]
        self._given += whole.shape[1]
        return SoundBlock(
            np.ascontiguousarray(whole.T), block.captured_ns - round(held_s * 1e9)
        )


def microphones() -> list[MicrophoneInfo]:
    """List what is connected, the system's choice first.

    Raises `Missing` if PortAudio is not there. What was plugged in since the program began may
    be missing: PortAudio looks only while no device is open.
    """
    sounddevice = _sounddevice()
    try:
        default = sounddevice.query_devices(kind="input")["name"]
    except (ValueError, sounddevice.PortAudioError):
        return []
    names = dict.fromkeys(
        device["name"]
        for device in sounddevice.query_devices()
        if device["max_input_channels"] > 0
    )
    found = [MicrophoneInfo(name, name == default) for name in names]
    return sorted(found, key=lambda one: not one.is_default)


def _sounddevice() -> Any:
    try:
        import sounddevice
    except (ImportError, OSError) as error:
        raise Missing(
            "sound needs the PortAudio library, which is not installed",
            "Install PortAudio (Debian: apt install libportaudio2), or do without sound.",
        ) from error
    return sounddevice


def _look_again(sounddevice: Any) -> None:
    """Have PortAudio list its devices anew: it does so only when it begins."""
    sounddevice._terminate()
    sounddevice._initialize()
