"""Links that were sent to somebody."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.domain.accounts import LinkPurpose
from core.storage.account_tables import LinkRow


def insert_link(session: Session, row: LinkRow) -> None:
    """Store a link."""
    session.add(row)
    session.flush()


def link_by_digest(session: Session, token_sha256: str, *, lock: bool = False) -> LinkRow | None:
    """Return a link by its token's digest.

    Args:
        session: open transaction.
        token_sha256: SHA-256 of the token, hex.
        lock: keep other writers away until the transaction ends, and read the row anew.
    """
    query = select(LinkRow).where(LinkRow.token_sha256 == token_sha256)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalar(query)


def retire_links(
    session: Session,
    purpose: LinkPurpose,
    at: datetime,
    *,
    account_id: int | None = None,
    registration_id: int | None = None,
) -> None:
    """End the unused links of one person and purpose."""
    session.execute(
        update(LinkRow)
        .where(
            LinkRow.purpose == purpose,
            LinkRow.account_id == account_id,
            LinkRow.registration_id == registration_id,
            LinkRow.used_at.is_(None),
        )
        .values(used_at=at)
    )
