"""Which números de oficialía were given, and to what."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.domain.numbers import NumberGiven
from core.domain.workflow import Status
from core.storage.tables import PromocionRow


def numbers_given(session: Session, beginning: str) -> tuple[NumberGiven, ...]:
    """Return the numbers that begin so, in their order, also those whose acceptance was reopened."""
    number = func.coalesce(PromocionRow.numero_oficialia, PromocionRow.numero_previo)
    rows = session.execute(
        select(number, PromocionRow.folio, PromocionRow.status, PromocionRow.reopened_at)
        .where(number.startswith(beginning, autoescape=True))
        .order_by(number)
    )
    return tuple(NumberGiven(numero, folio, Status(status), at) for numero, folio, status, at in rows)
