"""A certificate that this machine makes for itself, for one evening."""

import ipaddress
import os
import ssl
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tryon.core.errors import Missing

_DAYS = 2


def make_context(address: str, name: str = "tryon kiosk") -> ssl.SSLContext:
    """Make the TLS of a server at `address`, with a key that never was on a disk for long.

    Phones warn of such a certificate, since nobody vouches for it: what travels is encrypted,
    who serves it is what stands on the screen in front of the person.

    Parameters
    ----------
    address : str
        IP of this machine on the local network.
    name : str
        Whose certificate it is, for those who look at it.

    Raises
    ------
    Missing
        The package ``cryptography`` is not installed.
    """
    try:
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.x509.oid import NameOID
    except ImportError as error:
        raise Missing(
            "an encrypted link needs the package cryptography, which is not installed",
            "Install it: pip install 'tryon[handoff]'.",
        ) from error
    key = ec.generate_private_key(ec.SECP256R1())
    owner = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    place = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(owner)
        .issuer_name(owner)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=_DAYS))
        .add_extension(place, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # Python reads a key from a file only; it is there for a moment, and for this user only.
    handle, path = tempfile.mkstemp(suffix=".pem")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
        context.load_cert_chain(path)
    finally:
        Path(path).unlink()
    return context
