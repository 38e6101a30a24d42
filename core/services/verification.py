"""The verdict on a promoción, computed from the stored bytes now."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core.clock import Clock
from core.domain.evidence import Occasion, Signature, StoredRevocation
from core.domain.identifiers import Rfc
from core.domain.promocion import Document, Promocion
from core.domain.verdict import Conclusion, Verdict
from core.signatures.certificate import Certificate
from core.signatures.revocation import (
    RevocationAnswer,
    RevocationReason,
    RevocationSource,
    SourceKind,
    SourcesInOrder,
    not_consulted,
)
from core.signatures.trust import TrustAnchors
from core.signatures.verify import verify
from core.storage.document_store import DocumentStore


@dataclass(frozen=True, slots=True)
class Examination:
    """A verdict, and what the sources of revocation answered for it, to be kept beside it."""

    verdict: Verdict
    answers: tuple[RevocationAnswer, ...]

    def evidence(self, occasion: Occasion) -> tuple[StoredRevocation, ...]:
        """Return the answers as they are stored."""
        return tuple(_to_store(answer, occasion) for answer in self.answers)


class Verification:
    """Verifies signed promociones against the stored documents and the configured anchors.

    Attributes:
        anchors: the authorities believed.
        revocation: every source, also those that are asked over the network.
    """

    def __init__(
        self,
        store: DocumentStore,
        clock: Clock,
        anchors: TrustAnchors,
        revocation: RevocationSource,
        at_hand: RevocationSource | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self.anchors = anchors
        self.revocation = revocation
        self._at_hand = at_hand or revocation

    def examine(
        self,
        promocion: Promocion,
        documents: tuple[Document, ...],
        signature: Signature,
        kept: Sequence[StoredRevocation] = (),
    ) -> Examination:
        """Ask every source and verify; takes seconds where a source is slow: keep transactions out.

        Args:
            promocion: which.
            documents: its documents as the rows name them.
            signature: the one that stands.
            kept: what was answered before; it stands in where no source answers now.
        """
        asking = _Remembering(self.revocation)
        verdict = self._verify(promocion, documents, signature, (asking, _Kept(kept)))
        return Examination(verdict, tuple(asking.answers))

    def verdict(
        self,
        promocion: Promocion,
        documents: tuple[Document, ...],
        signature: Signature,
        kept: Sequence[StoredRevocation] = (),
    ) -> Verdict:
        """Verify with what is at hand: answers kept, and lists on disk. Nobody outside is asked.

        Hashes every stored document again: keep transactions out.
        """
        return self._verify(promocion, documents, signature, (_Kept(kept), self._at_hand))

    def _verify(
        self,
        promocion: Promocion,
        documents: tuple[Document, ...],
        signature: Signature,
        sources: tuple[RevocationSource, ...],
    ) -> Verdict:
        return verify(
            manifest=signature.manifest,
            cms=signature.cms,
            fields=signature.fields,
            documents={d.name: self._bytes_now(d) for d in documents},
            account_rfc=Rfc(promocion.owner_rfc),
            anchors=self.anchors,
            revocation=SourcesInOrder(sources),
            at=self._clock.now(),
        )

    def _bytes_now(self, document: Document) -> tuple[str, int]:
        found = self._store.digest(document.sha256)
        return (found.sha256, found.size_bytes) if found else ("", 0)


@dataclass(slots=True)
class _Remembering:
    """Passes a question on and keeps the answers."""

    source: RevocationSource
    answers: list[RevocationAnswer] = field(default_factory=list)

    def ask(self, certificate: Certificate, at: datetime) -> RevocationAnswer:
        answer = self.source.ask(certificate, at)
        self.answers += [answer, *answer.others]
        return answer


@dataclass(frozen=True, slots=True)
class _Kept:
    """Answers with what was answered before; the newest that says anything counts."""

    answers: Sequence[StoredRevocation]

    def ask(self, _certificate: Certificate, at: datetime) -> RevocationAnswer:
        found = [_from_store(answer) for answer in reversed(self.answers)]
        saying = [answer for answer in found if answer.is_conclusive]
        return next(iter(saying or found), not_consulted(RevocationReason.NO_SOURCE, "", at))


def _to_store(answer: RevocationAnswer, occasion: Occasion) -> StoredRevocation:
    return StoredRevocation(
        id=0,
        occasion=occasion,
        asked_at=answer.asked_at,
        value=answer.value,
        reason=answer.reason.value,
        source=answer.source,
        kind=answer.kind.value if answer.kind else "",
        this_update=answer.this_update,
        next_update=answer.next_update,
        produced_at=answer.produced_at,
        revoked_at=answer.revoked_at,
        sha256=answer.sha256,
        raw=answer.raw,
    )


def _from_store(kept: StoredRevocation) -> RevocationAnswer:
    return RevocationAnswer(
        value=kept.value,
        reason=RevocationReason(kept.reason),
        source=kept.source,
        asked_at=kept.asked_at,
        revoked_at=kept.revoked_at,
        kind=SourceKind(kept.kind) if kept.kind else None,
        this_update=kept.this_update,
        next_update=kept.next_update,
        produced_at=kept.produced_at,
        sha256=kept.sha256,
        raw=kept.raw,
    )


def outcome_columns(verdict: Verdict) -> dict[str, str]:
    """Return the columns by which the queue shows and filters a verdict."""
    return {
        "integridad_outcome": verdict.conclusion(Conclusion.INTEGRIDAD).value,
        "firma_outcome": verdict.conclusion(Conclusion.FIRMA).value,
        "identidad_outcome": verdict.conclusion(Conclusion.IDENTIDAD).value,
        "revocation": verdict.revocation.value,
    }
