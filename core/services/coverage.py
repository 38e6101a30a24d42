"""How far the staff read the documents before deciding: pages that stood before somebody's eyes."""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from core.clock import Clock
from core.documents.findings import FindingCode
from core.documents.previews import NoPreview, PagesPreview, TablePreview
from core.documents.reader import DocumentReader
from core.domain.coverage import MOST_PAGES, DocumentCoverage, Extent, Unit, as_fact, possible_pages
from core.domain.people import Actor, Permission, require
from core.domain.promocion import Document, Promocion
from core.domain.workflow import RECEIVED
from core.errors import NotFound
from core.storage.coverage import add_pages_seen, coverage_of, shown_total
from core.storage.document_rows import documents_of, load_document
from core.storage.document_store import DocumentStore
from core.storage.engine import Database
from core.storage.promociones import load_promocion

_PAGED = frozenset({"pdf", "picture"})
_SHEETS = frozenset({"sheets", "opensheets"})
"""Previews that are shown page by page or sheet by sheet; whatever else is shown counts as one page."""


class Coverage:
    """The use cases of what was read.

    A report says what the reader's own browser saw; that a document was opened at all is evidence of its own,
    written by :class:`core.services.readings.Readings` before anything is shown.
    """

    def __init__(
        self, database: Database, clock: Clock, store: DocumentStore, reader: DocumentReader
    ) -> None:
        self._database = database
        self._clock = clock
        self._store = store
        self._reader = reader

    def see(self, actor: Actor, document_id: int, pages: Iterable[object]) -> DocumentCoverage:
        """Keep that pages of a received document stood before the actor, and return all that they saw of it.

        Args:
            actor: a member of the staff, whether the promoción is under their review or not.
            document_id: which document.
            pages: what the browser reported; only numbers of pages that the document has are kept.

        Raises:
            NotAllowed: the actor does not read the queue.
            NotFound: there is none, or it was not sent yet.
        """
        require(actor, Permission.READ_QUEUE)
        with self._database.read() as session:
            document = load_document(session, document_id)
            _received(session, document.promocion_id)
            known = shown_total(session, document_id)
        extent = Extent(known, self._counted(document).unit) if known else self._shown(document)
        seen = possible_pages(pages, extent.total)
        with self._database.write() as session:
            return add_pages_seen(session, document, actor.account_id, seen, extent, self._clock.now())

    def of(self, actor: Actor, promocion_id: int) -> tuple[DocumentCoverage, ...]:
        """Return how much the actor saw of each document of a received promoción, in the filer's order.

        Raises:
            NotAllowed: the actor does not read the queue.
            NotFound: there is none, or it was not sent yet.
        """
        require(actor, Permission.READ_QUEUE)
        with self._database.read() as session:
            _received(session, promocion_id)
            documents = documents_of(session, promocion_id)
            return coverage_of(session, actor.account_id, documents, self._counted)

    def seen(
        self, session: Session, account_id: int, documents: Sequence[Document]
    ) -> tuple[DocumentCoverage, ...]:
        """Return how much a person saw of each document, within the transaction of whoever asks."""
        return coverage_of(session, account_id, documents, self._counted)

    def last_page(self, document: Document) -> int:
        """Return the greatest number of a page that can be concerned; ``MOST_PAGES`` where nobody counted them.

        Readers of PDF differ on some files: the one that shows it to clerks counts as much as the one that
        counted it when it was admitted.
        """
        with self._database.read() as session:
            shown = shown_total(session, document.id)
        return max((n for n in (self._counted(document).total, shown) if n), default=MOST_PAGES)

    def fact(self, session: Session, account_id: int, documents: Sequence[Document]) -> str:
        """Return what a decision's act keeps of the reading of whoever decides, within its transaction."""
        return as_fact(coverage_of(session, account_id, documents, self._counted))

    def _counted(self, document: Document) -> Extent:
        preview = self._reader.media_types.by_media_type(document.media_type).preview
        if preview in _SHEETS:
            return Extent(None, Unit.SHEETS)
        return Extent(document.pages if preview in _PAGED else 1)

    def _shown(self, document: Document) -> Extent:
        """Return of how much the reader is shown: readers of PDF differ, and this one draws it."""
        counted = self._counted(document)
        if counted.total == 1 and counted.unit is Unit.PAGES:
            return counted
        path = self._store.local_path(document.sha256)
        preview = self._reader.preview(path, document.media_type, document.sha256)  # kept since it was shown
        if isinstance(preview, TablePreview):
            return Extent(max(len(preview.sheets), 1), counted.unit)
        if not isinstance(preview, NoPreview):
            return Extent(preview.pages or 1 if isinstance(preview, PagesPreview) else 1)
        # what its reader could not finish may have any number; what nobody can show is taken home as one piece
        return counted if preview.finding.code == FindingCode.NOT_EXAMINED else Extent(1)


def _received(session: Session, promocion_id: int) -> Promocion:
    promocion = load_promocion(session, promocion_id)
    if promocion.status not in RECEIVED:
        raise NotFound
    return promocion
