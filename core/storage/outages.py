"""Outages in the database."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from core.domain.fault_reports import FaultSystem
from core.domain.outages import Outage, OutagePage, OutageStatement
from core.domain.people import Actor
from core.storage.fault_tables import FaultReportRow, OutageRow
from core.storage.lookup import storable

_LARGEST_ID = 2**31 - 1
_PENDING = and_(OutageRow.suspended_at.is_(None), OutageRow.withdrawn_at.is_(None))
_LATEST = (OutageRow.started_at.desc(), OutageRow.id.desc())


def insert_outage(session: Session, said: OutageStatement, actor: Actor, at: datetime) -> OutageRow:
    """Store an outage."""
    row = OutageRow(
        system=said.system,
        started_at=said.started_at,
        ended_at=said.ended_at,
        description=storable(said.description),
        named_at=at,
        named_by=actor.account_id,
        named_by_name=actor.name,
    )
    session.add(row)
    session.flush()
    return row


def list_outages(session: Session, *, limit: int, offset: int) -> OutagePage:
    """Return outages with the folios of their reports: those that wait for a suspension first, the latest first."""
    order = case((_PENDING, 0), else_=1)
    query = select(OutageRow).order_by(order, *_LATEST).limit(limit).offset(offset)
    total = session.scalar(select(func.count()).select_from(OutageRow)) or 0
    return OutagePage(outages_of(session, list(session.scalars(query))), total)


def pending_outages(session: Session, *, limit: int) -> tuple[Outage, ...]:
    """Return the outages that are neither suspended nor withdrawn, the latest first."""
    query = select(OutageRow).where(_PENDING).order_by(*_LATEST).limit(limit)
    return outages_of(session, list(session.scalars(query)))


def outages_of(session: Session, rows: Sequence[OutageRow]) -> tuple[Outage, ...]:
    """Return outages with the folios of their reports."""
    folios: dict[int, list[str]] = {row.id: [] for row in rows}
    named = select(FaultReportRow.outage_id, FaultReportRow.folio).order_by(FaultReportRow.id)
    for outage_id, folio in session.execute(named.where(FaultReportRow.outage_id.in_(folios))):
        folios[outage_id or 0].append(folio)
    return tuple(_outage(row, tuple(folios[row.id])) for row in rows)


def _outage(row: OutageRow, folios: tuple[str, ...]) -> Outage:
    return Outage(
        row.id,
        OutageStatement(FaultSystem(row.system), row.started_at, row.ended_at, row.description),
        folios,
        row.named_at,
        row.named_by_name,
        row.withdrawn_at,
        row.suspension,
        row.edition,
        row.suspended_at,
        row.suspended_by_name,
    )


def reports_of_outage(session: Session, outage_id: int) -> list[FaultReportRow]:
    """Return the reports that show an outage, oldest first, locked."""
    query = select(FaultReportRow).where(FaultReportRow.outage_id == outage_id)
    return list(session.scalars(query.order_by(FaultReportRow.id).with_for_update()))


def outages_concerned(session: Session, named: Sequence[int]) -> list[OutageRow]:
    """Return the outages that an edition of the calendar names, and those that one before did, locked."""
    known = [number for number in named if number <= _LARGEST_ID]
    query = select(OutageRow).where(or_(OutageRow.id.in_(known), OutageRow.edition.is_not(None)))
    counting = query.where(OutageRow.withdrawn_at.is_(None))
    return list(session.scalars(counting.order_by(OutageRow.id).with_for_update()))
