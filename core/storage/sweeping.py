"""Deleting what accounts left behind and nobody will ask for again."""

from datetime import datetime

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from core.storage.account_tables import LinkRow, SessionRow


def sweep_sessions(session: Session, before: datetime) -> int:
    """Delete the sessions that ended, or were last used, before an instant; return how many."""
    gone = or_(SessionRow.ended_at < before, SessionRow.last_seen_at < before)
    return len(session.execute(delete(SessionRow).where(gone).returning(SessionRow.token_sha256)).all())


def sweep_links(session: Session, before: datetime) -> int:
    """Delete the links that were used up or expired before an instant; return how many."""
    gone = or_(LinkRow.used_at < before, LinkRow.expires_at < before)
    return len(session.execute(delete(LinkRow).where(gone).returning(LinkRow.id)).all())
