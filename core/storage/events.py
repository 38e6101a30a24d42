"""The audit log: who did what, when, from where. Append-only."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from core.domain.board_fold import COUNTED
from core.domain.event import Event
from core.domain.people import Actor
from core.storage.account_tables import AccountRow
from core.storage.board_tables import BoardPendingRow
from core.storage.tables import EventRow, PromocionRow


def append_event(
    session: Session,
    at: datetime,
    actor: Actor | None,
    action: str,
    *,
    promocion_id: int | None = None,
    from_status: str = "",
    to_status: str = "",
    **facts: str | int,
) -> None:
    """Write an act into the caller's transaction; ``actor`` None is the system itself.

    One that the board counts cannot be written without waiting for its tallying.
    """
    row = _row(at, actor, action, facts)
    row.promocion_id, row.from_status, row.to_status = promocion_id, from_status, to_status
    session.add(row)
    if action in COUNTED:
        session.flush()  # its number names what waits
        session.add(BoardPendingRow(event_id=row.id))


def append_to_many(
    session: Session,
    at: datetime,
    actor: Actor | None,
    action: str,
    acts: Sequence[tuple[int, str, Mapping[str, str | int]]],
) -> None:
    """Write one act about many promociones, likewise: id, status (which stays) and facts of each."""
    rows = [_row(at, actor, action, facts) for _, _, facts in acts]
    for row, (promocion_id, status, _) in zip(rows, acts, strict=True):
        row.promocion_id, row.from_status, row.to_status = promocion_id, status, status
    session.add_all(rows)
    session.flush()
    if action in COUNTED and rows:
        session.execute(insert(BoardPendingRow), [{"event_id": row.id} for row in rows])


def append_account_event(
    session: Session, at: datetime, actor: Actor | None, action: str, subject_id: int, **facts: str | int
) -> None:
    """Write an act about the account ``subject_id``, likewise."""
    row = _row(at, actor, action, facts)
    row.subject_id = subject_id
    session.add(row)


def _row(at: datetime, actor: Actor | None, action: str, facts: Mapping[str, str | int]) -> EventRow:
    return EventRow(
        at=at,
        actor_id=actor.account_id if actor else None,
        actor_name=actor.name if actor else "",
        role=actor.role_label if actor else "system",
        address=actor.address if actor else "",
        action=action,
        facts=dict(facts),
    )


def history(session: Session, promocion_id: int) -> tuple[Event, ...]:
    """Return a promoción's acts, oldest first."""
    rows = session.scalars(
        select(EventRow).where(EventRow.promocion_id == promocion_id).order_by(EventRow.id)
    )
    return tuple(_event(row) for row in rows)


def latest_events(session: Session, *, limit: int, before_id: int | None = None) -> tuple[Event, ...]:
    """Return the newest acts of all, newest first, for the supervisor's log."""
    query = (
        select(EventRow, PromocionRow.folio, AccountRow.username)
        .outerjoin(PromocionRow, PromocionRow.id == EventRow.promocion_id)
        .outerjoin(AccountRow, AccountRow.id == EventRow.subject_id)
        .order_by(EventRow.id.desc())
        .limit(limit)
    )
    if before_id is not None:
        query = query.where(EventRow.id < before_id)
    return tuple(_event(row, folio or "", username or "") for row, folio, username in session.execute(query))


def _event(row: EventRow, folio: str = "", subject: str = "") -> Event:
    return Event(
        row.id,
        row.at,
        row.actor_id,
        row.actor_name,
        row.role,
        row.address,
        row.action,
        row.promocion_id,
        row.from_status,
        row.to_status,
        row.facts,
        folio,
        subject,
    )
