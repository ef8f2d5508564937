"""A link to a photo, on the local network, for one phone and a few minutes.

The only part of the program that another machine can speak to. It runs only where the shop
turned it on, and only while something is being handed over. What is handed over is held in
memory; a token of 128 random bits leads to it; the first phone that opens the link has it, and
nobody else; it expires, and `close` forgets everything at once, also what a phone has begun to
fetch.
"""

import contextlib
import html
import logging
import secrets
import socket
import ssl
import struct
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tryon.core.errors import Missing
from tryon.core.lately import Lately
from tryon.handoff.certificate import make_context

log = logging.getLogger(__name__)

#: Requests from one address that are answered in a minute, and how many of them may be wrong.
MOST_A_MINUTE, MOST_WRONG = 30, 5
_MINUTE_S, _TIMEOUT_S = 60.0, 15.0
_LARGEST_PATH = 200
#: Of a connection that closes: what was not sent yet is dropped (SO_LINGER: on, for 0 s).
_DROPPING = struct.pack("ii" if sys.platform != "win32" else "hh", 1, 0)


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is handed over.

    Attributes
    ----------
    data : bytes
    name : str
        Of the file on the phone.
    kind : str
        MIME type.
    title, note, save : str
        Words of the page, in the language of whoever takes it.
    """

    data: bytes = field(repr=False)
    name: str
    kind: str
    title: str
    note: str
    save: str


@dataclass(slots=True)
class _Offer:
    parcel: Parcel
    until_s: float
    owner: str = ""  # the address that opened it first


class Links:
    """Serves links until it is closed.

    Parameters
    ----------
    address : str
        IP of this machine on the local network, where it listens and nowhere else.
    port : int
        0 is any that is free.

    Raises
    ------
    Missing
        TLS cannot be made here, or the address cannot be listened on.
    """

    def __init__(self, address: str, port: int = 0) -> None:
        self._offers: dict[str, _Offer] = {}
        self._lock = threading.Lock()
        self._asked, self._wrong = Lately(_MINUTE_S), Lately(_MINUTE_S)
        links = self

        class Handler(BaseHTTPRequestHandler):
            server_version, sys_version = "tryon", ""
            timeout = _TIMEOUT_S

            def do_GET(self) -> None:
                links._answer(self)

            def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
                """Keep no record of who came."""

        context = make_context(address)
        try:
            self._server = _Server((address, port), Handler)
        except OSError as error:
            raise Missing(
                f"{address}:{port}: cannot be listened on: {error}",
                "Check the network, or hand over product pages only.",
            ) from error
        self._server.tls = context
        self._origin = f"https://{address}:{self._server.server_address[1]}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.1,), name="tryon-links", daemon=True
        )
        self._thread.start()

    def offer(self, parcel: Parcel, for_s: float) -> str:
        """Hand over `parcel` for so many seconds; returns the link."""
        token = secrets.token_urlsafe(16)
        with self._lock:
            self._offers[token] = _Offer(parcel, time.monotonic() + for_s)
        return f"{self._origin}/{token}"

    def close(self) -> None:
        """Forget all that was handed over, hang up on every phone, and stop listening.

        Blocks until nobody is served any more.
        """
        with self._lock:
            self._offers.clear()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self._server.hang_up()

    def _find(self, token: str, address: str) -> Parcel | None:
        """Find what belongs to a token, and bind it to the first who asks."""
        now_s = time.monotonic()
        with self._lock:
            for old in [t for t, offer in self._offers.items() if now_s > offer.until_s]:
                del self._offers[old]
            offer = self._offers.get(token)
            if offer is None or offer.owner not in ("", address):
                return None
            offer.owner = address
            return offer.parcel

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        address, now_s = str(request.client_address[0]), time.monotonic()
        asked, wrong = self._asked.add(address, now_s), self._wrong.count(address, now_s)
        if asked > MOST_A_MINUTE or wrong >= MOST_WRONG:
            request.send_error(429)
            return
        token, _, rest = request.path[:_LARGEST_PATH].lstrip("/").partition("/")
        parcel = self._find(token, address) if rest in ("", "file") else None
        if parcel is None:
            self._wrong.add(address, now_s)
            request.send_error(404)
        elif rest == "file":
            name = parcel.name.encode("ascii", "replace").decode().replace('"', "")
            disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
            _send(request, parcel.data, parcel.kind, disposition)
        else:
            _send(request, _page(parcel, token).encode(), "text/html; charset=utf-8", {})


class _Server(ThreadingHTTPServer):
    """Shakes hands on the thread that serves, so that nobody who dawdles holds others up."""

    daemon_threads = True
    tls: ssl.SSLContext | None = None

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._lines: dict[socket.socket, socket.socket] = {}
        self._left = threading.Condition()

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._left:
            self._lines[request] = request.dup()  # TLS will take the first handle over
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        with self._left:
            self._lines.pop(request).close()
            self._left.notify_all()

    def hang_up(self) -> None:
        """End what is being sent in the middle, and wait until those who sent have noticed.

        What the system holds ready to be sent is dropped with it.
        """
        with self._left:
            for line in self._lines.values():
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _DROPPING)
                with contextlib.suppress(OSError):  # the phone was quicker
                    line.shutdown(socket.SHUT_RDWR)
            self._left.wait_for(lambda: not self._lines)

    def finish_request(self, request: Any, client_address: Any) -> None:
        assert self.tls is not None
        try:
            request.settimeout(_TIMEOUT_S)
            with self.tls.wrap_socket(request, server_side=True) as secure:
                self.RequestHandlerClass(secure, client_address, self)  # type: ignore[arg-type]
        except OSError as error:  # a phone that does not trust the certificate yet
            log.info("a link was not opened: %s", error)


def _send(
    request: BaseHTTPRequestHandler, body: bytes, kind: str, more: Mapping[str, str]
) -> None:
    headers = {
        "Content-Type": kind,
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": (
            "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
        ),
        **more,
    }
    request.send_response(200)
    for name, value in headers.items():
        request.send_header(name, value)
    request.end_headers()
    request.wfile.write(body)


def _page(parcel: Parcel, token: str) -> str:
    """Write what a phone shows: the picture, what it is, and a button that saves it."""
    words = {name: html.escape(getattr(parcel, name)) for name in ("title", "note", "save")}
    is_picture = parcel.kind.startswith("image/")
    picture = f'<img src="{token}/file" alt="{words["title"]}">' if is_picture else ""
    return f"""<!doctype html><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{words["title"]}</title>
<style>
body {{ margin: 0; font: 17px/1.5 system-ui, sans-serif; background: #121114; color: #f4f1ee; }}
main {{ max-width: 40rem; margin: auto; padding: 1.5rem; text-align: center; }}
img {{ width: 100%; border-radius: 24px; }}
p {{ color: #a8a29d; }}
a {{ display: block; padding: 1.1rem; border-radius: 16px; background: #e5547a; color: #121114;
     font-weight: 700; text-decoration: none; }}
</style>
<main><h1>{words["title"]}</h1>{picture}<p>{words["note"]}</p>
<a href="{token}/file" download>{words["save"]}</a></main>"""
