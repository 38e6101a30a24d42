"""Looking rows up by values from outside: what no column can hold is simply not found."""

from typing import TypeVar

from sqlalchemy.orm import Session

from core.storage.base import Base

_LARGEST_ID = 2**31 - 1
_Row = TypeVar("_Row", bound=Base)


def row_by_id(session: Session, kind: type[_Row], row_id: int, *, lock: bool = False) -> _Row | None:
    """Return a row; None where there is none, also for numbers that overflow the column.

    Args:
        session: open transaction.
        kind: the table's class.
        row_id: any number.
        lock: keep other writers away until the transaction ends. SQLite's writers are alone as it is.
    """
    if not 0 < row_id <= _LARGEST_ID:
        return None
    return session.get(kind, row_id, with_for_update=lock or None)


def storable(text: str) -> str:
    """Return a text that both databases take: PostgreSQL has no NUL, and neither has lone surrogates."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")
