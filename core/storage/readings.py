"""The record of readings: who among the staff saw which filing, document, receipt or package."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core.domain.people import STAFF, Actor
from core.domain.reading import ReadingQuery, ReadingRecord, Thing
from core.storage.account_tables import AccountRoleRow, AccountRow
from core.storage.lookup import storable
from core.storage.tables import DocumentRow, PromocionRow, ReadingRow


def insert_reading(
    session: Session,
    at: datetime,
    actor: Actor,
    what: Thing,
    promocion_id: int | None,
    document_id: int | None,
) -> None:
    """Add a line to the record."""
    session.add(
        ReadingRow(
            at=at,
            actor_id=actor.account_id,
            actor_name=actor.name,
            role=actor.role_label,
            address=actor.address,
            what=what,
            promocion_id=promocion_id,
            document_id=document_id,
        )
    )


def was_read_since(
    session: Session,
    since: datetime,
    actor: Actor,
    what: Thing,
    promocion_id: int | None,
    document_id: int | None,
) -> bool:
    """Tell whether the record has this reading by this person since an instant."""
    found = session.scalar(
        select(ReadingRow.id)
        .where(
            ReadingRow.actor_id == actor.account_id,
            ReadingRow.what == what,
            ReadingRow.promocion_id.is_not_distinct_from(promocion_id),
            ReadingRow.document_id.is_not_distinct_from(document_id),
            ReadingRow.at > since,
        )
        .limit(1)
    )
    return found is not None


def wait_for_turn(session: Session, actor: Actor) -> None:
    """Let one transaction at a time add to this person's record; readers of the account do not wait."""
    session.execute(
        select(AccountRow.id).where(AccountRow.id == actor.account_id).with_for_update(key_share=True)
    )


def readings(session: Session, query: ReadingQuery) -> tuple[ReadingRecord, ...]:
    """Return the lines that a query asks for, newest first."""
    return tuple(
        ReadingRecord(
            row.id, row.at, row.actor_name, row.role, row.address, Thing(row.what), folio or "", name or ""
        )
        for row, folio, name in session.execute(_filtered(query))
    )


def _filtered(query: ReadingQuery) -> Select[ReadingRow, str, str]:
    statement = (
        select(ReadingRow, PromocionRow.folio, DocumentRow.name)
        .outerjoin(PromocionRow, PromocionRow.id == ReadingRow.promocion_id)
        .outerjoin(DocumentRow, DocumentRow.id == ReadingRow.document_id)
        .order_by(ReadingRow.id.desc())
        .limit(query.limit)
    )
    if query.actor_id is not None:
        statement = statement.where(ReadingRow.actor_id == query.actor_id)
    if query.folio:
        statement = statement.where(PromocionRow.folio == storable(query.folio).strip().upper())
    if query.since is not None:
        statement = statement.where(ReadingRow.at >= query.since)
    if query.until is not None:
        statement = statement.where(ReadingRow.at < query.until)
    if query.before_id is not None:
        statement = statement.where(ReadingRow.id < query.before_id)
    return statement


def readers(session: Session) -> tuple[tuple[int, str], ...]:
    """Return id and name of everybody who is of the staff now or stands in the record."""
    staff = select(AccountRoleRow.account_id).where(AccountRoleRow.role.in_(STAFF))
    rows = session.execute(
        select(AccountRow.id, AccountRow.name)
        .where(AccountRow.id.in_(staff) | AccountRow.id.in_(select(ReadingRow.actor_id)))
        .order_by(AccountRow.name, AccountRow.id)
    )
    return tuple((row.id, row.name) for row in rows)
