"""When a duty ends by itself, and whom a rule may give what."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from core.domain.calendar import BusinessCalendar
from core.domain.closures import Closure, ClosureKind
from core.domain.duty import Duty, duty_ends
from core.domain.opening_hours import OpeningHours, Timetable

ZONE = ZoneInfo("America/Mexico_City")
NINE_TO_SIX = OpeningHours(time(9), time(18))
CALENDAR = BusinessCalendar(
    (Timetable(dict.fromkeys(range(5), NINE_TO_SIX)),),
    (Closure(date(2026, 5, 5), ClosureKind.INHABIL, "Acuerdo"),),
)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """Return an instant of May 2026 by Mexico City's clock, as UTC."""
    return datetime(2026, 5, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        (local(4, 9), local(4, 18)),
        (local(4, 7), local(4, 18)),
        (local(4, 17, 59), local(4, 18)),
        (local(4, 18), local(5, 0)),
        (local(4, 23, 59), local(5, 0)),
        (local(5, 10), local(6, 0)),
        (local(9, 12), local(10, 0)),
    ],
    ids=["opening", "early", "last minute", "at closing", "at night", "inhábil", "Saturday"],
)
def test_a_duty_ends_when_the_office_closes(begins: datetime, ends: datetime) -> None:
    """At the closing hour of that day; for who works out of hours, when the day ends."""
    found = duty_ends(CALENDAR, begins, ZONE)
    assert found == ends
    assert found.utcoffset() == ends.utcoffset()


def test_an_instant_without_a_zone_is_refused() -> None:
    """It would silently mean another one."""
    with pytest.raises(ValueError, match="naive"):
        duty_ends(CALENDAR, datetime(2026, 5, 4, 9), ZONE)  # noqa: DTZ001 - what is tested


def test_who_has_no_list_may_have_every_type() -> None:
    """A list narrows it to its own."""
    assert Duty(1, "Lucía").may_have("DEN")
    narrow = Duty(1, "Lucía", procedure_types=("DEN", "INC"))
    assert narrow.may_have("INC")
    assert not narrow.may_have("OPN")
