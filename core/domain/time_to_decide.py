"""How long a decision took, as its act keeps it: whatever becomes of the calendar, the log says it for ever."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from core.domain.calendar import BusinessCalendar
from core.domain.due import counts_from
from core.domain.promocion import Promocion


def time_to_decide(
    calendar: BusinessCalendar, zone: ZoneInfo, before: Promocion, at: datetime
) -> dict[str, str | int]:
    """Return the facts ``counted_from`` (ISO 8601, UTC) and ``business_minutes`` of a decision.

    A first decision is counted from the moment from which the promoción counts, one after a reopening from the
    reopening: while it was decided, nobody was late.

    Args:
        calendar: in force at the decision.
        zone: of the office.
        before: the promoción as it was decided.
        at: when, aware.
    """
    if before.sent_at is None or before.filed_on is None:  # never of one that was sent
        return {}
    counted = before.standing.reopened_at or counts_from(before.sent_at, before.filed_on, zone)
    counted, tipo = counted.astimezone(UTC), before.fields.tipo_procedimiento
    minutes = calendar.business_minutes_between(counted, at, zone, tipo)
    return {"counted_from": counted.isoformat(), "business_minutes": minutes}
