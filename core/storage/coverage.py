"""The pages that members of the staff had before the eyes: one row for each person and document."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.domain.coverage import DocumentCoverage, Extent, with_pages
from core.domain.promocion import Document
from core.storage.document_tables import PagesSeenRow


def add_pages_seen(
    session: Session,
    document: Document,
    account_id: int,
    seen: frozenset[int],
    extent: Extent,
    at: datetime,
) -> DocumentCoverage:
    """Add pages to what a person has seen of a document, and return all that they have.

    Two windows may report at once: whoever comes second waits for the row and adds to what the first one
    left, so that no page is lost in either order.

    Args:
        session: open transaction that writes.
        document: of which the pages are.
        account_id: who saw them.
        seen: numbers of pages, from 1.
        extent: how many pages the document has; without a total what was known stays.
        at: when they were reported.
    """
    _make_row(session, document, account_id, at)
    row = session.scalars(
        select(PagesSeenRow)
        .where(PagesSeenRow.document_id == document.id, PagesSeenRow.account_id == account_id)
        .with_for_update()
    ).one()
    pages = with_pages(row.pages, seen)
    if pages != row.pages:
        row.pages, row.updated_at = pages, at
    if extent.total is not None:
        row.total = extent.total
    return DocumentCoverage(document.id, document.name, tuple(pages), row.total, extent.unit)


def _make_row(session: Session, document: Document, account_id: int, at: datetime) -> None:
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    values = {
        "promocion_id": document.promocion_id,
        "document_id": document.id,
        "account_id": account_id,
        "pages": [],
        "updated_at": at,
    }
    statement = dialect.insert(PagesSeenRow).values(values)
    session.execute(statement.on_conflict_do_nothing(index_elements=["document_id", "account_id"]))


def coverage_of(
    session: Session,
    account_id: int,
    documents: Sequence[Document],
    counted: Callable[[Document], Extent],
) -> tuple[DocumentCoverage, ...]:
    """Return how much a person has seen of each document, in the documents' order.

    Args:
        session: open transaction.
        account_id: who.
        documents: of which.
        counted: how many pages a document has as far as is known, for those that were never shown.
    """
    rows = session.scalars(
        select(PagesSeenRow).where(
            PagesSeenRow.account_id == account_id, PagesSeenRow.document_id.in_([d.id for d in documents])
        )
    )
    seen = {row.document_id: row for row in rows}
    return tuple(_coverage(d, seen.get(d.id), counted(d)) for d in documents)


def _coverage(document: Document, row: PagesSeenRow | None, counted: Extent) -> DocumentCoverage:
    pages = tuple(row.pages) if row else ()
    total = row.total if row and row.total is not None else counted.total
    return DocumentCoverage(document.id, document.name, pages, total, counted.unit)


def shown_total(session: Session, document_id: int) -> int | None:
    """Return of how many pages somebody was shown a document; None where nobody was, or nobody knew."""
    query = select(PagesSeenRow.total).where(
        PagesSeenRow.document_id == document_id, PagesSeenRow.total.is_not(None)
    )
    return session.scalar(query.limit(1))
