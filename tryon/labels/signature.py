"""A signature that a changed byte breaks: C2PA, with a certificate of this computer's own.

The optional package c2pa-python does the work (``pip install tryon[c2pa]``). A certificate
that nobody else has signed proves that a file is as it left this computer, not whose it is.

References
----------
C2PA technical specification 2.2, sections 13 (signatures), 14.5 (certificates).
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import platformdirs

from tryon import __version__
from tryon.core.errors import BadInput, Missing
from tryon.labels.tag import SOURCE_TYPE

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.x509 import Certificate

State = Literal["unsigned", "intact", "changed", "unknown"]

_KINDS: Mapping[str, str] = MappingProxyType(
    {
        **{".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"},
        **{".webp": "image/webp", ".tif": "image/tiff", ".tiff": "image/tiff"},
        **{".gif": "image/gif", ".mp4": "video/mp4", ".m4v": "video/mp4"},
        ".mov": "video/quicktime",
    }
)
#: How files begin.
_MARKS: Mapping[bytes, str] = MappingProxyType(
    {
        **{b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"},
        **{b"II*\0": "image/tiff", b"MM\0*": "image/tiff"},
    }
)
#: A file may name an address where its manifest is; nobody is asked for it.
_OFFLINE = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}
_YEARS = 10


@dataclass(frozen=True, slots=True)
class Signature:
    """What is known of a file's signature.

    Attributes
    ----------
    state : {"unsigned", "intact", "changed", "unknown"}
        "unknown": c2pa-python is not installed here.
    signer : str
        As the certificate says; it may say anything unless `is_trusted`.
    is_trusted : bool
        Whether an authority known to C2PA answers for the certificate.
    faults : tuple of str
        C2PA's words for what does not fit.
    """

    state: State
    signer: str = ""
    is_trusted: bool = False
    faults: tuple[str, ...] = ()


def key_folder() -> Path:
    """Where this user's certificate and key are kept."""
    return platformdirs.user_data_path("tryon", appauthor=False) / "signing"


def sign(path: Path, folder: Path | None = None) -> None:
    """Sign a finished picture or clip, in place.

    Parameters
    ----------
    path : Path
        PNG, JPEG, WebP, TIFF, GIF, MP4 or MOV.
    folder : Path, optional
        Where certificate and key are, or are made when they are not; `key_folder` if None.

    Raises
    ------
    Missing
        c2pa-python is not installed.
    BadInput
        Such files cannot be signed, or this one is broken.
    """
    c2pa, kind = _c2pa(), _kind(path)
    chain, key = certificate(folder or key_folder())
    claim = {
        "claim_generator_info": [{"name": "tryon", "version": __version__}],
        "assertions": [
            {
                "label": "c2pa.actions.v2",
                "data": {
                    "actions": [{"action": "c2pa.created", "digitalSourceType": SOURCE_TYPE}]
                },
            }
        ],
    }
    signed = path.with_name(f".{path.stem}.{os.getpid()}.signed{path.suffix}")
    try:
        signer = c2pa.Signer.from_info(c2pa.C2paSignerInfo(b"es256", chain, key, None))
        with (
            c2pa.Builder(json.dumps(claim)) as builder,
            path.open("rb") as source,
            signed.open("w+b") as out,
        ):
            builder.sign(signer, kind, source, out)
        signed.replace(path)
    except c2pa.C2paError as error:
        raise BadInput(f"{path}: cannot be signed: {error}") from error
    finally:
        signed.unlink(missing_ok=True)


def verify(path: Path) -> Signature:
    """Tell whether a file is as it was signed. Raises `BadInput` if it cannot be read."""
    try:
        c2pa = _c2pa()
        kind = _content(path) or _kind(path)
    except (Missing, BadInput):
        return Signature("unknown")
    try:
        with (
            c2pa.Context.from_dict(_OFFLINE) as context,
            path.open("rb") as file,
            c2pa.Reader(kind, file, context=context) as reader,
        ):
            told: dict[str, Any] = json.loads(reader.json())
            is_intact = reader.get_validation_state() in ("Valid", "Trusted")
    except c2pa.C2paError as error:
        if type(error).__name__.endswith("ManifestNotFound"):
            return Signature("unsigned")
        return Signature("changed", faults=(str(error),))
    codes = [str(fault.get("code", "")) for fault in told.get("validation_status", [])]
    untrusted = "signingCredential.untrusted"
    manifest = told.get("manifests", {}).get(told.get("active_manifest"), {})
    return Signature(
        "intact" if is_intact else "changed",
        str(manifest.get("signature_info", {}).get("issuer", "")),
        is_trusted=is_intact and untrusted not in codes,
        faults=tuple(code for code in codes if code != untrusted),
    )


def certificate(folder: Path) -> tuple[bytes, bytes]:
    """Return this computer's certificate chain and key as PEM; made at the first call.

    The key never leaves `folder`, and only this user may read it.
    """
    chain_file, key_file = folder / "certificate.pem", folder / "key.pem"
    if chain_file.exists() and key_file.exists():
        return chain_file.read_bytes(), key_file.read_bytes()
    chain, key = _make_certificate()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for file, content in ((key_file, key), (chain_file, chain)):
        file.touch(mode=0o600)
        file.write_bytes(content)
    return chain, key


def _make_certificate() -> tuple[bytes, bytes]:
    """Make a root and, since C2PA takes no root for a signer, a certificate below it."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = _certify("root", root_key, root_key, is_root=True)
    leaf = _certify("signer", key, root_key, is_root=False)
    pem = serialization.Encoding.PEM
    return (
        leaf.public_bytes(pem) + root.public_bytes(pem),
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )


def _certify(
    name: str,
    key: "EllipticCurvePrivateKey",
    issuer_key: "EllipticCurvePrivateKey",
    *,
    is_root: bool,
) -> "Certificate":
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    def called(common: str) -> x509.Name:
        ours = x509.NameAttribute(NameOID.ORGANIZATION_NAME, "tryon on this computer")
        return x509.Name([ours, x509.NameAttribute(NameOID.COMMON_NAME, common)])

    others = (
        *("content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
        *("encipher_only", "decipher_only"),
    )
    usage = dict.fromkeys(others, False)
    usage |= {"digital_signature": not is_root, "key_cert_sign": is_root, "crl_sign": is_root}
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(called(name))
        .issuer_name(called("root"))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * _YEARS))
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
    )
    if not is_root:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(purpose, critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def _content(path: Path) -> str | None:
    """Tell what a file is, whatever it is called; None if it is something else."""
    with path.open("rb") as file:
        head = file.read(12)
    if head[4:8] == b"ftyp":
        return "video/quicktime" if head[8:10] == b"qt" else "video/mp4"
    if head[:4] == b"RIFF" and head[8:] == b"WEBP":
        return "image/webp"
    return next((kind for mark, kind in _MARKS.items() if head.startswith(mark)), None)


def _kind(path: Path) -> str:
    try:
        return _KINDS[path.suffix.lower()]
    except KeyError:
        raise BadInput(
            f"{path}: only {', '.join(_KINDS)} can be signed, "
            f"not {path.suffix or 'a file without a suffix'}"
        ) from None


def _c2pa() -> Any:
    try:
        import c2pa
        import cryptography  # noqa: F401 - the certificate needs it
    except ImportError as error:
        raise Missing(
            "signing needs c2pa-python, which is not installed",
            "Install it: pip install 'tryon[c2pa]'.",
        ) from error
    return c2pa
