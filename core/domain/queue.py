"""The clerk's lists: what can be asked of them, and what a row shows."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.domain.workflow import Status


class Tab(StrEnum):
    """The lists of the Bandeja."""

    TO_TAKE = "por_tomar"
    MINE = "mias"
    IN_REVIEW = "en_revision"
    DECIDED_TODAY = "resueltas_hoy"
    CLOSED = "cerradas"
    ALL = "todas"


class SignatureFilter(StrEnum):
    """Which of the three causes to look for."""

    ANY = "todas"
    VALID = "valida"
    CRYPTO = "firma"
    IDENTITY = "identidad"
    INTEGRITY = "integridad"
    REVOCATION = "revocacion"


@dataclass(frozen=True, slots=True)
class QueueQuery:
    """What a clerk asks of a list.

    Attributes:
        clerk_id: whose ``mias`` they are.
        now: the instant by which claims expire, aware UTC.
        today_since: start of today in the office's zone, aware UTC.
        tipo: code of a procedure type; empty for all.
        sort: ``filed_on`` | ``sent_at`` | ``folio`` | ``procedimiento`` | ``owner`` | ``decided_at``.
    """

    tab: Tab
    clerk_id: int
    now: datetime
    today_since: datetime
    search: str = ""
    tipo: str = ""
    signature: SignatureFilter = SignatureFilter.ANY
    sort: str = "filed_on"
    descending: bool = False
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A line of the Bandeja or of the closed view."""

    id: int
    folio: str
    status: Status
    procedimiento: str
    tipo_procedimiento: str
    owner_name: str
    owner_rfc: str
    documents: int
    integridad: str
    firma: str
    identidad: str
    revocation: str
    sent_at: datetime
    filed_on: date
    claimed_by: int | None
    claimed_by_name: str
    claimed_at: datetime | None
    claim_expires_at: datetime | None
    decided_at: datetime | None
    decided_by_name: str
    numero_oficialia: str
    ground: str
    ground_text: str
