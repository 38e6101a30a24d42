"""What a type of procedure demands: when a promoción is saved, signed and sent; and where entries are used."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.catalog_changes import row_of, with_row
from core.domain.editions import CatalogName
from core.domain.promocion import FieldsNotAdmitted
from core.domain.required_fields import RequiredFieldsMissing
from tests.offices import FIELDS, House, opened

TYPES = CatalogName.PROCEDURE_TYPES


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on either database."""
    with opened(tmp_path / "home", database_url) as built:
        yield built


def _demand(house: House, code: str, *fields: str) -> None:
    """Let a type of procedure demand fields from now on."""
    keeping, elena = house.oficialia.catalog_keeping, house.actor("elena")
    document = keeping.document(elena, TYPES)
    row = {**(row_of(document, TYPES, code) or {}), "required_fields": list(fields)}
    number = keeping.edition(elena, TYPES).number
    keeping.save_document(elena, TYPES, with_row(document, TYPES, row), number, "Así lo pide el acuerdo")


def test_what_is_demanded_is_asked_for_when_saving(house: House) -> None:
    """The problems name each field, the agente económico also of who acts for themselves; then it is kept."""
    _demand(house, "DEN", "agente_economico", "descripcion", "expediente")
    with pytest.raises(FieldsNotAdmitted) as refused:
        house.draft()
    assert [(p.field, p.code) for p in refused.value.problems] == [
        ("agente_economico", "required_by_type"),
        ("descripcion", "required_by_type"),
    ]
    promocion_id = house.draft(agente_economico="ACME", descripcion="Precios")
    assert house.load(promocion_id).fields.agente_economico == "ACME"


def test_a_draft_of_before_is_neither_signed_nor_sent_without_it(house: House) -> None:
    """Nobody signs in vain; and what was signed before the edition is completed before it is sent."""
    unsigned, signed = house.draft(), house.signed()
    house.attach(unsigned)
    _demand(house, "DEN", "descripcion")
    with pytest.raises(RequiredFieldsMissing):
        house.sign(unsigned)
    with pytest.raises(RequiredFieldsMissing):
        house.send(signed)
    assert house.load(signed).sent_at is None
    house.oficialia.filing.edit(house.ana, signed, replace(FIELDS, descripcion="Precios"))
    house.sign(signed)
    assert house.send(signed).sent_at is not None


def test_an_entrys_uses_are_counted(house: House) -> None:
    """Types count every promoción, labels those that bear them; a notice is on none."""
    uses, elena = house.oficialia.catalog_uses, house.actor("elena")
    house.draft()
    promocion_id = house.taken()
    house.oficialia.labels.put(house.lucia, promocion_id, "URGENTE")
    assert uses.of(elena, TYPES, "DEN") == 2
    assert uses.of(elena, TYPES, "CNT") == 0
    assert uses.of(elena, CatalogName.LABELS, "URGENTE") == 1
    assert uses.of(elena, CatalogName.NOTICES, "URGENTE") == 0
