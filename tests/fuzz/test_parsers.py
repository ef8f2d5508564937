"""Real files, broken in ways that nobody thought of: read, or refused in one line, and soon.

500 cases run with the suite. ``TRYON_FUZZ=10000 pytest tests/fuzz`` is for the night.
"""

import contextlib
import http.client
import json
import os
import resource
import signal
import socket
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from simulated_camera import CAMERA, chart_scene
from worn import Glb

from tryon.app.kiosk.agreements import read_agreements
from tryon.app.kiosk.consent import OWN, read_consent
from tryon.app.kiosk.rules import read_rules
from tryon.catalogue.collection import merge, read_look, read_page
from tryon.catalogue.exchange import import_table
from tryon.catalogue.swatch import read_swatch
from tryon.core.errors import TryOnError
from tryon.garments.mhclo import read_mhclo
from tryon.garments.model import load, read_card
from tryon.garments.mtl import read_mtl
from tryon.garments.obj import read_obj
from tryon.labels.reading import inspect_file
from tryon.light.calibrate import calibrate
from tryon.light.chart import read_chart
from tryon.light.place import Place, read_place, write_place
from tryon.light.profile import profile_json, profile_of, read_profile
from tryon.remote.server import Remote, read_command
from tryon.remote.websocket import Refused, read_message
from tryon.settings import read_settings
from tryon.sources.still import read_photo
from tryon.usage import Use, count_uses, read_usage

ROOT = Path(__file__).parents[2]
CASES = int(os.environ.get("TRYON_FUZZ", "500"))
#: One file may take so long, and all of them so much memory.
MOST_S, MOST_MB = 10, 1500

#: What breaks parsers: ends of ranges, other kinds, openings without an end.
TOKENS = (
    *(b"0", b"-1", b"1e999", b"-0.0", b"nan", b"4294967295", b"9" * 40, b"null", b"true"),
    *(b'"', b"\\", b"{", b"[[", b"}" * 3, b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\r\n"),
    *(b"../../etc/passwd", b"file:///dev/zero", b"http://127.0.0.1:9/", b"%n%s", b"=cmd()"),
    *("é静".encode(), b"[" * 4000, b"#FFFFFF", b"1970-01-01", b"\x7f\xff\xff\xff"),
)


@dataclass(frozen=True)
class Parser:
    """What reads a kind of file, and real files of that kind."""

    suffix: str
    read: Callable[[Path], object]
    seeds: Callable[[], list[bytes]]


def _product_table(path: Path) -> object:
    return import_table(path, path.with_suffix(".toml"), is_strict=False, shared={"brand": "B"})


def _page(path: Path) -> object:
    return merge([read_page(path)])


def _command(path: Path) -> object:
    with contextlib.suppress(ValueError):  # its refusal, by its own words
        return read_command(path.read_bytes())
    return None


def _message(path: Path) -> object:
    with contextlib.suppress(EOFError, Refused):
        return read_message(BytesIO(path.read_bytes()).read)
    return None


def _mtl(path: Path) -> object:
    return read_mtl(path.with_suffix(".obj"), (path.name,))


def _clothes(path: Path) -> object:
    path.with_name("a.obj").write_text("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n")
    return read_mhclo(path)


def _swatch(path: Path) -> object:
    return read_swatch(read_photo(path))


def _consent(path: Path) -> object:
    return read_consent(path, ("en", "zh_CN"))


@cache
def _written(kind: str) -> bytes:
    """Return what the program itself writes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a"
        if kind == "place":
            white, covariance = (-0.1, 0.0, 0.2), (0.01, 0.0, 0.0) * 3
            write_place(Place("camera 0", white, covariance, ((-1.0, -1.1, -1.2),) * 48), path)
        elif kind == "usage":
            count_uses(path, [Use("demo-lip-01", 2, 12.5, 1)], date(2026, 11, 22))
        else:
            found = calibrate([read_chart(CAMERA.codes(chart_scene(), noise=1.0))])
            path.write_bytes(profile_json(profile_of(found, date(2026, 11, 22), None)))
        return path.read_bytes()


def _files(pattern: str, most: int = 3) -> list[bytes]:
    found = sorted(ROOT.glob(pattern), key=lambda path: path.stat().st_size)
    assert found, pattern
    return [path.read_bytes() for path in found[:most]]


@cache
def _pictures() -> tuple[bytes, ...]:
    from skimage.data import astronaut

    small = Image.fromarray(astronaut()[:256, 100:356])
    written = []
    for kind in ("PNG", "JPEG", "WEBP", "TIFF"):
        file = BytesIO()
        small.save(file, kind)
        written.append(file.getvalue())
    return tuple(written)


@cache
def _swatches() -> tuple[bytes, ...]:
    chance = np.random.default_rng(1)
    card = np.full((240, 320, 3), (236, 234, 229), np.float64)
    card[80:160, 110:210] = (150, 30, 45)
    noisy = np.clip(card + chance.normal(0, 2, card.shape), 0, 255).astype(np.uint8)
    file = BytesIO()
    Image.fromarray(noisy).save(file, "PNG")
    return (file.getvalue(),)


LOOK = {"look": 1, "wear": [
    {"effect": "lipstick", "shade": {"lab": [40, 50, 20], "white": "D65"}, "coats": 1.5,
     "finish": {"like": "gloss", "flakes": {"density_mm2": 8, "size_mm": 0.2}},
     "second": {"srgb": "#9B1B30"}, "blend": "ombre"},
    {"effect": "lip_liner", "shade": {"srgb": "#5A1A2B"}, "width_mm": 1.4},
    {"effect": "garment", "model": "shirt_male", "size": "M"}]}  # fmt: skip
TABLE = (
    "id,name,L,a,b,white,finish,price,色值\n"
    'a,Plum,40,50,20,D65,matte,"1,5",\nb,Red,,,,,gloss,9,#AA1122\n'
)
CLOTHES = (
    b"# author: A\n# license: CC0\nbasemesh hm08\nname a\nobj_file a.obj\n"
    b"x_scale 5399 11998 1.4\nverts 0\n0\n1\n2 3 4 0.2 0.3 0.5 0 0 0.1\n\n"
    b"delete_verts\n1 - 3 7\n"
)
OBJ = (
    b"mtllib a.mtl\no x\nv 0 0 0\nv 1 0 0\nv 0 1 0\nv 1 1 0.5\nvt 0 0\nvt 1 0\nvn 0 0 1\n"
    b"usemtl a\nf 1/1/1 2/2/1 3/1/1\nf -1 -2 -3 1\n"
)
MTL = (
    b"newmtl a\nKd 0.1 0.2 0.3\nmap_Kd -s 1 1 1 a.png\nd 0.5\n"
    b"newmtl b\nKd 1 1 1\nmap_Bump b.png\n"
)
ACCESSORIES, SETTINGS = "models3d/earrings_*/*.glb", "tests/faults/settings/*.json"
RULES = (ROOT / "packaging" / "kiosk" / "kiosk.toml").read_bytes()
FRAME = b"\x81\x8f\x01\x02\x03\x04" + bytes(
    byte ^ (1 + i % 4) for i, byte in enumerate(b'{"do": "panic"}')
)

PARSERS = {
    "look": Parser(".json", lambda p: read_look(str(p)), lambda: [json.dumps(LOOK).encode()]),
    "products": Parser(".toml", _page, lambda: _files("calibration/shades/*.toml")),
    "table": Parser(".csv", _product_table, lambda: [TABLE.encode(), TABLE.encode("utf-16")]),
    "profile": Parser(".json", read_profile, lambda: [_written("profile")]),
    "place": Parser(".json", read_place, lambda: [_written("place")]),
    "garment": Parser(".glb", load, lambda: [Glb().bytes(), *_files(ACCESSORIES, 2)]),
    "card": Parser(".toml", read_card, lambda: _files("models3d/*/*.toml")),
    "mhclo": Parser(".mhclo", _clothes, lambda: [CLOTHES]),
    "obj": Parser(".obj", read_obj, lambda: [OBJ]),
    "mtl": Parser(".mtl", _mtl, lambda: [MTL]),
    "settings": Parser(".json", read_settings, lambda: _files(SETTINGS, 9)),
    "rules": Parser(".toml", read_rules, lambda: [RULES]),
    "consent": Parser(".toml", _consent, lambda: [OWN.read_bytes()]),
    "agreements": Parser(".json", read_agreements, lambda: [b'{"1": {"2026-11-22": 3}}']),
    "usage": Parser(".sqlite", read_usage, lambda: [_written("usage")]),
    "command": Parser(".json", _command, lambda: [b'{"do": "look", "key": 3, "on": true}']),
    "message": Parser(".bin", _message, lambda: [FRAME]),
    "photo": Parser(".png", read_photo, lambda: list(_pictures())),
    "swatch": Parser(".png", _swatch, lambda: list(_swatches())),
    "labels": Parser(".png", inspect_file, lambda: list(_pictures())),
}  # fmt: skip

#: One act of breaking: where (as a share), how, how much, and with what.
ACTS = st.tuples(
    st.floats(0, 1, exclude_max=True),
    st.sampled_from(["flip", "cut", "end", "double", "put", "replace", "number"]),
    st.integers(1, 64),
    st.sampled_from(TOKENS),
)


def broken(data: bytes, acts: list[tuple[float, str, int, bytes]]) -> bytes:
    """Break a file, in order."""
    for share, act, length, token in acts:
        at = int(share * len(data))
        if act == "flip" and data:
            data = data[:at] + bytes([data[at] ^ (1 << length % 8)]) + data[at + 1 :]
        elif act == "cut":
            data = data[:at] + data[at + length :]
        elif act == "end":
            data = data[:at]
        elif act == "double":
            data = data[: at + length] + data[at:]
        elif act == "put":
            data = data[:at] + token + data[at:]
        elif act == "replace":
            data = data[:at] + token + data[at + len(token) :]
        elif act == "number":  # the next number becomes another
            begin = next(
                (i for i in range(at, min(at + 400, len(data))) if data[i] in b"0123456789"), at
            )
            end = begin
            while end < len(data) and data[end] in b"0123456789.eE+-":
                end += 1
            data = data[:begin] + token + data[end:]
    return data


class TooLong(BaseException):
    """A parser hangs; nothing that it catches can hold this up."""


@contextlib.contextmanager
def hurry(seconds: float) -> Iterator[None]:
    """Raise `TooLong` in whoever is slower."""

    def ring(*_: object) -> None:
        raise TooLong(f"more than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def peak_mb() -> float:
    """Return the most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs an alarm clock")
@pytest.mark.filterwarnings("default")  # what a library says of a broken picture is no fault
def test_any_broken_file_is_read_or_refused() -> None:
    told: Counter[str] = Counter()
    before_mb = peak_mb()

    @given(
        st.sampled_from(sorted(PARSERS)),
        st.integers(0, 8),
        st.lists(ACTS, min_size=1, max_size=6),
    )
    @settings(
        max_examples=CASES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=CASES <= 500,  # the same with every change; others each night
    )
    def one(kind: str, seed: int, acts: list[tuple[float, str, int, bytes]]) -> None:
        parser = PARSERS[kind]
        seeds = parser.seeds()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"a{parser.suffix}"
            path.write_bytes(broken(seeds[seed % len(seeds)], acts))
            begun_s = time.monotonic()
            try:
                with hurry(MOST_S):
                    parser.read(path)
                told[f"{kind}: read"] += 1
            except TryOnError as error:
                told[f"{kind}: refused"] += 1
                said = str(error)
                if not said or "Traceback" in said:
                    pytest.fail(f"{kind}: {said!r}")
            assert time.monotonic() - begun_s < MOST_S

    one()
    assert peak_mb() - before_mb < MOST_MB
    assert {name.partition(":")[0] for name in told} == set(PARSERS), "all had their turn"
    if CASES > 500:
        print("\n".join(f"{name:22} {count}" for name, count in sorted(told.items())))  # noqa: T201


# ------------------------------------------------------------------ the remote control's server

REQUESTS = (
    b"GET /api/state HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer token\r\n\r\n",
    b"POST /api/do HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer token\r\n"
    b'Content-Length: 15\r\n\r\n{"do": "panic"}',
    b"GET /api/socket HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\n"
    b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: tryon, token\r\n"
    b"\r\n" + FRAME,
)


def test_a_remote_control_survives_whatever_is_sent(caplog: pytest.LogCaptureFixture) -> None:
    done: list[object] = []
    remote = Remote("127.0.0.1", 0, "token", done.append)

    @given(st.sampled_from(REQUESTS), st.lists(ACTS, min_size=1, max_size=4))
    @settings(
        max_examples=max(CASES // 10, 40),
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=CASES <= 500,
    )
    def one(request: bytes, acts: list[tuple[float, str, int, bytes]]) -> None:
        line = socket.create_connection(("127.0.0.1", remote.port), timeout=5)
        with line, contextlib.suppress(OSError):
            line.sendall(broken(request.replace(b"%d", b"%d" % remote.port), acts))
            line.shutdown(socket.SHUT_WR)
            while line.recv(4096):
                pass

    try:
        one()
        answer = None
        for _ in range(70):  # those who asked wrongly may be shut out for a minute
            asking = http.client.HTTPConnection("127.0.0.1", remote.port, timeout=5)
            asking.request("GET", "/api/state", headers={"Authorization": "Bearer token"})
            answer = asking.getresponse().status
            asking.close()
            if answer in (200, 429):
                break
        assert answer in (200, 429)
        assert not [r for r in caplog.records if r.levelname in ("ERROR", "CRITICAL")]
    finally:
        remote.close()
