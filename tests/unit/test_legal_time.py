"""The cases that were worked by hand in ``docs/legal-time.md``, row by row, against the calendar."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from core.config import PROJECT
from core.domain.calendar import BusinessCalendar, FiledReason
from core.domain.derivation import derive
from core.storage.calendar_toml import parse_calendar
from core.storage.catalog_entries import CatalogText
from core.storage.catalogs import load_catalogs

DOCUMENT = (PROJECT / "docs" / "legal-time.md").read_text(encoding="utf-8")
MEXICO = ZoneInfo("America/Mexico_City")
SHIPPED = load_catalogs(PROJECT / "data" / "catalogs").calendar
WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
RULES = {
    "en horario": FiledReason.WITHIN_HOURS,
    "antes de abrir": FiledReason.BEFORE_OPENING,
    "fuera de horario": FiledReason.OUT_OF_HOURS,
    "día cerrado": FiledReason.CLOSED_DAY,
}
HOURS_ONLY = "Horario"


def section(title: str) -> str:
    """Return what stands under a heading."""
    return DOCUMENT.split(f"## {title}\n")[1].split("\n## ")[0]


def rows(title: str) -> list[list[str]]:
    """Return the rows of the table under a heading, cell by cell; those that begin with a number."""
    lines = (line.strip("|").split("|") for line in section(title).splitlines() if line.startswith("|"))
    return [cells for line in lines if (cells := [cell.strip() for cell in line])[0].isdigit()]


def day(text: str) -> date:
    """Return a day told as «lunes 2026-11-23», whose weekday must be right."""
    weekday, on = text.split(" ")
    found = date.fromisoformat(on)
    assert WEEKDAYS[found.weekday()] == weekday, text
    return found


def instant(text: str, zone: ZoneInfo = MEXICO) -> datetime:
    """Return an instant told as «lunes 2026-11-23 09:00:00» by a clock of ``zone``."""
    on, _, clock = text.rpartition(" ")
    day(on)
    return datetime.fromisoformat(f"{on.split(' ')[1]}T{clock}").replace(tzinfo=zone)


def example() -> BusinessCalendar:
    """Return the calendar that the document writes down."""
    written = section("Con suspensiones y horarios que cambian").split("```toml\n")[1].split("```")[0]
    return parse_calendar(CatalogText("docs/legal-time.md", written))


def filed_cases() -> Iterator[object]:
    """Yield the rows of the two tables of filings, each with its calendar."""
    for cells in rows("Con el calendario de la institución"):
        yield pytest.param(SHIPPED, cells, id=cells[0])
    for cells in rows("Con suspensiones y horarios que cambian"):
        yield pytest.param(example(), cells, id=cells[0])


@pytest.mark.parametrize(("calendar", "cells"), list(filed_cases()))
def test_a_filing_counts_from_the_day_worked_by_hand(calendar: BusinessCalendar, cells: list[str]) -> None:
    """Day, rule and legal basis are those of the document; «Horario» means that no decree was needed."""
    _, sent, procedure_type, filed, rule, _, basis = cells
    found = derive(calendar, instant(sent), procedure_type, MEXICO)
    assert (found.filed.on, found.filed.reason) == (day(filed), RULES[rule])
    decreed = [closed.legal_basis for closed in found.closed_days if closed.legal_basis]
    named = [] if basis == HOURS_ONLY else basis.split("; ")
    assert all(any(whole.startswith(name) for whole in decreed) for name in named)
    assert all(any(whole.startswith(name) for name in named) for whole in decreed)


@pytest.mark.parametrize("cells", rows("Enviada desde otra zona horaria"), ids=lambda cells: cells[0])
def test_where_the_sender_sits_changes_nothing(cells: list[str]) -> None:
    """The hour of the place is the hour of the centre that the document says, and that one decides."""
    _, place, there, here, procedure_type, filed, rule, _ = cells
    sent_at = instant(there, ZoneInfo(place))
    assert sent_at == instant(here)
    found = SHIPPED.taken_as_filed(sent_at, procedure_type, MEXICO)
    assert (found.on, found.reason) == (day(filed), RULES[rule])


@pytest.mark.parametrize("cells", rows("Horas hábiles"), ids=lambda cells: cells[0])
def test_business_time_is_what_was_counted_by_hand(cells: list[str]) -> None:
    """The minutes of business between two instants, and the way back by adding them."""
    _, start, end, counted, _ = cells
    hours, _, minutes = counted.partition(":")
    expected = int(hours) * 60 + int(minutes)
    assert SHIPPED.business_minutes_between(instant(start), instant(end), MEXICO) == expected
    reached = SHIPPED.business_moment_after(instant(start), expected, MEXICO)
    assert SHIPPED.business_minutes_between(instant(start), reached, MEXICO) == expected


def test_the_document_holds_every_case_once() -> None:
    """More than a hundred cases, numbered without a gap; every rule is among them."""
    titles = (
        "Con el calendario de la institución",
        "Con suspensiones y horarios que cambian",
        "Enviada desde otra zona horaria",
        "Horas hábiles",
    )
    numbers = [int(cells[0]) for title in titles for cells in rows(title)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 100
    assert {cells[4] for title in titles[:2] for cells in rows(title)} == set(RULES)
