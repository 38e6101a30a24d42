"""What the rule book said of a filing when it was sent, and what a filer's other filings know."""

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.domain.workflow import RECEIVED
from core.storage.tables import PromocionRow


def preflight_of(session: Session, promocion_id: int) -> dict[str, Any]:
    """Return what was frozen when a promoción was sent; empty where nothing was."""
    found = session.scalar(select(PromocionRow.preflight).where(PromocionRow.id == promocion_id))
    return dict(found or {})


def is_own_number(session: Session, owner_id: int, promocion_id: int, number: str) -> bool:
    """Whether a filer's other filings, once sent, cite a number or were given it.

    Args:
        session: open transaction.
        owner_id: the filer: nobody else's filings are looked at.
        promocion_id: the promoción that cites the number, which is not looked at either.
        number: as it was typed; capital and small letters are one.
    """
    typed = {number, number.upper()}
    found = session.scalar(
        select(PromocionRow.id)
        .where(
            PromocionRow.owner_id == owner_id,
            PromocionRow.id != promocion_id,
            PromocionRow.status.in_(RECEIVED),
            or_(PromocionRow.expediente.in_(typed), PromocionRow.numero_oficialia.in_(typed)),
        )
        .limit(1)
    )
    return found is not None
