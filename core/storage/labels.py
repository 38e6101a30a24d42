"""The labels on promociones."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.storage.review_tables import LabelRow


def put_label(session: Session, promocion_id: int, label: str, account_id: int, at: datetime) -> bool:
    """Put a label on a promoción; return whether it did not bear it yet."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(LabelRow).values(
        promocion_id=promocion_id, label=label, account_id=account_id, at=at
    )
    # asked what it returned: PostgreSQL's driver counts no rows of such an insert
    return session.scalar(statement.on_conflict_do_nothing().returning(LabelRow.label)) is not None


def take_label_off(session: Session, promocion_id: int, label: str) -> bool:
    """Take a label off a promoción; return whether it bore it."""
    own = delete(LabelRow).where(LabelRow.promocion_id == promocion_id, LabelRow.label == label)
    return session.connection().execute(own).rowcount == 1


def labels_of(session: Session, promocion_id: int) -> tuple[str, ...]:
    """Return the codes of a promoción's labels, in the order in which they were put."""
    found = select(LabelRow.label).where(LabelRow.promocion_id == promocion_id)
    return tuple(session.scalars(found.order_by(LabelRow.at, LabelRow.label)))
