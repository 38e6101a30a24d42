"""When things happened in the demonstration: business days before today, or a while ago.

``-12 10:05`` is 10:05 on the twelfth business day before today; ``hace 0:45`` is three quarters of an
hour before the loading. Today's acts use the second form, since the demo may be loaded at any hour.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.domain.calendar import BusinessCalendar

_DAY = re.compile(r"-(?P<days>\d{1,2}) (?P<hour>\d{1,2}):(?P<minute>\d{2})")
_AGO = re.compile(r"hace (?P<hours>\d{1,2}):(?P<minutes>\d{2})")


@dataclass(frozen=True, slots=True)
class Moments:
    """Turns moments of the story into instants.

    Attributes:
        now: the instant of loading, aware.
        zone: in which days and hours are told.
    """

    now: datetime
    zone: ZoneInfo
    calendar: BusinessCalendar

    def instant(self, moment: str) -> datetime:
        """Return a moment as an aware UTC instant in whole seconds.

        Raises:
            ValueError: it has neither form, or day 0: today has hours that are still to come.
        """
        if ago := _AGO.fullmatch(moment):
            back = timedelta(hours=int(ago["hours"]), minutes=int(ago["minutes"]))
            return (self.now - back).astimezone(UTC).replace(microsecond=0)
        day = _DAY.fullmatch(moment)
        if day is None or int(day["days"]) == 0:
            raise ValueError(moment)
        at = time(int(day["hour"]), int(day["minute"]))
        return datetime.combine(self.business_day(int(day["days"])), at, self.zone).astimezone(UTC)

    def business_day(self, before: int) -> date:
        """Return the business day that lies ``before`` business days before today."""
        on = self.now.astimezone(self.zone).date()
        while before:
            on -= timedelta(days=1)
            before -= self.calendar.hours_on(on) is not None
        return on
