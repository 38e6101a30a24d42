"""Half-written texts of the staff, one for each person, promoción and form."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.domain.reviewing import Draft, DraftKind
from core.storage.review_tables import DraftRow

_OF_A_DECISION = tuple(kind.value for kind in DraftKind if kind is not DraftKind.NOTE)


def put_draft(
    session: Session,
    account_id: int,
    promocion_id: int,
    kind: DraftKind,
    content: Mapping[str, Any],
    at: datetime,
) -> None:
    """Keep a text in the place of the one before; of two windows at once the later one stands."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    said = {"content": dict(content), "updated_at": at}
    key = {"account_id": account_id, "promocion_id": promocion_id, "kind": kind.value}
    statement = dialect.insert(DraftRow).values(**key, **said)
    session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=said))


def draft_of(session: Session, account_id: int, promocion_id: int, kind: DraftKind) -> Draft | None:
    """Return what somebody began to write; None where there is nothing."""
    row = session.get(DraftRow, (account_id, promocion_id, kind.value))
    return Draft(row.content, row.updated_at) if row else None


def drop_draft(session: Session, account_id: int, promocion_id: int, kind: DraftKind) -> None:
    """Forget one text."""
    session.execute(
        delete(DraftRow).where(
            DraftRow.account_id == account_id,
            DraftRow.promocion_id == promocion_id,
            DraftRow.kind == kind.value,
        )
    )


def drop_decided(session: Session, promocion_id: int) -> None:
    """Forget what anybody began to write about how to decide a promoción; it is decided. Notes stay."""
    session.execute(
        delete(DraftRow).where(DraftRow.promocion_id == promocion_id, DraftRow.kind.in_(_OF_A_DECISION))
    )
