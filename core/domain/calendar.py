"""The day on which a filing is taken as filed, and ages in business hours.

Nothing here is a constant of the institution: hours and days come from the edition of the calendar in force
(``data/catalogs/calendar.toml`` until one is saved; domain.md §3). Instants come in aware, days are decided in
the institution's zone.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

from core.domain.business_time import BusinessTime
from core.domain.closures import REST_DAY, ClosedDay, Closure, ClosureKind
from core.domain.opening_hours import BeforeOpening, OpeningHours, Timetable

MOST_CLOSED_DAYS = 50_000
"""Of all closures together: more than a century; what a file can name beyond that would fill the memory."""
_ONE_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)


class FiledReason(StrEnum):
    """Why a filing is taken as filed on its day: keys of ``[filed_reason]`` in ``data/texts``."""

    WITHIN_HOURS = "within_hours"
    BEFORE_OPENING = "before_opening"
    OUT_OF_HOURS = "out_of_hours"
    CLOSED_DAY = "closed_day"


@dataclass(frozen=True, slots=True)
class FiledOn:
    """The *fecha en que se tiene por presentada* and why.

    Attributes:
        reason: a value of ``FiledReason``.
        facts: ``sent_on`` (ISO day of the sending in the zone); with ``closed_day`` also ``kind``
            (``inhabil``, ``suspension`` or ``descanso``, a weekday without hours) and ``legal_basis``, that of
            all the days skipped, empty where they are weekdays without hours; with ``out_of_hours`` and
            ``before_opening`` also ``opens`` and ``closes`` (``HH:MM``), and ``legal_basis`` where a decree
            closed a day that is skipped.
    """

    on: date
    reason: FiledReason
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """Opening hours by period of validity, and the days without business.

    Attributes:
        timetables: the earliest also holds for all days before it.
        closures: retired ones too; those have no effect.
        complete_until: the last day up to which the institution's own days were entered, as it says itself.

    Raises:
        ValueError: no timetable is in use, two of those in use begin on one day, or the closures name more than
            ``MOST_CLOSED_DAYS``.
    """

    timetables: tuple[Timetable, ...]
    closures: tuple[Closure, ...] = ()
    complete_until: date | None = None
    _used: tuple[Timetable, ...] = field(init=False, repr=False, compare=False)
    _by_day: Mapping[date, tuple[Closure, ...]] = field(init=False, repr=False, compare=False)
    _scoped: frozenset[str] = field(init=False, repr=False, compare=False)
    _times: dict[tuple[str, ZoneInfo], BusinessTime] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        """Index what holds by day: a queue of thousands asks for each row."""
        used = sorted((t for t in self.timetables if t.retired_on is None), key=lambda t: t.valid_from)
        if not used or len({t.valid_from for t in used}) < len(used):
            raise ValueError(f"timetables from {[t.valid_from.isoformat() for t in used]}")
        if sum(closure.length_days for closure in self.closures_used) > MOST_CLOSED_DAYS:
            raise ValueError("too many closed days")
        by_day: dict[date, tuple[Closure, ...]] = {}
        for closure in self.closures_used:
            for on in closure.days():
                by_day[on] = (*by_day.get(on, ()), closure)
        scoped = frozenset(code for closure in self.closures_used for code in closure.procedure_types)
        object.__setattr__(self, "_used", tuple(used))
        object.__setattr__(self, "_by_day", by_day)
        object.__setattr__(self, "_scoped", scoped)

    @property
    def closures_used(self) -> tuple[Closure, ...]:
        """The closures that have an effect."""
        return tuple(closure for closure in self.closures if closure.retired_on is None)

    @property
    def timetables_used(self) -> tuple[Timetable, ...]:
        """The timetables that have an effect, earliest first."""
        return self._used

    @property
    def covered_until(self) -> date | None:
        """The last day up to which days without business were entered; None where there are none at all.

        As the institution says itself, else the end of the last of the years, without a gap from the first,
        that have at least one inhábil for everybody.
        """
        years = {on.year for on in self._by_day if self._is_inhabil(on)}
        if self.complete_until or not years:
            return self.complete_until
        last = min(years)
        while last + 1 in years:
            last += 1
        return date(last, 12, 31)

    def with_closures(self, added: Iterable[Closure]) -> Self:
        """Return the same calendar with more days closed, for a suspension decreed afterwards."""
        return replace(self, closures=(*self.closures, *added))

    def timetable_on(self, on: date) -> Timetable:
        """Return the timetable that holds on a day."""
        place = bisect_right(self._used, on, key=lambda timetable: timetable.valid_from)
        return self._used[max(place - 1, 0)]

    def usual_day_minutes(self, on: date) -> int:
        """Return the minutes of a usual day of business, by the timetable that holds on a day."""
        return self.timetable_on(on).usual_day // timedelta(minutes=1)

    def closure_on(self, on: date, procedure_type: str = "") -> Closure | None:
        """Return what closes ``on`` for ``procedure_type``, the first listed; None when nothing does."""
        return next((c for c in self._by_day.get(on, ()) if c.holds_for(procedure_type)), None)

    def closures_on(self, on: date) -> tuple[Closure, ...]:
        """Return everything in use that closes ``on`` for somebody."""
        return self._by_day.get(on, ())

    def hours_on(self, on: date, procedure_type: str = "") -> OpeningHours | None:
        """Return the hours of business of ``on``, or None when it is no business day."""
        hours = self.timetable_on(on).hours.get(on.weekday())
        return hours if hours and not self.closure_on(on, procedure_type) else None

    def next_business_day(self, after: date, procedure_type: str = "") -> date:
        """Return the first business day later than ``after``."""
        on = after + _ONE_DAY
        while self.hours_on(on, procedure_type) is None:
            on += _ONE_DAY
        return on

    def closed_between(self, first: date, last: date, procedure_type: str = "") -> Iterator[ClosedDay]:
        """Yield the days without business from ``first`` to ``last``, both included, and why."""
        on = first
        while on <= last:
            if self.hours_on(on, procedure_type) is None:
                yield self._closed_day(on, procedure_type)
            on += _ONE_DAY

    def taken_as_filed(self, sent_at: datetime, procedure_type: str, zone: ZoneInfo) -> FiledOn:
        """Return the day on which a filing sent at ``sent_at`` is taken as filed.

        Args:
            sent_at: aware instant, the server's clock.
            procedure_type: catalogue code; suspensions may hold for some types only.
            zone: where days and hours are decided.

        Raises:
            ValueError: ``sent_at`` is naive.
        """
        local = _aware(sent_at).astimezone(zone)
        sent_on, moment = local.date(), local.time()
        facts = {"sent_on": sent_on.isoformat()}
        hours = self.hours_on(sent_on, procedure_type)
        if hours is None:
            on = self.next_business_day(sent_on, procedure_type)
            facts["kind"] = self._closed_day(sent_on, procedure_type).kind
            facts["legal_basis"] = self._basis(sent_on, on, procedure_type)
            return FiledOn(on, FiledReason.CLOSED_DAY, facts)
        if hours.opens <= moment <= hours.closes:
            return FiledOn(sent_on, FiledReason.WITHIN_HOURS, facts)
        facts |= {"opens": f"{hours.opens:%H:%M}", "closes": f"{hours.closes:%H:%M}"}
        if moment < hours.opens and self.timetable_on(sent_on).before_opening is BeforeOpening.SAME_DAY:
            return FiledOn(sent_on, FiledReason.BEFORE_OPENING, facts)
        on = self.next_business_day(sent_on, procedure_type)
        basis = self._basis(sent_on, on, procedure_type)
        return FiledOn(on, FiledReason.OUT_OF_HOURS, {**facts, **({"legal_basis": basis} if basis else {})})

    def business_minutes_between(
        self, start: datetime, end: datetime, zone: ZoneInfo, procedure_type: str = ""
    ) -> int:
        """Return the whole minutes of business from ``start`` to ``end``; 0 when ``end`` is not later.

        Raises:
            ValueError: an instant is naive.
        """
        return self._time(zone, procedure_type).between(_aware(start), _aware(end)) // _MINUTE

    def business_moment_after(
        self, start: datetime, minutes: int, zone: ZoneInfo, procedure_type: str = ""
    ) -> datetime:
        """Return the instant (UTC) at which ``minutes`` of business have passed since ``start``.

        With 0 minutes it is the first moment of business that is not before ``start``.

        Raises:
            ValueError: ``start`` is naive.
        """
        return self._time(zone, procedure_type).after(_aware(start), minutes * _MINUTE)

    def business_moment_before(
        self, end: datetime, minutes: int, zone: ZoneInfo, procedure_type: str = ""
    ) -> datetime:
        """Return the latest instant (UTC) from which ``minutes`` of business have passed by ``end``.

        Without a type, by the days on which the office is closed for every type of procedure.

        Raises:
            ValueError: ``end`` is naive.
        """
        return self._time(zone, procedure_type).before(_aware(end), minutes * _MINUTE)

    def _time(self, zone: ZoneInfo, procedure_type: str) -> BusinessTime:
        """Return the sums of a scope; what no closure names has the common one, however it is written."""
        scope = procedure_type if procedure_type in self._scoped else ""
        found = self._times.get((scope, zone))
        if found is None:
            found = BusinessTime(lambda on: self.hours_on(on, scope), zone)
            self._times[scope, zone] = found
        return found

    def _basis(self, first: date, last: date, procedure_type: str) -> str:
        """Return the decrees that close days between two, each once."""
        closed = self.closed_between(first, last, procedure_type)
        return "; ".join(dict.fromkeys(day.legal_basis for day in closed if day.legal_basis))

    def _closed_day(self, on: date, procedure_type: str) -> ClosedDay:
        closure = self.closure_on(on, procedure_type)
        return ClosedDay(on, closure.kind.value, closure.legal_basis) if closure else ClosedDay(on, REST_DAY)

    def _is_inhabil(self, on: date) -> bool:
        return any(c.kind is ClosureKind.INHABIL and not c.procedure_types for c in self._by_day[on])


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("naive instant")
    return instant
