import base64
import contextlib
import http.client
import json
import os
import socket
import ssl
import struct
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tryon.core.errors import Missing
from tryon.handoff.certificate import make_context
from tryon.remote.server import MOST_A_SECOND, MOST_WRONG, Command, Remote, read_command
from tryon.remote.websocket import LONGEST, accept_key

TOKEN = "right-token"
STATE = {"looks": [{"key": 1, "name": "朱砂"}], "live": 1}


@pytest.fixture
def done() -> list[Command]:
    return []


@pytest.fixture
def remote(done: list[Command]) -> Iterator[Remote]:
    made = Remote("127.0.0.1", 0, TOKEN, done.append)
    made.tell(STATE)
    yield made
    made.close()


def ask(
    remote: Remote, method: str, path: str, body: bytes | None = None, **headers: str
) -> tuple[int, bytes]:
    line = http.client.HTTPConnection("127.0.0.1", remote.port, timeout=5)
    try:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        line.request(method, path, body, given)
        answer = line.getresponse()
        return answer.status, answer.read()
    finally:
        line.close()


def do(remote: Remote, body: bytes, token: str = TOKEN, **headers: str) -> int:
    return ask(remote, "POST", "/api/do", body, Authorization=f"Bearer {token}", **headers)[0]


class Socket:
    """A client that sends what it is told, right or wrong."""

    def __init__(
        self,
        remote: Remote,
        token: str = TOKEN,
        origin: str = "",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.line = socket.create_connection(("127.0.0.1", remote.port), timeout=5)
        if tls is not None:
            self.line = tls.wrap_socket(self.line)
        key = base64.b64encode(os.urandom(16)).decode()
        head = (
            f"GET /api/socket HTTP/1.1\r\nHost: 127.0.0.1:{remote.port}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Protocol: tryon, {token}\r\n"
            + (f"Origin: {origin}\r\n" if origin else "")
            + "\r\n"
        )
        self.line.sendall(head.encode())
        self.file = self.line.makefile("rb")
        self.status = int(self.file.readline().split()[1])
        headers = {}
        while row := self.file.readline().strip():
            name, _, value = row.decode().partition(": ")
            headers[name] = value
        if self.status == 101:
            assert headers["Sec-WebSocket-Accept"] == accept_key(key)

    def send(self, data: bytes, opcode: int = 1, *, is_masked: bool = True) -> None:
        size = bytes([len(data)]) if len(data) < 126 else b"\x7e" + struct.pack(">H", len(data))
        mask = b"\x11\x22\x33\x44"
        if is_masked:
            size = bytes([size[0] | 0x80]) + size[1:] + mask
            data = bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))
        self.line.sendall(bytes([0x80 | opcode]) + size + data)

    def read(self) -> tuple[int, bytes]:
        head = self.file.read(2)
        if len(head) < 2:
            return 0, b""
        size = head[1]
        if size == 126:
            (size,) = struct.unpack(">H", self.file.read(2))
        return head[0] & 15, self.file.read(size)

    def told(self) -> dict[str, Any]:
        opcode, data = self.read()
        while opcode == 9:  # a ping
            opcode, data = self.read()
        told: dict[str, Any] = json.loads(data)
        return told

    def close(self) -> None:
        self.file.close()
        self.line.close()


def test_nothing_is_told_without_the_token(remote: Remote) -> None:
    assert ask(remote, "GET", "/api/state")[0] == 401
    code, body = ask(remote, "GET", "/api/state", Authorization=f"Bearer {TOKEN}")
    assert (code, json.loads(body)) == (200, STATE)


def test_commands_are_done(remote: Remote, done: list[Command]) -> None:
    assert do(remote, b'{"do": "look", "key": 3}') == 200
    assert do(remote, b'{"do": "panic", "on": true}') == 200
    assert done == [Command("look", 3), Command("panic", None, True)]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"look",
        b"[]",
        b'{"do": "format"}',
        b'{"do": "look"}',
        b'{"do": "look", "key": 10}',
        b'{"do": "look", "key": "3"}',
        b'{"do": "clip", "key": 3}',
        b'{"do": "clip", "more": 1}',
        b"\xff\xfe\x00",
        b"[" * 4000,
    ],
)
def test_anything_else_is_refused(remote: Remote, done: list[Command], body: bytes) -> None:
    assert do(remote, body) == 400
    assert not done
    with pytest.raises(ValueError):  # noqa: PT011 - the words are the library's
        read_command(body)


def test_who_guesses_is_shut_out_even_with_the_right_token(remote: Remote) -> None:
    codes = [do(remote, b'{"do": "clip"}', token=f"guess-{n}") for n in range(MOST_WRONG)]
    assert codes == [401] * MOST_WRONG
    assert do(remote, b'{"do": "clip"}') == 429


def test_commands_are_limited(remote: Remote, done: list[Command]) -> None:
    client = Socket(remote)
    for _ in range(5 * MOST_A_SECOND):
        client.send(b'{"do": "take"}')
    time.sleep(0.3)
    assert MOST_A_SECOND <= len(done) <= 2 * MOST_A_SECOND
    client.close()


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Host": "evil.example"}, {"Host": ""}],
)
def test_other_sites_are_refused(remote: Remote, headers: dict[str, str]) -> None:
    assert do(remote, b'{"do": "clip"}', **headers) == 403
    if "Origin" in headers:
        client = Socket(remote, origin=headers["Origin"])
        assert client.status == 403
        client.close()


def test_too_much_is_not_read(remote: Remote, done: list[Command]) -> None:
    assert do(remote, b" " * (LONGEST + 1)) == 413
    assert do(remote, b"{}", Content_Length="-1") in (400, 413)
    assert not done


def test_the_socket_tells_changes_and_obeys(remote: Remote, done: list[Command]) -> None:
    client = Socket(remote)
    assert client.status == 101
    assert json.loads(client.read()[1]) == STATE
    remote.tell({"live": 2})
    assert json.loads(client.read()[1]) == {"live": 2}
    client.send(b'{"do": "arm", "key": 2}')
    client.send(b"nonsense")
    assert "error" in json.loads(client.read()[1])
    assert done == [Command("arm", 2)]
    client.send(b"hello", opcode=9)
    assert client.read() == (10, b"hello")
    client.send(b"", opcode=8)
    assert client.read()[0] == 8
    client.close()


def test_the_socket_needs_the_token(remote: Remote) -> None:
    client = Socket(remote, token="wrong")
    assert client.status == 401
    client.close()


@pytest.mark.parametrize(
    ("data", "opcode", "is_masked", "code"),
    [
        (b"{}", 1, False, 1002),
        (b"{}", 2, True, 1003),
        (b"{}", 0, True, 1003),
        (b" " * (LONGEST + 1), 1, True, 1009),
        (b" " * 200, 9, True, 1002),
    ],
)
def test_broken_frames_end_the_connection_and_nothing_else(
    remote: Remote, done: list[Command], data: bytes, opcode: int, is_masked: bool, code: int
) -> None:
    client = Socket(remote)
    client.read()
    client.send(data, opcode, is_masked=is_masked)
    opcode, said = client.read()
    assert (opcode, int.from_bytes(said[:2], "big")) == (8, code)
    client.close()
    assert do(remote, b'{"do": "clip"}') == 200


def test_noise_and_silence_do_not_hold_others_up(
    remote: Remote, wait_until: Callable[..., None]
) -> None:
    noise = []
    for _ in range(30):
        line = socket.create_connection(("127.0.0.1", remote.port), timeout=5)
        line.sendall(os.urandom(200) + b"\r\n\r\n")
        noise.append(line)
    for line in noise:
        line.close()

    def answers() -> bool:
        try:
            return do(remote, b'{"do": "clip"}') == 200
        except (OSError, http.client.HTTPException):
            return False

    wait_until(answers)


def test_the_page_loads_nothing_from_elsewhere(remote: Remote) -> None:
    code, page = ask(remote, "GET", "/")
    assert code == 200
    assert b"https://" not in page
    assert b"http://" not in page
    assert ask(remote, "GET", "/../server.py")[0] == 404


def test_a_taken_port_is_said(remote: Remote) -> None:
    with pytest.raises(Missing, match="cannot be listened on"):
        Remote("127.0.0.1", remote.port, TOKEN, lambda command: None)


def test_closing_lets_everybody_go(done: list[Command]) -> None:
    remote = Remote("127.0.0.1", 0, TOKEN, done.append)
    client = Socket(remote)
    begun = time.monotonic()
    remote.close()
    assert time.monotonic() - begun < 3
    client.close()


@pytest.fixture
def secret(done: list[Command]) -> Iterator[Remote]:
    made = Remote("127.0.0.1", 0, TOKEN, done.append, make_context("127.0.0.1"))
    made.tell(STATE)
    yield made
    made.close()


def trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def test_what_travels_is_encrypted(secret: Remote, done: list[Command]) -> None:
    line = http.client.HTTPSConnection("127.0.0.1", secret.port, timeout=5, context=trusting())
    head = {"Authorization": f"Bearer {TOKEN}", "Origin": f"https://127.0.0.1:{secret.port}"}
    line.request("POST", "/api/do", b'{"do": "clip"}', head)
    answer = line.getresponse()
    assert answer.status == 200
    answer.read()
    line.close()
    assert [command.do for command in done] == ["clip"]
    plain = socket.create_connection(("127.0.0.1", secret.port), timeout=5)
    plain.sendall(b"GET /api/state HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    with contextlib.suppress(ConnectionError):
        assert b"looks" not in plain.recv(1000)
    plain.close()


def test_an_encrypted_socket_is_read_and_written_at_once(
    secret: Remote, done: list[Command]
) -> None:
    client = Socket(secret, tls=trusting())
    assert client.told() == STATE
    for number in range(60):
        secret.tell({**STATE, "number": number})
        if number % 4 == 0:
            client.send(json.dumps({"do": "look", "key": number % 10}).encode())
        time.sleep(0.01)
    until_s = time.monotonic() + 5
    while len(done) < 15 and time.monotonic() < until_s:
        time.sleep(0.01)
    assert [command.key for command in done] == [number % 10 for number in range(0, 60, 4)]
    while (told := client.told()).get("number") != 59:
        assert told["looks"] == STATE["looks"]
    client.close()
