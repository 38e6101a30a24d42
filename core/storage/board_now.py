"""How the office stands now: what is undecided and who has it, and what waits for something technical."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import Session

from core.domain.board import ALL_TYPES, Counter, CounterName, Health
from core.domain.promocion import Scan
from core.domain.queue import DueFilter, QueueQuery, StateFilter, Tab
from core.domain.verdict import Revocation
from core.domain.workflow import Status
from core.storage.account_tables import AccountRow, MailRow
from core.storage.lookup import storable
from core.storage.queue_conditions import active_clerks, conditions
from core.storage.tables import AcuseRow, DocumentRow, PromocionRow, TimestampRow

_P = PromocionRow
_COUNTERS = (
    Counter(CounterName.TO_TAKE, 0, Tab.TO_TAKE),
    Counter(CounterName.IN_REVIEW, 0, Tab.ALL, state=StateFilter.IN_REVIEW),
    Counter(CounterName.DUE_TODAY, 0, Tab.ALL, due=DueFilter.TODAY),
    Counter(CounterName.OVERDUE, 0, Tab.ALL, due=DueFilter.OVERDUE),
    Counter(CounterName.HELD, 0, Tab.HELD),
    Counter(CounterName.TROUBLED, 0, Tab.ALL, state=StateFilter.TROUBLED),
)


@dataclass(frozen=True, slots=True)
class Undecided:
    """A promoción that was sent and is not decided.

    Attributes:
        reviewed_by: who has it under a claim that has not run out.
        kept_for: for whom it is kept, where nobody has it.
        held: it waits for a later day.
    """

    folio: str
    tipo: str
    sent_at: datetime
    filed_on: date
    reviewed_by: int | None
    kept_for: int | None
    held: bool


def counters_statement(query: QueueQuery) -> Select[Any]:
    """Return the statement of the six figures, one for all so that they agree."""
    counts = [
        select(func.count())
        .select_from(_P)
        .where(*conditions(replace(query, tab=each.tab, state=each.state, due=each.due)))
        .scalar_subquery()
        for each in _COUNTERS
    ]
    return select(*counts)


def counters(session: Session, query: QueueQuery) -> tuple[Counter, ...]:
    """Return the six figures: how many rows each list has that a query of all, as of now, is narrowed to."""
    found = session.execute(counters_statement(query)).one()
    return tuple(replace(each, count=count) for each, count in zip(_COUNTERS, found, strict=True))


def undecided(session: Session, tipo: str, now: datetime) -> Sequence[Undecided]:
    """Return everything that was sent and is not decided, of a type or of all."""
    live = and_(_P.status == Status.UNDER_REVIEW, _P.claim_expires_at > now)
    statement = select(
        _P.folio,
        _P.tipo_procedimiento,
        _P.sent_at,
        _P.filed_on,
        case((live, _P.claimed_by)),
        case((live, None), else_=_P.assigned_to),
        func.coalesce(and_(_P.status == Status.SENT, _P.held_until > now), False),
    ).where(_P.status.in_([Status.SENT, Status.UNDER_REVIEW]))
    if tipo != ALL_TYPES:
        statement = statement.where(_P.tipo_procedimiento == storable(tipo))
    return [Undecided(*row) for row in session.execute(statement)]


def clerks_who_can_come(session: Session) -> list[tuple[int, str]]:
    """Return account and name of everybody who can come in and decide, by name."""
    found = select(AccountRow.id, AccountRow.name).where(AccountRow.id.in_(active_clerks()))
    return [
        (number, name) for number, name in session.execute(found.order_by(AccountRow.name, AccountRow.id))
    ]


def health_statement() -> Select[Any]:
    """Return the statement of what waits; partial indexes hold the few among the millions."""
    open_ones = select(_P.id).where(_P.status.in_([Status.SENT, Status.UNDER_REVIEW]))
    unstamped = TimestampRow.token.is_(None)
    unsent = and_(MailRow.sent_at.is_(None), MailRow.handed_over_at.is_(None))
    counted = (
        (
            _P.id,
            and_(
                _P.status.in_([Status.SENT, Status.UNDER_REVIEW]), _P.revocation == Revocation.NOT_CONSULTED
            ),
        ),
        (DocumentRow.id, and_(DocumentRow.scan == Scan.NOT_SCANNED, DocumentRow.promocion_id.in_(open_ones))),
        (AcuseRow.id, AcuseRow.pdf_sha256.is_(None)),
        (TimestampRow.id, unstamped),
        (TimestampRow.id, and_(unstamped, TimestampRow.tries > 0)),
        (MailRow.id, and_(unsent, MailRow.next_try_at.is_not(None))),
        (MailRow.id, and_(unsent, MailRow.next_try_at.is_(None))),
    )
    return select(*(select(func.count(key)).where(condition).scalar_subquery() for key, condition in counted))


def health(session: Session) -> Health:
    """Return what waits for something outside the office."""
    return Health(*session.execute(health_statement()).one())
