"""Whether an account may sign with a certificate: one refusal for each defect (domain.md §2.8, §4)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import PurePath

from core.domain.identifiers import Person, Rfc
from core.domain.verdict import Revocation
from core.errors import Refusal
from core.signatures import refusals
from core.signatures.certificate import Certificate
from core.signatures.profile import SIGNING_KEY, CertificateKind
from core.signatures.revocation import RevocationSource
from core.signatures.trust import TrustAnchors

_KINDS: dict[CertificateKind, type[Refusal]] = {
    CertificateKind.CSD: refusals.CertificateIsCsd,
    CertificateKind.FIREL: refusals.CertificateIsFirel,
    CertificateKind.OTHER: refusals.CertificateIsNotEfirma,
}


def check_files(certificate_name: str, key_name: str, password: str) -> None:
    """Check what the signing form got, by name only; an empty name means that no file was chosen.

    Raises:
        CertificateMissing, CertificateFileNotCer, KeyMissing, KeyFileNotKey, KeyPasswordMissing: as the
            manual words them (§8), in the order of its form.
    """
    if not certificate_name:
        raise refusals.CertificateMissing
    if PurePath(certificate_name).suffix.lower() != ".cer":
        raise refusals.CertificateFileNotCer(name=certificate_name)
    if not key_name:
        raise refusals.KeyMissing
    if PurePath(key_name).suffix.lower() != ".key":
        raise refusals.KeyFileNotKey(name=key_name)
    if not password:
        raise refusals.KeyPasswordMissing


def check_admissible(
    certificate: Certificate,
    *,
    at: datetime,
    account_rfc: Rfc,
    anchors: TrustAnchors,
    revocation: RevocationSource,
) -> None:
    """Check that an account may sign with a certificate at an instant (aware).

    A revocation that could not be consulted refuses nobody: it never costs the filer the day.

    Raises:
        Refusal: the first defect of ``defects``, or of ``person_defect``.
    """
    for defect in defects(certificate, at=at, anchors=anchors, revocation=revocation):
        raise defect
    other = person_defect(certificate, account_rfc)
    if other:
        raise other


def defects(
    certificate: Certificate, *, at: datetime, anchors: TrustAnchors, revocation: RevocationSource
) -> Iterator[Refusal]:
    """Yield everything wrong with a certificate whoever holds it, most telling first."""
    kind = _KINDS.get(certificate.kind)
    if kind:
        yield kind(holder=certificate.holder, issuer=certificate.issuer)
    if at < certificate.not_before:
        yield refusals.CertificateNotYetValid(not_before=_iso(certificate.not_before))
    if at > certificate.not_after:
        yield refusals.CertificateExpired(not_after=_iso(certificate.not_after))
    if not key_strong(certificate):
        yield refusals.KeyTooWeak(**key_facts(certificate))
    if certificate.digest not in SIGNING_KEY.digests:
        yield refusals.CertificateDigestTooWeak(
            digest=certificate.digest.upper() or "?", issuer=certificate.issuer
        )
    if anchors.issuer_of(certificate) is None:
        yield refusals.IssuerNotTrusted(issuer=certificate.issuer)
    answer = revocation.ask(certificate, at)
    if answer.value is Revocation.REVOKED:
        revoked_at = _iso(answer.revoked_at) if answer.revoked_at else ""
        yield refusals.CertificateRevoked(
            revoked_at=revoked_at, source=answer.source, serial=certificate.serial
        )


def person_defect(certificate: Certificate, account_rfc: Rfc) -> refusals.CertificateOfAnotherPerson | None:
    """Return why the signer is not the account's own person (art. 13 DRUMES); None when it is."""
    if certificate.rfc == account_rfc:
        return None
    facts = {"certificate_rfc": str(certificate.rfc or ""), "account_rfc": str(account_rfc)}
    if account_rfc.person is Person.MORAL and certificate.person is Person.FISICA:
        return refusals.CompanySignedByRepresentative(**facts)
    return refusals.CertificateOfAnotherPerson(**facts)


def key_strong(certificate: Certificate) -> bool:
    """Tell whether the key is one that ``SIGNING_KEY`` admits."""
    facts = key_facts(certificate)
    return SIGNING_KEY.admits(facts["bits"], facts["exponent"])


def key_facts(certificate: Certificate) -> dict[str, int]:
    """Return length and exponent of the RSA key, 0 where it is of another kind, and the least of both."""
    key = certificate.public_key
    return {
        "bits": key.key_size if key else 0,
        "minimum": SIGNING_KEY.bits,
        "exponent": key.public_numbers().e if key else 0,
        "minimum_exponent": SIGNING_KEY.exponent,
    }


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
