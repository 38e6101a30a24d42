"""The filer's job: names, folders, order and classes of a promoción's documents, until it is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from sqlalchemy.orm import Session

from core.clock import Clock
from core.config import Settings
from core.domain.arrangement import Arrangement
from core.domain.classes import checked_class, checked_summary
from core.domain.document_names import clean_path, name_key
from core.domain.people import Actor, Permission, require
from core.domain.promocion import Document
from core.domain.workflow import EDITABLE, Action
from core.errors import Refusal
from core.services.attaching import put_in_place_of
from core.services.changes import Change, changing, own_promocion
from core.services.examining import Examining
from core.services.room import Room
from core.services.shelf import Shelf, keep_folder
from core.storage.document_rows import (
    change_document,
    load_document,
    order_documents,
    rename_documents,
    rename_replaced,
    replaced_of,
    sent_elsewhere,
)
from core.storage.engine import Database
from core.storage.folder_rows import delete_folder, folders_of, insert_folder, rename_folder
from core.storage.promociones import ChangedMeanwhile

MOST_FOLDERS = 200


class TooManyFolders(Refusal):
    """The promoción already has as many folders as are admitted."""


class FolderNotEmpty(Refusal):
    """There is something in the folder."""


class FolderNotThere(Refusal):
    """The actor's own promoción has no such folder: another window moved or deleted it."""


class NoEarlierVersion(Refusal):
    """The document replaced none, or the version that it replaced is no longer kept."""


class Arranging:
    """The use cases of arranging documents. Each change undoes a signature, as other edits do."""

    def __init__(self, database: Database, clock: Clock, settings: Settings, examining: Examining) -> None:
        self._database = database
        self._clock = clock
        self._room = Room.of(settings)
        self._examining = examining

    def view(self, actor: Actor, promocion_id: int) -> Arrangement:
        """Return folders, replaced versions, and what of the actor's own promoción the actor sent before.

        Raises:
            NotFound: there is none, or it is somebody else's.
        """
        with self._database.read() as session:
            promocion = own_promocion(session, actor, promocion_id)
            shelf = Shelf.read(session, promocion_id)
            digests = {d.sha256 for d in shelf.documents} if promocion.status in EDITABLE else set()
            return Arrangement(
                shelf.tree.paths(),
                {version.document.name: version for version in replaced_of(session, promocion_id)},
                sent_elsewhere(session, promocion.owner_id, promocion_id, digests),
            )

    def move(self, actor: Actor, document_id: int, name: str) -> Document:
        """Give a document another name, with other folders before it or the same ones.

        Another ending may mean other findings: the document is then examined again.

        Raises:
            NotFound, StatusForbids, NameNotAdmitted, SameName, NameIsAFolder, FolderIsADocument: as they say.
        """
        before = self._own_document(actor, document_id)
        path = clean_path(name)
        seen = self._seen_as(before, path)
        action = Action.MOVE_DOCUMENT
        with changing(self._database, self._clock, actor, before.promocion_id, action) as change:
            document = load_document(change.session, document_id)
            shelf = Shelf.read(change.session, document.promocion_id)
            final = _free_name(shelf, document, path)
            if final != document.name:
                self._move(change, document, replace(seen, name=final))
            return load_document(change.session, document_id)

    def _seen_as(self, document: Document, path: str) -> Document:
        """Examine again where the ending changes; a document is never examined inside a transaction."""
        endings = {PurePosixPath(name).suffix.lower() for name in (document.name, path)}
        return document if len(endings) == 1 else self._examining.examined(replace(document, name=path))

    def _move(self, change: Change, before: Document, seen: Document) -> None:
        moved = replace(
            before,
            name=seen.name,
            media_type=seen.media_type,
            pages=seen.pages,
            findings=seen.findings,
            rules_version=seen.rules_version,
            scan=seen.scan,
            threat=seen.threat,
            scanned_at=seen.scanned_at,
        )
        change_document(change.session, moved)
        rename_replaced(change.session, before.promocion_id, before.name, moved.name)
        keep_folder(change.session, before.promocion_id, before.name)
        change.apply(Action.MOVE_DOCUMENT, {"name": moved.name, "old": before.name})

    def classify(
        self, actor: Actor, document_id: int, classification: str | None = None, summary: str | None = None
    ) -> Document:
        """Declare who may see a document, and what a confidential one says; None leaves it as it is.

        A summary that is still missing is asked for when signing.

        Raises:
            NotFound, StatusForbids, ClassNotKnown, SummaryNotAdmitted: as they say.
        """
        promocion_id = self._own_document(actor, document_id).promocion_id
        chosen = None if classification is None else checked_class(classification)
        written = None if summary is None else checked_summary(summary)
        action = Action.CLASSIFY_DOCUMENT
        with changing(self._database, self._clock, actor, promocion_id, action) as change:
            before = load_document(change.session, document_id)
            after = replace(
                before,
                classification=before.classification if chosen is None else chosen,
                summary=before.summary if written is None else written,
            )
            if after != before:
                change_document(change.session, after)
                facts = {"old": before.classification, "new": after.classification}
                characters = {} if after.summary == before.summary else {"summary": len(after.summary)}
                change.apply(action, {"name": before.name, **facts, **characters})
            return load_document(change.session, document_id)

    def order(self, actor: Actor, promocion_id: int, ids: Sequence[int]) -> None:
        """Put the documents into an order.

        Args:
            actor: the filer.
            promocion_id: which promoción.
            ids: those of all its documents, each once.

        Raises:
            NotFound, StatusForbids: as they say.
            ChangedMeanwhile: another window added or deleted one.
        """
        action = Action.ORDER_DOCUMENTS
        with changing(self._database, self._clock, actor, promocion_id, action) as change:
            before = [d.id for d in Shelf.read(change.session, promocion_id).documents]
            if len(ids) != len(before) or set(ids) != set(before):
                raise ChangedMeanwhile
            if list(ids) != before:
                order_documents(change.session, ids)
                change.apply(action, {"old": _listed(before), "new": _listed(ids)})

    def restore(self, actor: Actor, document_id: int) -> Document:
        """Bring back the version that a document replaced, and keep the document in its turn.

        Raises:
            NotFound, StatusForbids: as they say.
            NoEarlierVersion: it replaced none.
            FilingTooLarge: with it, there is no room for the others.
        """
        promocion_id = self._own_document(actor, document_id).promocion_id
        action = Action.RESTORE_DOCUMENT
        with changing(self._database, self._clock, actor, promocion_id, action) as change:
            document = load_document(change.session, document_id)
            kept = (v.document for v in replaced_of(change.session, promocion_id))
            earlier = next((d for d in kept if d.name == document.name), None)
            if earlier is None:
                raise NoEarlierVersion(name=document.name)
            new_id = put_in_place_of(change, self._room, document, earlier)
            facts = {"sha256": earlier.sha256, "replaced_sha256": document.sha256}
            change.apply(action, {"name": document.name, **facts})
            return load_document(change.session, new_id)

    def make_folder(self, actor: Actor, promocion_id: int, path: str) -> str:
        """Make an empty folder; return its path, with the spelling of the folders that it lies in.

        Raises:
            NotFound, StatusForbids, NameNotAdmitted, TooManyFolders: as they say.
            NameIsAFolder, FolderIsADocument: the name is taken.
        """
        with changing(self._database, self._clock, actor, promocion_id, Action.ADD_FOLDER) as change:
            shelf = Shelf.read(change.session, promocion_id)
            if len(folders_of(change.session, promocion_id)) >= MOST_FOLDERS:
                raise TooManyFolders(limit=MOST_FOLDERS)
            settled = shelf.tree.settled(clean_path(path))
            shelf.tree.check_free_for_folder(settled)
            insert_folder(change.session, promocion_id, settled)
            change.apply(Action.ADD_FOLDER, {"folder": settled})
            return settled

    def move_folder(self, actor: Actor, promocion_id: int, path: str, to: str) -> str:
        """Give a folder another path, and with it everything in it; return the path it got.

        Raises:
            NotFound, StatusForbids, FolderNotThere, NameNotAdmitted, FolderIntoItself,
            NameIsAFolder, FolderIsADocument: as they say.
        """
        with changing(self._database, self._clock, actor, promocion_id, Action.MOVE_FOLDER) as change:
            shelf = Shelf.read(change.session, promocion_id)
            folder = _known_folder(shelf, path)
            names = shelf.tree.moved(folder, clean_path(to))
            if names[folder] != folder:
                _rename(change.session, shelf, names)
                keep_folder(change.session, promocion_id, folder)
                change.apply(Action.MOVE_FOLDER, {"folder": names[folder], "old": folder})
            return names[folder]

    def delete_folder(self, actor: Actor, promocion_id: int, path: str) -> None:
        """Delete an empty folder.

        Raises:
            NotFound, StatusForbids, FolderNotThere, FolderNotEmpty: as they say.
        """
        with changing(self._database, self._clock, actor, promocion_id, Action.DELETE_FOLDER) as change:
            shelf = Shelf.read(change.session, promocion_id)
            folder = _known_folder(shelf, path)
            if shelf.tree.holds(folder):
                raise FolderNotEmpty(name=folder)
            delete_folder(change.session, promocion_id, folder)
            keep_folder(change.session, promocion_id, folder)
            change.apply(Action.DELETE_FOLDER, {"folder": folder})

    def _own_document(self, actor: Actor, document_id: int) -> Document:
        require(actor, Permission.FILE)
        with self._database.read() as session:
            document = load_document(session, document_id)
            own_promocion(session, actor, document.promocion_id)
        return document


def _free_name(shelf: Shelf, document: Document, path: str) -> str:
    """Return where a document of the shelf may go; its own name in another spelling is free."""
    others = Shelf(
        shelf.promocion_id,
        tuple(d for d in shelf.documents if d.id != document.id),
        shelf.without(document),
    )
    return others.place_for(path, "preguntar").name


def _known_folder(shelf: Shelf, path: str) -> str:
    """Return a folder's path as it is spelled.

    Raises:
        FolderNotThere: there is none.
    """
    known = shelf.tree.folders.get(name_key(clean_path(path)))
    if known is None:
        raise FolderNotThere
    return known


def _rename(session: Session, shelf: Shelf, names: Mapping[str, str]) -> None:
    documents = {d.name for d in shelf.documents}
    rename_documents(session, shelf.promocion_id, [(o, n) for o, n in names.items() if o in documents])
    for old, new in names.items():
        if old not in documents:
            rename_folder(session, shelf.promocion_id, old, new)


def _listed(ids: Sequence[int]) -> str:
    return ", ".join(map(str, ids))
