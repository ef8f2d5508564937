"""As much of the WebSocket protocol as a remote control needs.

References
----------
RFC 6455: sections 4.2.2 (handshake), 5.2 (frames), 7.4.1 (why one closes).
"""

import base64
import hashlib
import struct
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
#: Nothing that a remote control says is longer.
LONGEST = 4096


class Opcode(IntEnum):
    """What a frame is."""

    TEXT = 1
    CLOSE = 8
    PING = 9
    PONG = 10


class Refused(Exception):
    """The other side does not keep to the protocol; `code` tells it why one leaves."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True, slots=True)
class Message:
    """What came."""

    opcode: Opcode
    data: bytes


def accept_key(key: str) -> str:
    """Answer the client's key.

    Examples
    --------
    >>> accept_key("dGhlIHNhbXBsZSBub25jZQ==")
    's3pPLMBiTxaQ9kYGzzhZRbK+xOo='
    """
    return base64.b64encode(hashlib.sha1((key + _GUID).encode()).digest()).decode()


def encode(opcode: Opcode, data: bytes) -> bytes:
    """Put a message of the server into a frame.

    Examples
    --------
    >>> encode(Opcode.TEXT, b"Hello").hex()
    '810548656c6c6f'
    """
    head = bytes([0x80 | opcode])
    if len(data) < 126:
        return head + bytes([len(data)]) + data
    if len(data) < 65536:
        return head + b"\x7e" + struct.pack(">H", len(data)) + data
    return head + b"\x7f" + struct.pack(">Q", len(data)) + data


def read_message(read: Callable[[int], bytes]) -> Message:
    """Read a message of a client.

    Parameters
    ----------
    read : callable
        Gives exactly so many bytes, or fewer at the end of the connection.

    Raises
    ------
    Refused
        It is not masked, in pieces, too long, or of an unknown kind.
    EOFError
        The connection is over.
    """
    first, second = _exactly(read, 2)
    try:
        opcode = Opcode(first & 0x0F)
    except ValueError:
        raise Refused(1003, "only text is understood") from None
    if first & 0x70 or not first & 0x80:
        raise Refused(1003, "messages come in one piece, and without extensions")
    if not second & 0x80:
        raise Refused(1002, "what a client sends is masked")
    size = second & 0x7F
    if size >= 126 and opcode is not Opcode.TEXT:
        raise Refused(1002, "a control frame is short")
    if size == 126:
        (size,) = struct.unpack(">H", _exactly(read, 2))
    elif size == 127:
        (size,) = struct.unpack(">Q", _exactly(read, 8))
    if size > LONGEST:
        raise Refused(1009, f"at most {LONGEST} bytes are read")
    mask, data = _exactly(read, 4), _exactly(read, size)
    return Message(opcode, bytes(byte ^ mask[i % 4] for i, byte in enumerate(data)))


def _exactly(read: Callable[[int], bytes], count: int) -> bytes:
    data = read(count) if count else b""
    if len(data) < count:
        raise EOFError
    return data
