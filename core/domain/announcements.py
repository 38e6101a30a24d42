"""Notices and banners: what the institution says on the screens, to whom and from when until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeAlias
from zoneinfo import ZoneInfo

Moment: TypeAlias = datetime | date
"""An aware instant; a wall-clock time of the institution's zone where it has none; or a whole day of it."""


class Level(StrEnum):
    """How much a notice matters."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Audience(StrEnum):
    """Who sees a notice."""

    PUBLIC = "public"
    """Whoever has not signed in."""
    FILERS = "filers"
    STAFF = "staff"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Announcement:
    """A notice.

    Attributes:
        code: what it is told by; never shown.
        text: one or more lines, plain.
        valid_from: when it begins to be shown, a day from its first moment; None always was.
        valid_until: until when, exclusive for an instant; a day is shown to its end; None for ever.
        retired_on: from that day on it is not shown any more, whatever the rest says.
    """

    code: str
    text: str
    level: Level
    audience: Audience
    valid_from: Moment | None = None
    valid_until: Moment | None = None
    retired_on: date | None = None

    def shown_at(self, at: datetime, zone: ZoneInfo) -> bool:
        """Whether it is to be seen at an aware instant, where days are those of ``zone``."""
        if self.retired_on is not None and at >= _begin(self.retired_on, zone):
            return False
        begun = self.valid_from is None or at >= _begin(self.valid_from, zone)
        return begun and (self.valid_until is None or at < _end(self.valid_until, zone))


def announcements_for(
    entries: Iterable[Announcement], audience: Audience, at: datetime, zone: ZoneInfo
) -> tuple[Announcement, ...]:
    """Return what an audience sees at an aware instant, in the catalogue's order.

    ``Audience.ALL`` asks for every notice that anybody sees then.
    """
    wanted = {audience, Audience.ALL} if audience is not Audience.ALL else set(Audience)
    return tuple(entry for entry in entries if entry.audience in wanted and entry.shown_at(at, zone))


def _begin(moment: Moment, zone: ZoneInfo) -> datetime:
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time(), zone)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _end(moment: Moment, zone: ZoneInfo) -> datetime:
    if isinstance(moment, datetime):
        return _begin(moment, zone)
    if moment == date.max:  # how people write «for ever»; no day follows it
        return datetime.combine(moment, time.max, zone)
    return datetime.combine(moment + timedelta(days=1), time(), zone)
