"""What the antivirus said of stored documents, and of which it has not said anything yet."""

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core.domain.promocion import Document, Scan
from core.domain.workflow import OPEN
from core.storage.document_rows import load_document
from core.storage.lookup import row_by_id
from core.storage.tables import DocumentRow, PromocionRow

UNANSWERED = ("", Scan.NOT_SCANNED.value)
"""Never asked about (no antivirus was configured then), or asked in vain."""


def unanswered_documents(session: Session, *, limit: int) -> tuple[Document, ...]:
    """Return documents of open promociones that the antivirus has said nothing of, the oldest first."""
    found = select(DocumentRow).where(_is_unanswered()).order_by(DocumentRow.id).limit(limit)
    rows = session.scalars(found).all()
    return tuple(
        load_document(session, row.id) for row in rows
    )  # from the session, without another statement


def count_unanswered(session: Session) -> int:
    """Return how many there are."""
    return session.scalar(select(func.count(DocumentRow.id)).where(_is_unanswered())) or 0


def set_scan(session: Session, document: Document) -> bool:
    """Write a document's ``scan``, ``threat``, ``scanned_at`` and ``findings``.

    Return whether it was written: not where the document is gone, or another replica's answer came first.
    """
    row = row_by_id(session, DocumentRow, document.id, lock=True)
    if row is None or row.sha256 != document.sha256 or row.scan not in UNANSWERED:
        return False
    row.scan, row.threat, row.scanned_at = document.scan, document.threat, document.scanned_at
    row.findings = list(document.findings)
    return True


def _is_unanswered() -> ColumnElement[bool]:
    open_ones = select(PromocionRow.id).where(PromocionRow.status.in_(OPEN))
    return DocumentRow.scan.in_(UNANSWERED) & DocumentRow.promocion_id.in_(open_ones)
