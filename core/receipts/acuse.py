"""From the frozen record to what the template prints: words for codes, local time, wrapped digests."""

import textwrap

from core.domain.acuse import AcuseDocument, AcuseGround, AcuseRecord, SealIdentity
from core.domain.institucion import Institucion
from core.receipts.printable import Printable, has_codes, printable_tree
from core.receipts.words import AcuseWords

_BASE64_LINE = 88
_VERBATIM = (
    "kind",
    "code",
    "folio",
    "numero_oficialia",
    "usuario",
    "rfc",
    "caracter",
    "promovente",
    "agente_economico",
    "tipo_promocion",
    "tipo_procedimiento",
    "procedimiento",
    "expediente",
    "oficialia_previa",
    "descripcion",
    "holder",
    "certificate_rfc",
    "serial",
    "issuer",
    "manifest_sha256",
    "verify_url",
    "decided_by",
    "rules_version",
    "constancia_nom151",
)
_INSTANTS = ("signed_at", "sent_at", "issued_at", "not_before", "not_after")


def acuse_content(
    record: AcuseRecord, institucion: Institucion, words: AcuseWords, seal: SealIdentity | None
) -> dict[str, Printable]:
    """Return the template's values, every text of them printable in PDF/A.

    Raises:
        KeyError: ``filed_reason`` or ``revocation`` is a code without words, or lacks one of its facts.
    """
    content: dict[str, Printable] = {name: getattr(record, name) for name in _VERBATIM}
    content |= {name: words.instant(getattr(record, name), record.zone) for name in _INSTANTS}
    content |= {
        "decided_at": words.instant(record.decided_at, record.zone) if record.decided_at else None,
        "filed_on": words.day(record.filed_on),
        "filed_reason": words.filed_reason[record.filed_reason].format_map(record.filed_facts),
        "filed_basis": record.filed_facts.get("legal_basis", ""),
        "revocation": words.revocation[record.revocation],
        "ground": _ground(record.ground),
        "replaces": _replaced(record, words),
        "moved": _moved(record, words),
        "documents": [_document(document, words) for document in record.documents],
        "cadena_original": record.cadena_original.removesuffix("\n").split("\n"),
        "signature": textwrap.wrap(record.signature_base64, _BASE64_LINE),
        "seal": _seal(seal, record.zone, words),
        "institucion": _institucion(institucion),
        "demonstration": institucion.demonstration or bool(seal and seal.demonstration),
    }
    printed = {name: printable_tree(value) for name, value in content.items()}
    return printed | {"has_codes": has_codes(printed)}


def _document(document: AcuseDocument, words: AcuseWords) -> Printable:
    return {
        "number": document.number,
        "name": document.name,
        "type": words.media_type(document.media_type),
        "size": f"{document.size_bytes:,} bytes",
        "sha256": document.sha256,
        "classification": document.classification,
        # on as few lines as it needs: empty ones would stretch the table beyond its page
        "summary": " ".join(document.summary.split()),
    }


def _ground(ground: AcuseGround | None) -> Printable:
    if ground is None:
        return None
    return {
        "code": ground.code,
        "title": ground.title,
        "text": ground.text,
        "document": ground.document,
        "page": ground.page,
        "legal_basis": ground.legal_basis,
    }


def _replaced(record: AcuseRecord, words: AcuseWords) -> Printable:
    if record.replaces is None:
        return None
    return {
        "kind": record.replaces.kind,
        "code": record.replaces.code,
        "numero_oficialia": record.replaces.numero_oficialia,
        "issued_at": words.instant(record.replaces.issued_at, record.zone),
    }


def _moved(record: AcuseRecord, words: AcuseWords) -> Printable:
    if record.moved is None:
        return None
    return {
        "before_on": words.day(record.moved.before_on),
        "at": words.instant(record.moved.computed_at, record.zone),
        "cause": record.moved.cause,
    }


def _seal(seal: SealIdentity | None, zone: str, words: AcuseWords) -> Printable:
    if seal is None:
        return None
    return {
        "holder": seal.holder,
        "issuer": seal.issuer,
        "serial": seal.serial,
        "sha256": seal.sha256,
        "not_before": words.instant(seal.not_before, zone),
        "not_after": words.instant(seal.not_after, zone),
        "demonstration": seal.demonstration,
    }


def _institucion(institucion: Institucion) -> Printable:
    return {
        "name": institucion.name,
        "unit": institucion.unit,
        "legal_basis": "\n".join(institucion.legal_basis),
        "address": "\n".join(institucion.address),
        "demonstration": institucion.demonstration,
        "primary": institucion.colours.primary,
        "ink": institucion.colours.ink,
        "muted": institucion.colours.muted,
        "paper": institucion.colours.paper,
    }
