"""Timestamps of sendings: wanted in the transaction of the sending, given afterwards, never changed."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.domain.evidence import StoredTimestamp
from core.storage.lookup import storable
from core.storage.tables import TimestampRow

_LONGEST_NAME = 300


def want_timestamp(session: Session, promocion_id: int, sha256: str, at: datetime) -> None:
    """Write that a sending is to be stamped."""
    session.add(TimestampRow(promocion_id=promocion_id, sha256=sha256, wanted_since=at, next_try_at=at))


def timestamp_of(session: Session, promocion_id: int) -> StoredTimestamp | None:
    """Return a promoción's timestamp, or that one is wanted; None where none is."""
    row = session.scalar(select(TimestampRow).where(TimestampRow.promocion_id == promocion_id))
    return _stored(row) if row else None


def due_timestamps(session: Session, due_at: datetime | None, *, limit: int) -> tuple[StoredTimestamp, ...]:
    """Return what waits for its timestamp and may be tried again by then, oldest first; None: whenever it may."""
    query = select(TimestampRow).where(TimestampRow.token.is_(None))
    if due_at is not None:
        query = query.where(TimestampRow.next_try_at <= due_at)
    query = query.order_by(TimestampRow.id).limit(limit)
    return tuple(_stored(row) for row in session.scalars(query))


def set_timestamp(
    session: Session, timestamp_id: int, *, stamped_at: datetime, authority: str, token: bytes
) -> bool:
    """Keep the token, once; return whether it is the one that is kept."""
    given = session.scalar(
        update(TimestampRow)
        .where(TimestampRow.id == timestamp_id, TimestampRow.token.is_(None))
        .values(
            stamped_at=stamped_at,
            authority=storable(authority)[:_LONGEST_NAME],
            token=token,
            reason="",
            tries=TimestampRow.tries + 1,
        )
        .returning(TimestampRow.id)
    )
    return given is not None


def put_off_timestamp(session: Session, timestamp_id: int, reason: str, until: datetime) -> None:
    """Write why there is still none, and when to try again."""
    session.execute(
        update(TimestampRow)
        .where(TimestampRow.id == timestamp_id, TimestampRow.token.is_(None))
        .values(reason=reason, next_try_at=until, tries=TimestampRow.tries + 1)
    )


def _stored(row: TimestampRow) -> StoredTimestamp:
    return StoredTimestamp(
        id=row.id,
        promocion_id=row.promocion_id,
        sha256=row.sha256,
        wanted_since=row.wanted_since,
        tries=row.tries,
        reason=row.reason,
        stamped_at=row.stamped_at,
        authority=row.authority,
        token=row.token or b"",
    )
