"""``data/promocion.json``: what a signature covers besides the documents' own bytes.

A signature is judged by the bytes that were kept with it: those of a version that wrote no ``documentos`` stand.
"""

from collections.abc import Sequence
from dataclasses import asdict

from core.domain.classes import signed_summary
from core.domain.manifest import JsonValue, canonical_json
from core.domain.promocion import Document, Promocion


def signed_fields(promocion: Promocion, documents: Sequence[Document]) -> bytes:
    """Return every field that the signature covers, canonical JSON (RFC 8785).

    ``documentos`` has an entry for each document, in the filer's order: ``orden`` from 1, ``nombre`` as in the
    manifest, ``clasificacion``, and ``resumen`` where it is confidential.
    """
    return canonical_json(
        {
            "folio": promocion.folio,
            "usuario": promocion.owner_name,
            "rfc": promocion.owner_rfc,
            "fecha_creacion": promocion.created_at.isoformat(timespec="seconds"),
            **asdict(promocion.fields),
            "documentos": [_entry(number, document) for number, document in enumerate(documents, 1)],
        }
    )


def _entry(number: int, document: Document) -> JsonValue:
    entry: dict[str, JsonValue] = {
        "orden": number,
        "nombre": document.name,
        "clasificacion": document.classification,
    }
    summary = signed_summary(document)
    return {**entry, "resumen": summary} if summary else entry
