"""What the supervisor's board shows: figures of a range of days, and how the office stands now.

Which act counts where, the same on the board and in the report that folds the audit log again:

- An act counts on the local day and in the local hour in which it was done: a sending when the server received
  it, a decision when it was taken. What counted on a day counts there for ever, whatever is done later.
- Each decision is an act. One that is reopened stays counted on its day; the reopening is counted beside it, and
  the next decision on its own day. The acceptance rate is that of the acts.
- The time to decide is in minutes of business, by the calendar in force at the decision, from the moment from
  which the promoción counts (its sending, or the day on which it is taken as filed where that is later); after a
  reopening, from the reopening. The decision's act says it. Acts from before it did are counted as unknown.
- A percentile is that of the nearest rank: the least number of minutes within which so many were decided.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.domain.queue import DueFilter, StateFilter, Tab

ALL_TYPES = ""
"""What stands for every type of procedure together."""


class CounterName(StrEnum):
    """The six figures at the head of the board."""

    TO_TAKE = "por_tomar"
    IN_REVIEW = "en_revision"
    DUE_TODAY = "vencen_hoy"
    OVERDUE = "vencidas"
    HELD = "en_espera"
    TROUBLED = "con_problema"


@dataclass(frozen=True, slots=True)
class Counter:
    """A figure that is a link: how many rows a list has now, and what names that list in its address.

    ``tab``, ``state`` and ``due`` are those of :class:`core.domain.queue.QueueQuery`; beside them only the type
    of procedure is asked for.
    """

    name: CounterName
    count: int
    tab: Tab
    state: StateFilter = StateFilter.ANY
    due: DueFilter = DueFilter.ANY


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many; the third beside them, of which it is not known, are in neither number."""

    part: int
    of: int
    unknown: int = 0

    @property
    def rate(self) -> float | None:
        """The part in 0…1; None of nothing."""
        return self.part / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Times:
    """How long decisions took, in whole minutes of business.

    Attributes:
        decided: how many whose time is known.
        p50, p90: None where there are none.
        unknown: decisions beside them whose act does not say it.
    """

    decided: int
    p50: int | None
    p90: int | None
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class MonthTimes:
    """The times of a month's decisions, as far as the month lies in the range. ``month``: its first day."""

    month: date
    times: Times


@dataclass(frozen=True, slots=True)
class ClerkTimes:
    """What somebody decided in the range."""

    account_id: int
    decided: int
    times: Times


@dataclass(frozen=True, slots=True)
class Flow:
    """What came and went in the range; the stock before it and behind it are of what was not decided.

    ``refiled``: filed dates computed anew, which move nothing from one place to another.
    """

    before: int
    sent: int
    reopened: int
    accepted: int
    rejected: int
    refiled: int

    @property
    def decided(self) -> int:
        """Acts of decision, of either kind."""
        return self.accepted + self.rejected

    @property
    def after(self) -> int:
        """What was not decided at the end of the range."""
        return self.before + self.sent + self.reopened - self.decided

    @property
    def acceptance(self) -> Share:
        """Acceptances among the acts of decision."""
        return Share(self.accepted, self.decided)


class Step(StrEnum):
    """How a range is divided for the eye."""

    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class StepCount:
    """One day, or the part of one month that lies in the range. ``starts_on``: the day, or the month's first."""

    starts_on: date
    sent: int
    accepted: int
    rejected: int
    reopened: int

    @property
    def decided(self) -> int:
        """Acts of decision, of either kind."""
        return self.accepted + self.rejected


@dataclass(frozen=True, slots=True)
class HourCount:
    """A local hour of the day, over all days of the range. ``hour``: 0…23."""

    hour: int
    sent: int
    decided: int


@dataclass(frozen=True, slots=True)
class GroundCount:
    """How often a ground was given with rejections of a type of procedure; codes of the catalogues."""

    tipo: str
    ground: str
    count: int


@dataclass(frozen=True, slots=True)
class RangeFigures:
    """Everything that the audit log says of a range of days.

    Attributes:
        since, until: local days, both included.
        tipo: code of a type of procedure; ``ALL_TYPES`` for all.
        step: what ``steps`` are: days of a short range, months of a long one.
        steps: every day or month of the range in order, those without anything too.
        hours: 24.
        times: of every decision in the range.
        months: those with a decision, in order.
        clerks: those who decided something, by account.
        grounds: most frequent first, then by type and ground.
        out_of_hours: sendings on a day or at an hour without business, as the calendar said then.
        read_in_full: decisions whose maker had every page of every document before the eyes.
    """

    since: date
    until: date
    tipo: str
    flow: Flow
    step: Step
    steps: tuple[StepCount, ...]
    hours: tuple[HourCount, ...]
    times: Times
    months: tuple[MonthTimes, ...]
    clerks: tuple[ClerkTimes, ...]
    grounds: tuple[GroundCount, ...]
    out_of_hours: Share
    read_in_full: Share


@dataclass(frozen=True, slots=True)
class AgeBucket:
    """Undecided promociones by their age in minutes of business: from ``least`` to below ``below``."""

    least: int
    below: int | None
    count: int


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A clerk who can come in: what they have now, of the type asked for.

    Attributes:
        in_review: under a claim that has not run out.
        kept: kept for them and not waiting for a later day.
        held: kept for them and waiting for a later day.
        oldest_folio: of what they have, the one that has counted longest; empty where they have none.
        oldest_minutes: its age in minutes of business.
        decided_today: acts of decision.
        times: of their decisions in the range; n stands with the median, and nobody is ordered by it.
    """

    account_id: int
    name: str
    in_review: int
    kept: int
    held: int
    oldest_folio: str
    oldest_minutes: int | None
    decided_today: int
    times: Times

    @property
    def open(self) -> int:
        """Everything that they have."""
        return self.in_review + self.kept + self.held


@dataclass(frozen=True, slots=True)
class Health:
    """What waits for something outside the office, now and of every type.

    Attributes:
        revocation_not_consulted: undecided promociones of which no source of revocation answered.
        antivirus_waiting: documents of undecided promociones that the antivirus has not looked at.
        acuses_waiting: receipts whose PDF is not sealed yet.
        timestamps_waiting: sendings without their stamp; ``timestamps_failing``: those tried in vain before.
        mails_waiting: messages that will be tried; ``mails_stopped``: that will not.
    """

    revocation_not_consulted: int
    antivirus_waiting: int
    acuses_waiting: int
    timestamps_waiting: int
    timestamps_failing: int
    mails_waiting: int
    mails_stopped: int


@dataclass(frozen=True, slots=True)
class Rebuilding:
    """How far the tallies have been folded from the log again: ``done`` of ``total`` events' numbers."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class BoardView:
    """The board.

    Attributes:
        at: when it was drawn, aware UTC.
        zone: IANA name of the zone whose days and hours these are.
        counters: the six, of the type asked for.
        oldest_folio: of everything undecided, the one that has counted longest; empty where nothing waits.
        oldest_minutes: its age in minutes of business.
        day_minutes: of a usual day of business now.
        team: by name.
        ageing: of everything undecided, youngest first.
        range: of the days asked for.
        rebuilding: where the tallies are not complete yet, and the range's figures are too low.
    """

    at: datetime
    zone: str
    counters: tuple[Counter, ...]
    oldest_folio: str
    oldest_minutes: int | None
    day_minutes: int
    team: tuple[TeamRow, ...]
    ageing: tuple[AgeBucket, ...]
    range: RangeFigures
    health: Health
    rebuilding: Rebuilding | None
