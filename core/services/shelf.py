"""The documents and folders of one promoción as they are now, read in one transaction."""

from dataclasses import dataclass
from typing import Self

from sqlalchemy.orm import Session

from core.domain.document_names import keep_both_name, name_key
from core.domain.document_tree import DocumentTree, check_free_for_document, left_behind
from core.domain.promocion import Document
from core.storage.document_rows import documents_of
from core.storage.folder_rows import folders_of, insert_folder

KEEP_BOTH, REPLACE = "conservar", "reemplazar"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document that arrives is put: its final name, and the document whose place it takes."""

    name: str
    replaced: Document | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """A promoción's documents, and the names that are taken in it."""

    promocion_id: int
    documents: tuple[Document, ...]
    tree: DocumentTree

    @classmethod
    def read(cls, session: Session, promocion_id: int) -> Self:
        """Return it as it is in this transaction."""
        documents = documents_of(session, promocion_id)
        tree = DocumentTree.of((d.name for d in documents), folders_of(session, promocion_id))
        return cls(promocion_id, documents, tree)

    def size_bytes(self, *, without: Document | None = None) -> int:
        """Return how many bytes the documents have together."""
        return sum(d.size_bytes for d in self.documents if without is None or d.id != without.id)

    def place_for(self, path: str, if_exists: str) -> Place:
        """Return where a document goes whose filer calls it ``path``, clean.

        Args:
            path: as :func:`core.domain.document_names.clean_path` returns it.
            if_exists: ``conservar`` numbers it where its name is taken, ``reemplazar`` puts it in the other
                document's place; anything else refuses.

        Raises:
            SameName, NameIsAFolder, FolderIsADocument, NameNotAdmitted: as they say.
        """
        settled = self.tree.settled(path)
        key = name_key(settled)
        if key not in self.tree.documents and key not in self.tree.folders:
            return Place(settled)
        if if_exists == KEEP_BOTH:
            return Place(
                keep_both_name(settled, [*self.tree.documents.values(), *self.tree.folders.values()])
            )
        same = next((d for d in self.documents if name_key(d.name) == key), None)
        if same and if_exists == REPLACE:
            return Place(settled, same)
        check_free_for_document(self.tree, settled)
        return Place(settled)

    def without(self, document: Document) -> DocumentTree:
        """Return the names that are taken by everything but a document; its folder stays."""
        others = (d.name for d in self.documents if d.id != document.id)
        return DocumentTree.of(others, self.tree.folders.values())


def keep_folder(session: Session, promocion_id: int, path: str) -> None:
    """Give the folder that ``path`` has just left a row of its own where nothing else holds it.

    A folder that a person sees stays until that person deletes it, as on a desk.
    """
    folder = left_behind(path, Shelf.read(session, promocion_id).tree)
    if folder:
        insert_folder(session, promocion_id, folder)
