"""What differs between two editions of the calendar, and which filings that can concern."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.domain.calendar import BusinessCalendar
from core.domain.closures import Closure
from core.domain.opening_hours import Timetable

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DaySpan:
    """Days in a row; ``last`` None: from then on, for ever."""

    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class CalendarDifferences:
    """What one edition has that the other has not.

    ``reworded`` holds closures whose days, kind and scope are the same, as they are now.
    """

    closures_added: tuple[Closure, ...] = ()
    closures_retired: tuple[Closure, ...] = ()
    closures_restored: tuple[Closure, ...] = ()
    reworded: tuple[Closure, ...] = ()
    timetables_added: tuple[Timetable, ...] = ()
    timetables_retired: tuple[Timetable, ...] = ()
    complete_until: tuple[date | None, date | None] | None = None


def changed_spans(before: BusinessCalendar, after: BusinessCalendar) -> tuple[DaySpan, ...]:
    """Return days outside of which both calendars take every filing as filed on the same day.

    A filing whose days, from the one it was sent on to the one it counts from, hold none of them, keeps its
    date: what the first calendar looked at for it is the same in the second.
    """
    one, other = ({_effect(c) for c in calendar.closures_used} for calendar in (before, after))
    closed = [DaySpan(on, last_on) for on, last_on, _ in sorted(one ^ other, key=lambda effect: effect[:2])]
    return (*closed, *_changed_hours(before, after))


def _effect(closure: Closure) -> tuple[date, date, frozenset[str]]:
    return closure.on, closure.last_on, closure.procedure_types


def _changed_hours(before: BusinessCalendar, after: BusinessCalendar) -> Iterator[DaySpan]:
    """Yield the days from one timetable's beginning to the next, where those of the two calendars differ."""
    used = (*before.timetables_used, *after.timetables_used)
    firsts = sorted({date.min, *(timetable.valid_from for timetable in used)})
    for first, following in zip(firsts, [*firsts[1:], None], strict=True):
        if not before.timetable_on(first).same_effect(after.timetable_on(first)):
            yield DaySpan(first, following - _ONE_DAY if following else None)


def differences(before: BusinessCalendar, after: BusinessCalendar) -> CalendarDifferences:
    """Return what ``after`` has that ``before`` has not."""
    old, new = Counter(before.closures), Counter(after.closures)
    gone, come = list((old - new).elements()), list((new - old).elements())
    retired, restored = _moved(gone, come, to_retired=True), _moved(gone, come, to_retired=False)
    reworded = tuple(c for c in come if any(_same_matter(c, g) for g in gone))
    told = {id(c) for c in (*retired, *restored, *reworded)}
    hours_gone = [t for t in before.timetables if t not in after.timetables]
    hours_come = [t for t in after.timetables if t not in before.timetables]
    hours_retired = [t for t in hours_come if t.retired_on and replace(t, retired_on=None) in hours_gone]
    changed = before.complete_until != after.complete_until
    return CalendarDifferences(
        closures_added=tuple(c for c in come if id(c) not in told),
        closures_retired=retired,
        closures_restored=restored,
        reworded=reworded,
        timetables_added=tuple(t for t in hours_come if t not in hours_retired),
        timetables_retired=tuple(hours_retired),
        complete_until=(before.complete_until, after.complete_until) if changed else None,
    )


def _moved(gone: list[Closure], come: list[Closure], *, to_retired: bool) -> tuple[Closure, ...]:
    """Return the closures whose only difference is that they were retired, or are in use again."""
    found = [c for c in come if (c.retired_on is not None) is to_retired]
    return tuple(
        c
        for c in found
        if any(
            (g.retired_on is None) is to_retired
            and replace(g, retired_on=None) == replace(c, retired_on=None)
            for g in gone
        )
    )


def _same_matter(one: Closure, other: Closure) -> bool:
    same_use = one.retired_on == other.retired_on
    return same_use and one.kind is other.kind and _effect(one) == _effect(other)
