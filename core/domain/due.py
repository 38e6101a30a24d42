"""When the office means to have decided a promoción: so many hours of business from the day it counts from."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from core.domain.calendar import BusinessCalendar


class Nearness(StrEnum):
    """How near the time is, in the office's days."""

    OVERDUE = "vencida"
    TODAY = "hoy"
    TOMORROW = "siguiente"
    """The next day of business."""
    LATER = "despues"


@dataclass(frozen=True, slots=True)
class Due:
    """A target's end.

    Attributes:
        at: aware UTC.
        minutes_left: of business; 0 once it is past.
    """

    at: datetime
    nearness: Nearness
    minutes_left: int


@dataclass(frozen=True, slots=True)
class Target:
    """What an office promises itself.

    Attributes:
        minutes: of business, from the moment from which a promoción counts.
    """

    calendar: BusinessCalendar
    zone: ZoneInfo
    minutes: int

    def due(self, sent_at: datetime, filed_on: date, procedure_type: str, now: datetime) -> Due:
        """Return the target's end for a promoción; a clerk who is late never moves it.

        Args:
            sent_at: aware instant.
            filed_on: the day on which it is taken as filed; it counts from that day's opening, or from the
                sending where that is later.
            procedure_type: catalogue code; suspensions may hold for some types only.
            now: aware instant.
        """
        start = counts_from(sent_at, filed_on, self.zone)
        at = self.calendar.business_moment_after(start, self.minutes, self.zone, procedure_type)
        left = self.calendar.business_minutes_between(now, at, self.zone, procedure_type)
        return Due(at, self._nearness(at, now, procedure_type), left)

    def latest_start(self, by: datetime) -> datetime:
        """Return the latest moment from which a promoción may count to be due ``by`` then."""
        return self.calendar.business_moment_before(by, self.minutes, self.zone)

    def _nearness(self, at: datetime, now: datetime, procedure_type: str) -> Nearness:
        if at < now:
            return Nearness.OVERDUE
        today, on = now.astimezone(self.zone).date(), at.astimezone(self.zone).date()
        if on == today:
            return Nearness.TODAY
        following = self.calendar.next_business_day(today, procedure_type)
        return Nearness.TOMORROW if on == following else Nearness.LATER


def counts_from(sent_at: datetime, filed_on: date, zone: ZoneInfo) -> datetime:
    """Return the moment from which a promoción counts: its sending, or its filed day where that is later."""
    return max(sent_at, datetime.combine(filed_on, time(), zone))
