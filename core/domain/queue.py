"""The clerk's lists: what can be asked of them, and what a row shows."""

import base64
import binascii
import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.domain.workflow import Status

_DIGEST = re.compile(r"(?:sha-?256[:=]?)?([0-9a-f]{64})")
_LONGEST_TOKEN = 4000
PAGE = 50


class Tab(StrEnum):
    """The lists of the Bandeja."""

    TO_TAKE = "por_tomar"
    MINE = "mias"
    HELD = "en_espera"
    DECIDED_TODAY = "resueltas_hoy"
    CLOSED = "cerradas"
    ALL = "todas"


class SignatureFilter(StrEnum):
    """Which of the causes to look for."""

    ANY = "todas"
    VALID = "valida"
    CRYPTO = "firma"
    IDENTITY = "identidad"
    INTEGRITY = "integridad"
    REVOCATION = "revocacion"


class StateFilter(StrEnum):
    """How a promoción stands in the office, finer than its status."""

    ANY = "cualquiera"
    WAITING = "por_tomar"
    IN_REVIEW = "en_revision"
    ASSIGNED = "asignada"
    HELD = "en_espera"
    ACCEPTED = "aceptada"
    REJECTED = "rechazada"
    REOPENED = "reabierta"
    TROUBLED = "con_problema"
    """Not decided, and something technical waits: revocation, antivirus or a receipt."""


class DueFilter(StrEnum):
    """When the office means to have decided."""

    ANY = ""
    OVERDUE = "vencidas"
    BY_TODAY = "hoy"
    """Until the end of today, the overdue among them."""
    TODAY = "solo_hoy"
    """From now until the end of today."""


class Mark(StrEnum):
    """What a member of the staff has not seen yet of a promoción that is not decided."""

    NONE = ""
    NEW = "nueva"
    CHANGED = "cambiada"


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place between two rows: the sort values of the row beside it, its id last.

    Attributes:
        values: texts and whole numbers, instants and days in ISO 8601.
    """

    values: tuple[str | int, ...]

    def token(self) -> str:
        """Return the cursor as a text for an address."""
        content = json.dumps(self.values, ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(content.encode("utf-8", "replace")).decode().rstrip("=")


def cursor_of(token: str) -> Cursor | None:
    """Return what :meth:`Cursor.token` wrote; None for anything else."""
    if not 0 < len(token) <= _LONGEST_TOKEN:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(token.encode() + b"=" * (-len(token) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return None
    plain = isinstance(values, list) and all(type(v) in {str, int} for v in values)
    return Cursor(tuple(values)) if plain and values else None


def digest_in(search: str) -> str:
    """Return the SHA-256 that a search is, 64 lower-case hex digits; empty where it is none.

    Blanks and colons between digits, and «sha256:» before them, are how people copy one.
    """
    found = _DIGEST.fullmatch(re.sub(r"[\s:]", "", search[:200].lower()))
    return found[1] if found else ""


@dataclass(frozen=True, slots=True)
class QueueQuery:
    """What somebody asks of a list.

    Attributes:
        clerk_id: whose ``mias`` they are, and whose looks make a row new or changed.
        now: the instant by which claims and holds end, aware UTC.
        today_since: start of today in the office's zone, aware UTC.
        search: text, or a document's SHA-256 (:func:`digest_in`).
        tipo: code of a procedure type; empty for all.
        person: account that holds it, has it assigned or decided it; None for all.
        label: code of a label; empty for all.
        filed_from, filed_until: days taken as filed, both included.
        decided_since, decided_before: instants, aware; the second is not included.
        ground: code of a rejection's ground; empty for all.
        sort: ``filed_on`` (then risk, then age) | ``sent_at`` | ``folio`` | ``procedimiento`` | ``owner`` |
            ``decided_at``.
        due: by when the office means to have decided; of those that are not decided.
        overdue_start, today_start: the latest moments from which a promoción counts to be overdue now,
            or due by the end of today, in the office's zone: their days count too.
        after, before: only rows behind, or in front of, that place; ``after`` counts where both are given.
    """

    tab: Tab
    clerk_id: int
    now: datetime
    today_since: datetime
    search: str = ""
    tipo: str = ""
    signature: SignatureFilter = SignatureFilter.ANY
    state: StateFilter = StateFilter.ANY
    mark: Mark = Mark.NONE
    person: int | None = None
    label: str = ""
    filed_from: date | None = None
    filed_until: date | None = None
    decided_since: datetime | None = None
    decided_before: datetime | None = None
    ground: str = ""
    due: DueFilter = DueFilter.ANY
    overdue_start: datetime | None = None
    today_start: datetime | None = None
    sort: str = "filed_on"
    descending: bool = False
    limit: int = PAGE
    after: Cursor | None = None
    before: Cursor | None = None


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A line of the Bandeja or of the closed view.

    ``risk``: 0…3, see ``core.domain.risk``. ``labels``: codes. ``mark``: for whoever asked. ``refiled``: the
    calendar moved ``filed_on`` after the sending.
    ``assigned_to``: a clerk who can come in and take it; None also where whom it is kept for cannot.
    """

    id: int
    folio: str
    status: Status
    procedimiento: str
    tipo_procedimiento: str
    expediente: str
    owner_name: str
    owner_rfc: str
    documents: int
    integridad: str
    firma: str
    identidad: str
    revocation: str
    risk: int
    sent_at: datetime
    filed_on: date
    claimed_by: int | None
    claimed_by_name: str
    claimed_at: datetime | None
    claim_expires_at: datetime | None
    assigned_to: int | None
    assigned_name: str
    assigned_at: datetime | None
    held_until: datetime | None
    held_reason: str
    reopened_at: datetime | None
    decided_at: datetime | None
    decided_by: int | None
    decided_by_name: str
    numero_oficialia: str
    numero_previo: str
    copied_from: int | None
    ground: str
    ground_text: str
    mark: Mark = Mark.NONE
    labels: tuple[str, ...] = ()
    refiled: bool = False

    def held(self, now: datetime) -> bool:
        """Whether it waits for a later day."""
        return self.status is Status.SENT and self.held_until is not None and self.held_until > now

    def in_review(self, now: datetime) -> bool:
        """Whether somebody has it under a claim that has not run out."""
        live = self.claim_expires_at is not None and self.claim_expires_at > now
        return self.status is Status.UNDER_REVIEW and live
