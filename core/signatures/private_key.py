"""Opening a ``.key``. Nothing here keeps, logs or returns a password or the file's bytes (domain.md §4)."""

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_der_private_key

from core.signatures.asn1 import HOSTILE, Asn1, keys, pem
from core.signatures.certificate import MAX_BYTES, Certificate, read_certificate
from core.signatures.refusals import (
    CertificateInPlaceOfKey,
    KeyDoesNotMatch,
    KeyPasswordMissing,
    NotACertificate,
    NotAKey,
    WrongPasswordOrDamagedKey,
)

MAX_ITERATIONS = 1_000_000
"""The SAT uses 2,048; the count stands in the file, and a hostile one would hold the server for hours."""

_OLD_WAYS = {"pbes1_md5_des", "pkcs12_sha1_tripledes_3key", "pkcs12_sha1_rc2_40", "pkcs12_sha1_rc4_128"}
"""PBES1 (RFC 8018 §6.1) and PKCS #12's encryptions (RFC 7292 appendix C), as far as the library opens them."""


def read_private_key(data: bytes, password: str) -> rsa.RSAPrivateKey:
    """Open an encrypted PKCS#8 key (PBES2 with PBKDF2, or one of the old ways), DER or PEM.

    The password is tried as UTF-8, then as windows-1252, in which older SAT software wrote it.

    Raises:
        KeyPasswordMissing: the password is empty.
        NotAKey: the bytes are no such key; ``CertificateInPlaceOfKey`` when they are a certificate.
        WrongPasswordOrDamagedKey: it does not open with this password.
    """
    if not password:
        raise KeyPasswordMissing
    der = _unwrap(data)
    _check_form(der)
    for encoded in _encodings(password):
        key = _open(der, encoded)
        if key:
            return key
    raise WrongPasswordOrDamagedKey


def check_pair(certificate: Certificate, key: rsa.RSAPrivateKey) -> None:
    """Check that the key is the certificate's.

    Raises:
        KeyDoesNotMatch: it is not.
    """
    public = certificate.public_key
    if public is None or public.public_numbers() != key.public_key().public_numbers():
        raise KeyDoesNotMatch


def _unwrap(data: bytes) -> bytes:
    if len(data) > MAX_BYTES:
        raise NotAKey
    if b"-----BEGIN" not in data:
        return data
    try:
        return bytes(pem.unarmor(data.strip())[2])
    except HOSTILE as error:
        raise NotAKey from error


def _check_form(der: bytes) -> None:
    """Refuse, before any work is done with it, an encryption that is not known or asks for unbearable work."""
    try:
        info = keys.EncryptedPrivateKeyInfo.load(der, strict=True)
        iterations = _iterations(info["encryption_algorithm"])
    except HOSTILE as error:
        raise _what_it_is_instead(der) from error
    if not 0 < iterations <= MAX_ITERATIONS:
        raise NotAKey


def _iterations(algorithm: Asn1) -> int:
    """Return how often the password is hashed; 0 for an encryption that is not known."""
    name, parameters = algorithm["algorithm"].native, algorithm["parameters"]
    if name in _OLD_WAYS:
        return int(parameters["iterations"].native)
    if name != "pbes2" or parameters["key_derivation_func"]["algorithm"].native != "pbkdf2":
        return 0
    return int(parameters["key_derivation_func"]["parameters"]["iteration_count"].native)


def _what_it_is_instead(der: bytes) -> NotAKey:
    try:
        read_certificate(der)
    except NotACertificate:
        return NotAKey()
    return CertificateInPlaceOfKey()


def _encodings(password: str) -> tuple[bytes, ...]:
    utf8 = password.encode("utf-8", "surrogatepass")
    try:
        ansi = password.encode("cp1252")
    except UnicodeEncodeError:
        return (utf8,)
    return (utf8,) if ansi == utf8 else (utf8, ansi)


def _open(der: bytes, password: bytes) -> rsa.RSAPrivateKey | None:
    """Return the key; None when it does not open, which a wrong password and damage look alike in."""
    try:
        key = load_der_private_key(der, password)
    except Exception:  # noqa: BLE001 - garbage decrypted by chance fails in ways the library does not list
        return None
    return key if isinstance(key, rsa.RSAPrivateKey) else None
