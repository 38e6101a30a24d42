"""The lists that people named."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.domain.saved_views import SavedView
from core.storage.lookup import row_by_id
from core.storage.review_tables import SavedViewRow


def saved_views(session: Session, account_id: int, place: str) -> tuple[SavedView, ...]:
    """Return somebody's named lists of a screen, in their order."""
    own = select(SavedViewRow).where(SavedViewRow.account_id == account_id, SavedViewRow.place == place)
    rows = session.scalars(own.order_by(SavedViewRow.position, SavedViewRow.id))
    return tuple(SavedView(row.id, row.name, dict(row.query), tuple(row.columns)) for row in rows)


def own_view(session: Session, account_id: int, view_id: int) -> SavedViewRow | None:
    """Return the row of a named list if it is ``account_id``'s."""
    row = row_by_id(session, SavedViewRow, view_id)
    return row if row is not None and row.account_id == account_id else None


def add_view(
    session: Session, account_id: int, place: str, name: str, query: Mapping[str, str], columns: Sequence[str]
) -> int:
    """Store a named list behind the others and return its id.

    Raises:
        sqlalchemy.exc.IntegrityError: they have one of that name.
    """
    own = select(func.max(SavedViewRow.position)).where(SavedViewRow.account_id == account_id)
    row = SavedViewRow(
        account_id=account_id,
        place=place,
        name=name,
        query=dict(query),
        columns=list(columns),
        position=(session.scalar(own) or 0) + 1,
    )
    session.add(row)
    session.flush()
    return row.id
