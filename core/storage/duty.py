"""Who is on duty, and whose turn it is when a rule gives something to one of them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.domain.duty import Duty
from core.domain.workflow import Status
from core.storage.account_tables import AccountRow
from core.storage.duty_tables import DutyRow
from core.storage.promociones import next_number
from core.storage.queue_conditions import active_clerks, not_held, waiting
from core.storage.tables import PromocionRow

TURN = "assignment_turn"
"""The counter that whoever gives by a rule increments first: it stays locked until their transaction ends."""


def roster(session: Session, now: datetime, account_id: int | None = None) -> tuple[Duty, ...]:
    """Return every clerk who can come in and whether they are on duty, by name.

    Args:
        session: open transaction.
        now: the instant, aware.
        account_id: only this one's; None for all.
    """
    found = (
        select(AccountRow.id, AccountRow.name, DutyRow)
        .outerjoin(DutyRow, DutyRow.account_id == AccountRow.id)
        .where(AccountRow.id.in_(active_clerks()))
        .order_by(AccountRow.name, AccountRow.id)
    )
    if account_id is not None:
        found = found.where(AccountRow.id == account_id)
    return tuple(_duty(clerk_id, name, row, now) for clerk_id, name, row in session.execute(found))


def start_duty(session: Session, account_id: int, since: datetime, ends_at: datetime) -> None:
    """Note that a clerk is on duty; their turn and their types stay."""
    _put(session, account_id, since=since, ends_at=ends_at)


def end_duty(session: Session, account_id: int) -> None:
    """Note that a clerk is not on duty."""
    session.execute(update(DutyRow).where(DutyRow.account_id == account_id).values(since=None, ends_at=None))


def put_types(session: Session, account_id: int, procedure_types: Sequence[str]) -> None:
    """Note which types a rule may give a clerk; none for all."""
    _put(session, account_id, procedure_types=list(procedure_types))


def take_turn(session: Session, procedure_type: str, now: datetime) -> Duty | None:
    """Return whose turn it is, and note that they had it; None where nobody on duty may have the type.

    Whoever asks first holds the turn until its transaction ends, so that of fifty at once each sees what the
    one before gave; and who goes off duty meanwhile is waited for.

    Args:
        session: a transaction that writes, and that does little after this.
        procedure_type: catalogue code.
        now: the instant, aware.
    """
    turn = next_number(session, TURN)
    rows = session.execute(
        select(AccountRow.id, AccountRow.name, DutyRow)
        .join(DutyRow, DutyRow.account_id == AccountRow.id)
        .where(AccountRow.id.in_(active_clerks()), *_is_on(now))
        .order_by(DutyRow.last_turn, AccountRow.id)
        .with_for_update(of=DutyRow)
        .execution_options(populate_existing=True)
    ).all()
    present = (_duty(clerk_id, name, row, now) for clerk_id, name, row in rows)
    found = next((duty for duty in present if duty.may_have(procedure_type)), None)
    if found:
        session.execute(update(DutyRow).where(DutyRow.account_id == found.account_id).values(last_turn=turn))
    return found


def kept_for(session: Session, account_id: int, now: datetime, *, lock: bool = True) -> Sequence[int]:
    """Return what is kept for a clerk and not begun: neither under review nor waiting for a later day.

    Args:
        session: open transaction.
        account_id: whose.
        now: the instant, aware.
        lock: until the transaction ends.
    """
    p = PromocionRow
    found = (
        select(p.id)
        .where(
            p.assigned_to == account_id,
            p.status.in_([Status.SENT, Status.UNDER_REVIEW]),
            waiting(now),
            not_held(now),
        )
        .order_by(p.id)
    )
    return session.scalars(found.with_for_update() if lock else found).all()


def _is_on(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return DutyRow.since <= now, DutyRow.ends_at > now


def _duty(account_id: int, name: str, row: DutyRow | None, now: datetime) -> Duty:
    if row is None:
        return Duty(account_id, name)
    types = tuple(row.procedure_types)
    if row.since is None or row.ends_at is None or not row.since <= now < row.ends_at:
        return Duty(account_id, name, procedure_types=types)
    return Duty(account_id, name, row.since, row.ends_at, types)


def _put(session: Session, account_id: int, **values: object) -> None:
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    first: dict[str, object] = {"procedure_types": [], "last_turn": 0, **values}
    statement = dialect.insert(DutyRow).values(account_id=account_id, **first)
    session.execute(statement.on_conflict_do_update(index_elements=["account_id"], set_=values))
