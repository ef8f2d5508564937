"""The process that speaks to a streaming server, one for each connection.

It may hang in a name look-up, a handshake or a full socket for as long as the network likes:
whoever started it watches its answers, and kills it. Nothing of it is on a command line, and
it logs nothing: the address holds the stream's key.
"""

import contextlib
import errno
import os
import re
import signal
import socket
import stat
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Condition, Thread

from tryon.sinks.parcel import Format, Mux, Parcel


@dataclass(frozen=True, slots=True)
class Opened:
    """The server has taken the stream."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A parcel went out.

    Attributes
    ----------
    captured_ns : int
        When its content was captured.
    size : int
        In bytes.
    is_picture : bool
    """

    captured_ns: int
    size: int
    is_picture: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """It did not work, or works no longer.

    Attributes
    ----------
    reason : str
        The system's words, without the address.
    """

    reason: str


Answer = Opened | Sent | Refused


#: Where systems keep the authorities that answer for servers; Windows asks its own store.
_AUTHORITIES = (
    "/etc/ssl/certs/ca-certificates.crt",
    *("/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"),
)


def _verified(address: str, kind: str) -> tuple[str, str, Mapping[str, str]]:
    """Return target, container and options such that a server proves who it is.

    Left alone, FFmpeg encrypts for anybody. Its flv muxer hands no options on to the
    connection; its tee muxer, with one branch, does.
    """
    if not address.startswith("rtmps:"):
        return address, kind, {"flvflags": "no_duration_filesize", "flush_packets": "1"}
    words = [f"f={kind}", "flvflags=no_duration_filesize", "tls_verify=1"]
    known = (os.environ.get("SSL_CERT_FILE", ""), *_AUTHORITIES)
    bundle = next((path for path in known if path and Path(path).is_file()), None)
    if bundle is not None:
        words.append("ca_file=" + re.sub(r"([\\':|\]])", r"\\\1", bundle))
    escaped = re.sub(r"([\\'|])", r"\\\1", address)
    return f"[{':'.join(words)}]{escaped}", "tee", {"flush_packets": "1"}


@contextlib.contextmanager
def _connection() -> Iterator[socket.socket | None]:
    """Hold on to the connection that FFmpeg has made; None where a system does not show it."""
    found = None
    with contextlib.suppress(OSError):
        for number in (int(place.name) for place in Path("/dev/fd").iterdir()):
            if found is None and stat.S_ISSOCK(os.fstat(number).st_mode):
                held = socket.socket(fileno=os.dup(number))
                if held.family in (socket.AF_INET, socket.AF_INET6):
                    found = held
                else:
                    held.close()
    with found or contextlib.nullcontext():
        yield found


def _hear_out(connection: socket.socket | None) -> None:
    """Let the server read to the end, and hang up after it has.

    FFmpeg hangs up at once. Where the server has said something meanwhile that was not read,
    systems then throw away what has not arrived: of a server that was 4 s behind, the last
    22 to 24 pictures of 131. How long this may take is decided by the parent.
    """
    if connection is not None:
        connection.setblocking(True)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65_536):
            pass


def push(
    address: str, kind: str, form: Format, metadata: Mapping[str, str], line: Connection
) -> None:
    """Send parcels from `line` to a server until None comes; runs in the child.

    Parameters
    ----------
    address : str
        With its key.
    kind : str
        FFmpeg's name of the container: ``flv`` for RTMP.
    form : Format
    metadata : mapping of str to str
        Told to the server.
    line : Connection
        Brings `Parcel`, and None at the end; takes `Answer`.
    """
    import av

    for number in (signal.SIGINT, getattr(signal, "SIGHUP", signal.SIGINT)):
        signal.signal(number, signal.SIG_IGN)  # the parent decides when it is over
    av.logging.set_level(None)
    waiting: deque[Parcel | None] = deque()
    arrived = Condition()

    def listen() -> None:
        """Empty the line at once, so that the parent is never held up by it."""
        parcel: Parcel | None = None
        while True:
            try:
                parcel = line.recv()
            except (EOFError, OSError):
                parcel = None
            with arrived:
                waiting.append(parcel)
                arrived.notify()
            if parcel is None:
                return

    try:
        mux = Mux(*_verified(address, kind), form=form, metadata=metadata)
        mux.start()
        line.send(Opened())
        Thread(target=listen, daemon=True).start()
        shift_s: Fraction | None = None
        while True:
            with arrived:
                arrived.wait_for(lambda: bool(waiting))
                parcel = waiting.popleft()
            if parcel is None:
                break
            if shift_s is None:
                if not (parcel.is_picture and parcel.is_key):
                    continue
                shift_s = parcel.dts * form.base(is_picture=True)
            mux.put(parcel, shift_s)
            line.send(Sent(parcel.captured_ns, len(parcel.data), parcel.is_picture))
        with _connection() as connection:
            mux.close()
            _hear_out(connection)
    except (av.FFmpegError, OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        if address.startswith("rtmps:") and getattr(error, "errno", 0) == errno.EIO:
            reason = "no connection to a server that proves who it is"
        with contextlib.suppress(OSError):
            line.send(Refused(reason))
