import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tryon.handoff import link
from tryon.handoff.address import local_address
from tryon.handoff.certificate import make_context
from tryon.handoff.link import MOST_WRONG, Links, Parcel

pytest.importorskip("cryptography", reason="a local link is an extra")

CANARY = b"\x89PNG canary of a face"


@pytest.fixture
def links() -> Iterator[Links]:
    made = Links("127.0.0.1")
    yield made
    made.close()


def parcel() -> Parcel:
    return Parcel(CANARY, "tryon.png", "image/png", "Your <photo>", "For reference", "Save")


def get(url: str, source: str = "127.0.0.1") -> tuple[int, bytes, dict[str, str]]:
    """Fetch as a phone does whose owner trusts the screen before her."""
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    host, _, path = url.removeprefix("https://").partition("/")
    connection = http.client.HTTPSConnection(
        host, timeout=5, context=trusting, source_address=(source, 0)
    )
    try:
        connection.request("GET", f"/{path}")
        answer = connection.getresponse()
        return answer.status, answer.read(), dict(answer.getheaders())
    finally:
        connection.close()


def test_a_phone_gets_the_picture(links: Links) -> None:
    url = links.offer(parcel(), 60)
    assert url.startswith("https://127.0.0.1:")
    status, page, headers = get(url)
    assert status == 200
    assert b"Your &lt;photo&gt;" in page
    assert headers["Cache-Control"] == "no-store"
    status, data, headers = get(url + "/file")
    assert (status, data) == (200, CANARY)
    assert headers["Content-Type"] == "image/png"
    assert 'filename="tryon.png"' in headers["Content-Disposition"]


def test_another_phone_does_not(links: Links) -> None:
    url = links.offer(parcel(), 60)
    assert get(url, "127.0.0.1")[0] == 200
    assert get(url, "127.0.0.2")[0] == 404
    assert get(url + "/file", "127.0.0.2")[0] == 404
    assert get(url + "/file", "127.0.0.1")[0] == 200


def test_a_link_expires(links: Links) -> None:
    url = links.offer(parcel(), 0.05)
    time.sleep(0.1)
    status, said, _ = get(url)
    assert status == 404
    assert CANARY not in said


def test_who_guesses_is_turned_away(links: Links) -> None:
    url = links.offer(parcel(), 60)
    base = url.rpartition("/")[0]
    for number in range(MOST_WRONG):
        assert get(f"{base}/guess{number}", "127.0.0.3")[0] == 404
    assert get(url, "127.0.0.3")[0] == 429, "even with the right link"
    assert get(url, "127.0.0.1")[0] == 200, "others are not held up"


def test_who_asks_too_often_waits(links: Links, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "MOST_A_MINUTE", 3)
    url = links.offer(parcel(), 60)
    assert [get(url)[0] for _ in range(4)] == [200, 200, 200, 429]


@pytest.mark.parametrize("path", ["/", "/../etc/passwd", "/" + "x" * 900, "/a/b/c"])
def test_there_is_nothing_else(links: Links, path: str) -> None:
    url = links.offer(parcel(), 60)
    assert get(url.rpartition("/")[0] + path)[0] == 404


def test_tokens_cannot_be_guessed(links: Links) -> None:
    tokens = {links.offer(parcel(), 60).rpartition("/")[2] for _ in range(50)}
    assert len(tokens) == 50
    assert min(map(len, tokens)) >= 22  # 128 bits


def test_closing_forgets_and_frees() -> None:
    made = Links("127.0.0.1")
    url = made.offer(parcel(), 60)
    made.close()
    with pytest.raises(OSError):  # noqa: PT011 - refused, in the words of the system
        get(url)
    assert "tryon-links" not in [t.name for t in threading.enumerate()]


def phone(url: str) -> ssl.SSLSocket:
    """Ask for a file as a phone does that has little room, and read nothing yet."""
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    place, _, token = url.removeprefix("https://").partition("/")
    host, _, port = place.partition(":")
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.settimeout(5)
    line.connect((host, int(port)))
    asking = trusting.wrap_socket(line)
    asking.sendall(f"GET /{token}/file HTTP/1.0\r\n\r\n".encode())
    return asking


def rest_of(line: ssl.SSLSocket) -> int:
    """Read until the other side has gone; returns how many bytes came."""
    came = 0
    with contextlib.suppress(OSError):
        while data := line.recv(1 << 16):
            came += len(data)
    return came


def test_closing_cuts_a_phone_that_is_still_fetching() -> None:
    made, size = Links("127.0.0.1"), 40_000_000
    url = made.offer(Parcel(bytes(size), "tryon.mp4", "video/mp4", "Clip", "", "Save"), 60)
    with phone(url) as fetching, phone(url) as also_fetching:
        assert fetching.recv(16).startswith(b"HTTP/1.0 200")
        began_s = time.monotonic()
        made.close()
        assert time.monotonic() - began_s < 2.0, "it does not wait for the phone"
        for line in (fetching, also_fetching):
            assert rest_of(line) < 1_000_000, "what lay ready to be sent is gone, too"


def test_closing_cuts_a_phone_that_has_not_yet_asked() -> None:
    made = Links("127.0.0.1")
    host, _, port = made.offer(parcel(), 60).removeprefix("https://").partition(":")
    with socket.create_connection((host, int(port.partition("/")[0]))) as line:
        line.settimeout(5)
        time.sleep(0.3)  # until it is met
        began_s = time.monotonic()
        made.close()
        assert time.monotonic() - began_s < 2.0
        with contextlib.suppress(ConnectionResetError):
            assert line.recv(1) == b""


def test_plain_http_gets_nothing(links: Links) -> None:
    url = links.offer(parcel(), 60)
    host, _, path = url.removeprefix("https://").partition("/")
    plain = http.client.HTTPConnection(host, timeout=5)
    plain.request("GET", f"/{path}")
    with pytest.raises((http.client.HTTPException, OSError)):
        plain.getresponse()
    plain.close()
    assert get(url)[0] == 200


def test_no_key_is_left_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert make_context("127.0.0.1").minimum_version >= ssl.TLSVersion.TLSv1_2
    assert list(tmp_path.iterdir()) == []


def test_the_own_address_is_local_or_unknown() -> None:
    address = local_address()
    assert address is None or not address.startswith("127.")
