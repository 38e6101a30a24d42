"""From counts to figures: what both the board and the report make of what they gathered of a range."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from core.domain.board import (
    ALL_TYPES,
    ClerkTimes,
    Flow,
    GroundCount,
    HourCount,
    MonthTimes,
    RangeFigures,
    Share,
    Step,
    StepCount,
    Times,
)
from core.domain.board_fold import ANY_HOUR, Act, Key, Measure, Taken, keys_of, taken_by

LONGEST_BY_DAY = 92
"""Days of a range that is still told day by day: a quarter of a year."""
EARLIEST = date(2000, 1, 1)
_STOCK = {Measure.SENT: 1, Measure.REOPENED: 1, Measure.ACCEPTED: -1, Measure.REJECTED: -1}


@dataclass(frozen=True, slots=True)
class Asked:
    """A range of local days, both included, and a type of procedure or all."""

    since: date
    until: date
    tipo: str = ALL_TYPES

    @property
    def step(self) -> Step:
        """Into what the range is divided."""
        return Step.DAY if (self.until - self.since).days < LONGEST_BY_DAY else Step.MONTH

    def concerns(self, tipo: str) -> bool:
        """Whether a type of procedure was asked for."""
        return self.tipo in {ALL_TYPES, tipo}


def asked_range(since: date, until: date, tipo: str, today: date) -> Asked:
    """Return a range as it can be answered: in order, not in the future, not before there was anything."""
    first, last = sorted((since, until))
    last = max(min(last, today), EARLIEST)
    return Asked(min(max(first, EARLIEST), last), last, tipo)


@dataclass(slots=True)
class Gathered:
    """What was counted in a range, from wherever it came. Durations are exact: minutes of business → how many."""

    asked: Asked
    before: int = 0
    totals: Counter[str] = field(default_factory=Counter)
    by_hour: Counter[tuple[str, int]] = field(default_factory=Counter)
    by_step: Counter[tuple[date, str]] = field(default_factory=Counter)
    unknown_by_month: Counter[date] = field(default_factory=Counter)
    by_detail: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    minutes_by_month: defaultdict[date, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    minutes_by_clerk: defaultdict[int, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))

    def add_act(self, act: Act, zone: ZoneInfo) -> None:
        """Count an act, if it concerns the range."""
        if not self.asked.concerns(act.tipo):
            return
        for key in keys_of(act, zone):
            self.add_key(key)
        taken = taken_by(act, zone)
        if taken and self.asked.since <= taken.day <= self.asked.until:
            self.add_taken(taken)

    def add_key(self, key: Key) -> None:
        """Count one at a key of the type asked for, or at none of the range."""
        if key.day < self.asked.since:
            self.add_before(key.measure, 1)
        elif key.day <= self.asked.until:
            self.add_at(key.day, key.measure, 1)
            self.add_told(key, 1)

    def add_before(self, measure: str, count: int) -> None:
        """Count what was done before the range: it makes the stock at its beginning."""
        self.before += {m.value: sign for m, sign in _STOCK.items()}.get(measure, 0) * count

    def add_at(self, day: date, measure: str, count: int) -> None:
        """Count on a day of the range, or on the first of a month that lies in it whole."""
        month = day.replace(day=1)
        self.totals[measure] += count
        self.by_step[day if self.asked.step is Step.DAY else month, measure] += count
        if measure == Measure.TIME_UNKNOWN:
            self.unknown_by_month[month] += count

    def add_told(self, key: Key, count: int) -> None:
        """Count by the hour and by the detail; ``key.day`` does not matter."""
        if key.hour != ANY_HOUR:
            self.by_hour[key.measure, key.hour] += count
        if key.detail or key.measure == Measure.GROUND:
            self.by_detail[key.measure, key.tipo, key.detail] += count

    def add_taken(self, taken: Taken) -> None:
        """Keep how long a decision of the range took."""
        self.minutes_by_month[taken.day.replace(day=1)][taken.minutes] += 1
        self.minutes_by_clerk[taken.account_id][taken.minutes] += 1

    def figures(self) -> RangeFigures:
        """Return what was gathered as figures."""
        asked, everything = self.asked, Counter[int]()
        for minutes in self.minutes_by_month.values():
            everything.update(minutes)
        decided = self._total(Measure.ACCEPTED) + self._total(Measure.REJECTED)
        unread, unsure = self._total(Measure.READING_UNKNOWN), self._total(Measure.HOURS_UNKNOWN)
        return RangeFigures(
            since=asked.since,
            until=asked.until,
            tipo=asked.tipo,
            flow=self._flow(),
            step=asked.step,
            steps=tuple(self._steps()),
            hours=tuple(self._hours()),
            times=times_of(everything, self._total(Measure.TIME_UNKNOWN)),
            months=tuple(self._months()),
            clerks=tuple(self._clerks()),
            grounds=self._grounds(),
            out_of_hours=Share(self._total(Measure.OUT_OF_HOURS), self._total(Measure.SENT) - unsure, unsure),
            read_in_full=Share(self._total(Measure.READ_IN_FULL), decided - unread, unread),
        )

    def _total(self, measure: Measure) -> int:
        return self.totals[measure.value]

    def _flow(self) -> Flow:
        told = (Measure.SENT, Measure.REOPENED, Measure.ACCEPTED, Measure.REJECTED, Measure.REFILED)
        return Flow(self.before, *(self._total(measure) for measure in told))

    def _steps(self) -> Iterator[StepCount]:
        told = (Measure.SENT, Measure.ACCEPTED, Measure.REJECTED, Measure.REOPENED)
        for day in _starts(self.asked):
            yield StepCount(day, *(self.by_step[day, measure.value] for measure in told))

    def _hours(self) -> Iterator[HourCount]:
        for hour in range(24):
            sent, accepted, rejected = (
                self.by_hour[measure.value, hour]
                for measure in (Measure.SENT, Measure.ACCEPTED, Measure.REJECTED)
            )
            yield HourCount(hour, sent, accepted + rejected)

    def _months(self) -> Iterator[MonthTimes]:
        for month in sorted({*self.minutes_by_month, *self.unknown_by_month}):
            minutes = self.minutes_by_month.get(month, Counter())
            yield MonthTimes(month, times_of(minutes, self.unknown_by_month[month]))

    def _clerks(self) -> Iterator[ClerkTimes]:
        decided, unknown = (self._by_clerk(m) for m in (Measure.DECIDED_BY, Measure.TIME_UNKNOWN))
        for account_id in sorted(decided):
            minutes = self.minutes_by_clerk.get(account_id, Counter())
            yield ClerkTimes(account_id, decided[account_id], times_of(minutes, unknown[account_id]))

    def _by_clerk(self, wanted: Measure) -> Counter[int]:
        found: Counter[int] = Counter()
        for (measure, _, detail), count in self.by_detail.items():
            if measure == wanted:
                found[int(detail)] += count
        return found

    def _grounds(self) -> tuple[GroundCount, ...]:
        told = [
            GroundCount(tipo, detail, count)
            for (measure, tipo, detail), count in self.by_detail.items()
            if measure == Measure.GROUND
        ]
        return tuple(sorted(told, key=lambda g: (-g.count, g.tipo, g.ground)))


def times_of(minutes: Mapping[int, int], unknown: int) -> Times:
    """Return the percentiles of exact durations.

    Args:
        minutes: minutes of business → how many decisions took so long.
        unknown: decisions beside them whose time nobody knows.
    """
    count, p50, p90 = sum(minutes.values()), *(percentile(minutes, hundredths) for hundredths in (50, 90))
    return Times(count, p50, p90, unknown)


def percentile(counts: Mapping[int, int], hundredths: int) -> int | None:
    """Return the least value that so many of a hundred do not exceed (nearest rank); None of nothing."""
    rank = -(-sum(counts.values()) * hundredths // 100)
    passed = 0
    for value in sorted(counts):
        passed += counts[value]
        if passed >= rank:
            return value
    return None


def _starts(asked: Asked) -> Iterator[date]:
    """Yield each day, or the first of each month, of the range."""
    if asked.step is Step.DAY:
        yield from (asked.since + timedelta(days=n) for n in range((asked.until - asked.since).days + 1))
        return
    month = asked.since.replace(day=1)
    while month <= asked.until:
        yield month
        month = (month + timedelta(days=31)).replace(day=1)
