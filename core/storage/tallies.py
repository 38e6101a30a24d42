"""Counting tries that went wrong in a row, under keys that tell nobody what was typed."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.storage.account_tables import TallyRow


def tally(session: Session, key: str, *, lock: bool = False) -> TallyRow | None:
    """Return the tally of a key; None where nothing went wrong yet."""
    return session.get(TallyRow, key, with_for_update=lock or None, populate_existing=lock)


def add_failure(session: Session, key: str, at: datetime) -> int:
    """Count one more failure; return how many there are now. Tries made at once are all counted."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(TallyRow).values(key=key, failures=1, first_failed_at=at, last_failed_at=at)
    counted = statement.on_conflict_do_update(
        index_elements=[TallyRow.key], set_={"failures": TallyRow.failures + 1, "last_failed_at": at}
    ).returning(TallyRow.failures)
    failures: int = session.scalars(counted, execution_options={"populate_existing": True}).one()
    return failures


def clear_tally(session: Session, key: str) -> None:
    """Forget the failures of a key."""
    session.execute(delete(TallyRow).where(TallyRow.key == key))
