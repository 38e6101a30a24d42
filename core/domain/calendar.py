"""Business days and hours: the day on which a filing is taken as filed, and ages in business hours.

Nothing here is a constant of the institution: hours and days come from ``data/catalogs/calendar.toml``
(domain.md §3). Instants come in aware, days are decided in the institution's zone.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

_ONE_DAY = timedelta(days=1)


class ClosureKind(StrEnum):
    """Why an office does not work on a day: the calendar of the year, or a suspension decreed for it."""

    INHABIL = "inhabil"
    SUSPENSION = "suspension"


class BeforeOpening(StrEnum):
    """What a filing sent on a business day before the office opens counts as.

    With ``NEXT_BUSINESS_DAY`` whoever sends at 8:00 is filed a day later than whoever sends at 9:00: it is
    what «out of hours, the next business day» says to the letter, so it is the default until the
    institution says otherwise.
    """

    SAME_DAY = "same_day"
    NEXT_BUSINESS_DAY = "next_business_day"


class FiledReason(StrEnum):
    """Why a filing is taken as filed on its day: keys of ``[filed_reason]`` in ``data/texts``."""

    WITHIN_HOURS = "within_hours"
    BEFORE_OPENING = "before_opening"
    OUT_OF_HOURS = "out_of_hours"
    CLOSED_DAY = "closed_day"


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Local wall-clock hours of one day; both ends belong to it, so 18:00:00 sharp is still in time.

    Raises:
        ValueError: the office would close before it opens.
    """

    opens: time
    closes: time

    def __post_init__(self) -> None:
        """Refuse hours that hold no time."""
        if self.opens >= self.closes:
            raise ValueError(f"{self.opens}-{self.closes}")


@dataclass(frozen=True, slots=True)
class Closure:
    """One day without business.

    Attributes:
        procedure_types: codes it holds for; empty means all.
        legal_basis: the instrument that decrees it, as people cite it.
        source: where this row was taken from.
    """

    on: date
    kind: ClosureKind
    legal_basis: str
    source: str = ""
    procedure_types: frozenset[str] = frozenset()

    def holds_for(self, procedure_type: str) -> bool:
        """Whether this closure concerns filings of ``procedure_type``."""
        return not self.procedure_types or procedure_type in self.procedure_types


@dataclass(frozen=True, slots=True)
class FiledOn:
    """The *fecha en que se tiene por presentada* and why.

    Attributes:
        reason: a value of ``FiledReason``.
        facts: ``sent_on`` (ISO day of the sending in the zone); with ``closed_day`` also ``kind``
            (``inhabil``, ``suspension`` or ``descanso``, a weekday without hours) and ``legal_basis``; with
            ``out_of_hours`` and ``before_opening`` also ``opens`` and ``closes`` (``HH:MM``).
    """

    on: date
    reason: FiledReason
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """Opening hours for each weekday (0 is Monday, absent is never open) and the days without business.

    Raises:
        ValueError: no weekday has hours, or a weekday is not in 0…6.
    """

    hours: Mapping[int, OpeningHours]
    closures: tuple[Closure, ...] = ()
    before_opening: BeforeOpening = BeforeOpening.NEXT_BUSINESS_DAY
    _by_day: Mapping[date, tuple[Closure, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the closures by day: a queue of thousands asks for each row."""
        if not self.hours or not set(self.hours) <= set(range(7)):
            raise ValueError(f"weekdays {sorted(self.hours)}")
        by_day: dict[date, tuple[Closure, ...]] = {}
        for closure in self.closures:
            by_day[closure.on] = (*by_day.get(closure.on, ()), closure)
        object.__setattr__(self, "_by_day", by_day)

    def with_closures(self, added: Iterable[Closure]) -> Self:
        """Return the same calendar with more days closed, for a suspension decreed afterwards."""
        return replace(self, closures=(*self.closures, *added))

    def closure_on(self, on: date, procedure_type: str = "") -> Closure | None:
        """Return what closes ``on`` for ``procedure_type``, the first listed; None when nothing does."""
        return next((c for c in self._by_day.get(on, ()) if c.holds_for(procedure_type)), None)

    def hours_on(self, on: date, procedure_type: str = "") -> OpeningHours | None:
        """Return the hours of business of ``on``, or None when it is no business day."""
        hours = self.hours.get(on.weekday())
        return hours if hours and not self.closure_on(on, procedure_type) else None

    def next_business_day(self, after: date, procedure_type: str = "") -> date:
        """Return the first business day later than ``after``."""
        on = after + _ONE_DAY
        while self.hours_on(on, procedure_type) is None:
            on += _ONE_DAY
        return on

    def taken_as_filed(self, sent_at: datetime, procedure_type: str, zone: ZoneInfo) -> FiledOn:
        """Return the day on which a filing sent at ``sent_at`` is taken as filed.

        Args:
            sent_at: aware instant, the server's clock.
            procedure_type: catalogue code; suspensions may hold for some types only.
            zone: where days and hours are decided.

        Raises:
            ValueError: ``sent_at`` is naive.
        """
        local = _local(sent_at, zone)
        sent_on = local.date()
        hours = self.hours_on(sent_on, procedure_type)
        if hours is None:
            facts = self._why_closed(sent_on, procedure_type)
            return FiledOn(self.next_business_day(sent_on, procedure_type), FiledReason.CLOSED_DAY, facts)
        moment = local.time()
        if hours.opens <= moment <= hours.closes:
            return FiledOn(sent_on, FiledReason.WITHIN_HOURS, {"sent_on": sent_on.isoformat()})
        facts = {"opens": f"{hours.opens:%H:%M}", "closes": f"{hours.closes:%H:%M}"}
        facts["sent_on"] = sent_on.isoformat()
        if moment < hours.opens and self.before_opening is BeforeOpening.SAME_DAY:
            return FiledOn(sent_on, FiledReason.BEFORE_OPENING, facts)
        on = self.next_business_day(sent_on, procedure_type)
        return FiledOn(on, FiledReason.OUT_OF_HOURS, facts)

    def business_minutes_between(
        self, start: datetime, end: datetime, zone: ZoneInfo, procedure_type: str = ""
    ) -> int:
        """Return the whole minutes of business from ``start`` to ``end``; 0 when ``end`` is not later.

        Raises:
            ValueError: an instant is naive.
        """
        first, last = _local(start, zone), _local(end, zone)
        begin, finish = start.astimezone(UTC), end.astimezone(UTC)
        total = timedelta()
        for on in _days(first.date(), last.date()):
            hours = self.hours_on(on, procedure_type)
            if hours:
                # In UTC, since subtracting two times of one zone ignores a change of its offset.
                opened = max(begin, datetime.combine(on, hours.opens, zone).astimezone(UTC))
                closed = min(finish, datetime.combine(on, hours.closes, zone).astimezone(UTC))
                total += max(timedelta(), closed - opened)
        return total // timedelta(minutes=1)

    def business_moment_after(
        self, start: datetime, minutes: int, zone: ZoneInfo, procedure_type: str = ""
    ) -> datetime:
        """Return the instant (UTC) at which ``minutes`` of business have passed since ``start``.

        With 0 minutes it is the first moment of business that is not before ``start``.

        Raises:
            ValueError: ``start`` is naive.
        """
        on, begin, left = _local(start, zone).date(), start.astimezone(UTC), timedelta(minutes=minutes)
        while True:
            hours = self.hours_on(on, procedure_type)
            if hours:
                opened = max(begin, datetime.combine(on, hours.opens, zone).astimezone(UTC))
                closed = datetime.combine(on, hours.closes, zone).astimezone(UTC)
                if closed - opened >= left:
                    return opened + left
                left -= max(timedelta(), closed - opened)
            on += _ONE_DAY

    def business_moment_before(self, end: datetime, minutes: int, zone: ZoneInfo) -> datetime:
        """Return the latest instant (UTC) from which ``minutes`` of business have passed by ``end``.

        By the days on which the office is closed for every type of procedure.

        Raises:
            ValueError: ``end`` is naive.
        """
        on, until, left = _local(end, zone).date(), end.astimezone(UTC), timedelta(minutes=minutes)
        while True:
            hours = self.hours_on(on)
            if hours:
                opened = datetime.combine(on, hours.opens, zone).astimezone(UTC)
                closed = min(until, datetime.combine(on, hours.closes, zone).astimezone(UTC))
                if closed - opened >= left:
                    return closed - left
                left -= max(timedelta(), closed - opened)
            on -= _ONE_DAY

    def _why_closed(self, on: date, procedure_type: str) -> dict[str, str]:
        closure = self.closure_on(on, procedure_type)
        kind, basis = (closure.kind.value, closure.legal_basis) if closure else ("descanso", "")
        return {"sent_on": on.isoformat(), "kind": kind, "legal_basis": basis}


def _local(instant: datetime, zone: ZoneInfo) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("naive instant")
    return instant.astimezone(zone)


def _days(first: date, last: date) -> Iterator[date]:
    on = first
    while on <= last:
        yield on
        on += _ONE_DAY
