"""The days on which two editions of the calendar differ, and so which filings that can concern."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from core.domain.calendar import BusinessCalendar
from core.domain.closures import Closure, ClosureKind

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DaySpan:
    """Days in a row; ``last`` None: from then on, for ever."""

    first: date
    last: date | None


def changed_spans(before: BusinessCalendar, after: BusinessCalendar) -> tuple[DaySpan, ...]:
    """Return days outside of which both calendars take every filing as filed on the same day.

    A filing whose days, from the one it was sent on to the one it counts from, hold none of them, keeps its
    date and its reason: what the first calendar looked at for it is the same in the second. So days whose
    decree is cited in other words differ too.
    """
    one, other = ({_effect(c) for c in calendar.closures_used} for calendar in (before, after))
    closed = sorted({(on, last_on) for on, last_on, *_ in one ^ other})
    return (*(DaySpan(*days) for days in closed), *_changed_hours(before, after))


def _effect(closure: Closure) -> tuple[date, date, frozenset[str], ClosureKind, str]:
    return closure.on, closure.last_on, closure.procedure_types, closure.kind, closure.legal_basis


def _changed_hours(before: BusinessCalendar, after: BusinessCalendar) -> Iterator[DaySpan]:
    """Yield the days from one timetable's beginning to the next, where those of the two calendars differ."""
    used = (*before.timetables_used, *after.timetables_used)
    firsts = sorted({date.min, *(timetable.valid_from for timetable in used)})
    for first, following in zip(firsts, [*firsts[1:], None], strict=True):
        if not before.timetable_on(first).same_effect(after.timetable_on(first)):
            yield DaySpan(first, following - _ONE_DAY if following else None)
