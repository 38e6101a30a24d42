"""An entry while it is written: what is wrong beside each field, how it stands and what changed, in words."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from console.catalog_entry_checks import by_own_clock, problems_of, tidied
from console.components.catalog_fields import FIELDS, compulsory, field_help, field_name
from console.components.catalog_words import (
    change_lines,
    difference_title,
    edition_words,
    listed_words,
    state_words,
    value_words,
)
from core.domain.catalog_changes import differences, with_moved, with_row
from core.domain.editions import CatalogName, Edition

TYPES, NOTICES, INSTITUCION = CatalogName.PROCEDURE_TYPES, CatalogName.NOTICES, CatalogName.INSTITUCION
EIGHT = datetime.fromisoformat("2026-03-01T08:00")
"""By the institution's clock, as the form gives it."""
TODAY = date(2026, 11, 23)
TYPE: dict[str, Any] = {"code": "DEN", "name": "Denuncia", "system": "OPE", "source": "Manual"}
NOTICE: dict[str, Any] = {"code": "A-1", "text": "Sin servicio", "level": "info", "audience": "all"}


def test_an_entry_as_it_is_shipped_has_no_problem() -> None:
    """What is complete can be put into the draft."""
    assert problems_of(TYPES, TYPE, ()) == {}
    assert problems_of(NOTICES, NOTICE, ()) == {}


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"code": ""}, "code"),
        ({"code": "DEN 2"}, "code"),
        ({"code": "den"}, "code"),
        ({"code": "OTR"}, "code"),
        ({"code": "A" * 17}, "code"),
        ({"name": "\u200b"}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"system": None}, "system"),
        ({"valid_from": date(2026, 2, 2), "retired_on": date(2026, 2, 1)}, "valid_from"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(change: dict[str, Any], key: str) -> None:
    """Nothing else is complained of, and the sentence says what to do."""
    found = problems_of(TYPES, {**TYPE, **change}, {"OTR"})
    assert list(found) == [key]
    assert found[key].endswith(".")
    assert "{" not in found[key]


@pytest.mark.parametrize(
    ("begins", "ends", "fits"),
    [
        (date(2026, 3, 1), date(2026, 3, 1), True),
        (date(2026, 3, 2), date(2026, 3, 1), False),
        (EIGHT, EIGHT, False),
        (EIGHT, datetime(2026, 3, 1, 10, tzinfo=UTC), True),
        (EIGHT, date(2026, 3, 1), True),
        (None, time(8), False),
    ],
)
def test_a_notice_ends_after_it_begins(begins: object, ends: object, fits: bool) -> None:
    """A whole day holds itself, an hour alone says nothing."""
    found = problems_of(NOTICES, {**NOTICE, "valid_from": begins, "valid_until": ends}, ())
    assert (found == {}) == fits
    assert set(found) <= {"valid_until"}


def test_an_instant_of_an_import_is_edited_by_the_institutions_clock() -> None:
    """What another zone's hour says is the same instant in the form; a day stays a day."""
    row = {"valid_from": datetime(2026, 3, 1, 14, tzinfo=UTC), "valid_until": date(2026, 3, 2), "code": "A"}
    assert by_own_clock(row, ZoneInfo("America/Mexico_City")) == {**row, "valid_from": EIGHT}


def test_texts_are_kept_composed_and_visible() -> None:
    """Invisible characters and blanks around are gone before anything is compared."""
    assert tidied({"name": " Denuncia\u202e ", "restricted": True}) == {
        "name": "Denuncia",
        "restricted": True,
    }


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({}, "Vigente"),
        ({"valid_from": date(2026, 11, 23)}, "Vigente"),
        ({"valid_from": date(2026, 11, 24)}, "Desde el martes 24/11/2026"),
        ({"retired_on": date(2026, 11, 23)}, "Sin uso desde el lunes 23/11/2026"),
        ({"retired_on": date(2026, 11, 24)}, "Vigente hasta el martes 24/11/2026"),
        ({"valid_until": date(2026, 11, 22)}, "Terminó el domingo 22/11/2026"),
        (
            {"valid_until": datetime.fromisoformat("2026-11-24T18:00")},
            "Vigente hasta el martes 24/11/2026, 18:00",
        ),
    ],
)
def test_how_an_entry_stands_is_said_in_words(row: dict[str, Any], words: str) -> None:
    """Never by colour alone, and with its day."""
    assert state_words(row, TODAY) == words


def test_a_list_says_what_tells_an_entry_from_the_others() -> None:
    """Of a notice who sees it, of a type the system that it belongs to."""
    assert listed_words(NOTICES, NOTICE, TODAY) == "Vigente · Todos · Informa"
    assert listed_words(TYPES, {**TYPE, "system": "SINEC"}, TODAY) == "Vigente · SINEC (concentraciones)"


def test_an_edition_says_who_when_and_why() -> None:
    """The file is told apart from what was saved, and the command line from a person."""
    at = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
    told = edition_words(Edition(TYPES, 2, "", "", at, "Elena Paz", "Acuerdo 5"), "America/Mexico_City")
    assert told == "Edición 2 · 23/11/2026 12:30 · Elena Paz · Acuerdo 5"
    assert "Administración del sistema" in edition_words(Edition(TYPES, 2, "", "", at), "America/Mexico_City")
    assert edition_words(Edition(TYPES, 0, "", ""), "America/Mexico_City").startswith(
        "Rige lo que se instaló"
    )


def test_each_difference_is_a_sentence_with_its_values() -> None:
    """Fields bear their Spanish names, in the form's order; what is moved says its new place."""
    before = {str(TYPES): [TYPE, {**TYPE, "code": "OTR", "name": "Otro", "needs_description": True}]}
    after = with_row(before, TYPES, {**TYPE, "name": "Denuncias", "restricted": True})
    (edited,) = differences(before, after)
    assert difference_title(TYPES, edited, (after, before)) == "Cambia DEN · Denuncias"
    assert change_lines(TYPES, edited) == [
        ("Nombre", "Denuncia", "Denuncias"),
        ("Reservado: que exista un expediente es confidencial", "(nada)", "sí"),
    ]
    (moved,) = differences(before, with_moved(before, TYPES, "OTR", -1), frozenset({"OTR"}))
    assert difference_title(TYPES, moved, (before,)) == "OTR · Otro: pasa al lugar 1"


def test_the_institutions_tables_are_told_key_by_key() -> None:
    """A colour that changes is named, and a contact reads as people write it."""
    before = {
        "colours": {"ink": "#000000", "paper": "#ffffff"},
        "support": [{"name": "A", "email": "a@x.mx"}],
    }
    after = {**before, "colours": {"ink": "#111111", "paper": "#ffffff"}}
    (changed,) = differences(before, after)
    assert change_lines(INSTITUCION, changed) == [("Color del texto", "#000000", "#111111")]
    assert value_words("support", before["support"]) == "A · a@x.mx"


def test_the_older_way_to_demand_a_description_is_read() -> None:
    """Files written before say ``needs_description``; the form shows it among the compulsory fields."""
    assert compulsory({"needs_description": True}) == ["descripcion"]
    assert compulsory({"required_fields": ["expediente"]}) == ["expediente"]


def test_every_field_has_a_name_and_what_needs_help_has_it() -> None:
    """No field is called by its key."""
    named = {field.key: field_name(field.key, name) for name, fields in FIELDS.items() for field in fields}
    assert [key for key, words in named.items() if key == words] == []
    assert field_name("valid_from", NOTICES) == "Se muestra desde"
    assert field_help(NOTICES, "code") != field_help(TYPES, "code")
