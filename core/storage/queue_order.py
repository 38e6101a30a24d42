"""In which order a list stands, and pages of it by a place between two rows instead of a number to skip.

Rows come and go while somebody turns pages: a number of rows to skip would show one twice or hide it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_
from sqlalchemy.orm import InstrumentedAttribute

from core.domain.queue import Cursor, QueueQuery, QueueRow, Tab
from core.storage.base import UtcDateTime
from core.storage.lookup import storable
from core.storage.tables import PromocionRow

_NEVER = datetime(9999, 12, 31, tzinfo=UTC)
_LARGEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Key:
    """One column of an order. ``name``: the field of ``QueueRow`` that shows it."""

    name: str
    column: InstrumentedAttribute[Any] | ColumnElement[Any]
    kind: type
    descending: bool = False

    def turned(self) -> "Key":
        """Return the same column the other way round."""
        return Key(self.name, self.column, self.kind, not self.descending)

    def clause(self) -> ColumnElement[Any]:
        """Return the column as ``ORDER BY`` wants it."""
        return self.column.desc() if self.descending else self.column.asc()

    def behind(self, value: object) -> ColumnElement[bool]:
        """Return the condition of a row that stands later than this value."""
        return self.column < value if self.descending else self.column > value


_P = PromocionRow
_ID = Key("id", _P.id, int)
# what is not decided yet stands last; a NULL could not be compared with
_DECIDED = Key("decided_at", func.coalesce(_P.decided_at, _NEVER, type_=UtcDateTime()), datetime)
_ALL_DECIDED = Key("decided_at", _P.decided_at, datetime)
"""For lists of decided ones alone: the bare column has an index."""
_SORTS: dict[str, tuple[Key, ...]] = {
    # of two filings of one day and one type the one sent first is the older in business hours too
    "filed_on": (
        Key("filed_on", _P.filed_on, date),
        Key("risk", _P.risk, int, descending=True),
        Key("sent_at", _P.sent_at, datetime),
    ),
    "sent_at": (Key("sent_at", _P.sent_at, datetime),),
    "folio": (Key("folio", _P.folio, str),),
    "procedimiento": (Key("procedimiento", _P.procedimiento, str),),
    "owner": (Key("owner_name", _P.owner_name, str),),
    "decided_at": (_DECIDED,),
}
SORTS = tuple(_SORTS)


def keys_of(query: QueueQuery) -> tuple[Key, ...]:
    """Return the columns by which a list stands, the id last so that no two rows share a place."""
    keys = (*_SORTS.get(query.sort, _SORTS["filed_on"]), _ID)
    if keys[0] is _DECIDED and query.tab in {Tab.CLOSED, Tab.DECIDED_TODAY}:
        keys = (_ALL_DECIDED, _ID)
    return tuple(key.turned() for key in keys) if query.descending else keys


def clauses(keys: Sequence[Key]) -> list[ColumnElement[Any]]:
    """Return the ``ORDER BY`` of an order."""
    return [key.clause() for key in keys]


def turned(keys: Sequence[Key]) -> tuple[Key, ...]:
    """Return an order the other way round."""
    return tuple(key.turned() for key in keys)


def behind(keys: Sequence[Key], cursor: Cursor) -> ColumnElement[bool] | None:
    """Return the condition of the rows that stand behind a place; None where it is none of this order."""
    values = _values(keys, cursor)
    if values is None:
        return None
    steps = []
    for number, key in enumerate(keys):
        same = [k.column == v for k, v in zip(keys[:number], values, strict=False)]
        steps.append(and_(*same, key.behind(values[number])))
    # the first column alone bounds the range that an index is read in; an OR alone bounds nothing
    return and_(_reached(keys[0], values[0]), or_(*steps))


def _reached(key: Key, value: object) -> ColumnElement[bool]:
    return key.column <= value if key.descending else key.column >= value


def cursor_at(values: Sequence[Any]) -> Cursor:
    """Return the place of a row by its values of an order's columns."""
    return Cursor(tuple(v.isoformat() if isinstance(v, date) else v for v in values))


def cursor_of_row(keys: Sequence[Key], row: QueueRow) -> Cursor:
    """Return the place of a row that was read."""
    values = [getattr(row, key.name) for key in keys]
    return cursor_at([_NEVER if value is None else value for value in values])


def _values(keys: Sequence[Key], cursor: Cursor) -> list[Any] | None:
    if len(cursor.values) != len(keys):
        return None
    try:
        return [_typed(key.kind, value) for key, value in zip(keys, cursor.values, strict=True)]
    except (ValueError, OverflowError):
        return None


def _typed(kind: type, value: str | int) -> object:
    if kind is datetime and isinstance(value, str):
        instant = datetime.fromisoformat(value)
        if instant.tzinfo is None:
            raise ValueError(value)
        return instant.astimezone(UTC)
    if kind is date and isinstance(value, str):
        return date.fromisoformat(value)
    if kind is int and isinstance(value, int):
        return min(max(value, -_LARGEST), _LARGEST)
    if kind is str and isinstance(value, str):
        return storable(value)
    raise ValueError(type(value).__name__)
