"""OBS is played by a server that follows the text of its protocol."""

import base64
import hashlib
import json
import socket
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tryon.cli import main
from tryon.core.errors import SinkFailed
from tryon.sinks.obs import Obs

PASSWORD = "pässword"
SALT, CHALLENGE = "c2FsdA==", "Y2hhbGxlbmdl"
KIND, SETTING = {
    "linux": ("v4l2_input", "device_id"),
    "win32": ("dshow_input", "video_device_id"),
    "darwin": ("macos-avcapture", "device"),
}[sys.platform]


class FakeObs:
    """One conversation, on a thread: everything it is asked is noted."""

    def __init__(self, answers: dict[str, Callable[[dict[str, Any]], dict[str, Any] | None]]):
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.answers = answers
        self.is_pinging = True
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self._listener.close()
        self.thread.join(5)

    def _run(self) -> None:
        try:
            line, _ = self._listener.accept()
        except OSError:
            return
        with line:
            self._converse(line)

    def _converse(self, line: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            head += line.recv(4096)
        assert b"Sec-WebSocket-Protocol: obswebsocket.json" in head
        key = next(r for r in head.split(b"\r\n") if r.startswith(b"Sec-WebSocket-Key: "))[19:]
        digest = hashlib.sha1(key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest()
        line.sendall(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            b"Connection: Upgrade\r\nSec-WebSocket-Accept: "
            + base64.b64encode(digest)
            + b"\r\n\r\n"
        )
        secret = base64.b64encode(hashlib.sha256((PASSWORD + SALT).encode()).digest())
        wanted = base64.b64encode(hashlib.sha256(secret + CHALLENGE.encode()).digest())
        proof = {"challenge": CHALLENGE, "salt": SALT}
        self._say(line, {"op": 0, "d": {"rpcVersion": 1, "authentication": proof}}, pieces=3)
        identify = self._hear(line)
        assert identify["op"] == 1
        if identify["d"].get("authentication") != wanted.decode():
            line.sendall(b"\x88\x02" + struct.pack(">H", 4009))
            return
        self._say(line, {"op": 2, "d": {"negotiatedRpcVersion": 1}})
        while (message := self._hear(line)) is not None:
            asked = message["d"]
            self.asked.append((asked["requestType"], asked["requestData"]))
            if self.is_pinging:
                line.sendall(b"\x89\x02hi")
            self._say(line, {"op": 5, "d": {"eventType": "SomethingElse"}})
            answer = self.answers.get(asked["requestType"], lambda data: {})(
                asked["requestData"]
            )
            status = {"result": answer is not None, "code": 100 if answer is not None else 600}
            if answer is None:
                status["comment"] = "No source was found"
            self._say(
                line,
                {
                    "op": 7,
                    "d": {
                        "requestType": asked["requestType"],
                        "requestId": asked["requestId"],
                        "requestStatus": status,
                        "responseData": answer,
                    },
                },
            )

    def _say(self, line: socket.socket, message: dict[str, Any], pieces: int = 1) -> None:
        text = json.dumps(message).encode()
        step = -(-len(text) // pieces)
        for number in range(pieces):
            part = text[number * step : (number + 1) * step]
            first = (0x01 if number == 0 else 0x00) | (0x80 if number == pieces - 1 else 0)
            if len(part) < 126:
                line.sendall(bytes([first, len(part)]) + part)
            else:
                line.sendall(bytes([first, 126]) + struct.pack(">H", len(part)) + part)

    def _hear(self, line: socket.socket) -> dict[str, Any] | None:
        def take(count: int) -> bytes:
            found = b""
            while len(found) < count:
                more = line.recv(count - len(found))
                if not more:
                    raise ConnectionError
                found += more
            return found

        while True:
            try:
                first, second = take(2)
            except (ConnectionError, OSError):
                return None
            assert second & 0x80, "clients mask"
            length = second & 0x7F
            if length == 126:
                (length,) = struct.unpack(">H", take(2))
            mask, content = take(4), take(length)
            plain = bytes(byte ^ mask[n % 4] for n, byte in enumerate(content))
            if first & 0x0F == 0x8:
                return None
            if first & 0x0F == 0xA:
                assert plain == b"hi"
                continue
            return dict(json.loads(plain))


@pytest.fixture
def fake() -> Iterator[FakeObs]:
    inputs: list[dict[str, str]] = []

    def create(data: dict[str, Any]) -> dict[str, Any]:
        inputs.append({"inputName": data["inputName"]})
        return {"sceneItemId": 1}

    items = [
        {"itemName": "Front Camera", "itemValue": "/dev/video0"},
        {"itemName": "tryon, unplugged", "itemValue": "/dev/video8", "itemEnabled": False},
        {"itemName": "tryon", "itemValue": "/dev/video9", "itemEnabled": True},
    ]
    is_recording = [False]

    def start(data: dict[str, Any]) -> dict[str, Any]:
        is_recording[0] = True
        return {}

    made = FakeObs(
        {
            "GetInputKindList": lambda data: {"inputKinds": ["image_source", KIND + "_v2"]},
            "GetInputList": lambda data: {"inputs": inputs},
            "GetCurrentProgramScene": lambda data: {"sceneName": "Live"},
            "CreateInput": create,
            "GetInputPropertiesListPropertyItems": lambda data: {"propertyItems": items},
            "GetRecordStatus": lambda data: {"outputActive": is_recording[0]},
            "StartRecord": start,
            "StopStream": lambda data: None,
        }
    )
    yield made
    made.close()


def test_a_camera_is_added_once_and_pointed_at_the_device(fake):
    with Obs(PASSWORD, port=fake.port) as obs:
        obs.add_camera("/dev/video9")
        obs.add_camera("tryon")
    made = [data for request, data in fake.asked if request == "CreateInput"]
    assert len(made) == 1
    assert made[0]["sceneName"] == "Live"
    assert made[0]["inputKind"] == KIND + "_v2"
    pointed = [data for request, data in fake.asked if request == "SetInputSettings"]
    assert [data["inputSettings"] for data in pointed] == 2 * [{SETTING: "/dev/video9"}]


def test_recordings_start_and_stop_once(fake):
    with Obs(PASSWORD, port=fake.port) as obs:
        obs.record(False)
        obs.record(True)
        obs.record(True)
    assert [request for request, _ in fake.asked].count("StartRecord") == 1
    assert "StopRecord" not in [request for request, _ in fake.asked]


def test_refusals_are_told_in_its_words(fake):
    with Obs(PASSWORD, port=fake.port) as obs:
        with pytest.raises(SinkFailed, match="OBS refuses StopStream: No source was found"):
            obs.ask("StopStream")
        with pytest.raises(SinkFailed, match="does not see 'nothing'"):
            obs.add_camera("nothing")


def test_a_wrong_password_is_told(fake):
    with pytest.raises(SinkFailed, match="does not take the password"):
        Obs("wrong", port=fake.port)


def test_without_obs_it_is_told_where_to_switch_it_on():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(SinkFailed, match=f"does not answer at 127.0.0.1:{port}") as failed:
        Obs(port=port)
    assert "WebSocket Server Settings" in failed.value.hint


@pytest.mark.parametrize(
    "said", [b"HTTP/1.1 200 OK\r\n\r\nhello", b"HTTP/1.1 101 Switching Protocols\r\n\r\n", b""]
)
def test_what_is_not_obs_is_found_out(said):
    listener = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        line, _ = listener.accept()
        with line:
            line.recv(4096)
            line.sendall(said)

    thread = threading.Thread(target=answer)
    thread.start()
    with pytest.raises(SinkFailed, match=r"not OBS|has gone"):
        Obs(port=listener.getsockname()[1])
    thread.join()
    listener.close()


def test_the_command_speaks_to_it(fake, monkeypatch, capsys):
    monkeypatch.setenv("TRYON_OBS_PASSWORD", PASSWORD)
    words = ["obs", "--port", str(fake.port)]
    assert main([*words, "--camera", "/dev/video9", "--record", "start"]) == 0
    assert [request for request, _ in fake.asked][-1] == "StartRecord"
    assert main(words) == 2
    assert "expected --window" in capsys.readouterr().err
