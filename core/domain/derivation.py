"""How the day on which a filing is taken as filed follows from the calendar, step by step."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from core.domain.calendar import BusinessCalendar, FiledOn
from core.domain.closures import ClosedDay
from core.domain.opening_hours import OpeningHours, Timetable


@dataclass(frozen=True, slots=True)
class Derivation:
    """What the answer rests on.

    Attributes:
        sent_local: the sending by the clock of the institution's zone.
        timetable: the one that holds on the day of sending.
        hours: of that day; None where it is no business day.
        closed_days: the days without business, from that of sending to the one it counts from.
    """

    sent_local: datetime
    procedure_type: str
    filed: FiledOn
    timetable: Timetable
    hours: OpeningHours | None
    closed_days: tuple[ClosedDay, ...]


def derive(calendar: BusinessCalendar, sent_at: datetime, procedure_type: str, zone: ZoneInfo) -> Derivation:
    """Return how the day follows.

    Args:
        calendar: the edition it is computed by.
        sent_at: aware instant, the server's clock.
        procedure_type: catalogue code; suspensions may hold for some types only.
        zone: where days and hours are decided.

    Raises:
        ValueError: ``sent_at`` is naive.
    """
    filed = calendar.taken_as_filed(sent_at, procedure_type, zone)
    local = sent_at.astimezone(zone)
    on = local.date()
    return Derivation(
        sent_local=local,
        procedure_type=procedure_type,
        filed=filed,
        timetable=calendar.timetable_on(on),
        hours=calendar.hours_on(on, procedure_type),
        closed_days=tuple(calendar.closed_between(on, filed.on, procedure_type)),
    )
