"""Updates that are installed only when the right hand has signed them.

Beside a package ``NAME`` lies its passport ``NAME.update``: JSON that says product, version,
platform, size and SHA-256, with an Ed25519 signature (RFC 8032) over exactly those. Whoever
holds the key decides; a mirror that was handed another file, an older one, or a part of one,
says so and stays as it is.
"""

import base64
import binascii
import hashlib
import platform
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from tryon.core.errors import BadInput, Missing

PRODUCT = "tryon"
_LARGEST_PASSPORT_BYTES = 10_000
_VERSION = re.compile(r"(\d{1,6})\.(\d{1,6})\.(\d{1,6})")


class Passport(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is signed, and the signature.

    Attributes
    ----------
    update : int
        1, the form of this file.
    product, version, platform : str
    size_bytes : int
    sha256 : str
        In hexadecimal letters.
    signature : str
        Of `signed`, in base64; empty before it is signed.
    """

    update: int
    product: str
    version: str
    platform: str
    size_bytes: int
    sha256: str
    signature: str = ""

    def signed(self) -> bytes:
        """Return what the signature is made over: every other field, each on its line."""
        fields = (self.update, self.product, self.version, self.platform, self.size_bytes)
        return "\n".join(["tryon update", *map(str, fields), self.sha256]).encode()


@dataclass(frozen=True, slots=True)
class Update:
    """A package that may be installed.

    Attributes
    ----------
    package : Path
    version : str
    """

    package: Path
    version: str


def this_platform() -> str:
    """Name the kind of machine that packages are made for, like ``linux-x86_64``."""
    system = {"win32": "windows", "darwin": "macos"}.get(sys.platform, sys.platform)
    machine = {"amd64": "x86_64", "aarch64": "arm64"}.get(
        platform.machine().lower(), platform.machine().lower()
    )
    return f"{system}-{machine}"


def passport_of(package: Path) -> Path:
    """Return where the passport of a package lies."""
    return package.with_name(f"{package.name}.update")


def make_key() -> tuple[str, str]:
    """Make a pair of keys: (private, public), each in base64. Raises `Missing`."""
    ed25519, serialization = _cryptography()
    key = ed25519.Ed25519PrivateKey.generate()
    raw = serialization.Encoding.Raw
    private = key.private_bytes(
        raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(raw, serialization.PublicFormat.Raw)
    return base64.b64encode(private).decode(), base64.b64encode(public).decode()


def sign(package: Path, version: str, made_for: str, private_key: str) -> Path:
    """Write the passport of a package; returns its path.

    Parameters
    ----------
    package : Path
    version : str
    made_for : str
        As `this_platform` names it.
    private_key : str
        As `make_key` returns it.

    Raises
    ------
    BadInput
        The key is none, or the version is not three numbers.
    Missing
        There is no library for signatures.
    """
    ed25519, _ = _cryptography()
    _numbers(version, "the version")
    passport = Passport(1, PRODUCT, version, made_for, package.stat().st_size, _digest(package))
    try:
        key = ed25519.Ed25519PrivateKey.from_private_bytes(
            base64.b64decode(private_key, validate=True)
        )
    except (ValueError, binascii.Error) as error:
        raise BadInput("expected a private key of 32 bytes in base64") from error
    signature = base64.b64encode(key.sign(passport.signed())).decode()
    path = passport_of(package)
    path.write_bytes(
        msgspec.json.encode(msgspec.structs.replace(passport, signature=signature))
    )
    return path


def verify(package: Path, public_key: str, installed: str) -> Update:
    """Check a package against its passport, everything in it, before anything is done.

    Parameters
    ----------
    package : Path
    public_key : str
        In base64, of whoever may update this machine.
    installed : str
        The version that is here.

    Raises
    ------
    BadInput
        It is not signed by that key, not for this machine, not newer, or not whole; the
        sentence says which.
    Missing
        There is no library for signatures.
    """
    passport = _read(passport_of(package))
    _check_signature(passport, public_key)
    # From here on every word is the signer's.
    if passport.product != PRODUCT:
        raise BadInput(f"{package.name}: is an update of {passport.product}, not of {PRODUCT}")
    if passport.platform != this_platform():
        raise BadInput(f"{package.name}: is for {passport.platform}, this is {this_platform()}")
    if _numbers(passport.version, package.name) <= _numbers(installed, "the installed one"):
        raise BadInput(
            f"{package.name}: version {passport.version} is not newer than {installed}, "
            "which is installed"
        )
    try:
        size = package.stat().st_size
        if size != passport.size_bytes:
            raise BadInput(
                f"{package.name}: expected {passport.size_bytes} bytes, found {size}"
            )
        if _digest(package) != passport.sha256:
            raise BadInput(f"{package.name}: is not what was signed")
    except OSError as error:
        raise BadInput(f"{package.name}: {error.strerror}") from error
    return Update(package, passport.version)


def installer(update: Update) -> list[str]:
    """Return the command that installs a verified package on this system.

    Raises
    ------
    BadInput
        This system installs no such file.
    """
    kind = update.package.suffix
    if sys.platform == "linux" and kind == ".deb":
        return ["dpkg", "--install", str(update.package)]
    if sys.platform == "win32" and kind == ".exe":
        return [str(update.package), "/S"]
    raise BadInput(f"{update.package.name}: expected a .deb on Linux or an .exe on Windows")


def _read(path: Path) -> Passport:
    try:
        if path.stat().st_size > _LARGEST_PASSPORT_BYTES:
            raise BadInput(f"{path.name}: is no passport of an update: too large")
        passport = msgspec.json.decode(path.read_bytes(), type=Passport)
    except OSError as error:
        raise BadInput(f"{path.name}: {error.strerror}: the package is not signed") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(f"{path.name}: is no passport of an update: {error}") from error
    if passport.update != 1:
        raise BadInput(f"{path.name}: expected form 1, found {passport.update}")
    return passport


def _check_signature(passport: Passport, public_key: str) -> None:
    ed25519, _ = _cryptography()
    from cryptography.exceptions import InvalidSignature

    try:
        key = ed25519.Ed25519PublicKey.from_public_bytes(
            base64.b64decode(public_key, validate=True)
        )
    except (ValueError, binascii.Error) as error:
        raise BadInput("expected a public key of 32 bytes in base64") from error
    try:
        key.verify(base64.b64decode(passport.signature, validate=True), passport.signed())
    except (InvalidSignature, ValueError, binascii.Error) as error:
        raise BadInput(
            "the update is not signed by the key that this machine trusts"
        ) from error


def _numbers(version: str, whose: str) -> tuple[int, ...]:
    match = _VERSION.fullmatch(version)
    if match is None:
        raise BadInput(f"{whose}: expected a version of three numbers, not {version[:40]!r}")
    return tuple(map(int, match.groups()))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _cryptography() -> tuple[Any, Any]:
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError as error:
        raise Missing(
            "signed updates need the library cryptography, which is not installed",
            "Install it: python -m pip install 'tryon[handoff]'",
        ) from error
    return ed25519, serialization
