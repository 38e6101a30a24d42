"""Moments of the story become instants that lie in the past, at whatever hour the demo is loaded."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from console.demo.moments import Moments
from core.domain.calendar import BusinessCalendar
from core.domain.closures import Closure, ClosureKind
from core.domain.opening_hours import OpeningHours, Timetable

ZONE = ZoneInfo("America/Mexico_City")
HOURS = OpeningHours(time(9), time(18))
CALENDAR = BusinessCalendar(
    (Timetable(dict.fromkeys(range(5), HOURS)),),
    (Closure(date(2026, 11, 16), ClosureKind.INHABIL, "prueba"),),
)


def moments(now: datetime) -> Moments:
    """Return the moments of a story loaded at ``now``, local time."""
    return Moments(now.replace(tzinfo=ZONE), ZONE, CALENDAR)


def test_a_day_is_counted_in_business_days() -> None:
    """From Tuesday back over a holiday and a weekend, the day before is Friday."""
    told = moments(datetime(2026, 11, 17, 10))  # noqa: DTZ001 - local, the function adds the zone
    assert told.instant("-1 10:05") == datetime(2026, 11, 13, 16, 5, tzinfo=UTC)
    assert told.business_day(2) == date(2026, 11, 12)


@pytest.mark.parametrize("day", [21, 22], ids=["saturday", "sunday"])
def test_on_a_day_off_the_last_business_day_is_friday(day: int) -> None:
    """Today itself is never counted, whether it is a business day or not."""
    told = moments(datetime(2026, 11, day, 0, 10))  # noqa: DTZ001 - local, the function adds the zone
    assert told.business_day(1) == date(2026, 11, 20)


def test_a_while_ago_is_counted_from_now_in_whole_seconds() -> None:
    """«hace 1:20» is eighty minutes before the loading."""
    told = moments(datetime(2026, 11, 17, 10, 0, 0, 999_999))  # noqa: DTZ001 - local, as above
    assert told.instant("hace 1:20") == datetime(2026, 11, 17, 14, 40, tzinfo=UTC)


@pytest.mark.parametrize("moment", ["", "ayer", "-0 10:00", "-1", "10:05", "hace 5", "-1 25:00", "+1 10:00"])
def test_what_is_no_moment_is_refused(moment: str) -> None:
    """A slip in the story is found when it is read, not told as another hour."""
    with pytest.raises(ValueError, match=r".*"):
        moments(datetime(2026, 11, 17, 10)).instant(moment)  # noqa: DTZ001 - local, as above
