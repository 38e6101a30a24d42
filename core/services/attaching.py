"""The filer's job: adding and deleting the documents of a promoción, until it is sent."""

from dataclasses import replace

from core.clock import Clock
from core.config import Settings
from core.domain.document_names import clean_path
from core.domain.people import Actor, Permission, require
from core.domain.promocion import Document
from core.domain.workflow import Action, next_status
from core.errors import Refusal
from core.services.changes import Change, changing, own_promocion
from core.services.examining import Examining
from core.services.room import Announced, LimitedWriter, Room
from core.services.shelf import Place, Shelf, keep_folder
from core.storage.document_rows import (
    delete_document,
    exchange_document,
    forget_replaced,
    insert_document,
    keep_replaced,
    load_document,
    next_position,
    replaced_of,
)
from core.storage.document_store import DocumentStore, DocumentWriter, StoredBytes
from core.storage.engine import Database

_NOTHING_SAID = Announced()


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
        examining: Examining,
    ) -> None:
        self._database = database
        self._store = store
        self._clock = clock
        self._room = Room.of(settings)
        self._most = settings.max_documents
        self._examining = examining

    def begin_document(
        self,
        actor: Actor,
        promocion_id: int,
        name: str,
        if_exists: str,
        announced: Announced = _NOTHING_SAID,
    ) -> DocumentWriter:
        """Ask everything that can be asked before the bytes arrive; return where to write them.

        The writer refuses bytes that pass a limit, and a whole that has not the digest announced.

        Raises:
            NotFound, StatusForbids, NameNotAdmitted, TooManyDocuments: as they say.
            SameName, NameIsAFolder: the name is taken and ``if_exists`` is ``preguntar``.
            FolderIsADocument: a document has the name of one of its folders.
            DocumentTooLarge, FilingTooLarge, DiskIsFull: what was announced does not fit.
        """
        with self._database.read() as session:
            promocion = own_promocion(session, actor, promocion_id)
            next_status(promocion.status, Action.ADD_DOCUMENT)
            shelf = Shelf.read(session, promocion_id)
        place = shelf.place_for(clean_path(name), if_exists)
        self._check_room(shelf, place, announced.size_bytes)
        self._room.check_disk(announced.size_bytes)
        others_bytes = shelf.size_bytes(without=place.replaced)
        return LimitedWriter(self._store.writer(), self._room, others_bytes, announced)

    def check_size(self, size_bytes: int) -> None:
        """Refuse a size over the limit of one document (inclusive).

        Raises:
            DocumentTooLarge: it is over.
        """
        self._room.check_size(size_bytes)

    def _check_room(self, shelf: Shelf, place: Place, size_bytes: int) -> None:
        self._room.check_size(size_bytes)
        if place.replaced is None and len(shelf.documents) >= self._most:
            raise TooManyDocuments(limit=self._most)
        self._room.check_total(shelf.size_bytes(without=place.replaced), size_bytes)

    def add_document(
        self, actor: Actor, promocion_id: int, name: str, stored: StoredBytes, *, if_exists: str = "preguntar"
    ) -> Document:
        """Add a document whose bytes are already durable.

        Args:
            actor: the filer.
            promocion_id: which promoción.
            name: the file's name as the filer has it, its folders before it.
            stored: what the document store answered.
            if_exists: ``preguntar`` refuses a name that is taken, ``conservar`` numbers the new one,
                ``reemplazar`` puts it in the other's place, with its order, class and summary; the other is
                kept until the promoción is signed.

        Raises:
            Refusal: as for :meth:`begin_document`.
        """
        path = clean_path(name)
        self._room.check_size(stored.size_bytes)
        arrived = self._examining.examined(self._arrived(promocion_id, path, stored))
        with changing(self._database, self._clock, actor, promocion_id, Action.ADD_DOCUMENT) as change:
            shelf = Shelf.read(change.session, promocion_id)
            place = shelf.place_for(path, if_exists)
            self._check_room(shelf, place, stored.size_bytes)
            document_id = self._put(change, replace(arrived, name=place.name), place)
            return load_document(change.session, document_id)

    def _arrived(self, promocion_id: int, path: str, stored: StoredBytes) -> Document:
        return Document(
            id=0,
            promocion_id=promocion_id,
            name=path,
            size_bytes=stored.size_bytes,
            sha256=stored.sha256,
            media_type="",
            findings=(),
            added_at=self._clock.now(),
        )

    def _put(self, change: Change, document: Document, place: Place) -> int:
        session, before = change.session, place.replaced
        facts: dict[str, str | int] = {
            "name": document.name,
            "sha256": document.sha256,
            "bytes": document.size_bytes,
            **({"threat": document.threat} if document.threat else {}),
        }
        if before is None:
            position = next_position(session, document.promocion_id)
            document_id = insert_document(session, replace(document, position=position))
            change.apply(Action.ADD_DOCUMENT, facts)
        else:
            document_id = put_in_place_of(change, self._room, before, document)
            change.apply(Action.REPLACE_DOCUMENT, {**facts, "replaced_sha256": before.sha256})
        return document_id

    def delete_document(self, actor: Actor, document_id: int) -> None:
        """Take a document, and the version that it replaced, out of its promoción; its folder stays.

        Raises:
            NotAllowed: the actor does not file.
            NotFound: there is none, or it is somebody else's.
            StatusForbids: the promoción was sent.
        """
        require(actor, Permission.FILE)
        with self._database.read() as session:
            promocion_id = load_document(session, document_id).promocion_id
        action = Action.DELETE_DOCUMENT
        with changing(self._database, self._clock, actor, promocion_id, action) as change:
            document = load_document(change.session, document_id)
            delete_document(change.session, document_id)
            forget_replaced(change.session, promocion_id, document.name)
            keep_folder(change.session, promocion_id, document.name)
            change.apply(action, {"name": document.name, "sha256": document.sha256})


def put_in_place_of(change: Change, room: Room, before: Document, document: Document) -> int:
    """Put a document in another's place, with its order, class and summary, and keep the other; return its id.

    A document never gets other bytes: what browsers have kept of an id must not be shown for others.

    Raises:
        FilingTooLarge: the documents, or the versions that others replaced, would be larger than the limit
            together; without it, replacing and bringing back would fill the disk.
    """
    session, at = change.session, change.clock.now()
    shelf, kept = Shelf.read(session, before.promocion_id), replaced_of(session, before.promocion_id)
    room.check_total(shelf.size_bytes(without=before), document.size_bytes)
    others = (v.document for v in kept if v.document.name not in {before.name, document.name})
    room.check_total(sum(other.size_bytes for other in others), before.size_bytes)
    taking = replace(
        document,
        position=before.position,
        classification=before.classification,
        summary=before.summary,
    )
    keep_replaced(session, before, document.name, at)
    return exchange_document(session, before, taking)
