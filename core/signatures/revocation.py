"""Whether a certificate was revoked: three values, never two (domain.md §4).

A source answers for one certificate at one instant. Sources stand behind the protocol
``RevocationSource``; the one here reads the CRLs that the operator places in the trust folder.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
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
    # an OCSP responder that could not be asked …
    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    TLS_FAILED = "tls_failed"
    HTTP_ERROR = "http_error"
    WRONG_TYPE = "wrong_type"
    TOO_LARGE = "too_large"
    RESTING = "resting"
    # … or did not answer the question …
    TRY_LATER = "try_later"
    NOT_ANSWERED = "not_answered"
    UNKNOWN_THERE = "unknown_there"
    # … or is not to be believed
    MALFORMED = "malformed"
    OTHER_CERTIFICATE = "other_certificate"
    OTHER_NONCE = "other_nonce"
    WRONG_SIGNER = "wrong_signer"
    WEAK_SIGNATURE = "weak_signature"
    RESPONDER_NOT_AUTHORISED = "responder_not_authorised"
    RESPONDER_NOT_IN_FORCE = "responder_not_in_force"


class SourceKind(StrEnum):
    """What was consulted."""

    OCSP = "ocsp"
    CRL = "crl"


@dataclass(frozen=True, slots=True)
class RevocationAnswer:
    """What a source said.

    Attributes:
        value: vigente, revocado or no consultado.
        reason: why.
        source: name of what was consulted, to be printed; empty where nothing was.
        asked_at: the instant of the question, aware UTC.
        revoked_at: when the authority revoked it; None unless revoked.
        kind: what was consulted; None where nothing was.
        this_update: since when what the source says was known to be so (RFC 6960 §2.4).
        next_update: until when it is to be believed; None where the source does not say.
        produced_at: when the source signed it; None where it does not say.
        sha256: of the raw answer, 64 hex digits; empty where none came.
        raw: the OCSP answer, DER; empty for a CRL, which is kept by its digest only.
        others: what other sources answered to the same question.
    """

    value: Revocation
    reason: RevocationReason
    source: str
    asked_at: datetime
    revoked_at: datetime | None = None
    kind: SourceKind | None = None
    this_update: datetime | None = None
    next_update: datetime | None = None
    produced_at: datetime | None = None
    sha256: str = ""
    raw: bytes = field(default=b"", repr=False)
    others: tuple["RevocationAnswer", ...] = ()

    @property
    def is_conclusive(self) -> bool:
        """Whether it says vigente or revocado."""
        return self.value is not Revocation.NOT_CONSULTED


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
            return not_consulted(RevocationReason.ISSUER_UNKNOWN, "", asked_at)
        candidates = [item for item in self.lists if item.is_by(issuer)]
        if not candidates:
            return not_consulted(RevocationReason.NO_SOURCE, "", asked_at)
        chosen = _best(candidates, asked_at)
        return _look_up(chosen, certificate, asked_at)

    def speaks_for(self, authority: Certificate, at: datetime) -> bool:
        """Tell whether a list of an authority answers at an instant."""
        lists = (item for item in self.lists if item.is_by(authority))
        return any(item.freshness(at) is RevocationReason.ANSWERED for item in lists)


def _best(candidates: Sequence[RevocationList], at: datetime) -> RevocationList:
    """Prefer a list that answers; among equals the newest."""
    return max(candidates, key=lambda c: (c.freshness(at) is RevocationReason.ANSWERED, c.this_update))


def not_consulted(
    reason: RevocationReason, source: str, at: datetime, *, kind: SourceKind | None = None, raw: bytes = b""
) -> RevocationAnswer:
    """Return the answer that is none; ``raw`` is what came in its place and was not believed."""
    sha256 = hashlib.sha256(raw).hexdigest() if raw else ""
    return RevocationAnswer(Revocation.NOT_CONSULTED, reason, source, at, kind=kind, sha256=sha256, raw=raw)


def _look_up(chosen: RevocationList, certificate: Certificate, at: datetime) -> RevocationAnswer:
    reason, entry = chosen.freshness(at), None
    value = Revocation.NOT_CONSULTED
    if reason is RevocationReason.ANSWERED:
        number = x509.Certificate.load(certificate.der).serial_number
        entry = chosen.revoked.get_revoked_certificate_by_serial_number(number)
        value = Revocation.GOOD if entry is None else Revocation.REVOKED
    return RevocationAnswer(
        value,
        reason,
        chosen.source,
        at,
        revoked_at=entry.revocation_date_utc if entry else None,
        kind=SourceKind.CRL,
        this_update=chosen.this_update,
        next_update=chosen.next_update,
        sha256=hashlib.sha256(chosen.der).hexdigest(),
    )


@dataclass(frozen=True, slots=True)
class SourcesInOrder:
    """Several sources as one: all are asked; a revocation that any of them knows of wins.

    Else the first that answers at all counts, so that a list on disk stands in for a responder that is out
    of order; and where none does, the first that gives a reason other than not being there.
    """

    sources: tuple[RevocationSource, ...]

    def ask(self, certificate: Certificate, at: datetime) -> RevocationAnswer:
        """Ask each; the others' answers come along."""
        answers = [source.ask(certificate, at) for source in self.sources]
        if not answers:
            return not_consulted(RevocationReason.NO_SOURCE, "", at.astimezone(UTC))
        chosen = min(answers, key=_weight)
        others = [other for other in answers if other is not chosen and other.source]
        return replace(chosen, others=tuple(others))


def _weight(answer: RevocationAnswer) -> int:
    """Return what an answer is worth, the least first; ``min`` keeps the order among equals."""
    if answer.is_conclusive:
        return 0 if answer.value is Revocation.REVOKED else 1
    return 3 if answer.reason is RevocationReason.NO_SOURCE else 2
