"""Business days and hours, case by case, against the shipped calendar and small ones."""

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.config import PROJECT
from core.domain.calendar import BusinessCalendar, FiledReason
from core.domain.closures import Closure, ClosureKind
from core.domain.opening_hours import BeforeOpening, OpeningHours, Timetable

MEXICO = ZoneInfo("America/Mexico_City")
HOURS = {n: OpeningHours(time(9), time(18)) for n in range(4)} | {4: OpeningHours(time(9), time(15))}
CALENDAR = BusinessCalendar((Timetable(HOURS),))


def at(text: str, zone: ZoneInfo = MEXICO) -> datetime:
    """Return the instant that a clock in ``zone`` shows as ``text``."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def suspended(on: date, *types: str) -> Closure:
    """Return a suspension of ``on`` for some types, or for all."""
    return Closure(on, ClosureKind.SUSPENSION, "Acuerdo de prueba", procedure_types=frozenset(types))


@pytest.mark.parametrize(
    ("sent", "filed", "reason"),
    [
        ("2026-11-23T09:00:00", "2026-11-23", FiledReason.WITHIN_HOURS),
        ("2026-11-23T18:00:00", "2026-11-23", FiledReason.WITHIN_HOURS),
        ("2026-11-23T18:00:00.000001", "2026-11-24", FiledReason.OUT_OF_HOURS),
        ("2026-11-23T08:59:59", "2026-11-24", FiledReason.OUT_OF_HOURS),
        ("2026-11-27T15:00:01", "2026-11-30", FiledReason.OUT_OF_HOURS),
        ("2026-11-22T12:00:00", "2026-11-23", FiledReason.CLOSED_DAY),
        ("2026-12-31T23:59:59", "2027-01-01", FiledReason.OUT_OF_HOURS),
    ],
)
def test_a_sending_is_filed_that_day_or_the_next_business_day(
    sent: str, filed: str, reason: FiledReason
) -> None:
    """Within hours it counts that day; out of hours and on closed days, the next business day."""
    answer = CALENDAR.taken_as_filed(at(sent), "DEN", MEXICO)
    assert (answer.on.isoformat(), answer.reason) == (filed, reason)


def test_before_opening_may_count_the_same_day() -> None:
    """An institution may take as filed that day what arrives before it opens, never what arrives later."""
    calendar = BusinessCalendar((Timetable(HOURS, before_opening=BeforeOpening.SAME_DAY),))
    early = calendar.taken_as_filed(at("2026-11-23T00:00:00"), "DEN", MEXICO)
    assert (early.on, early.reason) == (date(2026, 11, 23), FiledReason.BEFORE_OPENING)
    assert early.facts == {"sent_on": "2026-11-23", "opens": "09:00", "closes": "18:00"}
    assert calendar.taken_as_filed(at("2026-11-23T18:00:01"), "DEN", MEXICO).on == date(2026, 11, 24)


def test_the_office_decides_the_day_not_the_filer() -> None:
    """Afternoon in Tijuana is past closing in Mexico City; past midnight in Cancún is the day before."""
    tijuana = at("2026-11-23T16:30:00", ZoneInfo("America/Tijuana"))
    cancun = at("2026-11-24T00:30:00", ZoneInfo("America/Cancun"))
    late = CALENDAR.taken_as_filed(tijuana, "DEN", MEXICO)
    assert (late.on, late.reason) == (date(2026, 11, 24), FiledReason.OUT_OF_HOURS)
    assert CALENDAR.taken_as_filed(cancun, "DEN", MEXICO).facts["sent_on"] == "2026-11-23"


def test_the_facts_say_why() -> None:
    """The facts carry what the sentence needs: hours, or the kind of closure and its legal basis."""
    calendar = CALENDAR.with_closures([suspended(date(2026, 11, 23))])
    closed = calendar.taken_as_filed(at("2026-11-23T10:00:00"), "DEN", MEXICO).facts
    assert closed == {"sent_on": "2026-11-23", "kind": "suspension", "legal_basis": "Acuerdo de prueba"}
    assert calendar.taken_as_filed(at("2026-11-22T10:00:00"), "DEN", MEXICO).facts["kind"] == "descanso"
    skipping = calendar.taken_as_filed(at("2026-11-20T16:00:00"), "DEN", MEXICO).facts
    assert skipping["legal_basis"] == "Acuerdo de prueba"
    sunday = calendar.taken_as_filed(at("2026-11-22T10:00:00"), "DEN", MEXICO).facts
    assert (sunday["kind"], sunday["legal_basis"]) == ("descanso", "Acuerdo de prueba")
    late = calendar.taken_as_filed(at("2026-11-27T16:00:00"), "DEN", MEXICO).facts
    assert "legal_basis" not in late
    assert (late["opens"], late["closes"]) == ("09:00", "15:00")


def test_a_suspension_may_hold_for_some_types_only() -> None:
    """A closure with a scope moves the filings of its types and no others."""
    calendar = CALENDAR.with_closures([suspended(date(2026, 11, 23), "DRM"), suspended(date(2026, 11, 24))])
    monday = at("2026-11-23T10:00:00")
    assert calendar.taken_as_filed(monday, "DEN", MEXICO).on == date(2026, 11, 23)
    assert calendar.taken_as_filed(monday, "DRM", MEXICO).on == date(2026, 11, 25)


def test_a_suspension_decreed_afterwards_moves_the_day() -> None:
    """Recomputing with an added suspension changes the day; the original calendar is untouched."""
    sent = at("2026-11-20T17:00:00")
    before = CALENDAR.taken_as_filed(sent, "DEN", MEXICO).on
    after = CALENDAR.with_closures([suspended(date(2026, 11, 23))]).taken_as_filed(sent, "DEN", MEXICO).on
    assert (before, after) == (date(2026, 11, 23), date(2026, 11, 24))
    assert CALENDAR.taken_as_filed(sent, "DEN", MEXICO).on == before


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-11-23T09:00:00", "2026-11-23T09:59:59", 59),
        ("2026-11-23T17:00:00", "2026-11-24T10:00:00", 120),
        ("2026-11-20T14:30:00", "2026-11-23T09:15:00", 45),
        ("2026-11-21T00:00:00", "2026-11-22T23:59:59", 0),
        ("2026-11-24T10:00:00", "2026-11-23T10:00:00", 0),
        ("2026-11-23T00:00:00", "2026-11-27T23:00:00", 4 * 540 + 360),
    ],
)
def test_age_counts_business_time_only(start: str, end: str, minutes: int) -> None:
    """Nights, weekends and the time before a start or after an end do not age a filing."""
    assert CALENDAR.business_minutes_between(at(start), at(end), MEXICO) == minutes


def test_age_survives_a_change_of_clocks() -> None:
    """Where clocks still change, a night of 25 hours adds no business time."""
    tijuana = ZoneInfo("America/Tijuana")
    calendar = BusinessCalendar((Timetable({n: OpeningHours(time(0), time(12)) for n in range(7)}),))
    start, end = at("2026-11-01T00:00:00", tijuana), at("2026-11-01T12:00:00", tijuana)
    assert calendar.business_minutes_between(start, end, tijuana) == 13 * 60


def test_naive_instants_are_refused() -> None:
    """An instant without a zone is a programming error, not a guess."""
    naive = datetime(2026, 11, 23, 10, 0)  # noqa: DTZ001 - naive on purpose
    with pytest.raises(ValueError, match="naive"):
        CALENDAR.taken_as_filed(naive, "DEN", MEXICO)
    with pytest.raises(ValueError, match="naive"):
        CALENDAR.business_minutes_between(naive, datetime.now(UTC), MEXICO)


def test_a_calendar_that_never_opens_is_refused() -> None:
    """No hours at all, or a weekday that does not exist, cannot make a calendar."""
    with pytest.raises(ValueError, match="weekdays"):
        Timetable({})
    with pytest.raises(ValueError, match="weekdays"):
        Timetable({7: OpeningHours(time(9), time(18))})
    with pytest.raises(ValueError, match="18:00"):
        OpeningHours(time(18), time(9))


def test_a_week_has_an_hour_at_least() -> None:
    """Of a minute a week, sixteen hours are nineteen years, and of a microsecond more than there are years."""
    an_hour = Timetable({0: OpeningHours(time(9), time(9, 30)), 4: OpeningHours(time(9), time(9, 30))})
    calendar = BusinessCalendar((an_hour,))
    due = calendar.business_moment_after(at("2026-11-23T09:00:00"), 16 * 60, MEXICO)
    assert due == at("2027-03-12T09:30:00")
    for brief in (time(9, 59, 59), time(9, 0, 0, 1)):
        with pytest.raises(ValueError, match="of business"):
            Timetable({0: OpeningHours(time(9), brief)})


def test_every_reason_has_its_sentence() -> None:
    """What the filer reads before sending, and the acuse prints, exists for each reason."""
    texts = tomllib.loads((PROJECT / "data" / "texts" / "receipts.toml").read_text(encoding="utf-8"))
    assert set(texts["filed_reason"]) == set(FiledReason)


def test_a_usual_day_is_as_long_as_most() -> None:
    """Four days of nine hours and a Friday of six: nine; two lengths as common: the longer one."""
    assert Timetable(HOURS).usual_day == timedelta(hours=9)
    short, long = OpeningHours(time(9), time(13)), OpeningHours(time(9), time(15, 30))
    assert Timetable({0: short, 1: long}).usual_day == timedelta(hours=6, minutes=30)
    calendar = BusinessCalendar((Timetable(HOURS), Timetable({0: short}, valid_from=date(2027, 1, 1))))
    assert [calendar.usual_day_minutes(date(y, 1, 4)) for y in (2026, 2027)] == [540, 240]
