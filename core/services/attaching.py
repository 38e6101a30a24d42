"""The filer's job: the documents of a promoción, until it is sent."""

from sqlalchemy.orm import Session

from core.clock import Clock
from core.config import Settings
from core.documents.findings import Inspection
from core.documents.reader import DocumentReader
from core.domain.document_names import SameName, clean_name, keep_both_name, name_key
from core.domain.people import Actor, Permission, require
from core.domain.promocion import Document
from core.domain.workflow import Action, next_status
from core.errors import Refusal
from core.services.changes import changing, own_promocion
from core.storage.document_rows import (
    delete_document,
    documents_of,
    insert_document,
    load_document,
    next_position,
)
from core.storage.document_store import DocumentStore, DocumentWriter, StoredBytes
from core.storage.engine import Database


class DocumentTooLarge(Refusal):
    """The document is larger than the limit, which is inclusive."""


class TooManyDocuments(Refusal):
    """The promoción already has as many documents as are admitted."""


class Attaching:
    """The use cases of adding, replacing and deleting documents."""

    def __init__(
        self,
        database: Database,
        store: DocumentStore,
        clock: Clock,
        settings: Settings,
        reader: DocumentReader,
    ) -> None:
        self._database = database
        self._store = store
        self._clock = clock
        self._settings = settings
        self._reader = reader

    def begin_document(self, actor: Actor, promocion_id: int, name: str, if_exists: str) -> DocumentWriter:
        """Ask everything that can be asked before the bytes arrive; return where to write them.

        Raises:
            NotFound, StatusForbids, NameNotAdmitted, TooManyDocuments: as they say.
            SameName: a document of that name exists and ``if_exists`` is ``preguntar``.
        """
        with self._database.read() as session:
            promocion = own_promocion(session, actor, promocion_id)
            next_status(promocion.status, Action.ADD_DOCUMENT)
            documents = documents_of(session, promocion_id)
        _, replaced = self._name_for(clean_name(name), documents, if_exists)
        if replaced is None and len(documents) >= self._settings.max_documents:
            raise TooManyDocuments(limit=self._settings.max_documents)
        return self._store.writer()

    def check_size(self, size_bytes: int) -> None:
        """Refuse a size over the limit (inclusive).

        Raises:
            DocumentTooLarge: it is over.
        """
        limit = self._settings.max_document_bytes
        if size_bytes > limit:
            raise DocumentTooLarge(limit_mib=limit // (1024 * 1024))

    def add_document(
        self, actor: Actor, promocion_id: int, name: str, stored: StoredBytes, *, if_exists: str = "preguntar"
    ) -> Document:
        """Add a document whose bytes are already durable.

        Args:
            actor: the filer.
            promocion_id: which promoción.
            name: the file's name as the filer has it.
            stored: what the document store answered.
            if_exists: ``preguntar`` refuses a name that is taken, ``conservar`` numbers the new one,
                ``reemplazar`` puts it in the other's place.

        Raises:
            NotFound, StatusForbids, NameNotAdmitted, DocumentTooLarge, TooManyDocuments: as they say.
            SameName: the name is taken and ``if_exists`` is ``preguntar``.
        """
        cleaned = clean_name(name)
        self.check_size(stored.size_bytes)
        inspection = self._reader.inspect(self._store.local_path(stored.sha256), cleaned)
        with changing(self._database, self._clock, actor, promocion_id, Action.ADD_DOCUMENT) as change:
            documents = documents_of(change.session, promocion_id)
            final_name, replaced = self._name_for(cleaned, documents, if_exists)
            if replaced:
                delete_document(change.session, replaced.id)
            elif len(documents) >= self._settings.max_documents:
                raise TooManyDocuments(limit=self._settings.max_documents)
            action = Action.REPLACE_DOCUMENT if replaced else Action.ADD_DOCUMENT
            document_id = self._insert(change.session, promocion_id, final_name, stored, inspection)
            facts: dict[str, str | int] = {
                "name": final_name,
                "sha256": stored.sha256,
                "bytes": stored.size_bytes,
            }
            change.apply(action, facts)
            return load_document(change.session, document_id)

    def _insert(
        self, session: Session, promocion_id: int, name: str, stored: StoredBytes, inspection: Inspection
    ) -> int:
        document = Document(
            id=0,
            promocion_id=promocion_id,
            name=name,
            size_bytes=stored.size_bytes,
            sha256=stored.sha256,
            media_type=inspection.media_type,
            findings=tuple(
                {"code": f.code, "severity": f.severity.value, "facts": dict(f.facts)}
                for f in inspection.findings
            ),
            added_at=self._clock.now(),
            position=next_position(session, promocion_id),
            pages=inspection.pages,
        )
        return insert_document(session, document)

    @staticmethod
    def _name_for(name: str, documents: tuple[Document, ...], if_exists: str) -> tuple[str, Document | None]:
        same = next((d for d in documents if name_key(d.name) == name_key(name)), None)
        if same is None:
            return name, None
        if if_exists == "conservar":
            return keep_both_name(name, [d.name for d in documents]), None
        if if_exists == "reemplazar":
            return name, same
        raise SameName(name=same.name)

    def delete_document(self, actor: Actor, document_id: int) -> None:
        """Take a document out of its promoción.

        Raises:
            NotAllowed: the actor does not file.
            NotFound: there is none, or it is somebody else's.
            StatusForbids: the promoción was sent.
        """
        require(actor, Permission.FILE)
        with self._database.read() as session:
            document = load_document(session, document_id)
        action = Action.DELETE_DOCUMENT
        with changing(self._database, self._clock, actor, document.promocion_id, action) as change:
            delete_document(change.session, document_id)
            change.apply(action, {"name": document.name, "sha256": document.sha256})
