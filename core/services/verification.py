"""The verdict on a promoción, computed from the stored bytes now."""

from core.clock import Clock
from core.domain.evidence import Signature
from core.domain.identifiers import Rfc
from core.domain.promocion import Document, Promocion
from core.domain.verdict import Verdict
from core.signatures.revocation import RevocationSource
from core.signatures.trust import TrustAnchors
from core.signatures.verify import verify
from core.storage.document_store import DocumentStore


class Verification:
    """Verifies signed promociones against the stored documents and the configured anchors."""

    def __init__(
        self, store: DocumentStore, clock: Clock, anchors: TrustAnchors, revocation: RevocationSource
    ) -> None:
        self._store = store
        self._clock = clock
        self.anchors = anchors
        self.revocation = revocation

    def verdict(self, promocion: Promocion, documents: tuple[Document, ...], signature: Signature) -> Verdict:
        """Hash every stored document again and judge the signature; takes time, keep transactions out."""
        return verify(
            manifest=signature.manifest,
            cms=signature.cms,
            fields=signature.fields,
            documents={d.name: self._bytes_now(d) for d in documents},
            account_rfc=Rfc(promocion.owner_rfc),
            anchors=self.anchors,
            revocation=self.revocation,
            at=self._clock.now(),
        )

    def _bytes_now(self, document: Document) -> tuple[str, int]:
        found = self._store.digest(document.sha256)
        return (found.sha256, found.size_bytes) if found else ("", 0)
