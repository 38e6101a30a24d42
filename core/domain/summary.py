"""The periods that a summary tells of: a day, or a week from Monday to Sunday, in the office's zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
MOST_LATE = {"daily": 7, "weekly": 4}
"""Periods that are made up for after the server stood still: older news nobody reads."""


class SummaryKind(StrEnum):
    """How long a summary's period is."""

    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Period:
    """Local days, both included."""

    kind: SummaryKind
    since: date
    until: date


def period_of(kind: SummaryKind, on: date) -> Period:
    """Return the period in which a day lies."""
    if kind is SummaryKind.DAILY:
        return Period(kind, on, on)
    monday = on - timedelta(days=on.weekday())
    return Period(kind, monday, monday + 6 * _DAY)


def last_over(kind: SummaryKind, today: date) -> Period:
    """Return the newest period that is over."""
    return period_of(kind, period_of(kind, today).since - _DAY)


def outstanding(kind: SummaryKind, posted: date | None, today: date) -> Iterator[Period]:
    """Yield the periods that are over and were not posted, oldest first.

    Args:
        kind: of the periods.
        posted: the first day of the newest one that was; None where none ever was, and then only the newest
            that is over is due.
        today: local day.
    """
    newest = last_over(kind, today)
    step = _DAY if kind is SummaryKind.DAILY else _WEEK
    since = (
        newest.since if posted is None else max(posted + step, newest.since - (MOST_LATE[kind] - 1) * step)
    )
    while since <= newest.since:
        yield period_of(kind, since)
        since += step
