"""Read the calendar of business days and hours from TOML."""

from datetime import date, time

from core.domain.calendar import BusinessCalendar
from core.domain.closures import FIRST_YEAR, LAST_YEAR, LONGEST_CLOSURE_DAYS, Closure, ClosureKind
from core.domain.opening_hours import BeforeOpening, OpeningHours, Timetable
from core.storage.catalog_entries import (
    CatalogIsWrong,
    CatalogText,
    Entry,
    Fault,
    document_of,
    entries,
)

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_A_DAY = "a date such as 2026-12-25"
_A_STRETCH = (
    f"a date from {FIRST_YEAR} to {LAST_YEAR}, not before the first day, {LONGEST_CLOSURE_DAYS} days at most"
)


def parse_calendar(text: CatalogText) -> BusinessCalendar:
    """Return a calendar as it is written.

    Raises:
        CatalogIsWrong: it is not TOML, an entry lacks a key, has one nobody reads or a value of the wrong type,
            hours or days end before they begin, or no timetable is in use.
    """
    document = document_of(text)
    timetables = tuple(_timetable(entry) for entry in _timetable_entries(text, document))
    closures = tuple(_closure(entry) for entry in entries(text, "days", document))
    coverage = Entry(f"{text.where} [coverage]", document.get("coverage", {}))
    complete_until = coverage.day("complete_until")
    if complete_until and not FIRST_YEAR <= complete_until.year <= LAST_YEAR:
        raise coverage.wrong("complete_until", f"a date from {FIRST_YEAR} to {LAST_YEAR}", Fault.DAY)
    coverage.finish()
    try:
        return BusinessCalendar(timetables, closures, complete_until)
    except ValueError as error:
        raise CatalogIsWrong(f"{text.where} [[hours]]: {error}") from error


def _timetable_entries(text: CatalogText, document: dict[str, object]) -> list[Entry]:
    """Return the timetables; a calendar that never changed its hours may have one table ``[hours]``."""
    if isinstance(document.get("hours"), list):
        return entries(text, "hours", document)
    return [Entry(f"{text.where} [hours]", document.get("hours"))]


def _timetable(entry: Entry) -> Timetable:
    valid_from, retired_on = entry.day("valid_from"), entry.day("retired_on")
    before = entry.choice("before_opening", BeforeOpening, BeforeOpening.NEXT_BUSINESS_DAY)
    legal_basis, source = entry.text("legal_basis", ""), entry.text("source", "")
    hours = {n: _hours(entry, name) for n, name in enumerate(WEEKDAYS) if name in entry.values}
    entry.finish()
    try:
        return Timetable(hours, valid_from or date.min, before, legal_basis, source, retired_on)
    except ValueError as error:
        raise CatalogIsWrong(f"{entry.where}: {error}") from error


def _closure(entry: Entry) -> Closure:
    on, until = entry.day("on"), entry.day("until")
    if on is None:
        raise entry.wrong("on", _A_DAY, Fault.DAY)
    kind, legal_basis, source = (
        entry.choice("kind", ClosureKind),
        entry.text("legal_basis"),
        entry.text("source"),
    )
    scope = entry.sequence("procedure_types", str, "a list of codes")
    codes, retired_on = frozenset(str(code) for code in scope), entry.day("retired_on")
    entry.finish()
    try:
        return Closure(on, kind, legal_basis, source, codes, until, retired_on)
    except ValueError as error:
        raise entry.wrong("until" if until else "on", _A_STRETCH, Fault.DAY) from error


def _hours(entry: Entry, weekday: str) -> OpeningHours:
    match entry.sequence(weekday, time, "[09:00:00, 18:00:00]"):
        case [time() as opens, time() as closes] if opens < closes:
            return OpeningHours(opens, closes)
        case _:
            raise entry.wrong(weekday, "[09:00:00, 18:00:00], opening first")
