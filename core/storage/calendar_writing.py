"""Write a calendar as TOML: what :mod:`core.storage.calendar_toml` reads, entry by entry."""

import json
from collections.abc import Iterator
from datetime import date

from core.domain.calendar import BusinessCalendar
from core.domain.closures import Closure
from core.domain.opening_hours import Timetable
from core.storage.calendar_toml import WEEKDAYS

_HEAD = """\
# Días y horas hábiles. Catálogo de la institución: se corrige en la consola, por quien supervisa.
# kind: "inhabil" (calendario del año) o "suspension" (decretada para esos días). until: último día, incluido.
# procedure_types: claves a las que se limita; sin esta línea, a todas. retired_on: desde cuándo no se usa.
"""


def write_calendar(calendar: BusinessCalendar) -> str:
    """Return a calendar as TOML; reading it gives the same calendar."""
    blocks = [_HEAD]
    if calendar.complete_until:
        blocks.append(f"[coverage]\ncomplete_until = {calendar.complete_until.isoformat()}\n")
    blocks += ["\n".join(_timetable(entry)) + "\n" for entry in calendar.timetables]
    blocks += ["\n".join(_closure(entry)) + "\n" for entry in calendar.closures]
    return "\n".join(blocks)


def _timetable(entry: Timetable) -> Iterator[str]:
    yield "[[hours]]"
    if entry.valid_from != date.min:
        yield f"valid_from = {entry.valid_from.isoformat()}"
    for weekday, hours in sorted(entry.hours.items()):
        yield f"{WEEKDAYS[weekday]} = [{hours.opens.isoformat()}, {hours.closes.isoformat()}]"
    yield f"before_opening = {_quoted(entry.before_opening)}"
    yield from _optional("legal_basis", entry.legal_basis)
    yield from _optional("source", entry.source)
    yield from _retired(entry.retired_on)


def _closure(entry: Closure) -> Iterator[str]:
    yield "[[days]]"
    yield f"on = {entry.on.isoformat()}"
    if entry.until:
        yield f"until = {entry.until.isoformat()}"
    yield f"kind = {_quoted(entry.kind)}"
    if entry.procedure_types:
        codes = ", ".join(_quoted(code) for code in sorted(entry.procedure_types))
        yield f"procedure_types = [{codes}]"
    yield f"legal_basis = {_quoted(entry.legal_basis)}"
    yield f"source = {_quoted(entry.source)}"
    yield from _retired(entry.retired_on)


def _optional(key: str, text: str) -> Iterator[str]:
    if text:
        yield f"{key} = {_quoted(text)}"


def _retired(on: date | None) -> Iterator[str]:
    if on:
        yield f"retired_on = {on.isoformat()}"


def _quoted(text: str) -> str:
    """Return a text as a basic string of TOML: JSON's, whose escapes TOML has too, save DEL and halves of pairs."""
    whole = text.encode("utf-8", "replace").decode()
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")
