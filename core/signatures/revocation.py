"""Whether a certificate was revoked: three values, never two (domain.md §4).

A source answers for one certificate at one instant. Sources stand behind the protocol
``RevocationSource``; the one here reads the CRLs that the operator places in the trust folder.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol, Self

from cryptography.x509 import CertificateRevocationList, load_der_x509_crl

from core.domain.verdict import Revocation
from core.signatures.asn1 import HOSTILE, Asn1, NameParts, comparable, crl, der_of, name_parts, pem, x509
from core.signatures.certificate import Certificate
from core.signatures.trust import TrustAnchors, trust_files, verifies


class RevocationReason(StrEnum):
    """Why an answer is what it is: the closed list."""

    ANSWERED = "answered"
    ISSUER_UNKNOWN = "issuer_unknown"
    NO_SOURCE = "no_source"
    STALE = "stale"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class RevocationAnswer:
    """What a source said.

    Attributes:
        value: vigente, revocado or no consultado.
        reason: why.
        source: name of what was consulted, to be printed; empty where nothing was.
        asked_at: the instant of the question, aware UTC.
        revoked_at: when the authority revoked it; None unless revoked.
    """

    value: Revocation
    reason: RevocationReason
    source: str
    asked_at: datetime
    revoked_at: datetime | None = None


class RevocationSource(Protocol):
    """Anything that can be asked."""

    def ask(self, certificate: Certificate, at: datetime) -> RevocationAnswer:
        """Answer for a certificate at an instant; never raises because a source is out of order."""
        ...


@dataclass(frozen=True, slots=True)
class RevocationList:
    """A CRL whose signature is not checked yet.

    Attributes:
        source: its file's name.
        issuer: comparable name of who issued it.
        algorithm: name and parameters of the signature.
        revoked: the entries, looked up by serial number.
    """

    source: str
    issuer: NameParts
    der: bytes = field(repr=False)
    revoked: CertificateRevocationList = field(repr=False, compare=False)
    this_update: datetime
    next_update: datetime | None

    def is_by(self, authority: Certificate) -> bool:
        """Tell whether an authority issued and signed this list."""
        if self.issuer != authority.subject_name:
            return False
        try:
            parsed = crl.CertificateList.load(self.der)
            signature = bytes(parsed["signature"].native)
            return verifies(
                authority, parsed["signature_algorithm"], der_of(parsed["tbs_cert_list"]), signature
            )
        except HOSTILE:
            return False

    def freshness(self, at: datetime) -> RevocationReason:
        """Tell whether the list speaks for an instant; one without nextUpdate never does."""
        if at < self.this_update:
            return RevocationReason.NOT_YET
        fresh = self.next_update is not None and at <= self.next_update
        return RevocationReason.ANSWERED if fresh else RevocationReason.STALE


def read_revocation_list(data: bytes, source: str) -> RevocationList:
    """Read a CRL, DER or PEM (RFC 5280 §5).

    Raises:
        ValueError: no CRL, or one with a critical extension: indirect and delta lists do not say
            alone whether a certificate is revoked.
    """
    try:
        der = bytes(pem.unarmor(data)[2]) if b"-----BEGIN" in data else data
        parsed = crl.CertificateList.load(der, strict=True)
        part = parsed["tbs_cert_list"]
        if _has_critical_extension(part):
            raise ValueError("critical extension")
        next_update = part["next_update"].native
        return RevocationList(
            source=source,
            issuer=comparable(name_parts(part["issuer"])),
            der=der,
            revoked=load_der_x509_crl(der),
            this_update=part["this_update"].native.astimezone(UTC),
            next_update=next_update.astimezone(UTC) if next_update else None,
        )
    except HOSTILE as error:
        raise ValueError(source) from error


def _has_critical_extension(part: Asn1) -> bool:
    extensions = part["crl_extensions"]
    return bool(extensions) and any(extension["critical"].native for extension in extensions)


@dataclass(frozen=True, slots=True)
class CrlFolder:
    """The CRLs of the trust folder.

    Attributes:
        anchors: whose lists are believed.
        lists: the lists read.
        unusable: files that hold no usable list, for the operator to look at.
    """

    anchors: TrustAnchors
    lists: tuple[RevocationList, ...] = ()
    unusable: tuple[Path, ...] = ()

    @classmethod
    def load(cls, folder: Path, anchors: TrustAnchors, *, allow_tests: bool) -> Self:
        """Read every ``*.crl`` of a trust folder.

        Raises:
            OSError: a file cannot be read.
        """
        lists: list[RevocationList] = []
        unusable: list[Path] = []
        for path in trust_files(folder, {".crl"}, allow_tests=allow_tests):
            try:
                lists.append(read_revocation_list(path.read_bytes(), path.name))
            except ValueError:
                unusable.append(path)
        return cls(anchors, tuple(lists), tuple(unusable))

    def ask(self, certificate: Certificate, at: datetime) -> RevocationAnswer:
        """Look a certificate up in its issuer's freshest list."""
        asked_at = at.astimezone(UTC)
        issuer = self.anchors.issuer_of(certificate)
        if issuer is None:
            return _not_consulted(RevocationReason.ISSUER_UNKNOWN, "", asked_at)
        candidates = [item for item in self.lists if item.is_by(issuer)]
        if not candidates:
            return _not_consulted(RevocationReason.NO_SOURCE, "", asked_at)
        chosen = _best(candidates, asked_at)
        reason = chosen.freshness(asked_at)
        if reason is not RevocationReason.ANSWERED:
            return _not_consulted(reason, chosen.source, asked_at)
        return _look_up(chosen, certificate, asked_at)


def _best(candidates: Sequence[RevocationList], at: datetime) -> RevocationList:
    """Prefer a list that answers; among equals the newest."""
    return max(candidates, key=lambda c: (c.freshness(at) is RevocationReason.ANSWERED, c.this_update))


def _not_consulted(reason: RevocationReason, source: str, at: datetime) -> RevocationAnswer:
    return RevocationAnswer(Revocation.NOT_CONSULTED, reason, source, at)


def _look_up(chosen: RevocationList, certificate: Certificate, at: datetime) -> RevocationAnswer:
    number = x509.Certificate.load(certificate.der).serial_number
    entry = chosen.revoked.get_revoked_certificate_by_serial_number(number)
    if entry is None:
        return RevocationAnswer(Revocation.GOOD, RevocationReason.ANSWERED, chosen.source, at)
    revoked_at = entry.revocation_date_utc
    return RevocationAnswer(Revocation.REVOKED, RevocationReason.ANSWERED, chosen.source, at, revoked_at)
