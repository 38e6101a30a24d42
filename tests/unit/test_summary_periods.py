"""Which periods a summary tells of, and which are outstanding after a standstill."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from core.domain.summary import MOST_LATE, Period, SummaryKind, last_over, outstanding, period_of

MONDAY = date(2026, 11, 23)


def test_a_week_goes_from_monday_to_sunday_over_the_years_end() -> None:
    """Every day of it lies in the same one."""
    week = Period(SummaryKind.WEEKLY, date(2026, 12, 28), date(2027, 1, 3))
    days = [week.since + timedelta(days=n) for n in range(7)]
    assert {period_of(SummaryKind.WEEKLY, day) for day in days} == {week}
    assert last_over(SummaryKind.WEEKLY, date(2027, 1, 4)) == week
    assert last_over(SummaryKind.WEEKLY, date(2027, 1, 3)).until == date(2026, 12, 27)


@pytest.mark.parametrize("kind", SummaryKind)
def test_the_first_time_only_the_newest_is_due(kind: SummaryKind) -> None:
    """Nobody is sent the years before the console was there."""
    assert list(outstanding(kind, None, MONDAY)) == [last_over(kind, MONDAY)]


@pytest.mark.parametrize("kind", SummaryKind)
def test_nothing_is_due_twice(kind: SummaryKind) -> None:
    """What was posted is over, whatever the hour."""
    assert list(outstanding(kind, last_over(kind, MONDAY).since, MONDAY)) == []


@pytest.mark.parametrize("kind", SummaryKind)
def test_after_a_standstill_what_is_missing_comes_oldest_first(kind: SummaryKind) -> None:
    """So many at most: older news nobody reads."""
    found = list(outstanding(kind, MONDAY - timedelta(days=365), MONDAY))
    assert len(found) == MOST_LATE[kind]
    assert found == sorted(found, key=lambda period: period.since)
    assert found[-1] == last_over(kind, MONDAY)
    assert all(a.until + timedelta(days=1) == b.since for a, b in pairwise(found))
