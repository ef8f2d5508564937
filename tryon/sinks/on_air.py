"""One encoder, many outlets: recording, replay and live stream share its work.

What a host's window does with it, from any thread::

    air = OnAir(sound=microphone, rate=Rate(4500), notice=Notice("zh"), worn=name_of_look,
                on_fault=tell)
    engine.attach(air)                                  # encoding begins
    air.attach(replay := Replay(60.0))                  # keeps the last minute, in memory
    air.attach(movie := Movie(path, Tag().metadata))    # records; movie.pause(), resume()
    stream = Stream(Target(url, key), rate=air.rate, want_key=air.want_key)
    stream.slow_down = partial(air.slow_down, stream)
    air.attach(stream)                                  # stream.health tells how it fares
    replay.clip(15.0).save(path, Tag().metadata)        # "clip that"
    wish = Wish(path, PRESETS["vertical"])
    exports.add(path, partial(export, replay.clip(30.0), wish))  # of sinks.exports
    air.detach(movie)                                   # returns when the file is complete
    engine.detach(air)                                  # ends all that is left

A vertical stream beside a wide recording is another shape, so another `OnAir`.
"""

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from tryon.core.errors import SinkFailed
from tryon.core.scene import Bytes, Picture
from tryon.core.seams import SoundTrack
from tryon.labels.notice import Notice
from tryon.sinks.encode import Encode, Rate
from tryon.sinks.encoders import X264, Encoder
from tryon.sinks.framing import Framing
from tryon.sinks.parcel import SECOND_NS, Outlet, Parcel
from tryon.sinks.stream import Link, Stream

log = logging.getLogger(__name__)

#: How long an outlet that leaves waits for what the encoder still holds.
_PATIENCE_S = 1.0
#: Gaps of a constant rate are filled with the last picture, up to this many.
_MOST_REPEATED = 60


#: What may be said below a notice.
_MOST_LINES = 1


def _nothing() -> str:
    return ""


def _longest(notice: Notice) -> Notice:
    """Make room for all that may be said below `notice`."""
    return replace(notice, lines=_MOST_LINES * ("x" * 40,))


class OnAir:
    """A sink that encodes each picture once, and hands it to every outlet.

    Pictures are framed first, then labelled, so that no crop loses the label. An outlet that
    fails is ended and told to `on_fault`; the others go on.

    Parameters
    ----------
    outlets : sequence of Outlet
        That take part from the first picture on.
    sound : SoundTrack, optional
        Encoded beside the pictures.
    encoder : Encoder
        `tryon.sinks.encoders.fastest` finds a better one, if there is.
    rate : Rate, optional
        For live streams; without, quality is constant.
    notice : Notice, optional
        Written into every picture.
    lines : callable, optional
        Says, for a picture, what is written below its notice: the product and its ±ΔE, as
        `tryon.labels.product.product_line` puts them. One line, since room is kept for it.
    framing : Framing, optional
        The shape of what goes out, with the face kept inside; without, pictures stay as they
        are, and must not change in size.
    constant_fps : float, optional
        Pictures per second: repeated or left out to keep to it. Without, each keeps its time.
    worn : callable without arguments, optional
        Tells what is worn now, for chapters and metadata. Called on the thread of this sink.
    on_fault : callable, optional
        Told which outlet failed, and why; without it, the fault is raised.
    """

    backlog = 8

    def __init__(
        self,
        outlets: Sequence[Outlet] = (),
        *,
        sound: SoundTrack | None = None,
        encoder: Encoder = X264,
        rate: Rate | None = None,
        notice: Notice | None = None,
        lines: Callable[[Picture], tuple[str, ...]] | None = None,
        framing: Framing | None = None,
        constant_fps: float | None = None,
        worn: Callable[[], str] = _nothing,
        on_fault: Callable[[Outlet, Exception], None] | None = None,
    ) -> None:
        self.sound, self.encoder, self.rate = sound, encoder, rate
        self.notice, self.framing, self.constant_fps = notice, framing, constant_fps
        self._worn, self._on_fault, self._lines = worn, on_fault, lines
        self._changed = threading.Condition()  # outlets come and go on other threads
        self._carried: dict[int, int] = {}  # kbit/s, by outlet
        self._leaving: dict[int, int] = {}  # up to which picture an outlet still takes part
        self._left: set[int] = set()  # who has got that, and is to be ended
        self._outlets: list[Outlet] = list(outlets)
        self._waiting: list[Outlet] = []
        self._encode: Encode | None = None
        self._size = (0, 0)
        self._is_sound_open = False
        self._first_ns: int | None = None
        self._slot = -1
        self._shown: Bytes | None = None
        self._fault: Exception | None = None  # that nobody was told of yet

    def attach(self, outlet: Outlet) -> None:
        """Let `outlet` take part from the next picture on. From any thread."""
        with self._changed:
            if self._encode is None:
                self._outlets.append(outlet)
            else:
                self._waiting.append(outlet)
                self._encode.want_key()

    def detach(self, outlet: Outlet) -> None:
        """Let `outlet` end with the last picture so far. From any thread; returns afterwards.

        The encoder looks some pictures ahead: they are waited for while they keep coming.
        """
        with self._changed:
            if outlet in self._waiting or self._encode is None:
                self._waiting = [other for other in self._waiting if other is not outlet]
                self._outlets = [other for other in self._outlets if other is not outlet]
                return
            if outlet not in self._outlets:
                return
            self._leaving[id(outlet)] = self._encode.last_pts
            self._changed.wait_for(lambda: id(outlet) not in self._leaving, _PATIENCE_S)
            self._leaving.pop(id(outlet), None)
            is_ours = id(outlet) in self._left or outlet in self._outlets  # else it has ended
            self._left.discard(id(outlet))
            self._outlets = [other for other in self._outlets if other is not outlet]
            if self._carried.pop(id(outlet), None) is not None:
                self._follow_carried()
        if is_ours:
            outlet.end()

    def want_key(self) -> None:
        """Let decoding be possible from the next picture on. From any thread."""
        with self._changed:
            if self._encode is not None:
                self._encode.want_key()

    def slow_down(self, outlet: Outlet, kbit_s: int) -> int:
        """Take note of how many bits `outlet` can carry; the slowest of all decides.

        Where others carry more, it presses them no further than to half of the rate: beyond
        that, the slow one leaves pictures out by itself. From any thread. Without a `rate`,
        quality stays constant and this does nothing.

        Returns
        -------
        kbit_s : int
            What is encoded for from now on.
        """
        with self._changed:
            self._carried[id(outlet)] = kbit_s
            return self._follow_carried()

    def _follow_carried(self) -> int:
        """Encode for what the connections carry; returns how many kbit/s that is."""
        if self._encode is None or self.rate is None:
            return 0
        told = [self.rate.kbit_s, *self._carried.values()]
        is_shared = any(
            outlet.health.link is Link.LIVE and id(outlet) not in self._carried
            for outlet in self._outlets
            if isinstance(outlet, Stream)
        )
        least = self.rate.kbit_s // 2 if is_shared else 0
        kbit_s = max(min(told), least)
        self._encode.slow_down(kbit_s)
        return kbit_s

    def open(self, size: tuple[int, int], fps: float) -> None:
        """Start the encoder, and begin every outlet. Raises `SinkFailed`."""
        import av

        self._size = size
        if self.sound is not None:
            self.sound.open()
            self._is_sound_open = True
        out = size if self.framing is None else self.framing.size_for(size)
        try:
            encode = self._encode_for(out, self.constant_fps or fps)
        except (av.FFmpegError, OSError, ValueError) as error:
            raise SinkFailed(f"{self.encoder.name}: cannot encode {out}: {error}") from error
        if self.notice is not None:
            notice = self.notice if self._lines is None else _longest(self.notice)
            encode.form = replace(encode.form, written=notice.box(encode.form.size))
        with self._changed:
            self._encode = encode
            for outlet in tuple(self._outlets):
                with self._fire_door(outlet):
                    outlet.begin(encode.form, is_first=True)
        self._tell()

    def _encode_for(self, size: tuple[int, int], fps: float) -> Encode:
        """Make the encoder; where that of a card does not open, the one that always does."""
        import av

        try:
            return Encode(size, fps, self.sound, self.encoder, self.rate)
        except (av.FFmpegError, OSError, ValueError) as error:
            if self.encoder is X264:
                raise
            log.warning("%s does not open, x264 does: %s", self.encoder.name, error)
            self.encoder = X264
            return Encode(size, fps, self.sound, X264, self.rate)

    def write(self, picture: Picture) -> None:
        """Frame, label and encode one picture. Raises `SinkFailed` when the size changes."""
        if self._encode is None:
            raise ValueError("write() before open()")
        rgb = picture.rgb
        size = rgb.shape[1], rgb.shape[0]
        if self.framing is not None:
            rgb = self.framing.frame(picture)
        elif size != self._size:
            before = self._size
            raise SinkFailed(
                f"pictures of {before[0]} x {before[1]} were expected, "
                f"{size[0]} x {size[1]} came; what was recorded is kept"
            )
        if self.notice is not None:
            notice = self.notice
            if self._lines is not None:
                notice = replace(notice, lines=self._lines(picture)[:_MOST_LINES])
            rgb = notice.write_on(rgb)
        worn = self._worn()
        with self._changed:
            for outlet in tuple(self._outlets):
                with self._fire_door(outlet):
                    outlet.note(picture, worn)
            for shown, captured_ns in self._in_time(rgb, picture.captured_ns):
                self._hand_out(self._encode.picture(shown, captured_ns), self._encode)
        self._tell()

    def close(self) -> None:
        """Hand out what the encoders still hold, and end every outlet."""
        try:
            with self._changed:
                encode, self._encode = self._encode, None
                try:
                    if encode is not None:
                        self._hand_out(encode.rest(), encode)
                finally:
                    outlets, self._outlets = self._outlets, []
                    self._leaving.clear()
                    self._changed.notify_all()
            if encode is not None:
                for outlet in outlets:
                    with self._fire_door(outlet):
                        outlet.end()
            self._tell()
        finally:
            if self._is_sound_open and self.sound is not None:
                self._is_sound_open = False
                self.sound.close()

    def _tell(self) -> None:
        """Raise the fault of an outlet, if there is one and nobody else was told."""
        fault, self._fault = self._fault, None
        if fault is not None:
            raise fault

    def _in_time(self, rgb: Bytes, captured_ns: int) -> Iterator[tuple[Bytes, int]]:
        """Say what is encoded now and when it is shown: at a constant rate, if wanted."""
        if self.constant_fps is None:
            yield rgb, captured_ns
            return
        if self._first_ns is None:
            self._first_ns = captured_ns
        period_ns = SECOND_NS / self.constant_fps
        slot = round((captured_ns - self._first_ns) / period_ns)
        if self._shown is not None:
            for missing in range(max(self._slot + 1, slot - _MOST_REPEATED), slot):
                yield self._shown, self._first_ns + round(missing * period_ns)
        self._shown = rgb
        if slot > self._slot:
            self._slot = slot
            yield rgb, self._first_ns + round(slot * period_ns)

    def _hand_out(self, parcels: Sequence[Parcel], encode: Encode) -> None:
        """Give parcels to all who take part, and let those in who wait for a key."""
        for parcel in parcels:
            if parcel.is_picture and parcel.is_key and self._waiting:
                joining, self._waiting = self._waiting, []
                for outlet in joining:
                    self._outlets = [*self._outlets, outlet]
                    with self._fire_door(outlet):
                        outlet.begin(encode.form, is_first=False)
            for outlet in self._outlets:
                with self._fire_door(outlet):
                    outlet.put(parcel)
            if parcel.is_picture and self._leaving:
                gone = [key for key, pts in self._leaving.items() if parcel.dts >= pts]
                for key in gone:
                    del self._leaving[key]
                    self._left.add(key)
                if gone:
                    self._outlets = [o for o in self._outlets if id(o) not in self._left]
                    self._changed.notify_all()

    @contextlib.contextmanager
    def _fire_door(self, outlet: Outlet) -> Iterator[None]:
        """Let `outlet` fail alone."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - an outlet is a room with a fire door
            if self._on_fault is None:
                self._fault = self._fault or error
                return
            self._outlets = [other for other in self._outlets if other is not outlet]
            try:
                outlet.end()
            except SinkFailed as later:
                log.info("%s", later)
            self._on_fault(outlet, error)
