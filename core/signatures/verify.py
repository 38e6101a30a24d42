"""Verification: numbered steps, each a small function, and their answers as one frozen verdict."""

from datetime import datetime

from core.domain.identifiers import Rfc
from core.domain.verdict import Signer, Verdict
from core.signatures.certificate import Certificate
from core.signatures.evidence import Documents, Step, gather
from core.signatures.identity_steps import IDENTITY_STEPS
from core.signatures.integrity_steps import INTEGRITY_STEPS, matches
from core.signatures.revocation import RevocationSource
from core.signatures.signature_steps import SIGNATURE_STEPS, revocation_at_signing
from core.signatures.trust import TrustAnchors

STEPS: tuple[Step, ...] = (*INTEGRITY_STEPS, *SIGNATURE_STEPS, *IDENTITY_STEPS)


def verify(
    *,
    manifest: bytes,
    cms: bytes,
    fields: bytes,
    documents: Documents,
    account_rfc: Rfc,
    anchors: TrustAnchors,
    revocation: RevocationSource | None,
    at: datetime,
) -> Verdict:
    """Verify a signed promoción. Returns a verdict for any bytes whatsoever.

    Args:
        manifest: the bytes that were signed.
        cms: the detached signature, DER.
        fields: the bytes of ``data/promocion.json`` made from the record now.
        documents: name → SHA-256 of the stored bytes now ('' if missing) and their size in bytes.
        account_rfc: of the account that files.
        anchors: the authorities believed.
        revocation: whom to ask; None asks nobody, and the verdict is at best indeterminate.
        at: the instant of verification, aware.
    """
    evidence = gather(
        manifest=manifest,
        cms=cms,
        fields=fields,
        documents=documents,
        account_rfc=account_rfc,
        anchors=anchors,
        revocation=revocation,
        at=at,
    )
    return Verdict(
        made_at=evidence.at,
        checks=tuple(step(evidence) for step in STEPS),
        matches=matches(evidence),
        signer=signer_of(evidence.envelope.certificate) if evidence.envelope else None,
        signed_at=evidence.envelope.signed_at if evidence.envelope else None,
        revocation=revocation_at_signing(evidence),
    )


def signer_of(certificate: Certificate) -> Signer:
    """Return who signed, as the certificate says."""
    return Signer(
        holder=certificate.holder,
        rfc=str(certificate.rfc or ""),
        curp=certificate.curp,
        serial=certificate.serial,
        issuer=certificate.issuer,
        not_before=certificate.not_before,
        not_after=certificate.not_after,
    )
