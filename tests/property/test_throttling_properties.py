"""Waits grow, end, and never grow beyond their limit, whatever was tried and whenever."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.throttling import EVERYBODY, PER_ADDRESS, PER_NAME, Pace, whole_seconds

PACES = st.sampled_from([PER_NAME, PER_ADDRESS, EVERYBODY])
FAILURES = st.integers(min_value=0, max_value=2**31 - 1)
NOW = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
SPANS = st.timedeltas(min_value=timedelta(days=-2), max_value=timedelta(days=400))


@given(PACES, FAILURES)
def test_more_failures_never_wait_less(pace: Pace, failures: int) -> None:
    """One failure more waits as long or longer, and never beyond the longest."""
    assert timedelta() <= pace.wait(failures) <= pace.wait(failures + 1) <= pace.longest


@given(PACES, FAILURES, SPANS)
def test_what_is_left_is_at_most_the_whole(pace: Pace, failures: int, passed: timedelta) -> None:
    """Nothing is left once the wait has passed; a clock set back keeps nobody out for longer."""
    left = pace.left(NOW + passed, failures, first_failed_at=NOW, last_failed_at=NOW)
    assert timedelta() <= left <= pace.wait(failures)
    if passed >= pace.longest:
        assert left == timedelta()


@given(PACES, FAILURES, st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=2)))
def test_waiting_as_long_as_told_is_enough(pace: Pace, failures: int, passed: timedelta) -> None:
    """The seconds that a person is told are never too few, and less than one too many."""
    at = NOW + passed
    left = pace.left(at, failures, first_failed_at=NOW, last_failed_at=NOW)
    told = timedelta(seconds=whole_seconds(left))
    assert left <= told < left + timedelta(seconds=1)
    assert pace.left(at + told, failures, first_failed_at=NOW, last_failed_at=NOW) == timedelta()


@pytest.mark.parametrize(
    ("pace", "expected"),
    [
        (PER_NAME, {2: 0, 3: 1, 4: 2, 5: 4, 8: 32, 9: 60, 1000: 60}),
        (PER_ADDRESS, {10: 0, 11: 1, 12: 2, 20: 512, 21: 900, 10**9: 900}),
        (EVERYBODY, {60: 0, 61: 1, 62: 2, 63: 4, 9999: 4}),
    ],
)
def test_the_waits_are_those_agreed(pace: Pace, expected: dict[int, int]) -> None:
    """In seconds after so many failures."""
    assert {n: whole_seconds(pace.wait(n)) for n in expected} == expected


def test_an_address_forgets_after_a_quiet_day_and_everybody_after_a_minute() -> None:
    """A name's failures are forgotten by nobody but its owner."""
    day, minute = timedelta(hours=24), timedelta(seconds=60)
    assert not PER_NAME.is_forgotten(NOW + 400 * day, first_failed_at=NOW, last_failed_at=NOW)
    assert PER_ADDRESS.is_forgotten(NOW + day, first_failed_at=NOW - day, last_failed_at=NOW)
    assert not PER_ADDRESS.is_forgotten(NOW + day / 2, first_failed_at=NOW - 9 * day, last_failed_at=NOW)
    assert EVERYBODY.is_forgotten(NOW + minute, first_failed_at=NOW, last_failed_at=NOW + minute)
    assert not EVERYBODY.is_forgotten(NOW + minute / 2, first_failed_at=NOW, last_failed_at=NOW)
