"""The PIN that leaves the kiosk: kept as a hash, and guarded by a growing delay."""

import base64
import hashlib
import hmac
import os
import threading

_COST, _BLOCK, _PARALLEL = 2**14, 8, 1  # scrypt: 16 MB and some 50 ms for each guess
_DIGITS = range(4, 13)

#: Wrong PINs in a row that cost nothing, and what the next costs; it doubles each time.
FREE_TRIES, FIRST_WAIT_S, LONGEST_WAIT_S = 3, 30.0, 3600.0


def hash_pin(pin: str, salt: bytes | None = None) -> str:
    """Hash a PIN of 4 to 12 digits, salted, by scrypt (RFC 7914).

    Raises
    ------
    ValueError
        It is no such PIN.
    """
    if not (pin.isascii() and pin.isdigit() and len(pin) in _DIGITS):
        raise ValueError(f"a PIN has {_DIGITS.start} to {_DIGITS.stop - 1} digits")
    salt = os.urandom(16) if salt is None else salt
    key = hashlib.scrypt(pin.encode(), salt=salt, n=_COST, r=_BLOCK, p=_PARALLEL, dklen=32)
    return "$".join(("scrypt", base64.b64encode(salt).decode(), base64.b64encode(key).decode()))


def is_pin_hash(text: str) -> bool:
    """Whether `text` is what `hash_pin` makes."""
    kind, *parts = text.split("$")
    try:
        lengths = [len(base64.b64decode(part, validate=True)) for part in parts]
    except ValueError:
        return False
    return kind == "scrypt" and lengths == [16, 32]


def is_pin(pin: str, hashed: str) -> bool:
    """Whether `pin` is the one that was hashed."""
    try:
        salt = base64.b64decode(hashed.split("$")[1])
        return hmac.compare_digest(hash_pin(pin, salt), hashed)
    except (ValueError, IndexError):
        return False


class Guard:
    """Lets a PIN be tried, and makes who guesses wait longer and longer.

    Parameters
    ----------
    hashed : str
    """

    def __init__(self, hashed: str) -> None:
        self._hashed = hashed
        self._wrong = 0
        self._free_s = 0.0
        self._lock = threading.Lock()  # two tries at once are two tries

    def wait_s(self, now_s: float) -> float:
        """How long nobody may try, in s; 0 when one may."""
        return max(self._free_s - now_s, 0.0)

    def try_pin(self, pin: str, now_s: float) -> bool:
        """Whether the PIN is right; always wrong while one has to wait. From any thread."""
        with self._lock:
            return self._try_pin(pin, now_s)

    def _try_pin(self, pin: str, now_s: float) -> bool:
        if self.wait_s(now_s) > 0:
            return False
        if is_pin(pin, self._hashed):
            self._wrong = 0
            return True
        self._wrong += 1
        beyond = self._wrong - FREE_TRIES
        if beyond >= 0:
            self._free_s = now_s + min(FIRST_WAIT_S * 2**beyond, LONGEST_WAIT_S)
        return False
