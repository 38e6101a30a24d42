"""Counting tries that went wrong in a row, under keys that tell nobody what was typed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, delete, false, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.domain.throttling import MAX_WRONG_TRIES, Pace
from core.storage.account_tables import TallyRow

_ENDLESS = Pace(free=0, longest=timedelta())


def tally(session: Session, key: str, *, lock: bool = False) -> TallyRow | None:
    """Return the tally of a key; None where nothing went wrong yet."""
    return session.get(TallyRow, key, with_for_update=lock or None, populate_existing=lock)


def tallies(session: Session, keys: Sequence[str]) -> dict[str, TallyRow]:
    """Return the tallies of several keys; a key is absent where nothing went wrong yet."""
    return {row.key: row for row in session.scalars(select(TallyRow).where(TallyRow.key.in_(keys)))}


def add_failure(session: Session, key: str, at: datetime, pace: Pace = _ENDLESS, *, least: int = 1) -> int:
    """Count one more failure; return how many there are now. Tries made at once are all counted.

    Args:
        session: the caller's transaction.
        key: what is counted.
        at: now.
        pace: says when earlier failures are forgotten: the count then begins anew.
        least: the count is this afterwards, or more.
    """
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(TallyRow).values(
        key=key, failures=least, first_failed_at=at, last_failed_at=at
    )
    forgotten = _forgotten(pace, at)
    more = case((forgotten, 1), else_=TallyRow.failures + 1)
    counted = statement.on_conflict_do_update(
        index_elements=[TallyRow.key],
        set_={
            "failures": case((more < least, least), else_=more),
            "first_failed_at": case(
                (forgotten, statement.excluded.first_failed_at), else_=TallyRow.first_failed_at
            ),
            "last_failed_at": at,
        },
    ).returning(TallyRow.failures)
    failures: int = session.scalars(counted, execution_options={"populate_existing": True}).one()
    return failures


def _forgotten(pace: Pace, at: datetime) -> ColumnElement[bool]:
    silent = TallyRow.last_failed_at <= at - pace.quiet if pace.quiet is not None else false()
    over = TallyRow.first_failed_at <= at - pace.span if pace.span is not None else false()
    return or_(silent, over)


def clear_tally(session: Session, key: str) -> None:
    """Forget the failures of a key."""
    session.execute(delete(TallyRow).where(TallyRow.key == key))


def sweep_tallies(session: Session, *, before: datetime, blocks_before: datetime) -> int:
    """Delete the tallies whose last failure is older than an instant; return how many.

    Args:
        session: the caller's transaction.
        before: for those that block nobody.
        blocks_before: for the others. They are kept for longer, or names that nobody has would seem
            unblocked one day, and those of people would not.
    """
    blocks = and_(TallyRow.key.startswith("name:"), TallyRow.failures > MAX_WRONG_TRIES)
    limit = case((blocks, blocks_before), else_=before)
    deleted = session.execute(delete(TallyRow).where(TallyRow.last_failed_at < limit).returning(TallyRow.key))
    return len(deleted.all())
