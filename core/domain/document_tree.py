"""The folders of a promoción and what lies in them, as a case-insensitive file system would see it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from core.domain.document_names import SameName, clean_path, folder_of, folders_above, name_key
from core.errors import Refusal


class NameIsAFolder(Refusal):
    """A document cannot have the name of a folder, and no two folders the same name."""


class FolderIsADocument(Refusal):
    """A folder cannot have the name of a document."""


class FolderIntoItself(Refusal):
    """A folder cannot be moved into itself."""


@dataclass(frozen=True, slots=True)
class DocumentTree:
    """What names are taken. Both map the key of a path (:func:`name_key`) to the path as it was typed.

    A folder is there because somebody made it or because something lies in it.
    """

    documents: Mapping[str, str]
    folders: Mapping[str, str]

    @classmethod
    def of(cls, documents: Iterable[str], made: Iterable[str] = ()) -> Self:
        """Return the tree of documents' names and of folders that were made; the first spelling counts."""
        named, own = tuple(documents), tuple(made)
        found: dict[str, str] = {}
        for path in (*own, *(f for p in (*own, *named) for f in folders_above(p))):
            found.setdefault(name_key(path), path)
        return cls({name_key(name): name for name in named}, found)

    def paths(self) -> tuple[str, ...]:
        """Return every folder's path, sorted as people read."""
        return tuple(path for _, path in sorted(self.folders.items()))

    def settled(self, path: str) -> str:
        """Return a path with the spelling of the folders that are there already.

        Otherwise ``Anexos/a`` and ``anexos/b`` would be two folders here and one after unpacking.

        Raises:
            FolderIsADocument: one of its folders has the name of a document.
            NameNotAdmitted: the other spelling makes it too long.
        """
        spelled = path
        for folder in folders_above(path):
            key = name_key(folder)
            if key in self.documents:
                raise FolderIsADocument(name=self.documents[key])
            known = self.folders.get(key)
            if known:
                spelled = known + path[len(folder) :]
        return clean_path(spelled)

    def check_free_for_document(self, path: str) -> None:
        """Refuse the name of a folder.

        Raises:
            NameIsAFolder: it is one's.
        """
        known = self.folders.get(name_key(path))
        if known:
            raise NameIsAFolder(name=known)

    def check_free_for_folder(self, path: str) -> None:
        """Refuse the name of a document or of another folder.

        Raises:
            FolderIsADocument, NameIsAFolder: as they say.
        """
        key = name_key(path)
        if key in self.documents:
            raise FolderIsADocument(name=self.documents[key])
        self.check_free_for_document(path)

    def same_document(self, path: str) -> str:
        """Return the name of the document that this path would be confused with; empty where there is none."""
        return self.documents.get(name_key(path), "")

    def is_inside(self, path: str, folder: str) -> bool:
        """Whether a path is that folder or lies in it."""
        return f"{name_key(path)}/".startswith(f"{name_key(folder)}/")

    def holds(self, folder: str) -> bool:
        """Whether a folder has anything in it."""
        inside = f"{name_key(folder)}/"
        return any(key.startswith(inside) for key in (*self.documents, *self.folders))

    def moved(self, folder: str, to: str) -> Mapping[str, str]:
        """Return old name → new name of every document and folder in ``folder``, itself first.

        Args:
            folder: a folder that is there.
            to: its new path, clean.

        Raises:
            FolderIntoItself, FolderIsADocument, NameIsAFolder, NameNotAdmitted: as they say.
        """
        renamed = name_key(folder) == name_key(to)
        if self.is_inside(to, folder) and not renamed:
            raise FolderIntoItself
        rest = self._without(folder)
        target = rest.settled(to)
        rest.check_free_for_folder(target)
        known = (*self.paths(), *self.documents.values())
        inside = [path for path in known if self.is_inside(path, folder)]
        depth = len(folder.split("/"))
        return {path: clean_path("/".join([target, *path.split("/")[depth:]])) for path in inside}

    def _without(self, folder: str) -> "DocumentTree":
        """Return the tree as if the folder and everything in it were gone; what it lies in stays."""
        documents = (p for p in self.documents.values() if not self.is_inside(p, folder))
        folders = (p for p in self.folders.values() if not self.is_inside(p, folder))
        return DocumentTree.of(documents, folders)


def check_free_for_document(tree: DocumentTree, path: str) -> None:
    """Refuse a name that a document or a folder bears.

    Raises:
        SameName, NameIsAFolder: as they say.
    """
    if same := tree.same_document(path):
        raise SameName(name=same)
    tree.check_free_for_document(path)


def left_behind(path: str, remaining: DocumentTree) -> str:
    """Return the folder that would vanish because ``path`` left it; empty where it lies in none, or stays.

    A folder that a person sees stays until that person deletes it, as on a desk.
    """
    folder = folder_of(path)
    return folder if folder and name_key(folder) not in remaining.folders else ""
