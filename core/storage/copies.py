"""Promociones that began as a copy of a rejected one."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.domain.workflow import EDITABLE
from core.storage.tables import PromocionRow


def open_copy_of(session: Session, promocion_id: int) -> int | None:
    """Return the id of the latest copy that its filer can still change; None where there is none."""
    query = select(PromocionRow.id).where(
        PromocionRow.copied_from == promocion_id, PromocionRow.status.in_(EDITABLE)
    )
    return session.scalar(query.order_by(PromocionRow.id.desc()).limit(1))
