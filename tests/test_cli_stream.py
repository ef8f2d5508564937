import io
import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tryon.cli import main
from tryon.labels.reading import inspect_file

SERVER = Path(__file__).parent / "sinks" / "rtmp_server.py"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_source_is_pushed_and_recorded_without_a_window(
    tmp_path, capsys, monkeypatch, caplog
):
    port = free_port()
    command = [sys.executable, SERVER, str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        server.stdout.readline()
        monkeypatch.setenv("TRYON_STREAM_KEY", "s3cret")
        words = ["stream", "demo", "--look", "demo-lip-01", "--to"]
        words += [f"rtmp://127.0.0.1:{port}/live", "--shape", "1:1", "--kbit", "800"]
        words += ["--record", str(tmp_path / "a.mp4"), "--seconds", "5", "--json"]
        assert main(words) == 0
        told = json.loads(capsys.readouterr().out)
        result = json.loads(server.stdout.read())
    arrived = result["times"]
    assert result["sounds"] > 50, "there are servers that want a sound track"
    (sent,) = told["streams"]
    assert sent["link"] == "live"
    assert sent["dropped"] == 0
    assert sent["sent"] - 2 <= len(arrived) <= sent["sent"]
    assert len(arrived) > 20
    recorded = inspect_file(tmp_path / "a.mp4")
    assert recorded.faults == ()
    assert recorded.size[0] == recorded.size[1]
    assert "s3cret" not in caplog.text


@pytest.mark.parametrize("address", ["http://example.org", "rtmp://"])
def test_other_addresses_are_bad_input(address, capsys):
    assert main(["stream", "demo", "--look", "demo-lip-01", "--to", address]) == 2
    assert "rtmp://host/app" in capsys.readouterr().err


def test_a_key_that_nobody_kept_is_told(capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    words = ["stream", "demo", "--look", "demo-lip-01", "--to", "rtmp://127.0.0.1/live"]
    assert main([*words, "--key", "nobody's"]) == 2
    assert "no stream key named" in capsys.readouterr().err


def test_a_virtual_camera_needs_no_server(monkeypatch, capsys):
    shown = []

    class Driver:
        device = "fake"

        def __init__(self, width: int, height: int, fps: float) -> None:
            self.size = width, height

        def send(self, rgb) -> None:
            shown.append(rgb)

        def close(self) -> None: ...

    monkeypatch.setattr("tryon.sinks.virtual_camera._camera", Driver)
    words = ["stream", "demo", "--look", "demo-lip-01", "--camera", "--shape", "9:16"]
    assert main([*words, "--seconds", "1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["latency_ms"]["VirtualCamera"] > 0
    assert len(shown) > 5
    assert shown[0].shape[0] > shown[0].shape[1]


@pytest.mark.parametrize("words", [[], ["--to", "rtmp://a/b", "--kbit", "0"]])
def test_what_cannot_go_on_air_is_bad_input(words, capsys):
    try:
        code = main(["stream", "demo", "--look", "demo-lip-01", *words])
    except SystemExit as left:
        code = left.code
    assert code == 2
    assert "expected" in capsys.readouterr().err
