"""What waits for something outside the office, and can be tried again at once."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.domain.verdict import Revocation
from core.domain.workflow import Status
from core.storage.account_tables import MailRow
from core.storage.tables import PromocionRow


def stopped_mail(session: Session, limit: int) -> Sequence[MailRow]:
    """Return messages that will not be tried any more though they were never delivered, oldest first, locked."""
    return session.scalars(
        select(MailRow)
        .where(MailRow.sent_at.is_(None), MailRow.handed_over_at.is_(None), MailRow.next_try_at.is_(None))
        .order_by(MailRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()


def not_consulted(session: Session, limit: int) -> Sequence[int]:
    """Return undecided promociones of which no source of revocation answered, oldest first."""
    p = PromocionRow
    return session.scalars(
        select(p.id)
        .where(
            p.status.in_([Status.SENT, Status.UNDER_REVIEW]),
            p.revocation == Revocation.NOT_CONSULTED,
        )
        .order_by(p.sent_at, p.id)
        .limit(limit)
    ).all()
