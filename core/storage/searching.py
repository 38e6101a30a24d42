"""What the lists are searched for, kept folded beside each promoción.

SQLite's ``lower`` knows ASCII only, so «ñáñez» would not find «ÑÁÑEZ»; and nine columns folded for each row
of each search took most of its time.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import InstrumentedAttribute

from core.domain.promocion import Promocion
from core.storage.lookup import storable

_MATTER = ("folio", "numero_oficialia", "numero_previo", "expediente", "oficialia_previa", "procedimiento")
_LONGEST = 200
"""Characters of a search that count: SQLite refuses patterns of 50 000 bytes, and no title is searched so."""
_PEOPLE = ("owner_name", "owner_rfc", "promovente", "agente_economico")


def fold(text: str) -> str:
    """Return the text without case and accents, so that «Ñáñez», «ÑÁÑEZ» and «nanez» are one."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def search_columns(values: Mapping[str, Any]) -> dict[str, str]:
    """Return the columns ``search_matter`` and ``search_people`` of a promoción with these values.

    A field is a line, so that no search finds the end of one and the beginning of the next.
    """
    return {
        column: "\n".join(fold(values[name]) for name in names if values.get(name))
        for column, names in (("search_matter", _MATTER), ("search_people", _PEOPLE))
    }


def columns_after(before: Promocion, changes: Mapping[str, Any]) -> dict[str, str]:
    """Return the same columns of a promoción once ``changes`` (column → value) are made to it."""
    values = {
        "folio": before.folio,
        "owner_name": before.owner_name,
        "owner_rfc": before.owner_rfc,
        "numero_oficialia": before.decision.numero_oficialia if before.decision else "",
        "numero_previo": before.standing.numero_previo,
        **asdict(before.fields),
    }
    return search_columns({**values, **changes})


def document_column(names: Iterable[str]) -> dict[str, str]:
    """Return the column ``search_documents`` of a promoción with documents of these names, folders included."""
    return {"search_documents": "\n".join(fold(name) for name in names)}


def matches(search: str, *columns: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Return the condition that one of the folded columns holds the text, of which 200 characters count."""
    sought = fold(storable(search).strip()[:_LONGEST])
    return or_(*(column.contains(sought, autoescape=True) for column in columns))
