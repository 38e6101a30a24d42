"""What a filer's home asks of the database."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from core.domain.filer_home import News, RecentReceipt
from core.domain.workflow import Action
from core.storage.tables import AcuseRow, DocumentRow, EventRow, PromocionRow

NEWS = (Action.ACCEPT, Action.REJECT, Action.REOPEN, Action.REFILE)
"""What the Oficialía does that its filer wants to know."""


def document_counts(session: Session, promocion_ids: Collection[int]) -> Mapping[int, int]:
    """Return how many documents each promoción has; one without any is absent."""
    rows = session.execute(
        select(DocumentRow.promocion_id, func.count())
        .where(DocumentRow.promocion_id.in_(promocion_ids))
        .group_by(DocumentRow.promocion_id)
    )
    return dict(rows.all())


def recent_receipts(session: Session, owner_id: int, limit: int) -> tuple[RecentReceipt, ...]:
    """Return a filer's receipts, newest first, without those that another replaced."""
    rows = session.execute(
        select(AcuseRow.id, AcuseRow.kind, AcuseRow.issued_at, PromocionRow.folio, PromocionRow.procedimiento)
        .join(PromocionRow, PromocionRow.id == AcuseRow.promocion_id)
        .where(PromocionRow.owner_id == owner_id, AcuseRow.replaced_by.is_(None))
        .order_by(AcuseRow.id.desc())
        .limit(limit)
    )
    return tuple(RecentReceipt(*row) for row in rows)


def news_of(
    session: Session, owner_id: int, *, after_id: int, since: datetime, limit: int
) -> tuple[tuple[News, ...], int]:
    """Return what the Oficialía did with a filer's promociones, newest first, and how many acts that were.

    Args:
        session: open transaction.
        owner_id: the filer.
        after_id: acts later than this one only.
        since: aware instant; none before it.
        limit: how many at most.
    """
    conditions = (
        PromocionRow.owner_id == owner_id,
        EventRow.action.in_(NEWS),
        EventRow.id > after_id,
        EventRow.at >= since,
        # a day that stays for another reason is no news to whoever counts days
        or_(EventRow.action != Action.REFILE, _fact("filed_before") != _fact("filed_on")),
    )
    total = session.scalar(_joined(select(func.count(EventRow.id))).where(*conditions)) or 0
    rows = session.execute(
        _joined(
            select(
                EventRow.id,
                EventRow.action,
                EventRow.at,
                PromocionRow.folio,
                PromocionRow.procedimiento,
                PromocionRow.filed_on,
            )
        )
        .where(*conditions)
        .order_by(EventRow.id.desc())
        .limit(limit)
    )
    return tuple(News(*row) for row in rows), total


def _fact(name: str) -> ColumnElement[str]:
    text: ColumnElement[str] = EventRow.facts[name].as_string()
    return text


def _joined(query: Select) -> Select:  # type: ignore[type-arg]  # whatever columns it has
    return query.join(PromocionRow, PromocionRow.id == EventRow.promocion_id)
