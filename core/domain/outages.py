"""Outages: a system that could not be used from an instant to another, as reports of faults show it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.domain.fault_reports import FaultSystem
from core.domain.promocion import plain_text
from core.domain.visible_text import shows_something
from core.errors import Refusal

MAX_DESCRIPTION = 1_000
_LONGEST = timedelta(days=60)
"""An outage that lasted longer is a slip of the keyboard, and would suspend a quarter of a year."""


class OutageNotAdmitted(Refusal):
    """The outage says nothing, ends before it begins, lies ahead, or is longer than sixty days."""


class OutageHasNotEnded(Refusal):
    """A suspension needs the instant at which the system worked again."""


class OutageIsSuspended(Refusal):
    """A suspension rests on it: what it says is changed no more."""


@dataclass(frozen=True, slots=True)
class OutageStatement:
    """What an outage says. ``ended_at``: None while it goes on."""

    system: FaultSystem
    started_at: datetime
    ended_at: datetime | None
    description: str


@dataclass(frozen=True, slots=True)
class Outage:
    """An outage with the reports that show it.

    Attributes:
        folios: of its reports, oldest first.
        withdrawn_at: it was none after all; None while it counts.
        suspension: what came of it, in the words of whoever declared it; empty while nothing did.
        edition: of the calendar that says so; None while none does.
    """

    id: int
    statement: OutageStatement
    folios: tuple[str, ...]
    named_at: datetime
    named_by: str
    withdrawn_at: datetime | None = None
    suspension: str = ""
    edition: int | None = None
    suspended_at: datetime | None = None
    suspended_by: str = ""

    @property
    def name(self) -> str:
        """How people and documents name it."""
        return outage_name(self.id)


def outage_name(number: int) -> str:
    """Return ``INT-0007``, by which people and the calendar name an outage."""
    return f"INT-{number:04d}"


def admit_outage(said: OutageStatement, now: datetime) -> OutageStatement:
    """Return an outage with its description as it is kept.

    Raises:
        OutageNotAdmitted: as it says.
    """
    description = plain_text(said.description)
    until = said.ended_at or now
    in_order = said.started_at < until <= now and until - said.started_at <= _LONGEST
    if not in_order or len(description) > MAX_DESCRIPTION or not shows_something(description):
        raise OutageNotAdmitted(most=MAX_DESCRIPTION, days=_LONGEST.days)
    return OutageStatement(said.system, said.started_at, said.ended_at, description)


def days_of(outage: OutageStatement, zone: str) -> tuple[date, date]:
    """Return the first and the last day that an outage touched, by the institution's clock.

    One that ended at midnight did not touch the day that began then.

    Raises:
        OutageHasNotEnded: nobody knows the last day yet.
    """
    if outage.ended_at is None:
        raise OutageHasNotEnded
    local = ZoneInfo(zone)
    last = outage.ended_at - timedelta(microseconds=1)
    return outage.started_at.astimezone(local).date(), last.astimezone(local).date()


@dataclass(frozen=True, slots=True)
class OutagePage:
    """Some of the outages, those that wait for a suspension first; ``total``: how many there are."""

    rows: tuple[Outage, ...]
    total: int


@dataclass(frozen=True, slots=True)
class SuspensionProposal:
    """The suspension that some outages ask for: from which day to which, both included."""

    first_on: date
    last_on: date
    outages: tuple[Outage, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        """Of the outages."""
        return tuple(outage.id for outage in self.outages)

    @property
    def names(self) -> tuple[str, ...]:
        """Of the outages and then of every report that shows them: what the calendar's entry must name."""
        return (*(o.name for o in self.outages), *(folio for o in self.outages for folio in o.folios))


def untouched_days(proposal: SuspensionProposal, zone: str) -> tuple[date, ...]:
    """Return the days from its first to its last that none of its outages touched, in order."""
    spans = [days_of(outage.statement, zone) for outage in proposal.outages]
    length = (proposal.last_on - proposal.first_on).days + 1
    days = (proposal.first_on + timedelta(days=n) for n in range(length))
    return tuple(on for on in days if not any(first <= on <= last for first, last in spans))
