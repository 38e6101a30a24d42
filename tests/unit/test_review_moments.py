"""Until when a promoción is most often left to wait."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from console.review_acts import moment_name, quick_choices

ZONE = ZoneInfo("America/Mexico_City")


def _named(now: datetime, following: date) -> list[str]:
    return [moment_name(at, now) for at in quick_choices(now, following).values()]


@pytest.mark.parametrize(
    ("now", "following", "names"),
    [
        (
            datetime(2026, 11, 24, 9, 30, tzinfo=ZONE),
            date(2026, 11, 25),
            ["Hoy 13:00", "Mañana 9:00", "Lunes 30/11, 9:00"],
        ),
        (
            datetime(2026, 11, 24, 12, 59, 30, tzinfo=ZONE),
            date(2026, 11, 25),
            ["Mañana 9:00", "Lunes 30/11, 9:00"],
        ),
        (datetime(2026, 11, 27, 14, tzinfo=ZONE), date(2026, 11, 30), ["Lunes 30/11, 9:00"]),
        (datetime(2026, 11, 29, 20, tzinfo=ZONE), date(2026, 11, 30), ["Mañana 9:00"]),
        (
            datetime(2026, 12, 24, 8, tzinfo=ZONE),
            date(2027, 1, 7),
            ["Hoy 13:00", "Jueves 07/01, 9:00"],
        ),
    ],
)
def test_moments_that_are_past_or_repeated_are_left_out(
    now: datetime, following: date, names: list[str]
) -> None:
    """Today at one, the next day of business, next Monday: those that are still to come, each once."""
    assert _named(now, following) == names


def test_each_moment_lies_ahead() -> None:
    """All of them are later than now, soonest first."""
    now = datetime(2026, 11, 24, 12, 58, tzinfo=ZONE)
    moments = list(quick_choices(now, date(2026, 11, 25)).values())
    assert moments == sorted(moments)
    assert all(at > now for at in moments)
