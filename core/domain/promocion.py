"""The promoción: its fields, their rules and its documents (manual §4 to §7)."""

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum

from core.domain.visible_text import is_invisible, shows_something
from core.domain.workflow import Status
from core.errors import Refusal


class TipoPromocion(StrEnum):
    """Whether something was filed before in the same matter."""

    INICIAL = "inicial"
    COMPLEMENTARIA = "complementaria"


class Caracter(StrEnum):
    """In what capacity the promovente acts."""

    REPRESENTANTE = "representante"
    AUTORIZADO = "autorizado"
    PROPIO_DERECHO = "propio_derecho"


REPRESENTING = frozenset({Caracter.REPRESENTANTE, Caracter.AUTORIZADO})


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one field: ``code`` is a key of ``[fields]`` in ``data/texts/filing.toml``."""

    field: str
    code: str


class FieldsNotAdmitted(Refusal):
    """One or more fields do not meet the form's rules."""

    def __init__(self, problems: tuple[FieldProblem, ...]) -> None:
        super().__init__(fields=", ".join(p.field for p in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class PromocionFields:
    """What the filer fills in. ``oficialia_previa`` is the número de oficialía of the earlier filing."""

    procedimiento: str
    tipo_promocion: str
    tipo_procedimiento: str
    expediente: str = ""
    oficialia_previa: str = ""
    caracter: str = ""
    promovente: str = ""
    agente_economico: str = ""
    descripcion: str = ""

    def normalised(self, required: Collection[str] = ()) -> "PromocionFields":
        """Return the fields in NFC, without blanks around them or fields that do not apply.

        ``required``: those that the type of procedure makes compulsory; they apply then.
        """
        values = {f.name: _normalise(getattr(self, f.name)) for f in fields(self)}
        if values["tipo_promocion"] == TipoPromocion.INICIAL:
            values["expediente"] = values["oficialia_previa"] = ""
        if not values["caracter"]:
            values["promovente"] = ""
        if values["caracter"] not in REPRESENTING and "agente_economico" not in required:
            values["agente_economico"] = ""
        return PromocionFields(**values)


LIMITS = {
    "procedimiento": 300,
    "expediente": 60,
    "oficialia_previa": 60,
    "promovente": 300,
    "agente_economico": 300,
    "descripcion": 4000,
}
"""Most characters of each free field."""


def _normalise(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()


def check_fields(value: PromocionFields, procedure_types: frozenset[str]) -> tuple[FieldProblem, ...]:
    """Return every problem of normalised fields; empty when they may be saved.

    Args:
        value: fields as :meth:`PromocionFields.normalised` returns them.
        procedure_types: codes of the catalogue that may be chosen today.
    """
    return (*_missing(value), *_unknown(value, procedure_types), *_number_missing(value), *_unfit(value))


def _missing(value: PromocionFields) -> list[FieldProblem]:
    required = ["procedimiento", "tipo_promocion", "tipo_procedimiento"]
    if value.caracter:
        required.append("promovente")
    if value.caracter in REPRESENTING:
        required.append("agente_economico")
    return [FieldProblem(name, "required") for name in required if not shows_something(getattr(value, name))]


def _unknown(value: PromocionFields, procedure_types: frozenset[str]) -> list[FieldProblem]:
    options: dict[str, frozenset[str]] = {
        "tipo_promocion": frozenset(TipoPromocion),
        "tipo_procedimiento": procedure_types,
        "caracter": frozenset(Caracter),
    }
    chosen = {name: getattr(value, name) for name in options}
    return [FieldProblem(n, "not_an_option") for n, v in chosen.items() if v and v not in options[n]]


def _number_missing(value: PromocionFields) -> list[FieldProblem]:
    needed = value.tipo_promocion == TipoPromocion.COMPLEMENTARIA
    if needed and not (value.expediente or value.oficialia_previa):
        return [FieldProblem("expediente", "number_required")]
    return []


def _unfit(value: PromocionFields) -> list[FieldProblem]:
    problems = []
    for name, limit in LIMITS.items():
        text = getattr(value, name)
        if len(text) > limit:
            problems.append(FieldProblem(name, "too_long"))
        if _unprintable(text, multiline=name == "descripcion"):
            problems.append(FieldProblem(name, "unprintable"))
    return problems


def _unprintable(text: str, *, multiline: bool) -> bool:
    rest = text.replace("\n", "").replace("\t", "") if multiline else text
    return any(is_invisible(c) for c in rest)


def plain_text(text: str) -> str:
    """Return a text of staff's as it is kept: NFC, without the characters that no field admits."""
    seen = _normalise(text).replace("\t", " ")
    # composed again: what was taken out may have stood between a letter and its accent
    return _normalise("".join(c for c in seen if c == "\n" or not is_invisible(c)))


class Classification(StrEnum):
    """Who may see a document, as its filer declares it (LGTAIP arts. 102, 115 and 116)."""

    PUBLICA = "publica"
    CONFIDENCIAL = "confidencial"
    RESERVADA = "reservada"


class Scan(StrEnum):
    """What the antivirus said of a document; nothing at all where none is configured."""

    CLEAN = "clean"
    INFECTED = "infected"
    NOT_SCANNED = "not_scanned"


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a promoción.

    Attributes:
        name: file name with its folders before it (``anexos/poder.pdf``).
        sha256: 64 lower-case hex digits.
        position: where it stands in the filer's order, from 0; equal ones stand as they were added.
        summary: what a confidential document says, without what is confidential.
        pages: None where the type has none or they were not counted.
        rules_version: of the rule book it was examined with; empty before there was one.
        scan: a value of ``Scan``; empty where no antivirus was asked.
        threat: the antivirus's name of what it found.
    """

    id: int
    promocion_id: int
    name: str
    size_bytes: int
    sha256: str
    media_type: str
    findings: tuple[dict[str, object], ...]
    added_at: datetime
    position: int = 0
    classification: str = Classification.PUBLICA
    summary: str = ""
    pages: int | None = None
    rules_version: str = ""
    scan: str = ""
    threat: str = ""
    scanned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a clerk decided. ``ground``, ``text``, ``document`` and ``page`` say nothing on acceptance."""

    decided_at: datetime
    decided_by: str
    numero_oficialia: str = ""
    ground: str = ""
    text: str = ""
    document: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a promoción is rejected.

    Attributes:
        ground: code of the catalogue.
        text: for the filer.
        document: name of the document concerned; empty for all of the promoción.
        page: of that document, from 1.
    """

    ground: str
    text: str
    document: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """Who has a promoción under review, and until when without a sign of life."""

    account_id: int
    name: str
    claimed_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How a promoción stands in the office beside its status.

    Attributes:
        assigned_to: account it is kept for; ``assigned_name`` is that person's.
        held_until: it waits until then; past or None where it does not.
        numero_previo: número de oficialía of an acceptance that was reopened.
        copied_from: id of the rejected promoción it was begun from.
    """

    assigned_to: int | None = None
    assigned_name: str = ""
    held_until: datetime | None = None
    held_reason: str = ""
    reopened_at: datetime | None = None
    numero_previo: str = ""
    copied_from: int | None = None


@dataclass(frozen=True, slots=True)
class Promocion:
    """A filing as stored. ``version`` grows with every change and guards against lost updates."""

    id: int
    folio: str
    owner_id: int
    owner_name: str
    owner_rfc: str
    status: Status
    fields: PromocionFields
    created_at: datetime
    updated_at: datetime
    version: int
    signed_at: datetime | None = None
    sent_at: datetime | None = None
    filed_on: date | None = None
    filed_reason: str = ""
    filed_facts: Mapping[str, str] = field(default_factory=dict)
    calendar_edition: int | None = None
    claim: Claim | None = None
    decision: Decision | None = None
    standing: Standing = Standing()
