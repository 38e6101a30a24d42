"""What a supervisor does to a calendar: entries are added, retired and brought back, never lost."""

from dataclasses import replace
from datetime import date, time

import pytest

from core.domain import calendar_edits
from core.domain.calendar import MOST_CLOSED_DAYS, BusinessCalendar
from core.domain.calendar_changes import DaySpan, changed_spans
from core.domain.closures import Closure, ClosureKind
from core.domain.opening_hours import BeforeOpening, OpeningHours, Timetable

WEEK = Timetable(dict.fromkeys(range(5), OpeningHours(time(9), time(18))))
CALENDAR = BusinessCalendar((WEEK,))
MONDAY, TUESDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 27)
SUSPENDED = Closure(MONDAY, ClosureKind.SUSPENSION, "Acuerdo", "DOF")
DECEMBER = date(2026, 12, 1)
SHORT = Timetable(dict.fromkeys(range(5), OpeningHours(time(10), time(14))), DECEMBER)


def test_a_retired_closure_has_no_effect_and_stays() -> None:
    """It is still listed, and using it again gives the calendar that was."""
    decreed = calendar_edits.with_closure(CALENDAR, SUSPENDED)
    assert decreed.hours_on(MONDAY) is None
    retired = calendar_edits.retire_closure(decreed, 0, TUESDAY)
    assert retired.hours_on(MONDAY) is not None
    assert retired.closures == (replace(SUSPENDED, retired_on=TUESDAY),)
    assert calendar_edits.bring_closure_back(retired, 0) == decreed


def test_declaring_again_what_was_retired_brings_it_back() -> None:
    """Two entries of one day, kind and scope could not be told apart: the retired one says the new words."""
    retired = calendar_edits.retire_closure(calendar_edits.with_closure(CALENDAR, SUSPENDED), 0, TUESDAY)
    again = replace(SUSPENDED, legal_basis="Otro acuerdo", until=TUESDAY)
    assert calendar_edits.with_closure(retired, again).closures == (again,)
    other_scope = replace(SUSPENDED, procedure_types=frozenset({"DRM"}))
    assert len(calendar_edits.with_closure(retired, other_scope).closures) == 2


def test_hours_hold_from_their_day_until_the_next() -> None:
    """Other hours touch nothing before; retiring them gives the ones before back; one must be left."""
    changed = calendar_edits.with_timetable(CALENDAR, SHORT)
    assert changed.hours_on(DECEMBER) == OpeningHours(time(10), time(14))
    assert changed.hours_on(date(2026, 11, 30)) == OpeningHours(time(9), time(18))
    retired = calendar_edits.retire_timetable(changed, 1, DECEMBER)
    assert retired.hours_on(DECEMBER) == OpeningHours(time(9), time(18))
    with pytest.raises(ValueError, match="timetables from"):
        calendar_edits.with_timetable(changed, SHORT)
    with pytest.raises(ValueError, match="timetables from"):
        calendar_edits.retire_timetable(CALENDAR, 0, DECEMBER)


def test_the_earliest_hours_also_hold_before_they_began() -> None:
    """A calendar whose only timetable begins in December still knows November."""
    assert BusinessCalendar((SHORT,)).hours_on(MONDAY) == OpeningHours(time(10), time(14))


def test_only_days_that_differ_are_named() -> None:
    """A closure's days, and those of the hours that changed, open-ended where nothing follows."""
    decreed = calendar_edits.with_closure(CALENDAR, replace(SUSPENDED, until=FRIDAY))
    assert changed_spans(CALENDAR, decreed) == (DaySpan(MONDAY, FRIDAY),)
    assert changed_spans(decreed, CALENDAR) == (DaySpan(MONDAY, FRIDAY),)
    longer = calendar_edits.with_timetable(CALENDAR, SHORT)
    assert changed_spans(CALENDAR, longer) == (DaySpan(DECEMBER, None),)
    early = replace(WEEK, before_opening=BeforeOpening.SAME_DAY)
    assert changed_spans(longer, BusinessCalendar((early, SHORT))) == (DaySpan(date.min, date(2026, 11, 30)),)
    suspended = calendar_edits.with_closure(CALENDAR, SUSPENDED)
    reworded = calendar_edits.with_closure(suspended, replace(SUSPENDED, legal_basis="Fe de erratas"))
    assert changed_spans(suspended, reworded) == (DaySpan(MONDAY, MONDAY),)
    resourced = calendar_edits.with_closure(suspended, replace(SUSPENDED, source="Gaceta"))
    assert changed_spans(suspended, resourced) == ()


def test_declaring_the_same_days_again_cites_their_decree_anew() -> None:
    """The entry stays one, with the new words; other days under its name are refused, since some would open."""
    week = replace(SUSPENDED, until=FRIDAY)
    decreed = calendar_edits.with_closure(CALENDAR, week)
    corrected = replace(week, legal_basis="Fe de erratas")
    assert calendar_edits.with_closure(decreed, corrected).closures == (corrected,)
    with pytest.raises(calendar_edits.BeginsOnThatDay, match="2026-11-27"):
        calendar_edits.with_closure(decreed, SUSPENDED)


@pytest.mark.parametrize(
    ("on", "until"),
    [
        (TUESDAY, MONDAY),
        (MONDAY, date(2027, 11, 24)),
        (date(1899, 12, 31), None),
        (date(2200, 12, 31), date(2201, 1, 1)),
        (date.max, None),
    ],
)
def test_a_stretch_of_days_that_is_none_is_refused(on: date, until: date | None) -> None:
    """Backwards, longer than a year, or in a year that is none of ours."""
    with pytest.raises(ValueError, match=str(on)):
        Closure(on, ClosureKind.SUSPENSION, "Acuerdo", until=until)


def test_more_closed_days_than_a_century_has_are_refused() -> None:
    """What a file can name beyond that would fill the memory."""
    year = replace(SUSPENDED, until=date(2027, 11, 23))
    with pytest.raises(ValueError, match="too many"):
        BusinessCalendar((WEEK,), (year,) * (MOST_CLOSED_DAYS // 366 + 1))


def test_how_far_the_days_are_entered() -> None:
    """As the calendar says itself; else the years in a row that have a day for everybody; else nothing."""
    assert CALENDAR.covered_until is None
    days = [
        replace(SUSPENDED, kind=ClosureKind.INHABIL, on=date(year, 12, 25)) for year in (2026, 2027, 2029)
    ]
    entered = CALENDAR.with_closures([*days, replace(SUSPENDED, on=date(2028, 5, 5))])
    assert entered.covered_until == date(2027, 12, 31)
    said = calendar_edits.complete_until(entered, date(2026, 12, 31))
    assert said.covered_until == date(2026, 12, 31)
