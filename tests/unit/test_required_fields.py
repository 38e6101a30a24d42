"""What a type of procedure can demand of a promoción."""

import pytest

from core.domain.promocion import PromocionFields
from core.domain.required_fields import RequirableField, missing_for_type

EVERYTHING = tuple(RequirableField)


def _missing(fields: PromocionFields, required: tuple[str, ...]) -> set[str]:
    return {problem.field for problem in missing_for_type(fields, required)}


def test_what_is_demanded_and_says_nothing_is_missing() -> None:
    """In a complementaria every demanded field must say something; invisible characters say nothing."""
    fields = PromocionFields("Denuncia", "complementaria", "DEN", descripcion="\u200b")
    assert _missing(fields, EVERYTHING) == set(EVERYTHING)
    assert {p.code for p in missing_for_type(fields, EVERYTHING)} == {"required_by_type"}
    assert _missing(fields, ()) == set()


def test_no_number_is_demanded_of_an_inicial() -> None:
    """Nothing was filed before: there is no expediente and no número de oficialía."""
    fields = PromocionFields("Denuncia", "inicial", "DEN")
    assert _missing(fields, EVERYTHING) == {"caracter", "agente_economico", "descripcion"}


@pytest.mark.parametrize("caracter", ["", "propio_derecho", "representante"])
def test_a_demanded_agente_economico_is_kept_whatever_the_caracter(caracter: str) -> None:
    """Where the type demands it, it applies to who acts for themselves too; elsewhere it is dropped."""
    fields = PromocionFields("Denuncia", "inicial", "CNT", caracter=caracter, agente_economico=" ACME ")
    assert fields.normalised(["agente_economico"]).agente_economico == "ACME"
    kept = fields.normalised().agente_economico
    assert kept == ("ACME" if caracter == "representante" else "")
