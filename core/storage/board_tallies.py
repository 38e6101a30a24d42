"""Bringing acts into the tallies, each exactly once.

An act that counts is pending from the transaction that writes it until one that tallies takes it out and adds
what it counts, or nothing of both. Writers only insert rows of their own, so they never wait for each other or
for the tallying; those who tally wait for the state's row, one after the other. An act of which no pending row
is left, and which a rebuilding has passed or a tallying took, is in the tallies: that holds also while a
rebuilding goes on, since it passes over whatever is pending, and nothing pending is tallied before it ends.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, and_, delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.domain.board import ALL_TYPES
from core.domain.board_fold import COUNTED, Act, Key, Taken, keys_of, taken_by
from core.storage.board_tables import (
    DAY,
    MONTH,
    YEAR,
    BoardPendingRow,
    BoardSpreadRow,
    BoardStateRow,
    BoardTallyRow,
)
from core.storage.tables import EventRow, PromocionRow

EVERYBODY = 0
"""What stands for every account together."""


def board_state(session: Session) -> BoardStateRow:
    """Return how the tallies stand."""
    return session.get_one(BoardStateRow, 1)


def locked_state(session: Session) -> BoardStateRow:
    """Return the same once nobody else tallies, and keep others waiting until the transaction ends."""
    return session.get_one(BoardStateRow, 1, with_for_update=True, populate_existing=True)


def select_acts() -> Select[Any]:
    """Return the statement of the log's acts that count, with the type of their promoción."""
    return (
        select(
            EventRow.id,
            EventRow.at,
            EventRow.action,
            EventRow.actor_id,
            EventRow.facts,
            PromocionRow.tipo_procedimiento,
        )
        .join(PromocionRow, PromocionRow.id == EventRow.promocion_id)
        .where(EventRow.action.in_([action.value for action in COUNTED]))
    )


def act_of(row: Row[Any]) -> Act:
    """Return a row of :func:`select_acts` as the fold reads it."""
    return Act(row.at, row.action, row.actor_id, row.tipo_procedimiento, row.facts)


def pending_acts(session: Session) -> list[Act]:
    """Return the acts that are not in the tallies yet."""
    pending = select(BoardPendingRow.event_id)
    return [act_of(row) for row in session.execute(select_acts().where(EventRow.id.in_(pending)))]


def some_pending(session: Session) -> bool:
    """Whether any act waits to be tallied."""
    return session.scalar(select(BoardPendingRow.event_id).limit(1)) is not None


def tally_pending(session: Session, zone: ZoneInfo, *, limit: int) -> int:
    """Bring the oldest pending acts into the tallies; return how many. The state's row must be locked."""
    oldest = select(BoardPendingRow.event_id).order_by(BoardPendingRow.event_id).limit(limit)
    gone = delete(BoardPendingRow).where(BoardPendingRow.event_id.in_(oldest.scalar_subquery()))
    ids = session.scalars(gone.returning(BoardPendingRow.event_id)).all()
    if ids:
        rows = session.execute(select_acts().where(EventRow.id.in_(ids)))
        _add(session, [act_of(row) for row in rows], zone)
    return len(ids)


def empty_tallies(session: Session) -> None:
    """Forget every tally; what is pending stays so."""
    session.execute(delete(BoardTallyRow))
    session.execute(delete(BoardSpreadRow))


def last_event(session: Session) -> int:
    """Return the number of the newest act; 0 of an empty log."""
    return session.scalar(select(func.max(EventRow.id))) or 0


def fold_events(session: Session, zone: ZoneInfo, after: int, through: int) -> None:
    """Bring the acts of a span of the log into the tallies, but those that are pending."""
    pending = select(BoardPendingRow.event_id).where(BoardPendingRow.event_id == EventRow.id).exists()
    rows = session.execute(select_acts().where(EventRow.id > after, EventRow.id <= through, ~pending))
    _add(session, [act_of(row) for row in rows], zone)


def _add(session: Session, acts: Iterable[Act], zone: ZoneInfo) -> None:
    counts: Counter[Key] = Counter()
    durations: Counter[Taken] = Counter()
    for act in acts:
        counts.update(keys_of(act, zone))
        taken = taken_by(act, zone)
        if taken:
            durations[taken] += 1
    _add_counts(session, counts)
    _add_durations(session, durations)


def _add_counts(session: Session, counts: Mapping[Key, int]) -> None:
    found: Counter[tuple[str, date, str, str, int, str]] = Counter()
    for key, count in counts.items():
        for grain, starts_on in ((DAY, key.day), (MONTH, key.day.replace(day=1))):
            found[grain, starts_on, key.measure, key.tipo, key.hour, key.detail] += count
    names = ("grain", "starts_on", "measure", "tipo", "hour", "detail")
    rows = [{**dict(zip(names, key, strict=True)), "count": count} for key, count in sorted(found.items())]
    if rows:
        statement = _dialect(session).insert(BoardTallyRow)
        more = {"count": BoardTallyRow.count + statement.excluded.count}
        session.execute(statement.on_conflict_do_update(index_elements=list(names), set_=more), rows)


_SpreadKey = tuple[str, str, date, int]


def _add_durations(session: Session, durations: Mapping[Taken, int]) -> None:
    found: dict[_SpreadKey, Counter[str]] = {}
    for taken, count in durations.items():
        for key in _spread_keys(taken):
            found.setdefault(key, Counter())[str(taken.minutes)] += count
    if found:
        _merge(session, found)


def _spread_keys(taken: Taken) -> list[_SpreadKey]:
    day, month, year = taken.day, taken.day.replace(day=1), taken.day.replace(month=1, day=1)
    everybodys = [(DAY, day, EVERYBODY), (MONTH, month, EVERYBODY)]
    own = [(grain, start, taken.account_id) for grain, start in ((DAY, day), (MONTH, month), (YEAR, year))]
    return [
        (grain, tipo, start, account_id)
        for grain, start, account_id in (*everybodys, *(own if taken.account_id else ()))
        for tipo in {ALL_TYPES, taken.tipo}
    ]


def _merge(session: Session, found: Mapping[_SpreadKey, Counter[str]]) -> None:
    """Add histograms to those that are kept; nobody else does meanwhile, since the state's row is locked."""
    for *key, counts in session.execute(_kept(found)):
        more = found.get((key[0], key[1], key[2], key[3]))
        if more is not None:
            more.update(counts)
    names = ("grain", "tipo", "starts_on", "account_id")
    rows = [{**dict(zip(names, key, strict=True)), "counts": dict(c)} for key, c in found.items()]
    statement = _dialect(session).insert(BoardSpreadRow)
    kept_by = statement.on_conflict_do_update(
        index_elements=list(names), set_={"counts": statement.excluded.counts}
    )
    session.execute(kept_by, rows)


def _kept(found: Iterable[_SpreadKey]) -> Select[str, str, date, int, dict[str, Any]]:
    """Return the statement of the histograms on the days and months of some; by the key, or all would be read."""
    s = BoardSpreadRow
    grains = {grain: sorted({key[2] for key in found if key[0] == grain}) for grain in (DAY, MONTH, YEAR)}
    days = or_(*(and_(s.grain == grain, s.starts_on.in_(starts)) for grain, starts in grains.items()))
    tipos = sorted({tipo for _, tipo, _, _ in found})
    return select(s.grain, s.tipo, s.starts_on, s.account_id, s.counts).where(days, s.tipo.in_(tipos))


def _dialect(session: Session) -> Any:  # noqa: ANN401 - either module; both have the same insert
    return sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
