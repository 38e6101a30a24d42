"""Read the calendar of business days and hours from TOML."""

from datetime import time
from pathlib import Path

from core.domain.calendar import BeforeOpening, BusinessCalendar, Closure, ClosureKind, OpeningHours
from core.storage.catalog_entries import CatalogIsWrong, CatalogText, Entry, document_of, entries, read_text

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def load_calendar(path: Path) -> BusinessCalendar:
    """Return the calendar in a file.

    Raises:
        CatalogIsWrong: as :func:`parse_calendar`, or the file cannot be read.
    """
    return parse_calendar(read_text(path))


def parse_calendar(text: CatalogText) -> BusinessCalendar:
    """Return a calendar as it is written.

    Raises:
        CatalogIsWrong: it is not TOML, an entry lacks a key, has one nobody reads or a value of the wrong type,
            or hours end before they begin.
    """
    document = document_of(text)
    hours = Entry(f"{text.where} [hours]", document.get("hours"))
    before = hours.choice("before_opening", BeforeOpening, BeforeOpening.NEXT_BUSINESS_DAY)
    weekdays = {n: _hours(hours, name) for n, name in enumerate(WEEKDAYS) if name in hours.values}
    hours.finish()
    closures = tuple(_closure(entry) for entry in entries(text, "days", document))
    try:
        return BusinessCalendar(weekdays, closures, before)
    except ValueError as error:
        raise CatalogIsWrong(f"{text.where} [hours]: {error}") from error


def _closure(entry: Entry) -> Closure:
    on = entry.day("on")
    if on is None:
        raise entry.wrong("on", "a date such as 2026-12-25")
    scope = entry.sequence("procedure_types", str, "a list of codes")
    result = Closure(
        on=on,
        kind=entry.choice("kind", ClosureKind),
        legal_basis=entry.text("legal_basis"),
        source=entry.text("source"),
        procedure_types=frozenset(str(code) for code in scope),
    )
    entry.finish()
    return result


def _hours(entry: Entry, weekday: str) -> OpeningHours:
    match entry.sequence(weekday, time, "[09:00:00, 18:00:00]"):
        case [time() as opens, time() as closes] if opens < closes:
            return OpeningHours(opens, closes)
        case _:
            raise entry.wrong(weekday, "[09:00:00, 18:00:00], opening first")
