"""A signed promoción for tests, as the document store and the database would hand it over."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime

from core.domain.identifiers import Rfc
from core.domain.manifest import build_manifest, canonical_json
from core.domain.verdict import Outcome, Verdict
from core.signatures.revocation import RevocationSource
from core.signatures.signing import sign_manifest
from core.signatures.trust import TrustAnchors
from core.signatures.verify import verify
from tests.pki.people import NOW, Holder, anchors, crl

DOCUMENTS = {"Escrito inicial.pdf": b"%PDF-1.7 escrito", "Año 2026 – Ñ.xlsx": b"PK anexo"}
FIELDS = canonical_json({"procedimiento": "Denuncia por prácticas", "tipo": "inicial"})


@dataclass(frozen=True, slots=True)
class Filing:
    """What was signed and what is stored; change one field to tamper with it."""

    manifest: bytes
    cms: bytes
    account_rfc: Rfc
    fields: bytes = FIELDS
    documents: dict[str, bytes] = field(default_factory=lambda: dict(DOCUMENTS))
    at: datetime = NOW

    def verdict(
        self, trusted: TrustAnchors | None = None, revocation: RevocationSource | None = None
    ) -> Verdict:
        """Verify it; by default with the authority trusted and a fresh CRL that revokes nobody."""
        return verify(
            manifest=self.manifest,
            cms=self.cms,
            fields=self.fields,
            documents={name: (digest(data), len(data)) for name, data in self.documents.items()},
            account_rfc=self.account_rfc,
            anchors=anchors() if trusted is None else trusted,
            revocation=revocation or crl(),
            at=self.at,
        )

    def resigned(self, cms: bytes) -> "Filing":
        """Return it with another signature."""
        return replace(self, cms=cms)


def digest(data: bytes) -> str:
    """Return SHA-256 as the document store gives it: '' where there are no bytes."""
    return hashlib.sha256(data).hexdigest() if data else ""


def filing(signer: Holder, *, account: Rfc | None = None, signed_at: datetime = NOW) -> Filing:
    """Return a filing signed by somebody, by default for their own account."""
    manifest = build_manifest(FIELDS, {name: digest(data) for name, data in DOCUMENTS.items()})
    cms = sign_manifest(manifest, signer.certificate, signer.private_key, signed_at)
    return Filing(manifest, cms, account or signer.rfc)


def failed(verdict: Verdict) -> set[str]:
    """Return the codes of the steps that failed."""
    return {check.code for check in verdict.failures()}


def undecided(verdict: Verdict) -> set[str]:
    """Return the codes of the steps that could not be answered."""
    return {check.code for check in verdict.checks if check.outcome is Outcome.INDETERMINATE}
