"""The folders that filers made. Those that only documents' names mention have no row."""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from core.domain.document_names import name_key
from core.storage.document_tables import FolderRow


def folders_of(session: Session, promocion_id: int) -> tuple[str, ...]:
    """Return the paths of the folders that were made, in the order of their making."""
    paths = select(FolderRow.path).where(FolderRow.promocion_id == promocion_id).order_by(FolderRow.id)
    return tuple(session.scalars(paths))


def insert_folder(session: Session, promocion_id: int, path: str) -> None:
    """Store a folder whose path is free."""
    session.add(FolderRow(promocion_id=promocion_id, path=path, path_key=name_key(path)))
    session.flush()


def rename_folder(session: Session, promocion_id: int, path: str, to: str) -> None:
    """Give a folder's row another path; nothing where it has none."""
    session.execute(
        update(FolderRow)
        .where(FolderRow.promocion_id == promocion_id, FolderRow.path_key == name_key(path))
        .values(path=to, path_key=name_key(to))
    )


def delete_folder(session: Session, promocion_id: int, path: str) -> None:
    """Delete a folder's row; nothing where it has none."""
    session.execute(
        delete(FolderRow).where(FolderRow.promocion_id == promocion_id, FolderRow.path_key == name_key(path))
    )
