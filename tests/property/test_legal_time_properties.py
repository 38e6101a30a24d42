"""What holds for every calendar: midnight and year ends, other clocks, back-to-back suspensions, hours that change."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from core.domain.calendar import BusinessCalendar, FiledReason
from core.domain.calendar_changes import changed_spans
from core.domain.closures import Closure, ClosureKind
from core.domain.opening_hours import BeforeOpening, OpeningHours, Timetable
from core.storage.calendar_toml import parse_calendar
from core.storage.calendar_writing import calendar_document
from core.storage.catalog_entries import CatalogText
from core.storage.catalog_writing import write_document

MEXICO = ZoneInfo("America/Mexico_City")
ZONES = st.sampled_from(
    [
        MEXICO,
        *(
            ZoneInfo(name)
            for name in ("America/Tijuana", "America/New_York", "Australia/Sydney", "Asia/Kathmandu", "UTC")
        ),
    ]
)
START = date(2025, 12, 15)
DAYS = 150
INSTANTS = st.builds(
    lambda day, seconds: datetime.combine(START, time(), UTC) + timedelta(days=day, seconds=seconds),
    st.integers(0, DAYS),
    st.integers(0, 86_400),
)
EDGES = st.builds(
    lambda on, zone, shift: datetime.combine(on, time(), zone) + timedelta(seconds=shift),
    st.sampled_from([date(2026, 1, 1), date(2026, 3, 8), date(2026, 3, 29), date(2026, 4, 5), START]),
    ZONES,
    st.integers(-1, 1),
)
"""Year's end, and the nights in which the clocks of New York, Europe and Sydney change."""
HOURS = st.builds(
    lambda opens, length: OpeningHours(time(opens), time(min(23, opens + length), 30)),
    st.integers(0, 22),
    st.integers(1, 12),
) | st.just(OpeningHours(time(0), time(12)))
"""Often over the hour in which clocks change, which is where other zones differ from Mexico City's."""
TIMETABLES = st.builds(
    lambda weeks, days, before, always: tuple(
        Timetable(week, START + timedelta(days=sum(days[:n])) if n or not always else date.min, before)
        for n, week in enumerate(weeks)
    ),
    st.lists(st.dictionaries(st.integers(0, 6), HOURS, min_size=1), min_size=1, max_size=3),
    st.lists(st.integers(1, 50), min_size=3, max_size=3),
    st.sampled_from(BeforeOpening),
    st.booleans(),
)
CLOSURES = st.builds(
    lambda day, length, types, retired: Closure(
        START + timedelta(day),
        ClosureKind.SUSPENSION,
        "Acuerdo «1»\n\\x",
        "fuente",
        types,
        START + timedelta(day + length) if length else None,
        START if retired else None,
    ),
    st.integers(0, DAYS),
    st.integers(0, 15),
    st.sampled_from([frozenset(), frozenset({"DRM"}), frozenset({"DEN", "DRM"})]),
    st.booleans(),
)
BACK_TO_BACK = st.lists(CLOSURES, max_size=4).map(
    lambda closures: [
        *closures,
        *(replace(c, on=c.last_on + timedelta(1), until=c.last_on + timedelta(3)) for c in closures),
    ]
)
CALENDARS = st.builds(
    lambda tables, closures: BusinessCalendar(tables, tuple(closures)), TIMETABLES, BACK_TO_BACK
)
TYPES = st.sampled_from(["DEN", "DRM", "OTR"])


def before_opening(calendar: BusinessCalendar, at: datetime, kind: str, zone: ZoneInfo) -> bool:
    """Whether something is sent on a business day before the office opens."""
    local = at.astimezone(zone)
    hours = calendar.hours_on(local.date(), kind)
    return hours is not None and local.time() < hours.opens


@given(CALENDARS, INSTANTS | EDGES, TYPES, ZONES)
def test_a_filing_counts_from_the_first_business_day_it_can(
    calendar: BusinessCalendar, sent_at: datetime, kind: str, zone: ZoneInfo
) -> None:
    """A business day for its type, on or after the local day of sending, and no business day is passed over."""
    answer = calendar.taken_as_filed(sent_at, kind, zone)
    sent_on = sent_at.astimezone(zone).date()
    assert calendar.hours_on(answer.on, kind) is not None
    skipped = {closed.on for closed in calendar.closed_between(sent_on, answer.on, kind)}
    between = {sent_on + timedelta(n) for n in range(1, (answer.on - sent_on).days)}
    assert between <= skipped
    assert (answer.on == sent_on) == (answer.reason in {FiledReason.WITHIN_HOURS, FiledReason.BEFORE_OPENING})


@given(CALENDARS, INSTANTS | EDGES, INSTANTS | EDGES, TYPES, ZONES)
def test_what_is_sent_later_never_counts_earlier(
    calendar: BusinessCalendar, one: datetime, other: datetime, kind: str, zone: ZoneInfo
) -> None:
    """Of one type and by one calendar; save that early birds who count from the next day may be overtaken."""
    first, second = sorted((one, other))
    early = before_opening(calendar, first, kind, zone)
    kept = calendar.timetable_on(first.astimezone(zone).date()).before_opening is BeforeOpening.SAME_DAY
    assume(kept or not early)
    assert calendar.taken_as_filed(first, kind, zone).on <= calendar.taken_as_filed(second, kind, zone).on


@given(CALENDARS, INSTANTS | EDGES, ZONES, TYPES)
def test_the_senders_clock_says_nothing(
    calendar: BusinessCalendar, sent_at: datetime, elsewhere: ZoneInfo, kind: str
) -> None:
    """The same instant told by another place's clock counts from the same day."""
    told = sent_at.astimezone(elsewhere)
    assert calendar.taken_as_filed(told, kind, MEXICO) == calendar.taken_as_filed(sent_at, kind, MEXICO)


@given(CALENDARS, INSTANTS | EDGES, st.integers(0, 20_000), ZONES, TYPES)
def test_adding_time_of_business_and_taking_it_away_are_inverse(
    calendar: BusinessCalendar, start: datetime, minutes: int, zone: ZoneInfo, kind: str
) -> None:
    """What is added is what lies between; from its end the same time back is counted again."""
    end = calendar.business_moment_after(start, minutes, zone, kind)
    assert calendar.business_minutes_between(start, end, zone, kind) == minutes
    back = calendar.business_moment_before(end, minutes, zone, kind)
    assert calendar.business_minutes_between(back, end, zone, kind) == minutes
    assert calendar.business_moment_after(back, minutes, zone, kind) == end or minutes == 0


@given(CALENDARS, st.lists(INSTANTS | EDGES, min_size=3, max_size=3), ZONES, TYPES)
def test_time_of_business_adds_up(
    calendar: BusinessCalendar, instants: list[datetime], zone: ZoneInfo, kind: str
) -> None:
    """Two stretches make the whole, save the part of a minute that rounding down loses."""
    first, middle, last = sorted(instants)
    parts = [
        calendar.business_minutes_between(a, b, zone, kind) for a, b in ((first, middle), (middle, last))
    ]
    assert 0 <= calendar.business_minutes_between(first, last, zone, kind) - sum(parts) <= 1


@given(CALENDARS, INSTANTS | EDGES, INSTANTS | EDGES, ZONES, TYPES)
def test_sums_by_year_are_the_days_one_by_one(
    calendar: BusinessCalendar, one: datetime, other: datetime, zone: ZoneInfo, kind: str
) -> None:
    """The fast way of counting gives what adding up every day gives."""
    start, end = sorted((one, other))
    total, on = timedelta(), start.astimezone(zone).date()
    while on <= end.astimezone(zone).date():
        hours = calendar.hours_on(on, kind)
        if hours:
            opened, closed = (
                datetime.combine(on, at, zone).astimezone(UTC) for at in (hours.opens, hours.closes)
            )
            total += max(timedelta(), min(end.astimezone(UTC), closed) - max(start.astimezone(UTC), opened))
        on += timedelta(1)
    assert calendar.business_minutes_between(start, end, zone, kind) == total // timedelta(minutes=1)


@given(CALENDARS, CALENDARS, INSTANTS | EDGES, TYPES, ZONES)
def test_only_days_that_changed_can_move_a_filing(
    before: BusinessCalendar, after: BusinessCalendar, sent_at: datetime, kind: str, zone: ZoneInfo
) -> None:
    """Whose days meet no changed span counts from the same day: so nobody else needs to be read."""
    was, becomes = (calendar.taken_as_filed(sent_at, kind, zone).on for calendar in (before, after))
    sent_on = sent_at.astimezone(zone).date()
    spans = changed_spans(before, after)
    met = any(span.first <= was and (span.last is None or sent_on <= span.last) for span in spans)
    assert met or was == becomes


def edits(calendar: BusinessCalendar) -> list[BusinessCalendar]:
    """Return what one act of a supervisor makes of a calendar: an entry retired or brought back."""
    closures, timetables = calendar.closures, calendar.timetables
    toggled = [replace(c, retired_on=None if c.retired_on else START) for c in closures]
    shorter = [replace(t, retired_on=START) for t in timetables] if len(timetables) > 1 else []
    return [
        *(replace(calendar, closures=(*closures[:n], c, *closures[n + 1 :])) for n, c in enumerate(toggled)),
        *(
            replace(calendar, timetables=(*timetables[:n], t, *timetables[n + 1 :]))
            for n, t in enumerate(shorter)
        ),
    ]


@given(CALENDARS, st.data(), INSTANTS | EDGES, TYPES)
def test_what_one_act_moves_lies_in_what_it_changed(
    calendar: BusinessCalendar, data: st.DataObject, sent_at: datetime, kind: str
) -> None:
    """Also of two calendars that are alike but for an entry, and whichever of them came first."""
    assume(edits(calendar))
    other = data.draw(st.sampled_from(edits(calendar)))
    sent_on = sent_at.astimezone(MEXICO).date()
    for before, after in ((calendar, other), (other, calendar)):
        was, becomes = (each.taken_as_filed(sent_at, kind, MEXICO).on for each in (before, after))
        spans = changed_spans(before, after)
        met = any(span.first <= was and (span.last is None or sent_on <= span.last) for span in spans)
        assert met or was == becomes


@given(CALENDARS, st.none() | st.dates(date(2026, 1, 1), date(2030, 1, 1)))
def test_a_calendar_that_is_written_is_read_as_it_was(calendar: BusinessCalendar, until: date | None) -> None:
    """Nothing is lost on the way through TOML, retired entries included."""
    assume(calendar.closures)
    whole = replace(calendar, complete_until=until)
    written = write_document(calendar_document(whole))
    assert parse_calendar(CatalogText("written", written)) == whole
