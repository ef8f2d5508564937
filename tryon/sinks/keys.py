"""Stream keys: kept by the system's key ring, or in memory where there is none.

The optional package keyring does it (``pip install tryon[keys]``). Never in settings, in logs
or on a command line.
"""

import logging
from typing import Any

log = logging.getLogger(__name__)

_SERVICE = "tryon stream"
_remembered: dict[str, str] = {}


def keep_key(name: str, key: str) -> bool:
    """Keep a key under a name of the user's; tell whether it outlives the program."""
    _remembered[name] = key
    ring = _ring()
    if ring is None:
        return False
    try:
        ring.set_password(_SERVICE, name, key)
    except Exception as error:  # noqa: BLE001 - each system's ring has errors of its own
        log.info("the key ring does not take a key: %s", type(error).__name__)
        return False
    return True


def find_key(name: str) -> str | None:
    """Return the key that was kept under `name`; None if there is none."""
    ring = _ring()
    if name not in _remembered and ring is not None:
        try:
            found: str | None = ring.get_password(_SERVICE, name)
        except Exception as error:  # noqa: BLE001 - a locked ring is no key
            log.info("the key ring does not answer: %s", type(error).__name__)
            return None
        return found
    return _remembered.get(name)


def forget_key(name: str) -> None:
    """Forget the key under `name`, everywhere."""
    _remembered.pop(name, None)
    ring = _ring()
    if ring is not None:
        try:
            ring.delete_password(_SERVICE, name)
        except Exception as error:  # noqa: BLE001 - it was not there, or nobody may
            log.info("the key ring has nothing to forget: %s", type(error).__name__)


def _ring() -> Any:
    """Return keyring, if it is installed and has a ring of this system behind it."""
    try:
        import keyring
        from keyring.backends import fail, null
    except ImportError:
        return None
    is_none = isinstance(keyring.get_keyring(), fail.Keyring | null.Keyring)
    return None if is_none else keyring
