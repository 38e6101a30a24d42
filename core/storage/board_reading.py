"""Reading the tallies of a range: whole months as months, what is left at both ends as days."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from core.domain.board import ALL_TYPES, Step
from core.domain.board_figures import EARLIEST, Asked, Gathered
from core.domain.board_fold import Key, Measure
from core.storage.board_tables import DAY, MONTH, YEAR, BoardSpreadRow, BoardTallyRow
from core.storage.board_tallies import EVERYBODY
from core.storage.lookup import storable

_ONE_DAY = timedelta(days=1)
_STOCK = (Measure.SENT.value, Measure.REOPENED.value, Measure.ACCEPTED.value, Measure.REJECTED.value)


@dataclass(frozen=True, slots=True)
class Span:
    """Rows of one grain, by the day on which they start; both included."""

    grain: str
    first: date
    last: date


def spans(since: date, until: date) -> Iterator[Span]:
    """Yield the rows that make a range, each day of it in exactly one of them."""
    begins = since if since.day == 1 else _month_after(since)
    ends = until if (until + _ONE_DAY).day == 1 else until.replace(day=1) - _ONE_DAY
    if begins > ends:
        yield Span(DAY, since, until)
        return
    if since < begins:
        yield Span(DAY, since, begins - _ONE_DAY)
    yield Span(MONTH, begins, ends.replace(day=1))
    if ends < until:
        yield Span(DAY, ends + _ONE_DAY, until)


def wide_spans(since: date, until: date) -> Iterator[Span]:
    """Yield the same with whole years as years."""
    begins = since if (since.month, since.day) == (1, 1) else date(since.year + 1, 1, 1)
    ends = until if (until.month, until.day) == (12, 31) else date(until.year - 1, 12, 31)
    if begins > ends:
        yield from spans(since, until)
        return
    if since < begins:
        yield from spans(since, begins - _ONE_DAY)
    yield Span(YEAR, begins, date(ends.year, 1, 1))
    if ends < until:
        yield from spans(ends + _ONE_DAY, until)


def snapshot(session: Session) -> None:
    """Let every statement of the session see the same instant: an act is either pending or in the tallies.

    SQLite's transactions do so by themselves.
    """
    if session.get_bind().dialect.name != "sqlite":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def gather(session: Session, asked: Asked, *, stock: bool = True) -> Gathered:
    """Return what the tallies say of a range; what is pending is not among it.

    Args:
        session: open transaction.
        asked: the range.
        stock: look for what there was before it too, which reads everything until then.
    """
    gathered = Gathered(asked)
    by_day = asked.step is Step.DAY
    for span in [Span(DAY, asked.since, asked.until)] if by_day else spans(asked.since, asked.until):
        _add_steps(session, gathered, span)
    for span in spans(asked.since, asked.until):
        _add_details(session, gathered, span)
    _add_durations(session, gathered)
    if stock and asked.since > EARLIEST:
        for span in spans(EARLIEST, asked.since - _ONE_DAY):
            _add_stock(session, gathered, span)
    return gathered


def steps_statement(span: Span, asked: Asked) -> Select[date, str, int]:
    """Return the statement of what was counted under each start of a span."""
    t = BoardTallyRow
    found = select(t.starts_on, t.measure, func.sum(t.count)).where(*_within(span, asked))
    return found.group_by(t.starts_on, t.measure)


def details_statement(span: Span, asked: Asked) -> Select[str, str, int, str, int]:
    """Return the statement of what was counted in a span by type, hour and detail."""
    t = BoardTallyRow
    told = select(t.measure, t.tipo, t.hour, t.detail, func.sum(t.count)).where(*_within(span, asked))
    return told.group_by(t.measure, t.tipo, t.hour, t.detail)


def spreads_statement(span: Span, asked: Asked) -> Select[date, int, dict[str, Any]]:
    """Return the statement of a span's histograms, each account's and everybody's."""
    s = BoardSpreadRow
    return select(s.starts_on, s.account_id, s.counts).where(
        s.grain == span.grain,
        s.tipo == storable(asked.tipo),
        s.starts_on >= span.first,
        s.starts_on <= span.last,
    )


def _add_steps(session: Session, gathered: Gathered, span: Span) -> None:
    for starts_on, measure, count in session.execute(steps_statement(span, gathered.asked)):
        gathered.add_at(starts_on, measure, count)


def _add_details(session: Session, gathered: Gathered, span: Span) -> None:
    for measure, tipo, hour, detail, count in session.execute(details_statement(span, gathered.asked)):
        gathered.add_told(Key(span.first, measure, tipo, hour, detail), count)


def _add_stock(session: Session, gathered: Gathered, span: Span) -> None:
    t = BoardTallyRow
    found = select(t.measure, func.sum(t.count)).where(*_within(span, gathered.asked), t.measure.in_(_STOCK))
    for measure, count in session.execute(found.group_by(t.measure)):
        gathered.add_before(measure, count)


def _within(span: Span, asked: Asked) -> list[ColumnElement[bool]]:
    t = BoardTallyRow
    found = [t.grain == span.grain, t.starts_on >= span.first, t.starts_on <= span.last]
    return [*found, t.tipo == storable(asked.tipo)] if asked.tipo != ALL_TYPES else found


def _add_durations(session: Session, gathered: Gathered) -> None:
    asked = gathered.asked
    months: defaultdict[date, Counter[str]] = defaultdict(Counter)
    clerks: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for span in spans(asked.since, asked.until):
        everybodys = spreads_statement(span, asked).where(BoardSpreadRow.account_id == EVERYBODY)
        for starts_on, _, counts in session.execute(everybodys):
            months[starts_on.replace(day=1)].update(counts)
    for span in wide_spans(asked.since, asked.until):
        own = spreads_statement(span, asked).where(BoardSpreadRow.account_id != EVERYBODY)
        for _, account_id, counts in session.execute(own):
            clerks[account_id].update(counts)
    # a number only once for each that was added up: five years of an office are hundreds of thousands
    for month, added in months.items():
        gathered.minutes_by_month[month].update({int(m): count for m, count in added.items()})
    for account_id, added in clerks.items():
        gathered.minutes_by_clerk[account_id].update({int(m): count for m, count in added.items()})


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)
