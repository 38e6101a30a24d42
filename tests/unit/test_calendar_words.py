"""The calendar in words: hours in runs of days, how a date follows, what a change of editions says."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from console import calendar_words
from core.config import PROJECT
from core.domain.calendar import BusinessCalendar
from core.domain.closures import Closure, ClosureKind
from core.domain.derivation import derive
from core.domain.editions import Change, ChangeKind
from core.domain.opening_hours import OpeningHours, Timetable
from core.storage.catalogs import load_catalogs

CALENDAR = load_catalogs(PROJECT / "data" / "catalogs").calendar
ZONE = ZoneInfo("America/Mexico_City")
NINE = OpeningHours(time(9), time(18))


def test_hours_are_told_in_runs_of_days() -> None:
    """Days in a row with the same hours are one run; a day between that is closed parts them."""
    shipped = CALENDAR.timetable_on(date(2026, 11, 23))
    assert calendar_words.timetable_words(shipped) == (
        "lunes a jueves de 09:00 a 18:00; viernes de 09:00 a 15:00"
    )
    parted = Timetable({0: NINE, 1: NINE, 3: NINE})
    assert calendar_words.timetable_words(parted) == (
        "lunes y martes de 09:00 a 18:00; jueves de 09:00 a 18:00"
    )


def test_a_date_is_told_step_by_step() -> None:
    """When it was sent, the hours of that day, each day that is skipped with its basis, and the result."""
    sent_at = datetime(2026, 5, 1, 0, 1, tzinfo=UTC)  # Thursday 18:01 in Mexico City
    lines = calendar_words.derivation_lines(derive(CALENDAR, sent_at, "DEN", ZONE))
    assert lines == [
        "Se envía el jueves 30/04/2026 a las 18:01:00 (UTC−6).",
        "Ese día es hábil; el horario es de 09:00 a 18:00.",
        "Es después de cerrar: cuenta el día hábil siguiente.",
        "Se salta el viernes 01/05/2026: día inhábil (Ley Federal del Trabajo, art. 74, fracción IV).",
        "Se salta el sábado 02/05/2026: sin horario.",
        "Se salta el domingo 03/05/2026: sin horario.",
        "Se tiene por presentada el lunes 04/05/2026.",
    ]


def test_the_hours_are_told_with_what_set_them() -> None:
    """As a day that is skipped is; where nobody entered it, nothing stands between brackets."""
    decreed = BusinessCalendar((Timetable(dict.fromkeys(range(5), NINE), legal_basis="Acuerdo 3/2026"),))
    lines = calendar_words.derivation_lines(
        derive(decreed, datetime(2026, 11, 23, 18, tzinfo=UTC), "DEN", ZONE)
    )
    assert lines[1] == "Ese día es hábil; el horario es de 09:00 a 18:00 (Acuerdo 3/2026)."


def test_whoever_is_early_reads_so() -> None:
    """Before opening is told from after closing."""
    early = derive(CALENDAR, datetime(2026, 11, 23, 14, tzinfo=UTC), "DEN", ZONE)
    assert "Es antes de abrir: cuenta el día hábil siguiente." in calendar_words.derivation_lines(early)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            Change(ChangeKind.ADDED, "2026-11-24 suspension DEN,DRM"),
            "Se agrega suspensión: martes 24/11/2026, solo para DEN, DRM",
        ),
        (Change(ChangeKind.RETIRED, "2026-05-05 inhabil"), "Se retira día inhábil: martes 05/05/2026"),
        (
            Change(ChangeKind.EDITED, "2026-05-05 inhabil", ("until", "legal_basis")),
            "Cambia día inhábil: martes 05/05/2026 (último día, fundamento)",
        ),
        (Change(ChangeKind.ADDED, "2026-12-01"), "Se agrega el horario que rige desde el martes 01/12/2026"),
        (Change(ChangeKind.EDITED, "coverage"), "Cambia el día hasta el que está completo"),
        (Change(ChangeKind.EDITED, "", ("friday",)), "Cambia el primer horario (viernes)"),
    ],
)
def test_a_difference_between_editions_is_a_sentence(change: Change, told: str) -> None:
    """Days by weekday, kinds and keys by their names."""
    assert calendar_words.change_words(change) == told


def test_days_and_scopes() -> None:
    """One day or a stretch; all types or their codes."""
    one = Closure(date(2026, 11, 24), ClosureKind.SUSPENSION, "Acuerdo")
    many = Closure(date(2026, 7, 20), ClosureKind.INHABIL, "Acuerdo", until=date(2026, 7, 24))
    assert calendar_words.days_words(one) == "martes 24/11/2026"
    assert calendar_words.days_words(many) == "del lunes 20/07/2026 al viernes 24/07/2026"
    assert calendar_words.scope_words(frozenset()) == "todos"
    assert calendar_words.scope_words(frozenset({"DRM", "DEN"})) == "DEN, DRM"
