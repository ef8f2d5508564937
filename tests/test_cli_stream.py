import io
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tryon import cli_stream
from tryon.cli import main
from tryon.core.errors import BadInput
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


def keys_of(monkeypatch, urls, names=(), kept=(), **environment) -> list[str]:
    monkeypatch.setattr("tryon.sinks.keys.find_key", dict(kept).get)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return [target.key for target in cli_stream._targets(list(urls), list(names))]


def test_each_server_gets_its_own_key_and_no_other(monkeypatch):
    urls = ["rtmps://a.example/live", "rtmps://b.example/live"]
    kept = {"shop a": "AAA", "shop b": "BBB"}
    assert keys_of(monkeypatch, urls, kept, kept) == ["AAA", "BBB"]
    said = {"TRYON_STREAM_KEY": "first"}
    assert keys_of(monkeypatch, urls, **said) == ["first", ""]
    assert "TRYON_STREAM_KEY" not in os.environ, "no child needs it"
    both = {"TRYON_STREAM_KEY": "first", "TRYON_STREAM_KEY_2": "second"}
    assert keys_of(monkeypatch, urls, **both) == ["first", "second"]
    with pytest.raises(BadInput, match="one name for each --to, not 1 for 2"):
        keys_of(monkeypatch, urls, ["shop a"], kept)


def test_a_key_on_the_command_line_is_warned_of(monkeypatch, caplog):
    keys_of(monkeypatch, ["rtmp://127.0.0.1/live/x", "rtmps://a.example/live"])
    assert caplog.text == ""
    keys_of(monkeypatch, ["rtmps://a.example/live/s3cret"])
    assert "a.example: the address may hold the stream key" in caplog.text
    assert "s3cret" not in caplog.text


@pytest.mark.skipif(sys.platform == "win32", reason="ends it by a signal")
def test_a_whole_session_leaves_the_key_nowhere(tmp_path):
    """A server that is met, killed and not met again; the program aborts, and dumps itself."""
    port, key = free_port(), "k3y-that-nobody-sees"
    command = [sys.executable, SERVER, str(port)]
    folders = {f"XDG_{what}_HOME": str(tmp_path / what) for what in ("CONFIG", "DATA", "CACHE")}
    environment = os.environ | folders | {"TRYON_STREAM_KEY": key, "TMPDIR": str(tmp_path)}
    words = ["stream", "demo", "--look", "demo-lip-01", "--debug", "--record", "a.mp4"]
    words += ["--to", f"rtmp://127.0.0.1:{port}/live", "--to", "rtmps://127.0.0.1:1/live"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        server.stdout.readline()
        with subprocess.Popen(
            [sys.executable, "-X", "dev", "-X", "faulthandler", "-m", "tryon", *words],
            env=environment,
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as session:
            assert session.stdout is not None
            said, seen = "", []
            while "127.0.0.1: live" not in said:
                line = session.stdout.readline()
                assert line, said
                said += line
            for process in psutil.Process(session.pid).children(recursive=True):
                seen += [*process.cmdline(), str(process.environ())]
            assert seen
            seen += psutil.Process(session.pid).cmdline()
            server.kill()
            while "127.0.0.1: recovering" not in said:
                said += session.stdout.readline()
            session.send_signal(signal.SIGABRT)
            said += session.communicate(timeout=20)[0]
    assert "Fatal Python error: Aborted" in said
    assert key not in said
    assert key not in "".join(seen)
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.name.startswith("a.mp4") for path in written)
    assert all(key.encode() not in path.read_bytes() for path in written)


def test_a_server_that_was_never_there_is_no_success(capsys):
    words = ["--to", f"rtmp://127.0.0.1:{free_port()}/live", "--seconds", "2"]
    assert main(["stream", "demo", "--look", "demo-lip-01", *words]) == 2
    assert "no server could be reached: Connection refused" in capsys.readouterr().err


@pytest.mark.parametrize("words", [[], ["--to", "rtmp://a/b", "--kbit", "0"]])
def test_what_cannot_go_on_air_is_bad_input(words, capsys):
    try:
        code = main(["stream", "demo", "--look", "demo-lip-01", *words])
    except SystemExit as left:
        code = left.code
    assert code == 2
    assert "expected" in capsys.readouterr().err
