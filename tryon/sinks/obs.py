"""OBS beside us: its WebSocket adds our picture to a scene, and starts and stops with us.

Speaks to one program, on this computer unless another address is given, and only while an
`Obs` is open.

References
----------
obs-websocket 5.x protocol, RPC version 1; RFC 6455 (WebSocket).
"""

import base64
import contextlib
import hashlib
import json
import os
import socket
import struct
import sys
from collections.abc import Mapping
from types import MappingProxyType, TracebackType
from typing import Any, Self

from tryon.core.errors import SinkFailed

_HELLO, _IDENTIFY, _IDENTIFIED, _REQUEST, _RESPONSE = 0, 1, 2, 6, 7
_RPC_VERSION = 1
_TEXT, _CLOSE, _PING, _PONG = 0x1, 0x8, 0x9, 0xA
#: RFC 6455, section 1.3.
_MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
#: obs-websocket's own code for a password that is wrong or missing.
_BAD_PASSWORD = 4009
_LARGEST_MESSAGE = 4_000_000
_HINT = "Start OBS, and switch on Tools, WebSocket Server Settings."

#: What an input is made with, where its kind does not say it all: 1 is a window there.
_BEGINNINGS: Mapping[str, Mapping[str, int]] = MappingProxyType({"screen_capture": {"type": 1}})
#: By system: the kind of OBS source that shows a window, and its setting that names it; the
#: same for a camera.
_WINDOWS: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "linux": (("xcomposite_input", "capture_window"),),
        "win32": (("window_capture", "window"),),
        "darwin": (("screen_capture", "window"), ("window_capture", "window")),
    }
)
_CAMERAS: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "linux": (("v4l2_input", "device_id"),),
        "win32": (("dshow_input", "video_device_id"),),
        "darwin": (("macos-avcapture", "device"), ("av_capture_input", "device")),
    }
)


class Obs:
    """A conversation with OBS Studio 28 or newer.

    Parameters
    ----------
    password : str
        As OBS shows it under "Show Connect Info"; never sent, only an answer made with it.
    host : str
    port : int
    timeout_s : float
        No answer within this is a fault.

    Raises
    ------
    SinkFailed
        OBS is not there, is too old, or does not take the password.
    """

    def __init__(
        self,
        password: str = "",
        host: str = "127.0.0.1",
        port: int = 4455,
        timeout_s: float = 3.0,
    ) -> None:
        self._buffer = b""
        self._number = 0
        try:
            self._socket = socket.create_connection((host, port), timeout_s)
        except OSError as error:
            raise SinkFailed(f"OBS does not answer at {host}:{port}", _HINT) from error
        try:
            self._shake_hands(host, port)
            self._identify(password)
        except BaseException:
            self._socket.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the conversation; what runs in OBS goes on."""
        with contextlib.suppress(OSError):
            self._send(struct.pack(">H", 1000), _CLOSE)
        self._socket.close()

    def ask(self, request: str, **data: object) -> dict[str, Any]:
        """Make one request of the protocol, and return what OBS answers.

        Raises `SinkFailed` with OBS's own words when it refuses.
        """
        self._number += 1
        name = str(self._number)
        self._say(_REQUEST, {"requestType": request, "requestId": name, "requestData": data})
        while True:
            answer = self._hear(_RESPONSE)
            if answer.get("requestId") != name:
                continue
            status = answer.get("requestStatus", {})
            if not status.get("result"):
                why = status.get("comment") or f"code {status.get('code')}"
                raise SinkFailed(f"OBS refuses {request}: {why}", "Look at OBS's own window.")
            found: dict[str, Any] = answer.get("responseData") or {}
            return found

    def add_window(self, title: str, name: str = "tryon") -> None:
        """Show the window whose title begins with `title` in OBS's current scene."""
        self._add(name, _WINDOWS.get(sys.platform, ()), title)

    def add_camera(self, device: str, name: str = "tryon") -> None:
        """Show a camera, as its driver names it, in OBS's current scene."""
        self._add(name, _CAMERAS.get(sys.platform, ()), device)

    def record(self, is_wanted: bool) -> None:
        """Start or stop OBS's recording; nothing happens if it is as wanted."""
        if self.ask("GetRecordStatus").get("outputActive") != is_wanted:
            self.ask("StartRecord" if is_wanted else "StopRecord")

    def _add(self, name: str, kinds: tuple[tuple[str, str], ...], wanted: str) -> None:
        """Make a source, or use the one of that name, and point it at what is wanted."""
        there = self.ask("GetInputKindList").get("inputKinds", [])
        usable = [(kind, setting) for kind, setting in kinds if _has(kind, there)]
        if not usable:
            raise SinkFailed(f"this OBS has none of {[kind for kind, _ in kinds]}")
        kind, setting = usable[0]
        full = next(known for known in there if _has(kind, [known]))
        inputs = self.ask("GetInputList").get("inputs", [])
        if not any(known.get("inputName") == name for known in inputs):
            scene = self.ask("GetCurrentProgramScene")
            self.ask(
                "CreateInput",
                sceneName=scene.get("sceneName") or scene.get("currentProgramSceneName"),
                inputName=name,
                inputKind=full,
                inputSettings=dict(_BEGINNINGS.get(kind, {})),
                sceneItemEnabled=True,
            )
        found = self.ask(
            "GetInputPropertiesListPropertyItems", inputName=name, propertyName=setting
        )
        for item in found.get("propertyItems", []):
            words = str(item.get("itemName", "")), str(item.get("itemValue", ""))
            is_there = item.get("itemEnabled") is not False
            if is_there and (words[1] == wanted or wanted.lower() in words[0].lower()):
                value = item.get("itemValue")
                self.ask("SetInputSettings", inputName=name, inputSettings={setting: value})
                return
        raise SinkFailed(f"OBS does not see {wanted!r}", "Open it first, then try again.")

    # The protocol of obs-websocket.

    def _identify(self, password: str) -> None:
        hello = self._hear(_HELLO)
        data: dict[str, object] = {"rpcVersion": _RPC_VERSION, "eventSubscriptions": 0}
        challenge = hello.get("authentication")
        if challenge:
            data["authentication"] = answer_to(
                password, challenge["salt"], challenge["challenge"]
            )
        self._say(_IDENTIFY, data)
        self._hear(_IDENTIFIED)

    def _say(self, op: int, data: Mapping[str, object]) -> None:
        self._send(json.dumps({"op": op, "d": data}).encode(), _TEXT)

    def _hear(self, op: int) -> dict[str, Any]:
        """Wait for a message of one kind; events and answers nobody waits for are let pass."""
        while True:
            try:
                message = json.loads(self._receive())
                if message["op"] == op:
                    data: dict[str, Any] = message["d"]
                    return data
            except (ValueError, KeyError, TypeError, RecursionError) as error:
                raise SinkFailed("this is not OBS: it says what is not its protocol") from error

    # The protocol of WebSocket.

    def _shake_hands(self, host: str, port: int) -> None:
        key = base64.b64encode(os.urandom(16))
        self._socket.sendall(
            f"GET / HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key.decode()}\r\n"
            "Sec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Protocol: obswebsocket.json\r\n\r\n".encode()
        )
        while b"\r\n\r\n" not in self._buffer:
            self._fill(100_000)
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        wanted = base64.b64encode(hashlib.sha1(key + _MAGIC, usedforsecurity=False).digest())
        if not head.startswith(b"HTTP/1.1 101") or wanted not in head:
            raise SinkFailed(f"what answers at {host}:{port} is not OBS", _HINT)

    def _receive(self) -> bytes:
        """Return the next whole message."""
        message = b""
        while True:
            first, second = self._take(2)
            length = second & 0x7F
            if length == 126:
                (length,) = struct.unpack(">H", self._take(2))
            elif length == 127:
                (length,) = struct.unpack(">Q", self._take(8))
            if len(message) + length > _LARGEST_MESSAGE:
                raise SinkFailed("OBS says more than it should")
            content, kind = self._take(length), first & 0x0F
            if kind == _PING:
                self._send(content, _PONG)
            elif kind == _CLOSE:
                code = struct.unpack(">H", content[:2])[0] if len(content) >= 2 else 0
                if code == _BAD_PASSWORD:
                    raise SinkFailed(
                        "OBS does not take the password",
                        "Copy it from OBS: Tools, WebSocket Server Settings.",
                    )
                raise SinkFailed(f"OBS ended the conversation (code {code})", _HINT)
            elif kind != _PONG:
                message += content
                if first & 0x80:
                    return message

    def _send(self, content: bytes, kind: int) -> None:
        """Send one message, masked as clients must."""
        length = len(content)
        if length < 126:
            head = struct.pack(">BB", 0x80 | kind, 0x80 | length)
        elif length < 1 << 16:
            head = struct.pack(">BBH", 0x80 | kind, 0x80 | 126, length)
        else:
            head = struct.pack(">BBQ", 0x80 | kind, 0x80 | 127, length)
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[place % 4] for place, byte in enumerate(content))
        try:
            self._socket.sendall(head + mask + masked)
        except OSError as error:
            raise SinkFailed("OBS has gone", _HINT) from error

    def _take(self, count: int) -> bytes:
        while len(self._buffer) < count:
            self._fill(count)
        taken, self._buffer = self._buffer[:count], self._buffer[count:]
        return taken

    def _fill(self, most: int) -> None:
        if len(self._buffer) > most + _LARGEST_MESSAGE:
            raise SinkFailed("OBS says more than it should")
        try:
            more = self._socket.recv(65_536)
        except OSError as error:
            raise SinkFailed("OBS does not answer any more", _HINT) from error
        if not more:
            raise SinkFailed("OBS has gone", _HINT)
        self._buffer += more


def answer_to(password: str, salt: str, challenge: str) -> str:
    """Make the answer that proves the password without telling it.

    Examples
    --------
    >>> answer_to("supersecretpassword", "lM1GncleQOaCu9lT1yeUZhFYnqhsLLP1G5lAGo3ixaI=",
    ...           "+IxH4CnCiqpX1rM9scsNynZzbOe4KhDeYcTNS3PDaeY=")
    '1Ct943GAT+6YQUUX47Ia/ncufilbe6+oD6lY+5kaCu4='
    """
    secret = base64.b64encode(hashlib.sha256((password + salt).encode()).digest())
    return base64.b64encode(hashlib.sha256(secret + challenge.encode()).digest()).decode()


def _has(kind: str, there: list[str]) -> bool:
    """Whether a kind is known, in any version: ``v4l2_input``, ``dshow_input_v2`` …."""
    return any(known == kind or known.startswith(f"{kind}_v") for known in there)
