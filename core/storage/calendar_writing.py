"""Write a calendar as a document: what :mod:`core.storage.calendar_toml` reads, entry by entry."""

from datetime import date
from typing import Any

from core.domain.calendar import BusinessCalendar
from core.domain.closures import Closure
from core.domain.editions import Document
from core.domain.opening_hours import Timetable
from core.storage.calendar_toml import WEEKDAYS


def calendar_document(calendar: BusinessCalendar) -> Document:
    """Return a calendar as TOML's own values; reading it gives the same calendar."""
    complete_until = calendar.complete_until
    return {
        **({"coverage": {"complete_until": complete_until}} if complete_until else {}),
        "hours": [_timetable(entry) for entry in calendar.timetables],
        "days": [_closure(entry) for entry in calendar.closures],
    }


def _timetable(entry: Timetable) -> dict[str, Any]:
    always = entry.valid_from == date.min
    weekdays = {WEEKDAYS[day]: [hours.opens, hours.closes] for day, hours in sorted(entry.hours.items())}
    values = {
        "valid_from": None if always else entry.valid_from,
        **weekdays,
        "before_opening": entry.before_opening.value,
        "legal_basis": entry.legal_basis,
        "source": entry.source,
        "retired_on": entry.retired_on,
    }
    return {key: value for key, value in values.items() if value}


def _closure(entry: Closure) -> dict[str, Any]:
    values = {
        "on": entry.on,
        "until": entry.until,
        "kind": entry.kind.value,
        "procedure_types": sorted(entry.procedure_types),
        "legal_basis": entry.legal_basis,
        "source": entry.source,
        "retired_on": entry.retired_on,
    }
    return {key: value for key, value in values.items() if value}
