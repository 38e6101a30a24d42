"""Time of business, summed by years: an age of five years costs five additions, not 1,826 days.

A queue asks for each of its rows, so what a year holds is worked out once for each calendar, zone and scope.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from core.domain.opening_hours import OpeningHours

_ONE_DAY = timedelta(days=1)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class BusinessTime:
    """Counts the time of business of one scope in one zone.

    Attributes:
        hours_on: the hours of a day, None where it is no business day.
        zone: where days and hours are decided.
    """

    hours_on: Callable[[date], OpeningHours | None]
    zone: ZoneInfo
    _years: dict[int, tuple[int, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return the time of business from ``start`` to ``end``; nothing when ``end`` is not later."""
        if end <= start:
            return timedelta()
        first, last = start.astimezone(self.zone).year, end.astimezone(self.zone).year
        whole = sum(self._sums(year)[-1] for year in range(first, last))
        return (whole + self._elapsed(end) - self._elapsed(start)) * _MICROSECOND

    def after(self, start: datetime, span: timedelta) -> datetime:
        """Return the instant (UTC) at which ``span`` of business has passed since ``start``.

        Without a span it is the first moment of business that is not before ``start``.
        """
        if span <= timedelta():
            return self._opening_from(start)
        year = start.astimezone(self.zone).year
        wanted = self._elapsed(start) + span // _MICROSECOND
        while wanted > self._sums(year)[-1]:
            wanted -= self._sums(year)[-1]
            year += 1
        return self._instant(year, bisect_left(self._sums(year), wanted) - 1, wanted)

    def before(self, end: datetime, span: timedelta) -> datetime:
        """Return the latest instant (UTC) from which ``span`` of business has passed by ``end``.

        Without a span it is the last moment of business that is not after ``end``.
        """
        if span <= timedelta():
            return self._closing_until(end)
        year = end.astimezone(self.zone).year
        wanted = self._elapsed(end) - span // _MICROSECOND
        while wanted < 0:
            year -= 1
            wanted += self._sums(year)[-1]
        return self._instant(year, bisect_right(self._sums(year), wanted) - 1, wanted)

    def _sums(self, year: int) -> tuple[int, ...]:
        """Return the microseconds of business from the year's beginning to that of each day, and to its end."""
        found = self._years.get(year)
        if found is None:
            days = (date(year, 12, 31) - date(year, 1, 1)).days + 1
            lengths = (self._length(date(year, 1, 1) + n * _ONE_DAY) for n in range(days))
            found = self._years[year] = tuple(accumulate(lengths, initial=0))
        return found

    def _elapsed(self, at: datetime) -> int:
        """Return the microseconds of business from the beginning of the instant's year to the instant."""
        on = at.astimezone(self.zone).date()
        sums, day = self._sums(on.year), (on - date(on.year, 1, 1)).days
        span = self._span(on)
        passed = (at.astimezone(UTC) - span[0]) // _MICROSECOND if span else 0
        return sums[day] + min(max(passed, 0), sums[day + 1] - sums[day])

    def _instant(self, year: int, day: int, wanted: int) -> datetime:
        on = date(year, 1, 1) + day * _ONE_DAY
        span = self._span(on)
        if span is None:  # pragma: no cover - a day that adds to the sum has hours
            raise ValueError(on.isoformat())
        return span[0] + (wanted - self._sums(year)[day]) * _MICROSECOND

    def _length(self, on: date) -> int:
        span = self._span(on)
        return max(0, (span[1] - span[0]) // _MICROSECOND) if span else 0

    def _span(self, on: date) -> tuple[datetime, datetime] | None:
        """Return opening and closing of a day in UTC, since two times of one zone ignore a change of its offset."""
        hours = self.hours_on(on)
        if hours is None:
            return None
        opened, closed = (datetime.combine(on, at, self.zone) for at in (hours.opens, hours.closes))
        return opened.astimezone(UTC), closed.astimezone(UTC)

    def _opening_from(self, start: datetime) -> datetime:
        on, begin = start.astimezone(self.zone).date(), start.astimezone(UTC)
        while True:
            span = self._span(on)
            if span and max(begin, span[0]) <= span[1]:
                return max(begin, span[0])
            on += _ONE_DAY

    def _closing_until(self, end: datetime) -> datetime:
        on, until = end.astimezone(self.zone).date(), end.astimezone(UTC)
        while True:
            span = self._span(on)
            if span and span[0] <= min(until, span[1]):
                return min(until, span[1])
            on -= _ONE_DAY
