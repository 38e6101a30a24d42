"""A promoción's data in words, the same rows for its filer and for the clerk."""

from console import formats, texts
from console.components.facts import Fact
from console.filed_words import filed_words, why_filed
from core.domain.catalogs import Catalogs
from core.domain.promocion import Promocion


def field_rows(promocion: Promocion, catalogs: Catalogs) -> list[Fact]:
    """Return the fields that the signature covers; its type is named as it was when it was sent."""
    value = promocion.fields
    procedure_type = catalogs.procedure_type(value.tipo_procedimiento, promocion.sent_at)
    rows = {
        "procedimiento": value.procedimiento,
        "tipo_promocion": texts.label("tipo_promocion", value.tipo_promocion),
        "tipo_procedimiento": procedure_type.name if procedure_type else value.tipo_procedimiento,
        "expediente": value.expediente,
        "oficialia_previa": value.oficialia_previa,
        "caracter": texts.label("caracter", value.caracter) if value.caracter else "",
        "promovente": value.promovente,
        "agente_economico": value.agente_economico,
        "descripcion": value.descripcion,
    }
    usuario = f"{promocion.owner_name} ({promocion.owner_rfc})"
    return [("Usuario", usuario), *((texts.label("field", name), text) for name, text in rows.items())]


def instant_rows(promocion: Promocion, zone: str) -> list[Fact]:
    """Return the four instants and what was decided."""
    decision = promocion.decision
    filed = ""
    if promocion.filed_on:
        why = why_filed(promocion.filed_reason, promocion.filed_facts)
        filed = f"{filed_words(promocion.filed_on, zone)}. {why}"
    return [
        ("Firmada", formats.instant(promocion.signed_at, zone) if promocion.signed_at else ""),
        ("Enviada", formats.instant(promocion.sent_at, zone) if promocion.sent_at else ""),
        ("Se tiene por presentada", filed),
        ("Resuelta", formats.instant(decision.decided_at, zone) if decision else ""),
        ("Número de oficialía", decision.numero_oficialia if decision else ""),
    ]
