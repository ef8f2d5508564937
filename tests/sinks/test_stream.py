import contextlib
import json
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import av
import numpy as np
import psutil
import pytest

from tryon.core.errors import BadInput
from tryon.core.scene import Light, Picture, Report
from tryon.sinks import stream as module
from tryon.sinks.encode import Rate
from tryon.sinks.on_air import OnAir
from tryon.sinks.stream import Health, Link, Stream, Target

SERVER = Path(__file__).with_name("rtmp_server.py")
LIGHT = Light(np.ones(3, np.float32), 1.0, np.zeros((9, 3), np.float32), 3.0, "face")
SIZE = (320, 240)
FPS = 30
KEY = "s3cret"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="stops servers by signals")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A server that takes one publisher, in a process that can be stopped and killed."""

    def __init__(self, port: int) -> None:
        command = [sys.executable, SERVER, str(port)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def result(self) -> dict[str, object]:
        said, _ = self.process.communicate(timeout=20)
        return json.loads(said.splitlines()[-1])

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


class Studio:
    """Pictures at thirty a second on a thread of their own, and how late the worst came."""

    def __init__(self, air: OnAir) -> None:
        self.air, self.pictures, self.slowest_s = air, 0, 0.0
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._grain = np.random.default_rng(0).integers(0, 255, (SIZE[1], SIZE[0], 3), np.uint8)
        air.open(SIZE, FPS)
        self._write()  # opens the encoder

    def start(self) -> None:
        self.slowest_s = 0.0
        self._thread.start()

    def stop(self) -> None:
        self._is_over.set()
        self._thread.join()
        self.air.close()

    def _write(self) -> None:
        rgb = np.roll(self._grain, 3 * self.pictures, 1)
        self.air.write(Picture(rgb, time.monotonic_ns(), 0, Report({}, (), LIGHT)))
        self.pictures += 1

    def _run(self) -> None:
        next_s = time.monotonic()
        while not self._is_over.is_set():
            start_s = time.monotonic()
            self._write()
            self.slowest_s = max(self.slowest_s, time.monotonic() - start_s)
            next_s = max(next_s + 1 / FPS, start_s + 0.5 / FPS)  # no camera makes up for much
            time.sleep(max(0.0, next_s - time.monotonic()))


@pytest.fixture
def studio() -> Iterator[Studio]:
    made = Studio(OnAir(rate=Rate(1500, 300)))
    made.start()
    yield made
    made.stop()


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(module, "WAIT_S", 0.2)
    monkeypatch.setattr(module, "CONNECT_S", 2.0)
    monkeypatch.setattr(module, "STALLED_S", 2.0)


@contextlib.contextmanager
def streaming(studio: Studio, port: int, **options: object) -> Iterator[Stream]:
    air = studio.air
    target = Target(f"rtmp://127.0.0.1:{port}/live", KEY)
    made = Stream(target, rate=air.rate, want_key=air.want_key, **options)
    air.attach(made)
    try:
        yield made
    finally:
        air.detach(made)
        made.join()


def until(check: Callable[[], bool], seconds: float = 10.0) -> bool:
    deadline_s = time.monotonic() + seconds
    while time.monotonic() < deadline_s:
        if check():
            return True
        time.sleep(0.02)
    return check()


def test_all_pictures_arrive_in_order_and_can_be_shown(studio):
    port = free_port()
    server = Server(port)
    with streaming(studio, port) as stream:
        assert until(lambda: stream.health.link is Link.LIVE)
        begun = studio.pictures
        time.sleep(4)
        expected = studio.pictures - begun
        health = stream.health
    times = server.result()["times"]
    assert len(times) >= 0.99 * expected
    assert np.all(np.diff(times) > 0)
    assert times[0] < 0.2
    assert (health.dropped, health.connections) == (0, 1)
    assert 0 < health.latency_ms < 1500
    assert health.kbit_s == pytest.approx(1500, rel=0.6)
    assert stream.health.link is Link.ENDED


def test_a_server_that_is_behind_gets_the_end_as_well():
    studio = Studio(OnAir(rate=Rate(12_000, 6_000)))  # more than sockets hold
    studio.start()
    port = free_port()
    server = Server(port)
    with streaming(studio, port) as stream:
        assert until(lambda: stream.health.sent > 30)
        os.kill(server.process.pid, signal.SIGSTOP)
        time.sleep(2)
        threading.Timer(1.0, os.kill, (server.process.pid, signal.SIGCONT)).start()
    stream.join(10)
    studio.stop()
    times = server.result()["times"]
    assert len(times) == stream.health.sent
    assert stream.health.link is Link.ENDED


def test_a_refusing_server_is_tried_again_and_given_up(studio):
    with streaming(studio, free_port(), tries=3) as stream:
        assert until(lambda: stream.health.link is Link.LOST)
        health = stream.health
    assert health.connections == 3
    assert "refused" in health.reason.lower() or health.reason
    assert KEY not in health.reason


def test_a_silent_server_holds_nobody_up(studio):
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen(4)
        studio.slowest_s = 0.0
        with streaming(studio, mute.getsockname()[1]) as stream:
            assert until(lambda: stream.health.connections >= 2), "is not given up"
            assert stream.health.reason == "no answer"
            assert stream.health.link in (Link.RECOVERING, Link.CONNECTING)


def test_a_server_that_vanishes_and_returns_is_met_again(studio):
    port = free_port()
    first = Server(port)
    with streaming(studio, port) as stream:
        assert until(lambda: stream.health.link is Link.LIVE)
        assert until(lambda: stream.health.sent > 30)
        first.kill()
        assert until(lambda: stream.health.link is Link.RECOVERING)
        second = Server(port)
        assert until(lambda: stream.health.link is Link.LIVE)
        sent = stream.health.sent
        assert until(lambda: stream.health.sent > sent + 60)
        assert stream.health.connections >= 2
    times = second.result()["times"]
    assert len(times) >= 55
    assert times[0] < 0.2, "begins with a key of now"


def test_a_server_that_freezes_is_left_for_another_try(studio, monkeypatch):
    monkeypatch.setattr(module, "_LEAST_WINDOW", 20_000)
    monkeypatch.setattr(module, "_WINDOW_S", 0.0)
    port = free_port()
    server = Server(port)
    with streaming(studio, port) as stream:
        assert until(lambda: stream.health.sent > 15)
        os.kill(server.process.pid, signal.SIGSTOP)
        studio.slowest_s = 0.0
        time.sleep(1.5)
        assert stream.health.link in (Link.LIVE, Link.RECOVERING)
        os.kill(server.process.pid, signal.SIGCONT)
        sent = stream.health.sent
        assert until(lambda: stream.health.sent > sent + 30)
    server.kill()


def test_a_slow_connection_is_met_with_fewer_bits_and_then_with_gaps(monkeypatch):
    """Nobody sends: what waits is bounded, and is dropped from key to key."""
    monkeypatch.setattr(Stream, "_run", lambda self: None)
    pressed = []
    stream = Stream(Target("rtmp://127.0.0.1/live"), rate=Rate(4000, 500))
    stream.slow_down = lambda kbit_s: pressed.append(kbit_s) or kbit_s
    air = OnAir([stream], rate=Rate(4000, 500))
    air.open(SIZE, FPS)
    stream._is_taking = True
    grain = np.random.default_rng(0).integers(0, 255, (SIZE[1], SIZE[0], 3), np.uint8)
    for n in range(300):
        rgb = np.roll(grain, n, 1)
        air.write(Picture(rgb, 10**9 + n * 10**9 // FPS, n, Report({}, (), LIGHT)))
        if n % 70 == 69:
            stream._adapted_s = -100.0
            stream._adapt()
    assert 0 < stream.health.backlog_s <= module.BACKLOG_S
    assert stream.health.dropped > 100
    waiting = [p for p in stream._waiting if p.is_picture]
    assert waiting[0].is_key
    assert pressed[:3] == [2800, 1960, 1372]
    air.close()


def test_a_slow_connection_spoils_others_by_half_at_most():
    """One of two that are live carries little; when it goes, the other has it all again."""
    air, asked = OnAir(rate=Rate(4000, 500)), []
    pair = [Stream(Target(f"rtmp://127.0.0.1/live{n}"), rate=air.rate) for n in range(2)]
    air.open(SIZE, FPS)
    encode = air._encode
    assert encode is not None
    encode.slow_down = asked.append
    for stream in pair:
        stream._health = Health(link=Link.LIVE)
        air._outlets.append(stream)
    assert air.slow_down(pair[0], 2800) == 2800
    assert air.slow_down(pair[0], 700) == 2000
    assert asked == [2800, 2000]
    pair[1]._health = Health(link=Link.RECOVERING)
    air.slow_down(pair[0], 700)
    assert asked[-1] == 700, "nobody else is served"
    air._outlets.clear()
    air.close()


def test_what_is_under_way_is_bounded_in_time():
    stream = Stream(Target("rtmp://127.0.0.1/live"), rate=Rate(4500, 600))
    assert stream._window == 400_000
    stream._health = Health(wanted_kbit_s=1000)
    assert stream._window == 125_000, "a second of it"
    stream._health = Health(wanted_kbit_s=300)
    assert stream._window == 60_000


def test_the_key_is_nowhere_to_be_seen(studio, caplog, capfd):
    port = free_port()
    server = Server(port)
    with caplog.at_level(logging.DEBUG), streaming(studio, port) as stream:
        assert until(lambda: stream.health.link is Link.LIVE)
        children = psutil.Process().children(recursive=True)
        ours = [child for child in children if child.pid != server.process.pid]
        assert ours
        for child in ours:
            assert KEY not in " ".join(child.cmdline())
            assert KEY not in str(child.environ())
        assert KEY not in repr(stream.target) + repr(stream.health)
        server.kill()
        assert until(lambda: stream.health.link is Link.RECOVERING)
    said = caplog.text + "".join(capfd.readouterr())
    assert KEY not in said


def test_it_begins_idle_and_ends_though_it_never_began():
    stream = Stream(Target("rtmps://example.org/app", "k"))
    assert stream.health == Health(since_s=pytest.approx(0, abs=1))
    stream.end()
    stream.join()


@pytest.mark.parametrize(
    "url", ["", "example.org", "http://example.org/app", "rtmp://", "file:///etc/passwd"]
)
def test_addresses_of_other_kinds_are_refused(url):
    with pytest.raises(BadInput, match="rtmp://host/app"):
        Target(url)


RTMP_MODULE = Path("/usr/lib/nginx/modules/ngx_rtmp_module.so")


@pytest.mark.skipif(
    not (shutil.which("nginx") and RTMP_MODULE.exists()), reason="needs nginx with RTMP"
)
def test_another_server_records_what_it_is_sent(studio, tmp_path):
    port = free_port()
    settings = f"""
        load_module {RTMP_MODULE};
        daemon off; master_process off; pid {tmp_path}/pid; error_log {tmp_path}/error.log;
        events {{ worker_connections 64; }}
        rtmp {{ server {{ listen 127.0.0.1:{port}; application live {{
            live on; record all; record_path {tmp_path}; record_suffix .flv; }} }} }}
    """
    (tmp_path / "nginx.conf").write_text(settings)
    server = subprocess.Popen(
        ["nginx", "-c", str(tmp_path / "nginx.conf"), "-p", str(tmp_path)],
        stderr=subprocess.DEVNULL,
    )
    try:
        with streaming(studio, port) as stream:
            assert until(lambda: stream.health.link is Link.LIVE)
            begun = studio.pictures
            time.sleep(3)
            expected = studio.pictures - begun
        recorded = tmp_path / f"{KEY}.flv"
        assert until(recorded.exists)
        time.sleep(0.3)
    finally:
        server.terminate()
        server.wait()
    with av.open(str(recorded)) as file:
        stamps = [frame.pts for frame in file.decode(video=0)]
    assert len(stamps) >= 0.99 * expected
    assert np.all(np.diff(stamps) > 0)


def certify(folder: Path) -> tuple[str, str]:
    """Make a certificate for localhost that nobody answers for."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(certificate.public_bytes(pem))
    files[1].write_bytes(key.private_bytes(pem, pkcs8, serialization.NoEncryption()))
    return str(files[0]), str(files[1])


@pytest.mark.parametrize("is_known", [True, False])
def test_rtmps_is_sent_to_servers_only_that_prove_who_they_are(
    studio, tmp_path, monkeypatch, is_known
):
    certificate, key = certify(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", certificate if is_known else "")
    port, plain_port = free_port(), free_port()
    server = Server(plain_port)
    command = [sys.executable, SERVER.with_name("tls_proxy.py"), str(port), str(plain_port)]
    proxy = subprocess.Popen([*command, certificate, key], stdout=subprocess.PIPE)
    try:
        assert proxy.stdout is not None
        assert proxy.stdout.readline()
        air = studio.air
        target = Target(f"rtmps://localhost:{port}/live", KEY)
        made = Stream(target, rate=air.rate, want_key=air.want_key, tries=2)
        air.attach(made)
        if is_known:
            assert until(lambda: made.health.sent > 30), made.health
        else:
            assert until(lambda: made.health.link is Link.LOST), made.health
        air.detach(made)
        made.join()
    finally:  # it serves for ever
        proxy.kill()
        proxy.communicate()
    if is_known:
        assert len(server.result()["times"]) > 20
    server.kill()
    assert (made.health.sent > 0) == is_known
