"""What holds for every calendar and every instant."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from core.domain.calendar import BusinessCalendar, FiledReason
from core.domain.closures import Closure, ClosureKind
from core.domain.opening_hours import BeforeOpening, OpeningHours, Timetable

ZONES = [ZoneInfo(name) for name in ("America/Mexico_City", "America/Tijuana", "America/Cancun", "UTC")]
START = date(2025, 12, 20)
INSTANTS = st.datetimes(datetime(2025, 12, 20), datetime(2026, 4, 20), timezones=st.just(UTC))  # noqa: DTZ001 - Hypothesis wants naive bounds
MIDNIGHTS = st.builds(
    lambda day, zone, shift: (
        datetime.combine(START + timedelta(day), time(), zone) + timedelta(microseconds=shift)
    ),
    st.integers(0, 120),
    st.sampled_from(ZONES),
    st.integers(-1, 1),
)
HOURS = st.builds(
    lambda opens, length: OpeningHours(time(opens), time(min(23, opens + length), 30)),
    st.integers(0, 22),
    st.integers(1, 12),
)
CLOSURES = st.builds(
    lambda day, length, types: [
        Closure(START + timedelta(day + n), ClosureKind.SUSPENSION, "Acuerdo", procedure_types=types)
        for n in range(length)
    ],
    st.integers(0, 120),
    st.integers(1, 15),
    st.sampled_from([frozenset(), frozenset({"DRM"})]),
)
CALENDARS = st.builds(
    lambda hours, runs, before: BusinessCalendar(
        (Timetable(hours, before_opening=before),), tuple(c for run in runs for c in run)
    ),
    st.dictionaries(st.integers(0, 6), HOURS, min_size=1),
    st.lists(CLOSURES, max_size=4),
    st.sampled_from(BeforeOpening),
)
TYPES = st.sampled_from(["DEN", "DRM"])


@given(CALENDARS, INSTANTS | MIDNIGHTS, TYPES, st.sampled_from(ZONES))
def test_the_day_filed_is_a_business_day_and_never_before_the_sending(
    calendar: BusinessCalendar, sent_at: datetime, kind: str, zone: ZoneInfo
) -> None:
    """The day is a business day for the type, not before the local day of sending, and none lies between."""
    answer = calendar.taken_as_filed(sent_at, kind, zone)
    sent_on = sent_at.astimezone(zone).date()
    assert calendar.hours_on(answer.on, kind) is not None
    assert answer.on >= sent_on
    between = (sent_on + timedelta(n) for n in range(1, (answer.on - sent_on).days))
    assert all(calendar.hours_on(on, kind) is None for on in between)


@given(CALENDARS, INSTANTS | MIDNIGHTS, TYPES, st.sampled_from(ZONES))
def test_the_reason_agrees_with_the_day(
    calendar: BusinessCalendar, sent_at: datetime, kind: str, zone: ZoneInfo
) -> None:
    """Within hours or early means the same day; a closed day, that the day of sending is no business day."""
    answer = calendar.taken_as_filed(sent_at, kind, zone)
    sent_on = sent_at.astimezone(zone).date()
    same_day = {FiledReason.WITHIN_HOURS, FiledReason.BEFORE_OPENING}
    assert (answer.reason in same_day) == (answer.on == sent_on)
    closed = calendar.hours_on(sent_on, kind) is None
    assert (answer.reason is FiledReason.CLOSED_DAY) == closed


@given(CALENDARS, INSTANTS, INSTANTS, TYPES, st.sampled_from(ZONES))
def test_sending_later_is_never_filed_earlier(
    calendar: BusinessCalendar, one: datetime, other: datetime, kind: str, zone: ZoneInfo
) -> None:
    """The order of sending is the order of filing, where being early is not being out of hours."""
    early = (replace(t, before_opening=BeforeOpening.SAME_DAY) for t in calendar.timetables)
    calendar = replace(calendar, timetables=tuple(early))
    first, second = sorted((one, other))
    assert calendar.taken_as_filed(first, kind, zone).on <= calendar.taken_as_filed(second, kind, zone).on


@given(CALENDARS, INSTANTS, CLOSURES, st.sampled_from(ZONES))
def test_a_suspension_never_brings_a_filing_forward(
    calendar: BusinessCalendar, sent_at: datetime, added: list[Closure], zone: ZoneInfo
) -> None:
    """Decreeing days closed afterwards moves the day later or leaves it."""
    before = calendar.taken_as_filed(sent_at, "DEN", zone).on
    assert calendar.with_closures(added).taken_as_filed(sent_at, "DEN", zone).on >= before


@given(CALENDARS, st.lists(INSTANTS, min_size=3, max_size=3), st.sampled_from(ZONES))
def test_business_time_adds_up(calendar: BusinessCalendar, instants: list[datetime], zone: ZoneInfo) -> None:
    """Two stretches make the whole, save the seconds that rounding down loses; none exceeds the clock."""
    first, middle, last = sorted(instants)
    whole = calendar.business_minutes_between(first, last, zone)
    parts = calendar.business_minutes_between(first, middle, zone) + calendar.business_minutes_between(
        middle, last, zone
    )
    assert 0 <= whole - parts <= 1
    assert whole <= (last - first) // timedelta(minutes=1)
