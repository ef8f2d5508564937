"""The remote control's server: HTTP and WebSocket, a token, and patience with nobody.

It listens on this machine alone unless the host asks for more, and runs only while it is turned
on. Whoever knows the token may press the buttons of the studio; nobody gets pictures.
"""

import contextlib
import ipaddress
import json
import logging
import secrets
import select
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from tryon.core.errors import Missing
from tryon.core.lately import Lately
from tryon.remote.websocket import LONGEST, Opcode, Refused, accept_key, encode, read_message

log = logging.getLogger(__name__)

#: From one address: commands in a second, and wrong tokens in a minute.
MOST_A_SECOND, MOST_WRONG = 20, 5
_SECOND_S, _MINUTE_S = 1.0, 60.0
#: Connections at once; one that says nothing is let go.
MOST_OPEN = 12
_TIMEOUT_S, _PING_S = 10.0, 20.0
_PAGE = Path(__file__).with_name("page.html")
_PROTOCOL = "tryon"


class Command(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is wanted.

    Attributes
    ----------
    do : str
    key : int or None
        Of a look, for ``look`` and ``arm``.
    on : bool or None
        None is the other of both.
    """

    do: Literal["look", "arm", "take", "panic", "record", "clip", "third"]
    key: Annotated[int, msgspec.Meta(ge=0, le=9)] | None = None
    on: bool | None = None


def read_command(data: bytes) -> Command:
    """Read a command strictly.

    Raises
    ------
    ValueError

    Examples
    --------
    >>> read_command(b'{"do": "look", "key": 3}')
    Command(do='look', key=3, on=None)
    """
    try:
        command = msgspec.json.decode(data, type=Command)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(str(error)) from None
    if (command.key is None) == (command.do in ("look", "arm")):
        raise ValueError("look and arm need a key, nothing else has one")
    return command


class Remote:
    """Serves the phone page, the state and the commands, until it is closed.

    Parameters
    ----------
    address : str
        ``127.0.0.1`` is this machine alone.
    port : int
        0 is any that is free.
    token : str
    do : callable
        Takes a `Command`; called on a thread of the server, must not wait.
    tls : ssl.SSLContext or None
        Encrypts what travels; None does not.

    Raises
    ------
    Missing
        The port cannot be listened on.
    """

    def __init__(
        self,
        address: str,
        port: int,
        token: str,
        do: Callable[[Command], None],
        tls: ssl.SSLContext | None = None,
    ) -> None:
        if not token:
            raise ValueError("a remote control needs a token")
        self._token, self._do = token.encode(), do
        self._state = b"{}"
        self._changed = threading.Condition()
        self._is_closing = False
        self._asked, self._wrong = Lately(_SECOND_S), Lately(_MINUTE_S)
        remote = self

        class Handler(BaseHTTPRequestHandler):
            server_version, sys_version = "tryon", ""
            protocol_version = "HTTP/1.1"
            timeout = _TIMEOUT_S

            def do_GET(self) -> None:
                remote._get(self)

            def do_POST(self) -> None:
                remote._post(self)

            def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
                """Keep no record of who came."""

        try:
            self._server = _Server((address, port), Handler)
            self._server.tls = tls
        except OSError as error:
            raise Missing(
                f"{address}:{port}: cannot be listened on: {error}",
                "Choose another port for the remote control.",
            ) from error
        self.port = int(self._server.server_address[1])
        self.address = address
        self.scheme = "http" if tls is None else "https"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.1,), name="tryon-remote", daemon=True
        )
        self._thread.start()

    def tell(self, state: Mapping[str, Any]) -> None:
        """Let every control show `state`; from any thread, returns at once."""
        data = json.dumps(state, ensure_ascii=False).encode()
        with self._changed:
            if data != self._state:
                self._state = data
                self._changed.notify_all()

    def close(self) -> None:
        """Stop listening, and let every control go."""
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()
        self._server.shutdown()
        self._server.server_close()
        self._server.hang_up()
        self._thread.join()

    # One request.

    def _get(self, request: BaseHTTPRequestHandler) -> None:
        path = request.path.partition("?")[0]
        if not self._is_ours(request):
            _answer(request, 403, {"error": "another site asks"})
        elif path == "/":
            _send(request, 200, _PAGE.read_bytes(), "text/html; charset=utf-8")
        elif path == "/api/state" and self._knows(request, _bearer(request)):
            _send(request, 200, self._state, "application/json")
        elif path == "/api/socket":
            self._socket(request)
        elif path != "/api/state":
            _answer(request, 404, {"error": "not here"})

    def _post(self, request: BaseHTTPRequestHandler) -> None:
        request.close_connection = True
        size = request.headers.get("Content-Length", "")
        if not self._is_ours(request):
            _answer(request, 403, {"error": "another site asks"})
        elif request.path != "/api/do":
            _answer(request, 404, {"error": "not here"})
        elif not self._knows(request, _bearer(request)):
            return
        elif not (size.isascii() and size.isdigit() and int(size) <= LONGEST):
            _answer(request, 413, {"error": f"expected at most {LONGEST} bytes"})
        else:
            code, said = self._obey(request, request.rfile.read(int(size)))
            _answer(request, code, said)

    def _obey(
        self, request: BaseHTTPRequestHandler, data: bytes
    ) -> tuple[int, dict[str, object]]:
        address, now_s = str(request.client_address[0]), time.monotonic()
        if not self._asked.may(address, now_s, MOST_A_SECOND):
            return 429, {"error": "too many commands"}
        try:
            command = read_command(data)
        except ValueError as error:
            return 400, {"error": str(error)}
        self._do(command)
        return 200, {"done": command.do}

    def _is_ours(self, request: BaseHTTPRequestHandler) -> bool:
        """Refuse other sites: by their origin, and by names that lead here (DNS rebinding)."""
        host = request.headers.get("Host", "")
        name = host.rpartition(":")[0] if ":" in host else host
        try:
            ipaddress.ip_address(name.strip("[]"))
        except ValueError:
            if name != "localhost":
                return False
        origin = request.headers.get("Origin")
        return origin is None or origin == f"{self.scheme}://{host}"

    def _knows(self, request: BaseHTTPRequestHandler, token: str) -> bool:
        """Whether the token is right; if not, that has been answered."""
        address, now_s = str(request.client_address[0]), time.monotonic()
        if self._wrong.count(address, now_s) >= MOST_WRONG:
            _answer(request, 429, {"error": "too many wrong tokens"})
            return False
        if secrets.compare_digest(token.encode(errors="replace"), self._token):
            return True
        self._wrong.add(address, now_s)
        _answer(request, 401, {"error": "a token is needed"})
        return False

    # The socket.

    def _socket(self, request: BaseHTTPRequestHandler) -> None:
        headers = request.headers
        key = headers.get("Sec-WebSocket-Key", "")
        offered = [p.strip() for p in headers.get("Sec-WebSocket-Protocol", "").split(",")]
        is_asked = headers.get("Upgrade", "").lower() == "websocket"
        if not is_asked or headers.get("Sec-WebSocket-Version") != "13" or len(key) != 24:
            _answer(request, 400, {"error": "expected a WebSocket of version 13"})
            return
        if not self._knows(request, offered[1] if len(offered) > 1 else ""):
            return
        request.close_connection = True
        request.send_response(101)
        for name, value in (
            ("Upgrade", "websocket"),
            ("Connection", "Upgrade"),
            ("Sec-WebSocket-Accept", accept_key(key)),
            ("Sec-WebSocket-Protocol", _PROTOCOL),
        ):
            request.send_header(name, value)
        request.end_headers()
        over = threading.Event()
        line = _Line(request.connection)

        def say(opcode: Opcode, data: bytes) -> None:
            line.write(encode(opcode, data))

        writer = threading.Thread(
            target=self._keep_telling, args=(say, over), name="tryon-remote-out", daemon=True
        )
        writer.start()
        try:
            self._listen(request, line, say)
        except (EOFError, OSError):
            pass
        except Refused as refused:
            with contextlib.suppress(OSError):
                say(Opcode.CLOSE, refused.code.to_bytes(2, "big"))
        finally:
            over.set()
            with self._changed:
                self._changed.notify_all()
            writer.join()

    def _listen(
        self,
        request: BaseHTTPRequestHandler,
        line: "_Line",
        say: Callable[[Opcode, bytes], None],
    ) -> None:
        while not self._is_closing:
            message = read_message(line.read)
            if message.opcode is Opcode.CLOSE:
                say(Opcode.CLOSE, message.data[:2])
                return
            if message.opcode is Opcode.PING:
                say(Opcode.PONG, message.data)
            elif message.opcode is Opcode.TEXT:
                code, said = self._obey(request, message.data)
                if code != 200:
                    say(Opcode.TEXT, json.dumps(said).encode())

    def _keep_telling(
        self, say: Callable[[Opcode, bytes], None], over: threading.Event
    ) -> None:
        told: bytes | None = None
        while not over.is_set() and not self._is_closing:
            state = self._state
            try:
                say(Opcode.PING, b"") if state == told else say(Opcode.TEXT, state)
            except OSError:
                return
            told, until_s = state, time.monotonic() + _PING_S
            with self._changed:
                while self._state == told and not (over.is_set() or self._is_closing):
                    left_s = until_s - time.monotonic()
                    if left_s <= 0:
                        break
                    self._changed.wait(left_s)


class _Line:
    """A connection that one thread reads while another writes.

    TLS must not be read and written at the same moment, so nobody waits inside of it: a wait
    is for the socket below, with the line free for the other.

    Parameters
    ----------
    connection : socket
        It has answered with 101, and says nothing before it was heard (RFC 6455, 4.1).
    """

    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        self._connection = connection
        self._busy = threading.Lock()

    def read(self, count: int) -> bytes:
        """Read so many bytes, fewer at the end. Raises `OSError` after a long silence."""
        parts, left = [], count
        while left:
            try:
                with self._busy:
                    part = self._connection.recv(left)
            except (BlockingIOError, ssl.SSLWantReadError):
                if not select.select([self._connection], [], [], 3 * _PING_S)[0]:
                    raise TimeoutError("a remote control says nothing") from None
                continue
            except ssl.SSLWantWriteError:
                select.select([], [self._connection], [], _TIMEOUT_S)
                continue
            if not part:
                break
            parts.append(part)
            left -= len(part)
        return b"".join(parts)

    def write(self, data: bytes) -> None:
        """Write all of it. Raises `OSError` when the other takes nothing for too long."""
        with self._busy:
            while data:
                try:
                    data = data[self._connection.send(data) :]
                except (BlockingIOError, ssl.SSLWantWriteError):
                    if not select.select([], [self._connection], [], _TIMEOUT_S)[1]:
                        raise TimeoutError("a remote control takes nothing") from None
                except ssl.SSLWantReadError:
                    select.select([self._connection], [], [], _TIMEOUT_S)


class _Server(ThreadingHTTPServer):
    """Takes so many connections and no more; each shakes hands on its own thread."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 16
    tls: ssl.SSLContext | None = None

    def __init__(self, *arguments: Any) -> None:
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(*arguments)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            is_full = len(self._open) >= MOST_OPEN
            if not is_full:
                self._open.add(request)
        if is_full:
            super().shutdown_request(request)
        else:
            super().process_request(request, client_address)

    def finish_request(self, request: Any, client_address: Any) -> None:
        if self.tls is None:
            super().finish_request(request, client_address)
            return
        request.settimeout(_TIMEOUT_S)
        try:
            secure = self.tls.wrap_socket(request, server_side=True)
        except OSError as error:  # a phone that does not trust the certificate yet
            log.info("a remote control was not let in: %s", error)
            return
        with self._lock:
            self._open.discard(request)
            self._open.add(secure)
        try:
            super().finish_request(secure, client_address)
        finally:
            super().shutdown_request(secure)
            with self._lock:
                self._open.discard(secure)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        log.info("a remote control left in the middle of a word", exc_info=True)

    def hang_up(self) -> None:
        """End what is still open."""
        with self._lock:
            left = list(self._open)
        for request in left:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(request, socket.SHUT_RDWR)  # below TLS, if there is any


def _bearer(request: BaseHTTPRequestHandler) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def _answer(request: BaseHTTPRequestHandler, code: int, said: Mapping[str, object]) -> None:
    if code != 200:
        request.close_connection = True  # its body may not have been read
    _send(request, code, json.dumps(said).encode(), "application/json")


def _send(request: BaseHTTPRequestHandler, code: int, body: bytes, kind: str) -> None:
    request.send_response(code)
    for name, value in {
        "Content-Type": kind,
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
            "connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'"
        ),
        **({"Connection": "close"} if request.close_connection else {}),
    }.items():
        request.send_header(name, value)
    request.end_headers()
    request.wfile.write(body)
