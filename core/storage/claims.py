"""Who has a promoción, for whom it is kept, and which comes next.

Whether a promoción is free is asked by the statement that takes it, so that of two clerks one has it on
SQLite and on PostgreSQL, whatever either of them read before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.domain.promocion import Promocion
from core.domain.queue import QueueQuery, StateFilter, Tab
from core.domain.reviewing import SKIP_LASTS
from core.domain.workflow import Action, Status
from core.storage.account_tables import AccountRow
from core.storage.lookup import row_by_id, storable
from core.storage.queue_conditions import active_clerks, conditions, not_held, waiting
from core.storage.review_tables import SkipRow
from core.storage.tables import EventRow, PromocionRow

_P = PromocionRow
_NO_NEWS = (Action.CLAIM.value, Action.SKIP.value, Action.TAKE_OVER.value)
"""That colleagues took and let pass what somebody skipped is no reason to offer it again."""
NOT_CLAIMED: dict[str, Any] = {"claimed_by": None, "claimed_at": None, "claim_expires_at": None}
NOT_ASSIGNED: dict[str, Any] = {"assigned_to": None, "assigned_at": None}
NOT_HELD: dict[str, Any] = {"held_until": None, "held_reason": ""}


@dataclass(frozen=True, slots=True)
class Clerk:
    """A clerk who can be given promociones, and how many they have of each kind."""

    account_id: int
    name: str
    in_review: int
    assigned: int
    held: int


def lease(account_id: int, now: datetime, until: datetime) -> dict[str, Any]:
    """Return the columns of a claim."""
    return {"claimed_by": account_id, "claimed_at": now, "claim_expires_at": until}


def claim(session: Session, before: Promocion, account_id: int, now: datetime, until: datetime) -> bool:
    """Take a promoción where it is free for the account and as it was in ``before``; return whether it was.

    One statement. What was assigned is so no more: once taken, a claim that runs out leaves it to everybody.
    """
    statement = (
        update(_P)
        .where(
            _P.id == before.id,
            _P.version == before.version,
            waiting(now),
            not_held(now),
            _for_whom(account_id),
        )
        .values(
            status=Status.UNDER_REVIEW,
            version=before.version + 1,
            **lease(account_id, now, until),
            **NOT_ASSIGNED,
        )
    )
    return session.connection().execute(statement).rowcount == 1


def prolong(session: Session, promocion_id: int, account_id: int, until: datetime) -> bool:
    """Move the end of a claim if it is still the account's; not a change, so the version stays."""
    statement = (
        update(_P)
        .where(_P.id == promocion_id, _P.status == Status.UNDER_REVIEW, _P.claimed_by == account_id)
        .values(claim_expires_at=until)
    )
    return 0 < promocion_id < 2**31 and session.connection().execute(statement).rowcount == 1


def next_free(session: Session, query: QueueQuery) -> int | None:
    """Return the promoción that its clerk should take next; None where nothing waits for them.

    First what is the clerk's own: kept for them, back from a wait, or theirs until the claim ran out. Then
    by the day it counts from, by risk, by age.

    Args:
        session: open transaction.
        query: whose turn it is, when, and which filters are set; the list's tab and order do not count.
    """
    return session.scalar(_next_free(query))


def locked_next(session: Session, query: QueueQuery, *, wait: bool) -> int | None:
    """Return the same, locked until the transaction ends. SQLite's writers are alone as it is.

    Args:
        session: open transaction that writes.
        query: as for :func:`next_free`.
        wait: for rows that another transaction is about to change, instead of passing them over.
    """
    return session.scalar(_next_free(query).with_for_update(of=_P, skip_locked=not wait))


def _next_free(query: QueueQuery) -> Select[int]:
    now, me = query.now, query.clerk_id
    own = case((or_(_P.assigned_to == me, _P.claimed_by == me), 0), else_=1)
    return (
        select(_P.id)
        .where(
            _P.status.in_([Status.SENT, Status.UNDER_REVIEW]),
            *conditions(replace(query, tab=Tab.ALL, state=StateFilter.ANY)),
            waiting(now),
            not_held(now),
            _for_whom(me),
            ~_skipped(me, now),
        )
        .order_by(own, _P.filed_on, _P.risk.desc(), _P.sent_at, _P.id)
        .limit(1)
    )


def oldest_waiting(session: Session, tipo: str, count: int, now: datetime) -> Sequence[int]:
    """Return what waits longest of a type and is kept for nobody, locked until the transaction ends."""
    statement = (
        select(_P.id)
        .where(_P.tipo_procedimiento == storable(tipo), *_assignable(now))
        .order_by(_P.filed_on, _P.risk.desc(), _P.sent_at, _P.id)
        .limit(count)
        .with_for_update(of=_P, skip_locked=True)
    )
    return session.scalars(statement).all()


def assignable_counts(session: Session, now: datetime) -> dict[str, int]:
    """Return how many wait and are kept for nobody, by type of procedure."""
    statement = (
        select(_P.tipo_procedimiento, func.count()).where(*_assignable(now)).group_by(_P.tipo_procedimiento)
    )
    found: dict[str, int] = dict(session.execute(statement).all())
    return found


def put_skip(session: Session, account_id: int, promocion_id: int, at: datetime, reason: str) -> None:
    """Note that an account let a promoción pass, in the place of an earlier time."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    said = {"at": at, "reason": reason}
    statement = dialect.insert(SkipRow).values(account_id=account_id, promocion_id=promocion_id, **said)
    session.execute(statement.on_conflict_do_update(index_elements=["account_id", "promocion_id"], set_=said))


def clerks(session: Session, now: datetime) -> tuple[Clerk, ...]:
    """Return who can be given promociones, by name, with what each has."""
    live = and_(_P.status == Status.UNDER_REVIEW, _P.claim_expires_at > now)
    kept = and_(waiting(now), _P.assigned_to == AccountRow.id)
    counts = (
        and_(live, _P.claimed_by == AccountRow.id),
        and_(kept, not_held(now)),
        and_(_P.status == Status.SENT, _P.held_until > now, _P.assigned_to == AccountRow.id),
    )
    columns = [
        select(func.count()).select_from(_P).where(c).correlate(AccountRow).scalar_subquery() for c in counts
    ]
    rows = session.execute(
        select(AccountRow.id, AccountRow.name, *columns)
        .where(AccountRow.id.in_(active_clerks()))
        .order_by(AccountRow.name, AccountRow.id)
    )
    return tuple(Clerk(*row) for row in rows)


def active_clerk(session: Session, account_id: int) -> AccountRow | None:
    """Return an account that can be given promociones; None for any other number."""
    row = row_by_id(session, AccountRow, account_id)
    found = row and session.scalar(active_clerks().where(AccountRow.id == row.id))
    return row if found else None


def _assignable(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of what waits and is kept for nobody."""
    undecided = _P.status.in_([Status.SENT, Status.UNDER_REVIEW])
    return undecided, waiting(now), not_held(now), _P.assigned_to.is_(None)


def _for_whom(account_id: int) -> ColumnElement[bool]:
    """Return the condition of what is kept for the account or for nobody who could take it."""
    kept_for = _P.assigned_to
    return or_(kept_for.is_(None), kept_for == account_id, kept_for.not_in(active_clerks()))


def _skipped(account_id: int, now: datetime) -> ColumnElement[bool]:
    """Return the condition of what the account let pass within a day, and nothing has happened to since."""
    by_others = or_(EventRow.actor_id.is_(None), EventRow.actor_id != account_id)
    # the skip's own number, not the promoción's: that stands two queries further out and would be joined anew
    news = exists().where(
        EventRow.promocion_id == SkipRow.promocion_id,
        EventRow.at > SkipRow.at,
        EventRow.action.not_in(_NO_NEWS),
        by_others,
    )
    mine = (SkipRow.account_id == account_id, SkipRow.promocion_id == _P.id, SkipRow.at > now - SKIP_LASTS)
    return exists().where(*mine, ~news)
