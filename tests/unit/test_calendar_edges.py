"""Where the calendar's parts meet: two closures of one day, several timetables, a year's last and first moment."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.domain import calendar_edits
from core.domain.calendar import BusinessCalendar
from core.domain.calendar_changes import DaySpan, changed_spans
from core.domain.closures import REST_DAY, Closure, ClosureKind
from core.domain.derivation import derive
from core.domain.opening_hours import OpeningHours, Timetable

ZONE = ZoneInfo("America/Mexico_City")
NINE_TO_SIX, TEN_TO_FIVE = OpeningHours(time(9), time(18)), OpeningHours(time(10), time(17))
WEEK = Timetable(dict.fromkeys(range(5), NINE_TO_SIX))
MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)
FOR_ALL = Closure(MONDAY, ClosureKind.INHABIL, "Ley")
FOR_DRM = Closure(MONDAY, ClosureKind.SUSPENSION, "Acuerdo", procedure_types=frozenset({"DRM"}))


def at(text: str) -> datetime:
    """Return the instant that the office's clock shows as ``text``."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    "closures", [(FOR_ALL, FOR_DRM), (FOR_DRM, FOR_ALL)], ids=["all first", "some first"]
)
def test_two_closures_of_one_day_close_it_for_both_scopes(closures: tuple[Closure, ...]) -> None:
    """Whichever is listed first: one for some types does not open the day for the others; the first listed is told."""
    calendar = BusinessCalendar((WEEK,), closures)
    assert [calendar.hours_on(MONDAY, tipo) for tipo in ("DEN", "DRM", "")] == [None, None, None]
    assert calendar.closure_on(MONDAY, "DEN") == FOR_ALL
    assert calendar.closure_on(MONDAY, "DRM") == closures[0]
    assert calendar.closures_on(MONDAY) == closures


def test_a_decree_of_many_days_is_cited_once() -> None:
    """Each decree once, in the order of its days; a weekday without hours needs none."""
    calendar = BusinessCalendar(
        (WEEK,),
        (
            Closure(date(2026, 11, 19), ClosureKind.SUSPENSION, "Acuerdo A", until=date(2026, 11, 20)),
            Closure(MONDAY, ClosureKind.INHABIL, "Ley", until=TUESDAY),
        ),
    )
    filed = calendar.taken_as_filed(at("2026-11-19T10:00:00"), "DEN", ZONE)
    assert (filed.on, filed.facts["legal_basis"]) == (WEDNESDAY, "Acuerdo A; Ley")


def test_closed_days_are_told_with_both_ends() -> None:
    """Also where the last day asked for is a closed one."""
    closed = BusinessCalendar((WEEK,), (FOR_ALL,)).closed_between(date(2026, 11, 22), MONDAY)
    assert [(day.on, day.kind) for day in closed] == [(date(2026, 11, 22), REST_DAY), (MONDAY, "inhabil")]


def test_of_several_timetables_the_earliest_holds_before_all() -> None:
    """Whatever their order in the document; each from its first day on."""
    first = Timetable(dict.fromkeys(range(5), TEN_TO_FIVE), MONDAY)
    second = Timetable(dict.fromkeys(range(5), NINE_TO_SIX), WEDNESDAY)
    calendar = BusinessCalendar((second, first))
    days = (date(2020, 1, 6), MONDAY, TUESDAY, WEDNESDAY, date(2030, 1, 7))
    hours = [TEN_TO_FIVE, TEN_TO_FIVE, TEN_TO_FIVE, NINE_TO_SIX, NINE_TO_SIX]
    assert [calendar.hours_on(on) for on in days] == hours


def test_hours_that_begin_changed_concern_the_days_before_them_too() -> None:
    """The earliest hold for all days before: without others, what is older than they are is dated by them."""
    one, other = (BusinessCalendar((Timetable({0: hours}, MONDAY),)) for hours in (NINE_TO_SIX, TEN_TO_FIVE))
    spans = changed_spans(one, other)
    assert spans == (DaySpan(date.min, MONDAY - timedelta(days=1)), DaySpan(MONDAY, None))


def test_what_is_retired_is_a_change_like_what_is_added() -> None:
    """A closure or hours that are no longer used concern the days on which they were, and the other way round."""
    decreed = BusinessCalendar((WEEK,), (FOR_ALL,))
    retired = BusinessCalendar((WEEK,), (replace(FOR_ALL, retired_on=TUESDAY),))
    assert changed_spans(decreed, retired) == changed_spans(retired, decreed) == (DaySpan(MONDAY, MONDAY),)
    short = Timetable(dict.fromkeys(range(5), TEN_TO_FIVE), WEDNESDAY)
    changed, as_before = BusinessCalendar((WEEK, short)), BusinessCalendar((WEEK,))
    assert changed_spans(changed, as_before) == (DaySpan(WEDNESDAY, None),)
    assert changed_spans(as_before, changed) == (DaySpan(WEDNESDAY, None),)


def test_an_inhabil_and_a_suspension_of_one_day_are_two_entries() -> None:
    """So withdrawing the suspension leaves the day of the year's calendar closed."""
    suspended = replace(FOR_ALL, kind=ClosureKind.SUSPENSION)
    both = calendar_edits.with_closure(BusinessCalendar((WEEK,), (FOR_ALL,)), suspended)
    assert both.closures == (FOR_ALL, suspended)
    assert calendar_edits.retire_closure(both, 1, TUESDAY).hours_on(MONDAY) is None


def test_hours_that_were_retired_give_way_to_those_of_the_same_day() -> None:
    """Two timetables of one beginning could not be told apart; those of other days stay, retired or not."""
    gone = replace(WEEK, valid_from=WEDNESDAY, retired_on=MONDAY)
    older = replace(WEEK, valid_from=TUESDAY, retired_on=MONDAY)
    short = Timetable(dict.fromkeys(range(5), TEN_TO_FIVE), WEDNESDAY)
    changed = calendar_edits.with_timetable(BusinessCalendar((WEEK, gone, older)), short)
    assert changed.timetables == (WEEK, older, short)


def test_the_hours_of_a_derivation_are_those_of_the_type() -> None:
    """On a day that is closed for one type only, that type has none."""
    calendar = BusinessCalendar((WEEK,), (FOR_DRM,))
    found = {tipo: derive(calendar, at("2026-11-23T10:00:00"), tipo, ZONE) for tipo in ("DEN", "DRM")}
    assert (found["DEN"].hours, found["DRM"].hours) == (NINE_TO_SIX, None)
    assert [day.legal_basis for day in found["DRM"].closed_days] == ["Acuerdo"]


def test_hours_that_hold_no_time_are_refused() -> None:
    """An office that closes the moment it opens."""
    with pytest.raises(ValueError, match="09:00:00-09:00:00"):
        OpeningHours(time(9), time(9))


def test_a_year_with_days_of_some_types_only_is_not_complete() -> None:
    """An inhábil of a single procedure, or a suspension, does not say that somebody entered the year's days."""
    new_year = Closure(date(2026, 1, 1), ClosureKind.INHABIL, "Ley")
    some = Closure(date(2027, 1, 1), ClosureKind.INHABIL, "Ley", procedure_types=frozenset({"DRM"}))
    decreed = Closure(date(2027, 1, 4), ClosureKind.SUSPENSION, "Acuerdo")
    assert BusinessCalendar((WEEK,), (new_year, some, decreed)).covered_until == date(2026, 12, 31)
    assert BusinessCalendar((WEEK,), (some, decreed)).covered_until is None


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-12-31T09:00:00", 540, "2026-12-31T18:00:00"),
        ("2026-12-31T09:00:00", 541, "2027-01-04T09:01:00"),
        ("2026-12-31T18:00:00", 1, "2027-01-04T09:01:00"),
        ("2027-01-04T09:00:00", 1, "2027-01-04T09:01:00"),
        ("2025-12-31T17:59:00", 2, "2026-01-01T09:01:00"),
        ("2024-12-31T17:00:00", 61, "2025-01-01T09:01:00"),
    ],
)
def test_time_of_business_meets_the_end_of_a_year(start: str, minutes: int, end: str) -> None:
    """The last minute of a year, of a leap year too, ends at its closing hour; the first one begins at the opening."""
    calendar = BusinessCalendar((WEEK,), (Closure(date(2027, 1, 1), ClosureKind.INHABIL, "Ley"),))
    assert calendar.business_moment_after(at(start), minutes, ZONE) == at(end)
    assert calendar.business_minutes_between(at(start), at(end), ZONE) == minutes


@pytest.mark.parametrize(
    ("end", "minutes", "start"),
    [
        ("2027-01-04T09:01:00", 1, "2027-01-04T09:00:00"),
        ("2027-01-04T09:01:00", 2, "2026-12-31T17:59:00"),
        ("2027-01-04T09:00:00", 540, "2026-12-31T09:00:00"),
        ("2026-12-31T19:00:00", 1, "2026-12-31T17:59:00"),
        ("2027-01-02T12:00:00", 0, "2026-12-31T18:00:00"),
        ("2027-01-04T12:00:00", 0, "2027-01-04T12:00:00"),
        ("2027-01-04T09:00:00", 0, "2027-01-04T09:00:00"),
        ("2025-01-01T09:30:00", 60, "2024-12-31T17:30:00"),
    ],
)
def test_time_of_business_goes_back_over_the_end_of_a_year(end: str, minutes: int, start: str) -> None:
    """To the latest instant from which so much has passed; the moment of opening is later than that of closing."""
    calendar = BusinessCalendar((WEEK,), (Closure(date(2027, 1, 1), ClosureKind.INHABIL, "Ley"),))
    for told in (
        at(end),
        at(end).astimezone(UTC),
    ):  # by whose clock it is told says nothing, the year neither
        assert calendar.business_moment_before(told, minutes, ZONE) == at(start)


@pytest.mark.parametrize(
    ("start", "opening"),
    [
        ("2026-11-23T18:00:00", "2026-11-23T18:00:00"),
        ("2026-11-23T18:00:01", "2026-11-24T09:00:00"),
        ("2026-11-23T08:59:59", "2026-11-23T09:00:00"),
        ("2026-11-21T12:00:00", "2026-11-23T09:00:00"),
    ],
)
def test_no_time_of_business_is_the_first_moment_that_is_one(start: str, opening: str) -> None:
    """Both ends of the hours belong to them."""
    calendar = BusinessCalendar((WEEK,))
    assert calendar.business_moment_after(at(start), 0, ZONE) == at(opening)
