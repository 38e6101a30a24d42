"""The documents of promociones: rows in, frozen domain values out."""

from dataclasses import fields

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.domain.document_names import SameName, name_key
from core.domain.promocion import Document
from core.errors import NotFound
from core.storage.lookup import row_by_id
from core.storage.tables import DocumentRow

_COLUMNS = tuple(f.name for f in fields(Document) if f.name != "id")


def documents_of(session: Session, promocion_id: int) -> tuple[Document, ...]:
    """Return a promoción's documents in the filer's order."""
    rows = session.scalars(
        select(DocumentRow)
        .where(DocumentRow.promocion_id == promocion_id)
        .order_by(DocumentRow.position, DocumentRow.id)
    )
    return tuple(_document(row) for row in rows)


def load_document(session: Session, document_id: int) -> Document:
    """Return one document.

    Raises:
        NotFound: there is none.
    """
    row = row_by_id(session, DocumentRow, document_id)
    if row is None:
        raise NotFound
    return _document(row)


def insert_document(session: Session, document: Document) -> int:
    """Store the row of a document whose bytes are already durable; return its id, whatever ``document.id`` is.

    Raises:
        SameName: a document of that name exists.
    """
    columns = {name: getattr(document, name) for name in _COLUMNS}
    columns["findings"] = list(document.findings)
    row = DocumentRow(name_key=name_key(document.name), **columns)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise SameName(name=document.name) from None
    return row.id


def next_position(session: Session, promocion_id: int) -> int:
    """Return the position after a promoción's last document."""
    last = session.scalar(
        select(func.max(DocumentRow.position)).where(DocumentRow.promocion_id == promocion_id)
    )
    return 0 if last is None else last + 1


def delete_document(session: Session, document_id: int) -> None:
    """Delete a document's row; its bytes stay in the store for as long as others may share them.

    Raises:
        NotFound: there is none, or another window deleted it first.
    """
    result = session.connection().execute(delete(DocumentRow).where(DocumentRow.id == document_id))
    if result.rowcount != 1:
        raise NotFound
    session.expire_all()


def _document(row: DocumentRow) -> Document:
    columns = {name: getattr(row, name) for name in _COLUMNS}
    return Document(id=row.id, **{**columns, "findings": tuple(row.findings)})
