"""Who is on duty, until when, and by which rule what arrives is kept for one of them."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from core.domain.calendar import BusinessCalendar


class AssignmentRule(StrEnum):
    """What happens to a promoción when it is sent; values of ``OFICIALIA_ASSIGN``."""

    OFF = "off"
    """It waits for whoever takes it."""
    ROUND_ROBIN = "round_robin"
    """It is kept for the clerk on duty who may have its type and whose last turn lies furthest back."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Whether a clerk is on duty at an instant.

    Attributes:
        since: from when; None where they are not, also where their time ran out.
        ends_at: when it ends by itself; None likewise.
        procedure_types: codes that a rule may give them, in order; empty for all.
    """

    account_id: int
    name: str
    since: datetime | None = None
    ends_at: datetime | None = None
    procedure_types: tuple[str, ...] = ()

    @property
    def is_on(self) -> bool:
        """Whether a rule may give them something now."""
        return self.since is not None

    def may_have(self, procedure_type: str) -> bool:
        """Whether a rule may give them a promoción of this type."""
        return not self.procedure_types or procedure_type in self.procedure_types


def duty_ends(calendar: BusinessCalendar, now: datetime, zone: ZoneInfo) -> datetime:
    """Return when a duty that begins now ends by itself (UTC).

    At the office's closing hour of today; for who works after it, or on a day without business, at the end
    of the day.

    Args:
        calendar: the office's.
        now: aware instant.
        zone: in which days and hours are decided.

    Raises:
        ValueError: ``now`` is naive.
    """
    if now.tzinfo is None:
        raise ValueError("naive instant")
    local = now.astimezone(zone)
    hours = calendar.hours_on(local.date())
    if hours and local.time() < hours.closes:
        return datetime.combine(local.date(), hours.closes, zone).astimezone(UTC)
    return datetime.combine(local.date() + timedelta(days=1), time(), zone).astimezone(UTC)
