"""A seal for trying the product: self-made, without validity, and saying so in its own name."""

import os
import secrets
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from core.domain.institucion import Institucion
from core.receipts.seal import AUTHORITIES_FILE, CERTIFICATE_FILE, DEMONSTRATION_NAME, KEY_FILE, Seal

_RSA_BITS = 3072
_VALID_FOR = timedelta(days=5 * 365)
_LONGEST_NAME = 64  # X.520, ub-common-name and ub-organization-name


def create_demo_seal(folder: Path, institucion: Institucion, at: datetime) -> Seal:
    """Make a demonstration authority and a seal issued by it; the authority's key is thrown away.

    The folder appears whole or not at all, readable by its owner only.

    Args:
        folder: where the seal is to be; absent or empty.
        institucion: named as the holder.
        at: start of validity, aware.

    Raises:
        FileExistsError: the folder holds something: a seal is never replaced.
    """
    authority_key, seal_key = _new_key(), _new_key()
    authority = _authority(authority_key, at)
    certificate = _certificate(seal_key, _holder(institucion), authority, authority_key, at)
    files = {
        AUTHORITIES_FILE: authority.public_bytes(Encoding.PEM),
        CERTIFICATE_FILE: certificate.public_bytes(Encoding.PEM),
        KEY_FILE: seal_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    }
    _install(folder, files)
    return Seal.load(folder)


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=_RSA_BITS)


def _holder(institucion: Institucion) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, institucion.name[:_LONGEST_NAME]),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, institucion.unit[:_LONGEST_NAME]),
            x509.NameAttribute(NameOID.COMMON_NAME, DEMONSTRATION_NAME),
        ]
    )


def _builder(
    key: rsa.RSAPublicKey, subject: x509.Name, issuer: x509.Name, at: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at)
        .not_valid_after(at + _VALID_FOR)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _authority(key: rsa.RSAPrivateKey, at: datetime) -> x509.Certificate:
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "Autoridad de sellos"),
            x509.NameAttribute(NameOID.COMMON_NAME, DEMONSTRATION_NAME),
        ]
    )
    return (
        _builder(key.public_key(), name, name, at)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )


def _certificate(
    key: rsa.RSAPrivateKey,
    holder: x509.Name,
    authority: x509.Certificate,
    authority_key: rsa.RSAPrivateKey,
    at: datetime,
) -> x509.Certificate:
    issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    return (
        _builder(key.public_key(), holder, authority.subject, at)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(certificates=False), critical=True)
        .add_extension(issuer_key, critical=False)
        .sign(authority_key, hashes.SHA256())
    )


def _key_usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        content_commitment=not certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certificates,
        crl_sign=certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _install(folder: Path, files: dict[str, bytes]) -> None:
    """Write beside and rename: two starts at once must not mix the key of one with the other's."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = folder.parent / f".{folder.name}-{secrets.token_hex(4)}"
    draft.mkdir(mode=0o700)
    try:
        for name, data in files.items():
            _write_private(draft / name, data)
        draft.rename(folder)
    except OSError as error:
        shutil.rmtree(draft)
        if folder.exists():
            raise FileExistsError(folder) from error
        raise


def _write_private(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(descriptor)
