"""Signed-in browsers."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from core.domain.accounts import SessionBounds, SessionStage
from core.storage.account_tables import AccountRow, SessionRow
from core.storage.lookup import storable


def insert_session(
    session: Session,
    account_id: int,
    token_sha256: str,
    at: datetime,
    *,
    stage: SessionStage,
    address: str,
    user_agent: str,
) -> None:
    """Store a signed-in browser under the digest of its token."""
    session.add(
        SessionRow(
            token_sha256=token_sha256,
            account_id=account_id,
            stage=stage,
            created_at=at,
            last_seen_at=at,
            address=address[:64],
            user_agent=storable(user_agent)[:300],
        )
    )


def _lives(within: SessionBounds) -> ColumnElement[bool]:
    """Return the one rule of what lives: not ended, not idled out, not too old for how far it has come."""
    return and_(
        SessionRow.ended_at.is_(None),
        SessionRow.last_seen_at >= within.seen_since,
        SessionRow.created_at >= within.begun_since,
        or_(SessionRow.stage == SessionStage.OPEN, SessionRow.created_at >= within.half_way_since),
    )


def live_session(
    session: Session, token_sha256: str, within: SessionBounds
) -> tuple[SessionRow, AccountRow] | None:
    """Return a session that lives, whatever its stage, with its account.

    A block stops signing in, not who is in already: or six wrong passwords would throw a clerk out. An
    administrator's suspension ends everything.
    """
    found = session.execute(
        select(SessionRow, AccountRow)
        .join(AccountRow, AccountRow.id == SessionRow.account_id)
        .where(SessionRow.token_sha256 == token_sha256, _lives(within), AccountRow.suspended_at.is_(None))
    ).first()
    return (found[0], found[1]) if found else None


def live_among(session: Session, digests: Collection[str], within: SessionBounds) -> frozenset[str]:
    """Return those digests whose session is open and lives, by the rules of :func:`live_session`."""
    found = session.scalars(
        select(SessionRow.token_sha256)
        .join(AccountRow, AccountRow.id == SessionRow.account_id)
        .where(
            SessionRow.token_sha256.in_(digests),
            SessionRow.stage == SessionStage.OPEN,
            _lives(within),
            AccountRow.suspended_at.is_(None),
        )
    )
    return frozenset(found)


def touch_session(session: Session, token_sha256: str, at: datetime) -> None:
    """Record a sign of life."""
    session.execute(update(SessionRow).where(SessionRow.token_sha256 == token_sha256).values(last_seen_at=at))


def end_session(session: Session, token_sha256: str, at: datetime) -> None:
    """End a session; ending it again changes nothing."""
    session.execute(
        update(SessionRow)
        .where(SessionRow.token_sha256 == token_sha256, SessionRow.ended_at.is_(None))
        .values(ended_at=at)
    )


def sessions_of(session: Session, account_id: int, within: SessionBounds) -> tuple[SessionRow, ...]:
    """Return an account's sessions that live, whatever their stage; the latest seen first."""
    rows = session.scalars(
        select(SessionRow)
        .where(SessionRow.account_id == account_id, _lives(within))
        .order_by(SessionRow.last_seen_at.desc(), SessionRow.token_sha256)
    )
    return tuple(rows)


def end_sessions_of(session: Session, account_id: int, at: datetime, *, but: str = "") -> int:
    """End an account's sessions, except the one with the digest ``but``; return how many ended."""
    ended = session.execute(
        update(SessionRow)
        .where(
            SessionRow.account_id == account_id,
            SessionRow.ended_at.is_(None),
            SessionRow.token_sha256 != but,
        )
        .values(ended_at=at)
        .returning(SessionRow.token_sha256)
    )
    return len(ended.all())
