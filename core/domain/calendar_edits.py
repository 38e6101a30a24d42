"""A calendar with one entry more, or one retired: what a supervisor does to it. Nothing ever disappears."""

from dataclasses import replace
from datetime import date

from core.domain.calendar import BusinessCalendar
from core.domain.closures import Closure
from core.domain.opening_hours import Timetable


class BeginsOnThatDay(ValueError):  # noqa: N818 - named as a sentence, like the refusals
    """A closure of the same kind and scope begins on that day already, and ends on another."""


def with_closure(calendar: BusinessCalendar, added: Closure) -> BusinessCalendar:
    """Return a calendar with a closure more.

    Entries are told apart by first day, kind and scope. One that was retired comes back; one in use of the
    very same days gives way, so that its decree can be cited anew.

    Raises:
        BeginsOnThatDay: one in use ends on another day: giving way would open or close days unseen.
    """
    for place, closure in enumerate(calendar.closures):
        if _same_name(closure, added):
            if closure.retired_on is None and closure.last_on != added.last_on:
                raise BeginsOnThatDay(f"{closure.on}-{closure.last_on}")
            return _with_closure_at(calendar, place, added)
    return calendar.with_closures([added])


def retire_closure(calendar: BusinessCalendar, place: int, on: date) -> BusinessCalendar:
    """Return a calendar that no longer uses the closure at ``place`` of ``calendar.closures``."""
    return _with_closure_at(calendar, place, replace(calendar.closures[place], retired_on=on))


def bring_closure_back(calendar: BusinessCalendar, place: int) -> BusinessCalendar:
    """Return a calendar that uses again a closure that was retired."""
    return _with_closure_at(calendar, place, replace(calendar.closures[place], retired_on=None))


def with_timetable(calendar: BusinessCalendar, added: Timetable) -> BusinessCalendar:
    """Return a calendar with other hours from a day on; a retired timetable of that day gives way.

    Raises:
        ValueError: a timetable in use begins on that day.
    """
    kept = [t for t in calendar.timetables if t.retired_on is None or t.valid_from != added.valid_from]
    return replace(calendar, timetables=(*kept, added))


def retire_timetable(calendar: BusinessCalendar, place: int, on: date) -> BusinessCalendar:
    """Return a calendar that no longer uses the timetable at ``place`` of ``calendar.timetables``.

    Raises:
        ValueError: no other one is in use.
    """
    timetables = list(calendar.timetables)
    timetables[place] = replace(timetables[place], retired_on=on)
    return replace(calendar, timetables=tuple(timetables))


def complete_until(calendar: BusinessCalendar, until: date) -> BusinessCalendar:
    """Return a calendar that says up to which day the institution's own days were entered."""
    return replace(calendar, complete_until=until)


def _with_closure_at(calendar: BusinessCalendar, place: int, closure: Closure) -> BusinessCalendar:
    closures = list(calendar.closures)
    closures[place] = closure
    return replace(calendar, closures=tuple(closures))


def _same_name(one: Closure, other: Closure) -> bool:
    """Whether two closures are told by the same name from one edition to the next."""
    return (one.on, one.kind, one.procedure_types) == (other.on, other.kind, other.procedure_types)
