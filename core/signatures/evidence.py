"""What a verification looks at, gathered once; the steps only judge it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from core.domain.identifiers import Rfc
from core.domain.manifest import ManifestEntry, document_path, parse_manifest
from core.domain.verdict import Check, Conclusion, Outcome
from core.signatures.certificate import Certificate
from core.signatures.envelope import Envelope, NotAnEnvelope, open_envelope
from core.signatures.refusals import SignatureDoesNotVerify
from core.signatures.revocation import RevocationAnswer, RevocationSource
from core.signatures.signing import check_signature
from core.signatures.trust import TrustAnchors

Documents = Mapping[str, tuple[str, int]]
"""Document name → SHA-256 of the stored bytes now (64 hex digits; '' if missing), size in bytes."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything the steps judge.

    Attributes:
        manifest: the signed bytes.
        entries: its lines by path; None where it cannot be read.
        fields: the bytes of ``data/promocion.json`` now.
        stored: the documents now, by their path in a manifest.
        envelope: the CMS; None where it cannot be read.
        envelope_reason: why it cannot be read; empty where it can.
        signature_good: whether the signature value verifies.
        issuer: the anchor that issued the certificate; None if none did.
        issuer_is_test: whether that anchor is there for tests only.
        revocation: what the source answered; None where nobody was asked.
        account_rfc: RFC of the account that files.
        at: instant of the verification, aware UTC.
    """

    manifest: bytes = field(repr=False)
    entries: Mapping[str, ManifestEntry] | None
    fields: bytes = field(repr=False)
    stored: Documents
    envelope: Envelope | None
    envelope_reason: str
    signature_good: bool
    issuer: Certificate | None
    issuer_is_test: bool
    revocation: RevocationAnswer | None
    account_rfc: Rfc
    at: datetime

    @property
    def proven(self) -> bool:
        """Whether what the certificate says of its holder may be believed."""
        return self.signature_good and self.issuer is not None


Step = Callable[[Evidence], Check]


def gather(
    *,
    manifest: bytes,
    cms: bytes,
    fields: bytes,
    documents: Documents,
    account_rfc: Rfc,
    anchors: TrustAnchors,
    revocation: RevocationSource | None,
    at: datetime,
) -> Evidence:
    """Open, look up and ask; judge nothing."""
    envelope, reason = _envelope(cms)
    issuer = anchors.issuer_of(envelope.certificate) if envelope else None
    return Evidence(
        manifest=manifest,
        entries=_entries(manifest),
        fields=fields,
        stored={document_path(name): now for name, now in documents.items()},
        envelope=envelope,
        envelope_reason=reason,
        signature_good=_signature_good(envelope),
        issuer=issuer,
        issuer_is_test=issuer is not None and anchors.is_test(issuer),
        revocation=revocation.ask(envelope.certificate, at) if envelope and revocation else None,
        account_rfc=account_rfc,
        at=at.astimezone(UTC),
    )


def _envelope(cms: bytes) -> tuple[Envelope | None, str]:
    try:
        return open_envelope(cms), ""
    except NotAnEnvelope as error:
        return None, error.reason


def _entries(manifest: bytes) -> Mapping[str, ManifestEntry] | None:
    try:
        return {entry.path: entry for entry in parse_manifest(manifest)}
    except ValueError:
        return None


def _signature_good(envelope: Envelope | None) -> bool:
    if envelope is None:
        return False
    try:
        check_signature(envelope.certificate, envelope.attributes, envelope.signature)
    except SignatureDoesNotVerify:
        return False
    return True


def iso(at: datetime | None) -> str:
    """Return an instant as facts carry it, ISO 8601 UTC with ``Z``; empty for none."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if at else ""


def judged(code: str, conclusion: Conclusion, outcome: Outcome | bool, **facts: str | int) -> Check:  # noqa: FBT001 - a step's yes or no
    """Return a step's answer."""
    if isinstance(outcome, bool):
        outcome = Outcome.PASSED if outcome else Outcome.FAILED
    return Check(code, conclusion, outcome, facts)


def not_reached(code: str, conclusion: Conclusion, because: str) -> Check:
    """Return the answer of a step that had nothing to look at; ``because`` names the step that failed."""
    return Check(code, conclusion, Outcome.INDETERMINATE, {"because": because})
