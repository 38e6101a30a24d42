"""Bytes that leave the Oficialía: documents, previews, receipts, evidence packages. Permission first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from core.documents.previews import Hits, PageImage, PageText, Preview
from core.documents.reader import DocumentReader
from core.domain.acuse import AcuseStanding
from core.domain.evidence import StoredAcuse
from core.domain.people import Actor, Permission
from core.domain.promocion import Document, Promocion
from core.domain.reading import Thing
from core.domain.workflow import RECEIVED
from core.errors import NotFound
from core.services.acuses import Acuses
from core.services.readings import Readings
from core.storage.document_rows import load_document
from core.storage.document_store import DocumentStore
from core.storage.engine import Database
from core.storage.evidence import acuse_by_code, load_acuse
from core.storage.promociones import load_promocion


@dataclass(frozen=True, slots=True)
class PublicAcuse:
    """What anybody with a receipt's code may know (screens.md §5): nothing of its content.

    Attributes:
        filed_on, filed_reason, filed_facts: the day on which it is taken as filed now, and why.
        printed_filed_on: the day that the receipt prints; another one where the calendar changed since.
        standing: whether it still tells the decision.
        reopened_at: when its decision was undone; None where it was not.
        replaced_by: kind and instant (ISO 8601) of the receipt that took its place; None without one.
    """

    folio: str
    kind: str
    numero_oficialia: str
    issued_at: str
    sent_at: str
    status: str
    documents: int
    manifest_sha256: str
    filed_on: date
    filed_reason: str
    filed_facts: Mapping[str, str]
    printed_filed_on: date
    standing: AcuseStanding = AcuseStanding.IN_FORCE
    reopened_at: datetime | None = None
    replaced_by: tuple[str, datetime] | None = None


class Reading:
    """The use cases of reading what is stored."""

    def __init__(
        self,
        database: Database,
        store: DocumentStore,
        reader: DocumentReader,
        acuses: Acuses,
        readings: Readings,
    ) -> None:
        self._database = database
        self._store = store
        self._reader = reader
        self._acuses = acuses
        self._readings = readings

    def document(self, actor: Actor, document_id: int) -> Document:
        """Return a document that the actor may read: its filer always, staff once it was sent.

        Raises:
            NotFound: there is none, or it is not the actor's to read.
        """
        with self._database.read() as session:
            document = load_document(session, document_id)
            readable_promocion(session, actor, document.promocion_id)
            return document

    def stream(self, actor: Actor, document_id: int) -> tuple[Document, Iterator[bytes]]:
        """Return a document and its bytes, re-hashed while they pass.

        Raises:
            NotFound: as for :meth:`document`.
            BytesAreMissing: the stored bytes are not there, or (at the end) no longer the same.
        """
        document = self._recorded(actor, document_id, Thing.ORIGINAL)
        self._store.local_path(document.sha256)
        return document, self._store.stream(document.sha256)

    def preview(self, actor: Actor, document_id: int) -> Preview:
        """Return what can be shown of a document.

        Raises:
            NotFound, BytesAreMissing: as for :meth:`stream`.
        """
        document = self._recorded(actor, document_id, Thing.PREVIEW)
        return self._reader.preview(
            self._store.local_path(document.sha256), document.media_type, document.sha256
        )

    def page_image(self, actor: Actor, document_id: int, page: int, width: int) -> PageImage:
        """Return a page (from 1) as a picture of ``width`` pixels.

        Raises:
            NotFound, BytesAreMissing: as for :meth:`stream`.
            Refusal: the page does not exist or could not be drawn.
        """
        document = self._recorded(actor, document_id, Thing.PREVIEW)
        return self._reader.page_image(self._store.local_path(document.sha256), document.sha256, page, width)

    def page_text(self, actor: Actor, document_id: int, page: int) -> PageText:
        """Return the words of a page (from 1) and where they stand.

        Raises:
            NotFound, BytesAreMissing: as for :meth:`stream`.
            Refusal: the page does not exist or could not be read.
        """
        document = self._recorded(actor, document_id, Thing.PREVIEW)
        return self._reader.page_text(self._store.local_path(document.sha256), document.sha256, page)

    def search(self, actor: Actor, document_id: int, text: str) -> Hits:
        """Return on which pages of a document a text stands.

        Raises:
            NotFound, BytesAreMissing: as for :meth:`stream`.
            Refusal: the document could not be searched.
        """
        document = self._recorded(actor, document_id, Thing.PREVIEW)
        return self._reader.search(self._store.local_path(document.sha256), document.sha256, text)

    def _recorded(self, actor: Actor, document_id: int, what: Thing) -> Document:
        document = self.document(actor, document_id)
        self._readings.record(actor, what, document.promocion_id, document.id)
        return document

    def acuse(
        self, actor: Actor, acuse_id: int, *, within: Thing = Thing.ACUSE
    ) -> tuple[StoredAcuse, Promocion, bytes]:
        """Return a receipt with its sealed PDF; one that a crash interrupted is finished first.

        Args:
            actor: who reads it.
            acuse_id: which receipt.
            within: what the record of readings says: the receipt, or the package that it goes into.

        Raises:
            NotFound: there is none, or it is not the actor's to read.
            BytesAreMissing: the stored PDF is gone or changed.
        """
        with self._database.read() as session:
            stored = load_acuse(session, acuse_id)
            if stored is None:
                raise NotFound
            promocion = readable_promocion(session, actor, stored.promocion_id)
        self._readings.record(actor, within, promocion.id)
        digest = self._acuses.finish(acuse_id)
        return stored, promocion, b"".join(self._store.stream(digest))

    def public_acuse(self, code: str) -> PublicAcuse:
        """Return what anybody who holds a receipt may verify.

        Raises:
            NotFound: no receipt has this code.
        """
        with self._database.read() as session:
            stored = acuse_by_code(session, code.strip().upper())
            if stored is None:
                raise NotFound
            promocion = load_promocion(session, stored.promocion_id)
            later = load_acuse(session, stored.replaced_by) if stored.replaced_by else None
        record, reopened_at = stored.record, promocion.standing.reopened_at
        standing = stored.standing(reopened_at)
        printed = date.fromisoformat(str(record["filed_on"]))
        return PublicAcuse(
            folio=promocion.folio,
            kind=stored.kind,
            numero_oficialia=str(record["numero_oficialia"]),
            issued_at=str(record["issued_at"]),
            sent_at=str(record["sent_at"]),
            status=promocion.status,
            documents=len(record["documents"]),
            manifest_sha256=str(record["manifest_sha256"]),
            filed_on=promocion.filed_on or printed,
            filed_reason=promocion.filed_reason,
            filed_facts=promocion.filed_facts,
            printed_filed_on=printed,
            standing=standing,
            reopened_at=reopened_at if standing is AcuseStanding.REOPENED else None,
            replaced_by=(later.kind, later.issued_at) if later else None,
        )


def readable_promocion(session: Session, actor: Actor, promocion_id: int) -> Promocion:
    """Return a promoción that the actor may read.

    Raises:
        NotFound: neither their own, nor one that staff received.
    """
    promocion = load_promocion(session, promocion_id)
    own = promocion.owner_id == actor.account_id and actor.may(Permission.FILE)
    received = promocion.status in RECEIVED and actor.may(Permission.READ_QUEUE)
    if not (own or received):
        raise NotFound
    return promocion
