"""The documents of promociones: rows in, frozen domain values out."""

from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.domain.arrangement import ReplacedVersion, SentElsewhere
from core.domain.document_names import SameName, name_key
from core.domain.promocion import Document
from core.domain.workflow import RECEIVED
from core.errors import NotFound
from core.storage.document_tables import ReplacedDocumentRow
from core.storage.lookup import row_by_id
from core.storage.tables import DocumentRow, PromocionRow

_COLUMNS = tuple(f.name for f in fields(Document) if f.name != "id")
_REPLACED_COLUMNS = tuple(name for name in _COLUMNS if name != "position")
_MOST_ELSEWHERE = 3
"""Of the filings in which the same bytes were sent before, the latest are told."""


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


def exchange_document(session: Session, before: Document, document: Document) -> int:
    """Put a document in the place of another, whose name it may have; return its id, which is another."""
    # no name has a question mark
    freed = update(DocumentRow).where(DocumentRow.id == before.id).values(name_key=f"?{before.id}")
    session.execute(freed)
    document_id = insert_document(session, document)
    delete_document(session, before.id)
    return document_id


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


def change_document(session: Session, document: Document) -> None:
    """Write a document's name, class, summary and what was found in it; its bytes are never changed.

    Raises:
        SameName: another document has that name.
    """
    values = {name: getattr(document, name) for name in _COLUMNS}
    values |= {"findings": list(document.findings), "name_key": name_key(document.name)}
    try:
        with session.begin_nested():
            session.execute(update(DocumentRow).where(DocumentRow.id == document.id).values(**values))
    except IntegrityError:
        raise SameName(name=document.name) from None


def rename_documents(session: Session, promocion_id: int, names: Sequence[tuple[str, str]]) -> None:
    """Give documents, and the versions that they replaced, other names: pairs of old and new, the new ones free."""
    for old, new in names:
        session.execute(
            update(DocumentRow)
            .where(DocumentRow.promocion_id == promocion_id, DocumentRow.name == old)
            .values(name=new, name_key=name_key(new))
        )
        rename_replaced(session, promocion_id, old, new)


def order_documents(session: Session, ids: Sequence[int]) -> None:
    """Make the documents stand in this order."""
    for position, document_id in enumerate(ids):
        session.execute(update(DocumentRow).where(DocumentRow.id == document_id).values(position=position))


def replaced_of(session: Session, promocion_id: int) -> tuple[ReplacedVersion, ...]:
    """Return the versions that others replaced; each has the name of the document that replaced it."""
    rows = session.scalars(
        select(ReplacedDocumentRow).where(ReplacedDocumentRow.promocion_id == promocion_id)
    )
    return tuple(ReplacedVersion(_replaced(row), row.replaced_at) for row in rows)


def keep_replaced(session: Session, document: Document, name: str, at: datetime) -> None:
    """Keep a document that one named ``name`` replaces, in the place of an earlier version of it."""
    forget_replaced(session, document.promocion_id, name)
    forget_replaced(session, document.promocion_id, document.name)
    columns = {column: getattr(document, column) for column in _REPLACED_COLUMNS}
    columns |= {"findings": list(document.findings), "name": name}
    session.add(ReplacedDocumentRow(replaced_at=at, **columns))
    session.flush()


def rename_replaced(session: Session, promocion_id: int, old: str, new: str) -> None:
    """Let a replaced version follow the document that replaced it."""
    session.execute(
        update(ReplacedDocumentRow)
        .where(ReplacedDocumentRow.promocion_id == promocion_id, ReplacedDocumentRow.name == old)
        .values(name=new)
    )


def forget_replaced(session: Session, promocion_id: int, name: str | None = None) -> None:
    """Forget the version that the document of this name replaced; of every document where none is named."""
    gone = delete(ReplacedDocumentRow).where(ReplacedDocumentRow.promocion_id == promocion_id)
    session.execute(gone if name is None else gone.where(ReplacedDocumentRow.name == name))


def sent_elsewhere(
    session: Session, owner_id: int, promocion_id: int, digests: Collection[str]
) -> dict[str, tuple[SentElsewhere, ...]]:
    """Return where a filer has sent the same bytes before: SHA-256 → documents, the latest first.

    Args:
        session: open transaction.
        owner_id: the filer: nobody else's filings are looked at.
        promocion_id: the promoción itself is not looked at either.
        digests: SHA-256 of the documents asked about.
    """
    rows = session.execute(
        select(DocumentRow.sha256, PromocionRow.folio, DocumentRow.name)
        .join(PromocionRow, PromocionRow.id == DocumentRow.promocion_id)
        .where(
            DocumentRow.sha256.in_(digests),
            PromocionRow.owner_id == owner_id,
            PromocionRow.status.in_(RECEIVED),
            PromocionRow.id != promocion_id,
        )
        .order_by(PromocionRow.sent_at.desc(), DocumentRow.id)
    )
    found: dict[str, list[SentElsewhere]] = {}
    for sha256, folio, name in rows:
        found.setdefault(sha256, []).append(SentElsewhere(folio, name))
    return {sha256: tuple(places[:_MOST_ELSEWHERE]) for sha256, places in found.items()}


def _document(row: DocumentRow) -> Document:
    columns = {name: getattr(row, name) for name in _COLUMNS}
    return Document(id=row.id, **{**columns, "findings": tuple(row.findings)})


def _replaced(row: ReplacedDocumentRow) -> Document:
    columns = {name: getattr(row, name) for name in _REPLACED_COLUMNS}
    return Document(id=row.id, **{**columns, "findings": tuple(row.findings)})
