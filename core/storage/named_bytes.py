"""Which stored bytes the database names."""

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from core.storage.document_tables import ReplacedDocumentRow
from core.storage.tables import AcuseRow, DocumentRow


def named_digests(session: Session) -> frozenset[str]:
    """Return the SHA-256 of every document, replaced ones too, and of every sealed receipt."""
    receipts = select(AcuseRow.pdf_sha256).where(AcuseRow.pdf_sha256.is_not(None))
    kept = select(DocumentRow.sha256), select(ReplacedDocumentRow.sha256)
    return frozenset(session.scalars(union(*kept, receipts)))
