"""A live stream: parcels to a server, whatever the network does.

encoder --put--> backlog (bounded, drops) --feeder thread--> child process --> server

A plain write to a streaming server holds whoever calls it for as long as the network likes,
also beyond all time-outs, and FFmpeg's own remedy, its fifo muxer, tells nobody how it fares.
So each connection is a process of its own, which answers for each parcel that has gone out; if
the answers stop, it is killed and another begins.
"""

import contextlib
import logging
import multiprocessing
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from tryon.core.errors import BadInput
from tryon.core.scene import Picture
from tryon.sinks.encode import Rate
from tryon.sinks.parcel import SECOND_NS, Format, Parcel
from tryon.sinks.push import Opened, Refused, Sent, push

log = logging.getLogger(__name__)

#: First wait before another try, what it grows by each time, and how far.
WAIT_S, GROWTH, LONGEST_WAIT_S = 2.0, 1.5, 30.0
#: A server that takes nothing for so long is given up; one that is met gets longer.
STALLED_S, CONNECT_S = 10.0, 15.0
#: More than this is not sent late, but left out.
BACKLOG_S, BACKLOG_BYTES = 4.0, 24_000_000
#: When the backlog is longer than the first, the bit rate is lowered; below the second for so
#: long as the third says, it is raised again, and from then on whenever the fourth has passed.
_LATE_S, _FINE_S, _PATIENCE_S, _NEXT_S = 1.0, 0.4, 15.0, 6.0
_DOWN, _UP = 0.7, 1.2
#: As much may be under way to the server without an answer for it: so many seconds of what is
#: encoded for, between these bounds. More would make a slow connection late by as much.
_WINDOW_S, _LEAST_WINDOW, _MOST_WINDOW = 1.0, 60_000, 400_000
#: What is left when a stream ends has so long to arrive.
_FAREWELL_S = 8.0

_ADDRESS = re.compile(r"rtmps?://(?P<host>[\w.-]+|\[[0-9a-fA-F:]+\])(:\d{1,5})?(/\S*)?")


class Link(Enum):
    """How a stream fares."""

    IDLE = "idle"
    CONNECTING = "connecting"
    LIVE = "live"
    RECOVERING = "recovering"
    LOST = "lost"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a stream goes.

    Attributes
    ----------
    url : str
        ``rtmp://host/app`` or ``rtmps://…``; it may hold the key, too.
    key : str
        Never shown, logged or put on a command line.
    """

    url: str = field(repr=False)
    key: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if not _ADDRESS.fullmatch(self.url) or not re.fullmatch(r"\S*", self.key):
            raise BadInput(
                "a stream goes to an address like rtmp://host/app or rtmps://host/app",
                "Copy the server's address from the page of the platform.",
            )

    @property
    def host(self) -> str:
        """What may be shown."""
        found = _ADDRESS.fullmatch(self.url)
        return found["host"] if found else ""

    @property
    def may_hold_key(self) -> bool:
        """Whether the address itself goes beyond ``host/app`` of a server elsewhere."""
        path = self.url.partition("://")[2].partition("/")[2].strip("/")
        return "/" in path and not self.key and self.host not in ("127.0.0.1", "localhost")

    @property
    def address(self) -> str:
        """All of it: a secret."""
        return f"{self.url.rstrip('/')}/{self.key}" if self.key else self.url


@dataclass(frozen=True, slots=True)
class Health:
    """How a stream fares, at a glance.

    Attributes
    ----------
    link : Link
    since_s : float
        For how long.
    kbit_s : float
        What went out in the last seconds.
    wanted_kbit_s : int
        What the pictures are encoded for; 0 at constant quality.
    backlog_s : float
        How much waits to go out.
    latency_ms : float
        From the capture of the newest picture that went out to its going out.
    sent, dropped : int
        Pictures.
    connections : int
        How many there have been.
    reason : str
        Why the last one ended, in the system's words; without address and key.
    """

    link: Link = Link.IDLE
    since_s: float = 0.0
    kbit_s: float = 0.0
    wanted_kbit_s: int = 0
    backlog_s: float = 0.0
    latency_ms: float = 0.0
    sent: int = 0
    dropped: int = 0
    connections: int = 0
    reason: str = ""


class Stream:
    """An outlet that pushes to one RTMP or RTMPS server, and connects again by itself.

    Several may be attached to one encoder. Nothing here waits for the network: `put` and `end`
    return at once.

    Parameters
    ----------
    target : Target
    rate : Rate, optional
        That of the encoder; without, the bit rate is not adapted.
    want_key : callable, optional
        Asks the encoder for a picture to begin with; else one is waited for.
    metadata : mapping of str to str, optional
        Told to the server, as `tryon.labels.tag.Tag` gives it.
    tries : int
        So many connections in a row may fail before the stream is lost.

    Attributes
    ----------
    slow_down : callable or None
        Tells the encoder how many kbit/s go through; returns how many it makes.
    """

    def __init__(
        self,
        target: Target,
        *,
        rate: Rate | None = None,
        want_key: Callable[[], None] | None = None,
        metadata: Mapping[str, str] | None = None,
        tries: int = 20,
    ) -> None:
        self.target, self.rate, self.tries = target, rate, tries
        self.slow_down: Callable[[int], int] | None = None
        self._want_key, self._metadata = want_key, dict(metadata or {})
        self._changed = threading.Condition()
        self._waiting: deque[Parcel] = deque()
        self._bytes = 0
        self._needs_key, self._is_taking, self._is_losing = True, False, False
        self._in_flight = 0
        self._form: Format | None = None
        self._is_ending, self._ending_s = False, 0.0
        self._health = Health(wanted_kbit_s=0 if rate is None else rate.kbit_s)
        self._since_s = time.monotonic()
        self._progress_s = 0.0
        self._gone: deque[tuple[float, int]] = deque()
        self._adapted_s, self._patience_s = 0.0, _PATIENCE_S
        self._child: SpawnProcess | None = None
        self._thread = threading.Thread(target=self._run, name="tryon-stream", daemon=True)

    @property
    def health(self) -> Health:
        """How it fares now. From any thread."""
        with self._changed:
            now_s = time.monotonic()
            while self._gone and now_s - self._gone[0][0] > 3:
                self._gone.popleft()
            sent_bits = 8 * sum(size for _, size in self._gone)
            return replace(
                self._health,
                since_s=now_s - self._since_s,
                kbit_s=sent_bits / 3 / 1000,
                backlog_s=self._backlog_s(),
            )

    def begin(self, form: Format, is_first: bool) -> None:
        """Start to connect."""
        self._form = form
        self._thread.start()

    def note(self, picture: Picture, worn: str) -> None:
        """Nothing of it travels."""

    def put(self, parcel: Parcel) -> None:
        """Leave a parcel to be sent; when too much waits, some is left out up to a key."""
        with self._changed:
            if not self._is_taking:
                return
            if self._needs_key and not (parcel.is_picture and parcel.is_key):
                if self._is_losing:
                    self._lose(parcel)
                return
            self._needs_key = self._is_losing = False
            self._waiting.append(parcel)
            self._bytes += len(parcel.data)
            if self._backlog_s() > BACKLOG_S or self._bytes > BACKLOG_BYTES:
                self._drop()
            self._changed.notify_all()

    def end(self) -> None:
        """Ask for the end; what waits is still sent, for eight seconds at most."""
        with self._changed:
            self._is_ending, self._ending_s = True, time.monotonic()
            self._changed.notify_all()

    def join(self, timeout_s: float = 5.0) -> None:
        """Wait until the end that was asked for."""
        if self._thread.ident is not None:
            self._thread.join(timeout_s)

    # What follows runs on the thread of the stream.

    def _run(self) -> None:
        failures, wait_s = 0, WAIT_S
        while not self._is_ending:
            self._say(Link.CONNECTING if not self._health.connections else Link.RECOVERING)
            was_live = self._connect()
            if self._is_ending:
                break
            failures, wait_s = (0, WAIT_S) if was_live else (failures + 1, wait_s)
            if failures >= self.tries:
                self._say(Link.LOST)
                return
            self._say(Link.RECOVERING)
            with self._changed:
                self._changed.wait_for(lambda: self._is_ending, wait_s)
            wait_s = min(wait_s * GROWTH, LONGEST_WAIT_S)
        self._say(Link.ENDED)

    def _connect(self) -> bool:
        """Keep one connection up as long as it goes; tell whether it ever was."""
        form = self._form
        assert form is not None
        spawn = multiprocessing.get_context("spawn")
        ours, theirs = spawn.Pipe()
        child = spawn.Process(
            target=push,
            args=(self.target.address, "flv", form, self._metadata, theirs),
            name="tryon-push",
            daemon=True,
        )
        child.start()
        theirs.close()
        with self._changed:
            self._child = child
            self._progress_s = time.monotonic()
            self._health = replace(self._health, connections=self._health.connections + 1)
        opened, over = threading.Event(), threading.Event()
        watch = threading.Thread(
            target=self._watch, args=(child, ours, opened, over), name="tryon-link", daemon=True
        )
        watch.start()
        try:
            while not (opened.wait(0.05) or over.is_set() or self._is_ending):
                pass
            if opened.is_set():
                self._feed(ours, over)
                if self._is_ending:  # what is under way arrives
                    over.wait(self._ending_s + _FAREWELL_S - time.monotonic())
        finally:
            self._is_taking = False
            over.set()
            child.kill()
            child.join()
            watch.join()
            ours.close()
        return opened.is_set()

    def _feed(self, line: Connection, over: threading.Event) -> None:
        """Hand parcels to the child, beginning with a key of now."""
        with self._changed:
            self._waiting.clear()
            self._bytes, self._in_flight = 0, 0
            self._needs_key, self._is_taking, self._is_losing = True, True, False
        if self._want_key is not None:
            self._want_key()
        self._say(Link.LIVE)
        while not over.is_set():
            parcel = self._next(over)
            if parcel is None:
                if self._is_ending and not self._waiting:
                    break
                continue
            try:
                line.send(parcel)
            except (OSError, ValueError):  # killed, or gone by itself
                return
            self._adapt()
        with contextlib.suppress(OSError, ValueError):
            line.send(None)

    def _next(self, over: threading.Event) -> Parcel | None:
        """Wait for a parcel, and until not too much is under way; None to look around."""
        with self._changed:
            self._changed.wait_for(
                lambda: (
                    over.is_set()
                    or (self._waiting and self._in_flight < self._window)
                    or (self._is_ending and not self._waiting)
                ),
                0.2,
            )
            is_late = self._is_ending and time.monotonic() - self._ending_s > _FAREWELL_S
            if is_late or not self._waiting or self._in_flight >= self._window:
                if is_late:
                    self._waiting.clear()
                return None
            parcel = self._waiting.popleft()
            self._bytes -= len(parcel.data)
            if not self._in_flight:
                self._progress_s = time.monotonic()
            self._in_flight += len(parcel.data)
            return parcel

    @property
    def _window(self) -> int:
        """How many bytes may be under way."""
        if self.rate is None:
            return _MOST_WINDOW
        wanted = round(_WINDOW_S * self._health.wanted_kbit_s * 125)
        return min(max(wanted, _LEAST_WINDOW), _MOST_WINDOW)

    def _watch(
        self,
        child: SpawnProcess,
        line: Connection,
        opened: threading.Event,
        over: threading.Event,
    ) -> None:
        """Hear the child's answers; without any, kill it."""
        reason = ""
        while not over.is_set():
            try:
                answer = line.recv() if line.poll(0.1) else None
            except (EOFError, OSError):
                break
            now_s = time.monotonic()
            if isinstance(answer, Opened):
                self._progress_s = now_s
                opened.set()
            elif isinstance(answer, Sent):
                self._note_sent(answer, now_s)
            elif isinstance(answer, Refused):
                reason = answer.reason
                break
            elif self._is_ending and not child.is_alive():
                break
            else:
                silent_s = now_s - self._progress_s
                is_idle = opened.is_set() and not self._in_flight
                if silent_s > (STALLED_S if opened.is_set() else CONNECT_S) and not is_idle:
                    reason = "the server takes nothing" if opened.is_set() else "no answer"
                    break
        with self._changed:
            if not over.is_set() and not self._is_ending:
                self._health = replace(self._health, reason=reason or "the connection ended")
                log.warning("stream to %s: %s", self.target.host, self._health.reason)
            over.set()
            self._changed.notify_all()
        child.kill()  # wakes whoever waits to write to it

    def _note_sent(self, sent: Sent, now_s: float) -> None:
        with self._changed:
            self._progress_s = now_s
            self._in_flight -= sent.size
            self._changed.notify_all()
            self._gone.append((now_s, sent.size))
            if sent.is_picture:
                latency_ms = (time.monotonic_ns() - sent.captured_ns) / 1e6
                self._health = replace(
                    self._health, sent=self._health.sent + 1, latency_ms=latency_ms
                )

    def _adapt(self) -> None:
        """Lower the bit rate while too much waits, and raise it when all goes well."""
        if self.rate is None or self.slow_down is None:
            return
        with self._changed:
            now_s, backlog_s = time.monotonic(), self._backlog_s()
            wanted = self._health.wanted_kbit_s
            since_s = now_s - self._adapted_s
            if backlog_s > _LATE_S and since_s > 2.0:
                new = max(self.rate.least_kbit_s, round(wanted * _DOWN))
                self._patience_s = _PATIENCE_S
            elif backlog_s < _FINE_S and since_s > self._patience_s:
                new = min(self.rate.kbit_s, round(wanted * _UP))
                self._patience_s = _NEXT_S
            else:
                return
            self._adapted_s = now_s
            if new == wanted:
                return
        made = self.slow_down(new)
        with self._changed:
            self._health = replace(self._health, wanted_kbit_s=made)

    def _drop(self) -> None:
        """Leave out everything before the newest key; without one, everything until one."""
        keys = [n for n, p in enumerate(self._waiting) if p.is_picture and p.is_key]
        count = keys[-1] if keys and keys[-1] > 0 else len(self._waiting)
        self._needs_key = self._is_losing = count == len(self._waiting)
        for _ in range(count):
            parcel = self._waiting.popleft()
            self._bytes -= len(parcel.data)
            self._lose(parcel)

    def _lose(self, parcel: Parcel) -> None:
        if parcel.is_picture:
            self._health = replace(self._health, dropped=self._health.dropped + 1)

    def _backlog_s(self) -> float:
        if not self._waiting:
            return 0.0
        first, last = self._waiting[0].captured_ns, self._waiting[-1].captured_ns
        return max(0.0, (last - first) / SECOND_NS)

    def _say(self, link: Link) -> None:
        with self._changed:
            if self._health.link is not link:
                self._health = replace(self._health, link=link)
                self._since_s = time.monotonic()
        log.info("stream to %s: %s", self.target.host, link.value)
