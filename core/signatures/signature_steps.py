"""Steps of *firma*: are the signature and its certificate good?"""

import hashlib
from datetime import timedelta

from core.domain.verdict import Check, Conclusion, Outcome, Revocation
from core.signatures import admission
from core.signatures.certificate import Certificate
from core.signatures.envelope import Envelope
from core.signatures.evidence import Evidence, iso, judged, not_reached
from core.signatures.profile import SIGNING_KEY, CertificateKind

_HERE = Conclusion.FIRMA
CLOCK_TOLERANCE = timedelta(minutes=5)
"""Two honest servers' clocks differ by seconds."""


def envelope_readable(evidence: Evidence) -> Check:
    """7. The signature file is a CMS SignedData that can be read."""
    return judged("envelope_readable", _HERE, evidence.envelope is not None, reason=evidence.envelope_reason)


def single_signer(evidence: Evidence) -> Check:
    """8. One person signed."""
    envelope = evidence.envelope
    if envelope is None:
        return _no_envelope("single_signer")
    return judged("single_signer", _HERE, envelope.signers == 1, signers=envelope.signers)


def attributes_complete(evidence: Evidence) -> Check:
    """9. What was signed says content type, digest, time and certificate (RFC 5652 §11, RFC 5035)."""
    envelope = evidence.envelope
    if envelope is None:
        return _no_envelope("attributes_complete")
    missing = _missing_attributes(envelope)
    return judged("attributes_complete", _HERE, not missing, missing=", ".join(missing))


def _missing_attributes(envelope: Envelope) -> list[str]:
    present = {
        "content-type": envelope.content_type == "data",
        "message-digest": len(envelope.message_digest) == hashlib.sha256().digest_size,
        "signing-time": envelope.signed_at is not None,
        "signing-certificate-v2": bool(envelope.certificate_digest),
    }
    return [name for name, found in present.items() if not found]


def envelope_exact(evidence: Evidence) -> Check:
    """10. Nothing was added to the signature file, re-encoded or put after its end."""
    envelope = evidence.envelope
    return (
        _no_envelope("envelope_exact")
        if envelope is None
        else judged("envelope_exact", _HERE, envelope.exact)
    )


def signature_value(evidence: Evidence) -> Check:
    """11. The signature verifies with the certificate's key."""
    if evidence.envelope is None:
        return _no_envelope("signature_value")
    return judged("signature_value", _HERE, evidence.signature_good, algorithm="RSASSA-PKCS1-v1_5, SHA-256")


def certificate_bound(evidence: Evidence) -> Check:
    """12. The certificate digest that was signed is this certificate's: no other can take its place."""
    envelope = evidence.envelope
    if envelope is None:
        return _no_envelope("certificate_bound")
    actual = hashlib.sha256(envelope.certificate.der).digest()
    return judged("certificate_bound", _HERE, envelope.certificate_digest == actual, actual=actual.hex())


def signing_time_plausible(evidence: Evidence) -> Check:
    """13. The signing time is not in the future."""
    signed_at = evidence.envelope.signed_at if evidence.envelope else None
    if signed_at is None:
        return not_reached("signing_time_plausible", _HERE, "attributes_complete")
    plausible = signed_at <= evidence.at + CLOCK_TOLERANCE
    return judged("signing_time_plausible", _HERE, plausible, signed_at=iso(signed_at), at=iso(evidence.at))


def certificate_is_efirma(evidence: Evidence) -> Check:
    """14. The certificate is an e.firma: no CSD, no FIREL."""
    certificate = _certificate(evidence)
    if certificate is None:
        return _no_envelope("certificate_is_efirma")
    good = certificate.kind is CertificateKind.EFIRMA
    return judged("certificate_is_efirma", _HERE, good, kind=certificate.kind.value)


def certificate_in_force(evidence: Evidence) -> Check:
    """15. The certificate was in force when it signed; that it expired since is a fact, no defect."""
    envelope = evidence.envelope
    if envelope is None or envelope.signed_at is None:
        return not_reached("certificate_in_force", _HERE, "attributes_complete")
    certificate = envelope.certificate
    return judged(
        "certificate_in_force",
        _HERE,
        certificate.not_before <= envelope.signed_at <= certificate.not_after,
        signed_at=iso(envelope.signed_at),
        not_before=iso(certificate.not_before),
        not_after=iso(certificate.not_after),
        expired_since=int(evidence.at > certificate.not_after),
    )


def key_strong(evidence: Evidence) -> Check:
    """16. The key is RSA of at least 2048 bits, and its certificate was signed with SHA-256 or better."""
    certificate = _certificate(evidence)
    if certificate is None:
        return _no_envelope("key_strong")
    good = admission.key_strong(certificate) and certificate.digest in SIGNING_KEY.digests
    facts = admission.key_facts(certificate)
    return judged("key_strong", _HERE, good, digest=certificate.digest.upper() or "?", **facts)


def issuer_trusted(evidence: Evidence) -> Check:
    """17. A configured authority issued the certificate."""
    certificate = _certificate(evidence)
    if certificate is None:
        return _no_envelope("issuer_trusted")
    trusted, is_test = evidence.issuer is not None, int(evidence.issuer_is_test)
    return judged("issuer_trusted", _HERE, trusted, issuer=certificate.issuer, test_authority=is_test)


def not_revoked(evidence: Evidence) -> Check:
    """18. The certificate was not revoked when it signed; not having been able to ask is no answer."""
    answer = evidence.revocation
    if answer is None:
        return judged(
            "not_revoked", _HERE, Outcome.INDETERMINATE, reason="no_source", source="", revoked_at=""
        )
    outcome = {
        Revocation.GOOD: Outcome.PASSED,
        Revocation.REVOKED: Outcome.FAILED,
        Revocation.NOT_CONSULTED: Outcome.INDETERMINATE,
    }[revocation_at_signing(evidence)]
    return judged(
        "not_revoked",
        _HERE,
        outcome,
        reason=answer.reason.value,
        source=answer.source,
        kind=answer.kind.value if answer.kind else "",
        asked_at=iso(answer.asked_at),
        this_update=iso(answer.this_update),
        next_update=iso(answer.next_update),
        revoked_at=iso(answer.revoked_at),
    )


def revocation_at_signing(evidence: Evidence) -> Revocation:
    """Return the answer for the instant of signing: a revocation since then does not reach back."""
    answer = evidence.revocation
    if answer is None:
        return Revocation.NOT_CONSULTED
    signed_at = evidence.envelope.signed_at if evidence.envelope else None
    if (
        answer.value is Revocation.REVOKED
        and answer.revoked_at
        and signed_at
        and signed_at < answer.revoked_at
    ):
        return Revocation.GOOD
    return answer.value


SIGNATURE_STEPS = (
    envelope_readable,
    single_signer,
    attributes_complete,
    envelope_exact,
    signature_value,
    certificate_bound,
    signing_time_plausible,
    certificate_is_efirma,
    certificate_in_force,
    key_strong,
    issuer_trusted,
    not_revoked,
)


def _certificate(evidence: Evidence) -> Certificate | None:
    return evidence.envelope.certificate if evidence.envelope else None


def _no_envelope(code: str) -> Check:
    return not_reached(code, _HERE, "envelope_readable")
