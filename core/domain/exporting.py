"""What leaves the console as a table or as a bundle of receipts: which promociones, and what of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from core.domain.coverage import ReadShare
from core.domain.queue import QueueQuery
from core.errors import Refusal

MOST_ROWS = 250_000
"""Of one table: more is a copy of the register, not a list that somebody reads."""
MOST_MARKED = 5_000
"""Promociones named one by one."""


class TooMuchToExport(Refusal):
    """The selection holds more than one export may."""


class NothingToExport(Refusal):
    """The selection holds no promoción."""


class SheetKind(StrEnum):
    """The form of a table."""

    XLSX = "xlsx"
    CSV = "csv"


class Scope(StrEnum):
    """What was selected, for the audit log."""

    MARKED = "marked"
    LIST = "list"
    DAY = "day"


class Column(StrEnum):
    """What a table may say of each promoción; the values are the names of :class:`Line`'s fields."""

    FOLIO = "folio"
    NUMERO_OFICIALIA = "numero_oficialia"
    STATUS = "status"
    PROCEDIMIENTO = "procedimiento"
    TIPO_PROCEDIMIENTO = "tipo_procedimiento"
    TIPO_PROMOCION = "tipo_promocion"
    EXPEDIENTE = "expediente"
    OFICIALIA_PREVIA = "oficialia_previa"
    OWNER_NAME = "owner_name"
    OWNER_RFC = "owner_rfc"
    CARACTER = "caracter"
    PROMOVENTE = "promovente"
    AGENTE_ECONOMICO = "agente_economico"
    DOCUMENTS = "documents"
    FIRMA = "firma"
    IDENTIDAD = "identidad"
    INTEGRIDAD = "integridad"
    REVOCATION = "revocation"
    LABELS = "labels"
    SENT_AT = "sent_at"
    FILED_ON = "filed_on"
    DECIDED_AT = "decided_at"
    DECIDED_BY = "decided_by"
    GROUND = "ground"
    LEGAL_BASIS = "legal_basis"
    GROUND_TEXT = "ground_text"
    GROUND_DOCUMENT = "ground_document"
    GROUND_PAGE = "ground_page"
    COVERAGE = "coverage"
    REOPENED_AT = "reopened_at"
    NUMERO_PREVIO = "numero_previo"


USUAL_COLUMNS = (
    Column.FOLIO,
    Column.NUMERO_OFICIALIA,
    Column.STATUS,
    Column.PROCEDIMIENTO,
    Column.TIPO_PROCEDIMIENTO,
    Column.OWNER_NAME,
    Column.OWNER_RFC,
    Column.DOCUMENTS,
    Column.SENT_AT,
    Column.FILED_ON,
    Column.DECIDED_AT,
    Column.DECIDED_BY,
    Column.GROUND,
    Column.GROUND_TEXT,
)
"""For whoever has not chosen."""
DAY_COLUMNS = (
    Column.DECIDED_AT,
    Column.FOLIO,
    Column.NUMERO_OFICIALIA,
    Column.STATUS,
    Column.PROCEDIMIENTO,
    Column.OWNER_NAME,
    Column.GROUND,
    Column.GROUND_TEXT,
    Column.GROUND_DOCUMENT,
    Column.GROUND_PAGE,
    Column.COVERAGE,
    Column.DECIDED_BY,
    Column.REOPENED_AT,
)
"""Of somebody's day: when, what, how it was decided, and how far it was read."""


def columns_named(codes: list[str] | tuple[str, ...]) -> tuple[Column, ...]:
    """Return the columns with these codes, each once, in the order given; what is no column is left out."""
    known = set(Column)
    return tuple(Column(code) for code in dict.fromkeys(codes) if code in known)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which promociones: those of a list, or those named.

    Attributes:
        query: a list; its paging is ignored. None where ``ids`` name them.
        ids: in the order in which they are written.
        filters: how the list was narrowed, for the audit log.
    """

    scope: Scope
    query: QueueQuery | None = None
    ids: tuple[int, ...] = ()
    filters: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """What is known of a promoción for a table: codes and facts, no words.

    ``decided_at``, ``decided_by``, ``ground`` and what follows are of the decision that the line is about: in
    somebody's day it may have been undone since.
    """

    id: int
    folio: str
    numero_oficialia: str
    status: str
    procedimiento: str
    tipo_procedimiento: str
    tipo_promocion: str
    expediente: str
    oficialia_previa: str
    owner_name: str
    owner_rfc: str
    caracter: str
    promovente: str
    agente_economico: str
    documents: int
    firma: str
    identidad: str
    integridad: str
    revocation: str
    sent_at: datetime
    filed_on: date
    decided_at: datetime | None
    decided_by: str
    ground: str
    ground_text: str
    ground_document: str
    ground_page: int | None
    reopened_at: datetime | None
    numero_previo: str
    labels: tuple[str, ...] = ()
    coverage: tuple[ReadShare, ...] = ()


@dataclass(frozen=True, slots=True)
class TableWords:
    """The words of a table, in the reader's language.

    Attributes:
        headings: of each column.
        values: by column, what people call its codes; a code without a word is written as it is.
        coverage: how a reading is told: ``documents``, ``full``, ``seen`` and ``pages`` are filled in.
        coverage_uncounted: likewise where the pages of a document were never counted.
    """

    headings: Mapping[Column, str]
    values: Mapping[Column, Mapping[str, str]] = field(default_factory=dict)
    coverage: str = "{full}/{documents}"
    coverage_uncounted: str = "{full}/{documents}"


@dataclass(frozen=True, slots=True)
class TableStyle:
    """How a table is written."""

    kind: SheetKind
    columns: tuple[Column, ...]
    words: TableWords


class PaperStanding(StrEnum):
    """What a receipt is worth now."""

    CURRENT = "current"
    REOPENED = "reopened"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Paper:
    """A receipt as it goes into a bundle. ``edition``: from 1, within its kind."""

    id: int
    promocion_id: int
    folio: str
    kind: str
    edition: int
    standing: PaperStanding


@dataclass(frozen=True, slots=True)
class BundleWords:
    """The words of a bundle's list, in the reader's language.

    Attributes:
        headings: of file, folio, kind, edition, standing and SHA-256.
        kinds: what people call a receipt's kind.
        standings: what people call what it is worth.
    """

    headings: tuple[str, ...]
    kinds: Mapping[str, str]
    standings: Mapping[str, str]
