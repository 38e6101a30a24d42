"""The day on which a promoción is taken as filed, as people read it: day, clock, reason, basis."""

from datetime import UTC, date, datetime, time

import pytest

from console import filed_words
from core.domain.calendar import FiledOn, FiledReason
from core.domain.refiling import FiledRevision

ZONE = "America/Mexico_City"
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
HOURS = {"sent_on": "2026-11-23", "opens": "09:00", "closes": "18:00"}


def test_a_day_is_told_with_its_clock() -> None:
    """The weekday, the day, and the zone by name and offset, that of the day itself where clocks change."""
    assert filed_words.filed_words(MONDAY, ZONE) == "lunes 23/11/2026 (hora del centro de México, UTC−6)"
    assert filed_words.zone_words("America/Tijuana", date(2026, 7, 14)).endswith("UTC−7")
    assert filed_words.zone_words("America/Tijuana", date(2026, 12, 14)).endswith("UTC−8")


def test_a_closed_day_names_its_decree() -> None:
    """Where a decree closed the day of sending its basis is said; a weekend has none."""
    decreed = {"sent_on": "2026-11-23", "kind": "suspension", "legal_basis": "Acuerdo 12/2026"}
    assert filed_words.why_filed("closed_day", decreed).endswith("Fundamento: Acuerdo 12/2026.")
    late = {**HOURS, "legal_basis": "Acuerdo 12/2026"}
    assert "Se saltan días no hábiles. Fundamento: Acuerdo 12/2026." in filed_words.why_filed(
        "out_of_hours", late
    )
    assert "Fundamento" not in filed_words.why_filed("closed_day", {**decreed, "legal_basis": ""})


@pytest.mark.parametrize(("local", "waits"), [(time(8, 59), True), (time(18, 1), False)])
def test_whoever_is_early_is_told_to_wait(local: time, waits: bool) -> None:
    """Before the opening a filer can still be filed today by waiting, after the closing no more."""
    said = filed_words.why_filed_now(FiledOn(TUESDAY, FiledReason.OUT_OF_HOURS, HOURS), local)
    assert ("Si la envía hoy entre las 09:00 y las 18:00, contará hoy." in said) is waits


def test_a_line_of_a_list_says_the_reason_too() -> None:
    """Short enough for a list: the day and in a word why."""
    assert filed_words.in_short(TUESDAY, "out_of_hours") == (
        "se tiene por presentada el martes 24/11/2026 (enviada fuera de horario)"
    )


def test_a_day_that_moved_says_from_where_to_where_and_why() -> None:
    """Both days, when it was computed anew, and the words of whoever changed the calendar."""
    at = datetime(2026, 11, 24, 16, tzinfo=UTC)
    before = FiledRevision(0, MONDAY, "within_hours", {}, 0, at)
    after = FiledRevision(1, TUESDAY, "closed_day", {}, 1, at, "Falla del sistema.")
    said = filed_words.moved_sentence(before, after, ZONE)
    assert "pasó del lunes 23/11/2026 al martes 24/11/2026" in said
    assert "24/11/2026 10:00:00 (UTC−6): Falla del sistema." in said


def test_a_day_that_stayed_says_that_its_reason_changed() -> None:
    """Nobody reads that a day passed to itself; moves and new reasons have names of their own, latest first."""
    at = datetime(2026, 11, 24, 16, tzinfo=UTC)
    days = [(MONDAY, ""), (TUESDAY, "Falla."), (TUESDAY, "Fe de erratas.")]
    kept = [FiledRevision(n, on, "closed_day", {}, n, at, why) for n, (on, why) in enumerate(days)]
    (stayed, said), (moved, _) = filed_words.moved_rows(kept, ZONE)
    assert (stayed, moved) == ("Cambio de motivo", "Cambio de fecha")
    assert said.startswith("Se sigue teniendo por presentada el martes 24/11/2026. Cambió el motivo")
    assert said.endswith("Fe de erratas.")
