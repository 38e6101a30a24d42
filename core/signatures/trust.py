"""Whom we believe: the issuing authorities in the operator's trust folder (domain.md §4).

An issuing authority is an anchor as it stands: no root is needed above it, and it is judged at the
instant the certificate was issued, because the SAT's certificates outlive their authority.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm

from core.signatures.asn1 import HOSTILE, Asn1, der_of, x509
from core.signatures.certificate import Certificate, read_certificate
from core.signatures.refusals import NotACertificate

TEST_FOLDER = "pruebas"
CERTIFICATE_SUFFIXES = {".cer", ".crt", ".pem", ".der"}
_HASHES: dict[str, type[HashAlgorithm]] = {"sha256_rsa": SHA256, "sha384_rsa": SHA384, "sha512_rsa": SHA512}
"""MD5 and SHA-1, with which the SAT signed until 2015, are forgeable and not believed."""


def trust_files(folder: Path, suffixes: set[str], *, allow_tests: bool) -> Iterator[Path]:
    """Return the files of the trust folder, and of its ``pruebas`` where allowed, in a stable order."""
    folders = [folder, folder / TEST_FOLDER] if allow_tests else [folder]
    for place in folders:
        if place.is_dir():
            yield from sorted(p for p in place.iterdir() if p.suffix.lower() in suffixes and p.is_file())


@dataclass(frozen=True, slots=True)
class TrustAnchors:
    """The authorities believed.

    Attributes:
        authorities: certificates that may issue certificates.
        tests: DER of those that came from ``pruebas``.
        unusable: files that hold no authority's certificate, for the operator to look at.
    """

    authorities: tuple[Certificate, ...] = ()
    tests: frozenset[bytes] = field(default=frozenset(), repr=False)
    unusable: tuple[Path, ...] = ()

    @classmethod
    def load(cls, folder: Path, *, allow_tests: bool) -> Self:
        """Read a trust folder (DER, PEM or base64); one that does not exist holds nobody.

        Raises:
            OSError: a file cannot be read.
        """
        found: list[Certificate] = []
        tests: set[bytes] = set()
        unusable: list[Path] = []
        for path in trust_files(folder, CERTIFICATE_SUFFIXES, allow_tests=allow_tests):
            authority = _read_authority(path)
            if authority is None:
                unusable.append(path)
                continue
            found.append(authority)
            if path.parent.name == TEST_FOLDER:
                tests.add(authority.der)
        return cls(tuple(found), frozenset(tests), tuple(unusable))

    def issuer_of(self, certificate: Certificate) -> Certificate | None:
        """Return the authority that issued a certificate, found by name and by signature; None if unknown."""
        return next((a for a in self.authorities if _issued(a, certificate)), None)

    def is_test(self, authority: Certificate) -> bool:
        """Tell whether an authority is there for tests only."""
        return authority.der in self.tests


def _read_authority(path: Path) -> Certificate | None:
    try:
        certificate = read_certificate(path.read_bytes())
    except NotACertificate:
        return None
    return certificate if certificate.is_authority else None


def _issued(authority: Certificate, certificate: Certificate) -> bool:
    return (
        authority.subject_name == certificate.issuer_name
        and authority.not_before <= certificate.not_before <= authority.not_after
        and signed_by(authority, certificate)
    )


def signed_by(authority: Certificate, certificate: Certificate) -> bool:
    """Tell whether an authority's key signed a certificate; names and dates are not looked at."""
    try:
        parsed = x509.Certificate.load(certificate.der)
        signature = bytes(parsed["signature_value"].native)
        return verifies(
            authority, parsed["signature_algorithm"], der_of(parsed["tbs_certificate"]), signature
        )
    except HOSTILE:
        return False


def believable(algorithm: Asn1) -> bool:
    """Tell whether a signature algorithm is RSA PKCS#1 v1.5 with SHA-2."""
    return algorithm["algorithm"].native in _HASHES


def verifies(authority: Certificate, algorithm: Asn1, signed: bytes, signature: bytes) -> bool:
    """Tell whether an authority signed these bytes with RSA PKCS#1 v1.5 and SHA-2."""
    digest = _HASHES.get(algorithm["algorithm"].native)
    if digest is None or authority.public_key is None:
        return False
    try:
        authority.public_key.verify(signature, signed, padding.PKCS1v15(), digest())
    except InvalidSignature:
        return False
    return True
