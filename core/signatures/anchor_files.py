"""The trust folder as the operator keeps it: one file for each authority, told by its fingerprint."""

import hashlib
import io
import os
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from core.errors import Refusal
from core.signatures.asn1 import x509
from core.signatures.certificate import MAX_BYTES, Certificate, read_certificate
from core.signatures.refusals import NotACertificate
from core.signatures.trust import CERTIFICATE_SUFFIXES, TEST_FOLDER, signed_by, trust_files

LEAST_KEY_BITS = 2048
LEAST_PREFIX = 8
"""Hex digits of a fingerprint that name an authority at the command line."""
_MAX_ENTRIES = 200
_SAT = "servicio de administracion tributaria"
_LONGEST_EFIRMA = timedelta(days=4 * 366)
"""CFF art. 17-D: a certificate holds for four years at most, so an authority's last one ends so much later."""


class NotAnAuthority(Refusal):
    """A person's certificate, or one that may sign none: as an anchor it would be worth nothing."""


class AuthorityKeyTooWeak(Refusal):
    """The authority's key is not RSA, or shorter than 2048 bits."""


class AuthorityNotFound(Refusal):
    """No file of the trust folder has a fingerprint that begins so."""


class FingerprintAmbiguous(Refusal):
    """More than one authority's fingerprint begins so, or too little of it was given."""


class BundleUnreadable(Refusal):
    """The file is no ZIP with certificates."""


@dataclass(frozen=True, slots=True)
class AnchorFile:
    """A file of the trust folder.

    Attributes:
        certificate: None where the file holds no authority's certificate.
        is_test: it lies in ``pruebas``.
    """

    path: Path
    certificate: Certificate | None
    is_test: bool


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a ZIP of the SAT holds.

    Attributes:
        authorities: those that issue e.firmas, and may still have some in force.
        responders: their OCSP responders.
        others: names of entries that are neither.
    """

    authorities: tuple[Certificate, ...]
    responders: tuple[Certificate, ...]
    others: tuple[str, ...]


def fingerprint(certificate: Certificate) -> str:
    """Return the SHA-256 of a certificate, 64 lower-case hex digits."""
    return hashlib.sha256(certificate.der).hexdigest()


def read_authority(data: bytes) -> Certificate:
    """Return the authority's certificate in a file (DER, PEM or base64).

    Raises:
        NotACertificate: or a subclass.
        NotAnAuthority: it may not issue certificates, self-signed or not.
        AuthorityKeyTooWeak: its key is not RSA or too short.
    """
    found = read_certificate(data)
    if not found.is_authority:
        raise NotAnAuthority(holder=found.holder)
    bits = found.public_key.key_size if found.public_key else 0
    if bits < LEAST_KEY_BITS:
        raise AuthorityKeyTooWeak(holder=found.holder, bits=bits, minimum=LEAST_KEY_BITS)
    return found


def anchor_files(folder: Path) -> tuple[AnchorFile, ...]:
    """Return every file that is there to be an anchor, usable or not, tests last.

    Raises:
        OSError: one cannot be read.
    """
    paths = trust_files(folder, CERTIFICATE_SUFFIXES, allow_tests=True)
    return tuple(AnchorFile(p, _authority_or_none(p), p.parent.name == TEST_FOLDER) for p in paths)


def _authority_or_none(path: Path) -> Certificate | None:
    try:
        return read_authority(path.read_bytes())
    except (NotACertificate, NotAnAuthority, AuthorityKeyTooWeak):
        return None


def files_of(folder: Path, prefix: str) -> tuple[AnchorFile, ...]:
    """Return the files of the one authority whose fingerprint begins so; colons and case do not matter.

    Raises:
        AuthorityNotFound: there is none.
        FingerprintAmbiguous: there are several, or fewer than eight digits were given.
    """
    wanted = prefix.replace(":", "").strip().lower()
    if len(wanted) < LEAST_PREFIX:
        raise FingerprintAmbiguous(prefix=prefix, least=LEAST_PREFIX)
    found = [
        f for f in anchor_files(folder) if f.certificate and fingerprint(f.certificate).startswith(wanted)
    ]
    if not found:
        raise AuthorityNotFound(prefix=prefix)
    if len({f.certificate for f in found}) > 1:
        raise FingerprintAmbiguous(prefix=prefix, least=LEAST_PREFIX)
    return tuple(found)


def place(folder: Path, certificate: Certificate) -> Path:
    """Write a certificate into a folder, whole or not at all; return its file.

    Raises:
        OSError: it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{_slug(certificate.holder)}-{fingerprint(certificate)[:LEAST_PREFIX]}.cer"
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(certificate.der)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return path


def _plain(text: str) -> str:
    """Return text in lower case without accents."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", _plain(text)).strip("-")[:60] or "autoridad"


def read_bundle(data: bytes, at: datetime) -> Bundle:
    """Sort what a ZIP of the SAT holds, ``CertsProd.zip`` for one.

    Of Banco de México's roots nobody's e.firma is issued, and of the SAT's oldest authorities none is in
    force: neither is taken.

    Args:
        data: the file.
        at: now, aware.

    Raises:
        BundleUnreadable: no ZIP, or one with absurdly many entries.
    """
    found: dict[str, Certificate] = {}
    others: list[str] = []
    for name, content in _entries(data):
        try:
            found[name] = read_certificate(content)
        except NotACertificate:
            others.append(name)
    authorities = {n: c for n, c in found.items() if _issues_efirmas(c, at)}
    responders = {
        n: c for n, c in found.items() if _is_responder(c, at) and _has_issuer(c, tuple(found.values()))
    }
    others += [n for n in found if n not in authorities and n not in responders]
    return Bundle(tuple(authorities.values()), tuple(responders.values()), tuple(sorted(others)))


def _entries(data: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(names) > _MAX_ENTRIES:
                raise BundleUnreadable
            for entry in names:
                with archive.open(entry) as file:
                    yield entry.filename, file.read(MAX_BYTES + 1)
    # an entry with a password is a RuntimeError, one with another compression a NotImplementedError
    except (zipfile.BadZipFile, RuntimeError, ValueError, OSError, EOFError, zlib.error) as error:
        raise BundleUnreadable from error


def _issues_efirmas(certificate: Certificate, at: datetime) -> bool:
    strong = certificate.public_key is not None and certificate.public_key.key_size >= LEAST_KEY_BITS
    is_sat = any(_SAT in _plain(text) for _, text in certificate.subject_name)
    return certificate.is_authority and strong and is_sat and at < certificate.not_after + _LONGEST_EFIRMA


def _is_responder(certificate: Certificate, at: datetime) -> bool:
    purposes = x509.Certificate.load(certificate.der).extended_key_usage_value
    return purposes is not None and "ocsp_signing" in purposes.native and at < certificate.not_after


def _has_issuer(certificate: Certificate, all_of_them: tuple[Certificate, ...]) -> bool:
    return any(
        c.is_authority and c.subject_name == certificate.issuer_name and signed_by(c, certificate)
        for c in all_of_them
    )
