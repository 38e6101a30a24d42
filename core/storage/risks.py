"""The risk by which the queue puts a promoción before others of its day."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from core.storage.tables import PromocionRow


def set_risk(session: Session, promocion_id: int, risk: int) -> None:
    """Let a promoción that waits for its decision stand by another risk; its version stays."""
    session.execute(
        update(PromocionRow)
        .where(PromocionRow.id == promocion_id, PromocionRow.decided_at.is_(None))
        .values(risk=risk)
    )
