"""One case of the corpus: what is looked at, and what must be said of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from core.domain.verdict import Check, Conclusion, Outcome, Verdict
from core.signatures.certificate import read_certificate
from core.signatures.demo_authority import DemoAuthority
from core.signatures.revocation import CrlFolder, RevocationSource, read_revocation_list
from core.signatures.trust import TrustAnchors
from tests.pki.filings import Filing
from tests.pki.people import NOW, anchors, authority

LETTERS = {Outcome.PASSED: "P", Outcome.FAILED: "F", Outcome.INDETERMINATE: "I"}


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything that judges need.

    Attributes:
        filing: the promoción.
        trusted: certificates of the authorities believed, DER.
        crls: lists that the judges are given, DER.
        moment: instant for which those judges are asked who take one instant only.
    """

    filing: Filing
    trusted: tuple[bytes, ...] = field(default_factory=lambda: (authority().certificate_der,))
    crls: tuple[bytes, ...] = field(default_factory=lambda: (revoking(),))
    moment: datetime = NOW

    def ours(self) -> Verdict:
        """Return our verdict."""
        return self.filing.verdict(self._anchors(), self._source())

    def _anchors(self) -> TrustAnchors:
        if self.trusted == (authority().certificate_der,):
            return anchors()
        return trusting(*self.trusted)

    def _source(self) -> RevocationSource:
        lists = tuple(read_revocation_list(data, f"{n}.crl") for n, data in enumerate(self.crls))
        return CrlFolder(self._anchors(), lists)


Make = Callable[[], Situation]


@dataclass(frozen=True, slots=True)
class Case:
    """One row of the table ``corpus.toml``, which says what the fields mean, and what makes it."""

    name: str
    make: Make
    says: str
    fails: frozenset[str]
    openssl: bool
    pyhanko: bool
    why: str


def said(verdict: Verdict) -> str:
    """Return a verdict in the table's letters."""
    return "".join(LETTERS[verdict.conclusion(which)] for which in Conclusion)


def signature_accepted(verdict: Verdict) -> bool:
    """Tell whether we accept what the other judges look at: manifest and signature, no account, no files."""

    def counts(check: Check) -> bool:
        return check.conclusion is Conclusion.FIRMA or check.code == "manifest_signed"

    return all(check.outcome is Outcome.PASSED for check in verdict.checks if counts(check))


def trusting(*ders: bytes) -> TrustAnchors:
    """Trust these authorities."""
    return TrustAnchors(tuple(read_certificate(der) for der in ders))


def revoking(
    *serials: str,
    revoked_at: datetime = NOW,
    at: datetime = NOW,
    days: int = 30,
    by: DemoAuthority | None = None,
) -> bytes:
    """Return a CRL that revokes these serials, DER."""
    return (by or authority()).crl(dict.fromkeys(serials, revoked_at), at=at, days=days)
