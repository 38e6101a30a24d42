"""The contact page's words: telephones that can be dialled, hours and days of the calendar in force."""

from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from console.help_contact import ContactView, contact_view, mail_line, phone_line
from core.config import PROJECT
from core.domain.calendar import BusinessCalendar
from core.domain.closures import Closure, ClosureKind
from core.domain.opening_hours import OpeningHours, Timetable
from core.receipts.institucion import load_institucion

ZONE = ZoneInfo("America/Mexico_City")
LONG, SHORT = OpeningHours(time(9), time(18)), OpeningHours(time(9), time(15))
WEEK = Timetable({0: LONG, 1: LONG, 2: LONG, 3: LONG, 4: SHORT})
CLOSURES = (
    Closure(date(2026, 12, 24), ClosureKind.INHABIL, "Acuerdo"),
    Closure(date(2026, 12, 25), ClosureKind.INHABIL, "Acuerdo"),
    Closure(date(2026, 12, 28), ClosureKind.INHABIL, "Acuerdo"),
    Closure(date(2026, 12, 30), ClosureKind.SUSPENSION, "Acuerdo"),
    Closure(date(2026, 12, 31), ClosureKind.SUSPENSION, "Acuerdo", procedure_types=frozenset({"DEN"})),
)


def _view(now: datetime, calendar: BusinessCalendar | None = None) -> ContactView:
    institucion = load_institucion(Path(PROJECT / "data" / "institucion.toml"))
    calendar = calendar or BusinessCalendar((WEEK,), CLOSURES)
    return contact_view(institucion, calendar, now.astimezone(ZoneInfo("UTC")), "America/Mexico_City")


@pytest.mark.parametrize(
    ("phone", "address"),
    [
        ("55 0000 0000", "tel:+525500000000"),
        ("55 0000 0000, ext. 12", "tel:+525500000000;ext=12"),
        ("(55) 0000-0000 extensión 7", "tel:+525500000000;ext=7"),
        ("+1 202 555 0100", "tel:+12025550100"),
        ("800 00", "tel:80000"),
    ],
)
def test_telephones_can_be_dialled(phone: str, address: str) -> None:
    """Ten digits get Mexico's code, an extension its parameter, and what people read stays as it was."""
    line = phone_line(phone)
    assert (line.text, line.address) == (phone, address)


def test_a_mail_address_cannot_smuggle_fields_in() -> None:
    """What follows a question mark would fill in subject and copies of the message."""
    assert mail_line("a@b.example").address == "mailto:a@b.example"
    assert "?" not in mail_line("a@b.example?cc=x@y.example").address


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (datetime(2026, 11, 23, 10, tzinfo=ZONE), "la oficina está abierta: de 9:00 a 18:00."),
        (datetime(2026, 11, 23, 8, tzinfo=ZONE), "la oficina abre de 9:00 a 18:00."),
        (datetime(2026, 11, 23, 19, tzinfo=ZONE), "ya cerró. Abre el martes 24/11/2026 a las 9:00."),
        (datetime(2026, 11, 28, 10, tzinfo=ZONE), "no abre. Abre el lunes 30/11/2026 a las 9:00."),
        (datetime(2026, 12, 24, 10, tzinfo=ZONE), "no abre. Abre el martes 29/12/2026 a las 9:00."),
    ],
)
def test_it_says_whether_the_office_is_open(now: datetime, words: str) -> None:
    """Before opening, open, closed for today, a weekend and days without business, by the institution's clock."""
    assert _view(now).today.endswith(words)


def test_hours_are_told_in_runs_of_days() -> None:
    """Days with the same hours are told together, and those without hours say so."""
    view = _view(datetime(2026, 11, 23, 10, tzinfo=ZONE))
    assert view.hours == (
        ("Lunes a jueves", "9:00 a 18:00 horas"),
        ("Viernes", "9:00 a 15:00 horas"),
        ("Sábado y domingo", "Cerrado"),
    )
    assert view.zone == "hora del centro de México, UTC−6"


def test_the_hours_are_those_of_the_period_that_holds() -> None:
    """A timetable that begins later is told from its first day on."""
    later = replace(WEEK, hours={0: SHORT}, valid_from=date(2026, 12, 1))
    calendar = BusinessCalendar((WEEK, later))
    before, after = (_view(datetime(2026, m, d, 10, tzinfo=ZONE), calendar) for m, d in ((11, 30), (12, 1)))
    assert before.hours[0] == ("Lunes a jueves", "9:00 a 18:00 horas")
    assert after.hours == (("Lunes", "9:00 a 15:00 horas"), ("Martes a domingo", "Cerrado"))


def test_days_without_business_are_told_in_stretches() -> None:
    """A weekend does not part two closed days; a business day does; what holds for some types is not told."""
    view = _view(datetime(2026, 12, 1, 10, tzinfo=ZONE))
    assert view.closed == (
        ("Del jueves 24/12/2026 al lunes 28/12/2026", "día inhábil"),
        ("Miércoles 30/12/2026", "suspensión de labores y plazos"),
    )
