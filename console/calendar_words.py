"""The calendar in words: days, hours, scopes and what a change does. Plain text, to be escaped where it is drawn."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from console import formats, texts
from core.domain.calendar import FiledReason
from core.domain.closures import ClosedDay, Closure
from core.domain.derivation import Derivation
from core.domain.editions import Change, ChangeKind
from core.domain.opening_hours import OpeningHours, Timetable


def short_day(on: date) -> str:
    """Return «lun 23/11/2026», for a table's cell."""
    return f"{texts.label('weekday', str(on.weekday()))[:3]} {on:%d/%m/%Y}"


def days_words(closure: Closure) -> str:
    """Return «martes 24/11/2026» or «del lunes 20/07/2026 al viernes 24/07/2026»."""
    if closure.last_on == closure.on:
        return formats.day(closure.on)
    return f"del {formats.day(closure.on)} al {formats.day(closure.last_on)}"


def scope_words(procedure_types: frozenset[str]) -> str:
    """Return for which types a closure holds: «todos», or their codes."""
    return ", ".join(sorted(procedure_types)) if procedure_types else "todos"


def hours_words(hours: OpeningHours) -> str:
    """Return «09:00 a 18:00»."""
    return f"{hours.opens:%H:%M} a {hours.closes:%H:%M}"


def timetable_words(timetable: Timetable) -> str:
    """Return «lunes a jueves de 09:00 a 18:00; viernes de 09:00 a 15:00»: days in a row with the same hours at once."""
    days = sorted(timetable.hours)
    runs = groupby(days, key=lambda day: (timetable.hours[day], day - days.index(day)))
    return "; ".join(f"{_weekdays(list(run))} de {hours_words(hours)}" for (hours, _), run in runs)


def _weekdays(run: Sequence[int]) -> str:
    first, last = (texts.label("weekday", str(day)) for day in (run[0], run[-1]))
    joined = "y" if len(run) == 2 else "a"  # noqa: PLR2004 - two days
    return first if len(run) == 1 else f"{first} {joined} {last}"


def valid_words(timetable: Timetable) -> str:
    """Return from when on a timetable holds."""
    return (
        "Desde siempre"
        if timetable.valid_from == date.min
        else f"Desde el {formats.day(timetable.valid_from)}"
    )


def change_words(change: Change) -> str:
    """Return what differs between two editions, in a line."""
    kind = texts.label("calendar_change", change.kind)
    what = f"{kind} {_entry_words(change.entry)}"
    keys = [texts.label("calendar_key", key) for key in change.keys]
    return f"{what} ({', '.join(keys)})" if keys and change.kind is ChangeKind.EDITED else what


def _entry_words(entry: str) -> str:
    on, _, rest = entry.partition(" ")
    try:
        day = date.fromisoformat(on)
    except ValueError:
        return "el día hasta el que está completo" if entry == "coverage" else "el primer horario"
    if not rest:
        return f"el horario que rige desde el {formats.day(day)}"
    kind, _, scope = rest.partition(" ")
    name = texts.label("closure_kind", kind).lower()
    only = f", solo para {scope.replace(',', ', ')}" if scope else ""
    return f"{name}: {formats.day(day)}{only}"


def derivation_lines(found: Derivation) -> list[str]:
    """Return how a day follows, step by step."""
    sent, filed = found.sent_local, found.filed
    lines = [f"Se envía el {formats.day(sent.date())} a las {sent:%H:%M:%S} ({formats.utc_offset(sent)})."]
    if found.hours:
        lines.append(
            f"Ese día es hábil; el horario es de {hours_words(found.hours)}{_basis(found.timetable)}."
        )
    if filed.reason is FiledReason.WITHIN_HOURS:
        lines.append("La hora está dentro del horario.")
    elif filed.reason is FiledReason.BEFORE_OPENING:
        lines.append("Es antes de abrir, y el horario dispone que cuenta ese mismo día.")
    elif filed.reason is FiledReason.OUT_OF_HOURS:
        early = found.hours is not None and sent.time() < found.hours.opens
        lines.append(
            f"Es {'antes de abrir' if early else 'después de cerrar'}: cuenta el día hábil siguiente."
        )
    lines += [_closed_words(day) for day in found.closed_days]
    return [*lines, f"Se tiene por presentada el {formats.day(filed.on)}."]


def _closed_words(day: ClosedDay) -> str:
    kind = texts.label("closure_kind", day.kind).lower()
    return f"Se salta el {formats.day(day.on)}: {kind}{_basis(day)}."


def _basis(of: ClosedDay | Timetable) -> str:
    return f" ({of.legal_basis})" if of.legal_basis else ""
