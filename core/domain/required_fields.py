"""What a type of procedure demands of a promoción beside what every one must say."""

from collections.abc import Collection
from enum import StrEnum

from core.domain.promocion import FieldProblem, FieldsNotAdmitted, PromocionFields, TipoPromocion
from core.domain.visible_text import shows_something


class RequirableField(StrEnum):
    """A field that a type of procedure can make compulsory; the numbers in complementarias only."""

    CARACTER = "caracter"
    AGENTE_ECONOMICO = "agente_economico"
    EXPEDIENTE = "expediente"
    OFICIALIA_PREVIA = "oficialia_previa"
    DESCRIPCION = "descripcion"


_NUMBERS = frozenset({RequirableField.EXPEDIENTE, RequirableField.OFICIALIA_PREVIA})


class RequiredFieldsMissing(FieldsNotAdmitted):
    """The type of procedure demands a field that the promoción, saved before it did, does not have."""


def missing_for_type(value: PromocionFields, required: Collection[str]) -> tuple[FieldProblem, ...]:
    """Return which of the fields that a type of procedure makes compulsory say nothing."""
    applies = set(required) - (_NUMBERS if value.tipo_promocion == TipoPromocion.INICIAL else set())
    return tuple(
        FieldProblem(field, "required_by_type")
        for field in RequirableField
        if field in applies and not shows_something(getattr(value, field))
    )
