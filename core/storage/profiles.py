"""What a person can see and change of their own account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.domain.accounts import LinkPurpose
from core.storage.account_tables import LinkRow
from core.storage.tables import EventRow

CHANGE = "change_profile"
"""The action of every change to a name, an e-mail address or a telephone; its facts: field, old, new."""


@dataclass(frozen=True, slots=True)
class ProfileChange:
    """A change that was made: ``field`` is ``name``, ``email`` or ``phone``."""

    at: datetime
    field: str
    old: str
    new: str
    by: str


def profile_changes(session: Session, account_id: int, *, limit: int = 100) -> tuple[ProfileChange, ...]:
    """Return the changes to an account's data, newest first."""
    rows = session.scalars(
        select(EventRow)
        .where(EventRow.subject_id == account_id, EventRow.action == CHANGE)
        .order_by(EventRow.id.desc())
        .limit(limit)
    )
    return tuple(_change(row) for row in rows)


def _change(row: EventRow) -> ProfileChange:
    facts = {name: str(fact) for name, fact in row.facts.items()}
    return ProfileChange(row.at, facts["field"], facts["old"], facts["new"], row.actor_name)


def pending_links(
    session: Session, purpose: LinkPurpose, account_ids: Sequence[int], at: datetime
) -> dict[int, LinkRow]:
    """Return the link of a purpose that each account could still use: account → link."""
    rows = session.scalars(
        select(LinkRow)
        .where(
            LinkRow.account_id.in_(account_ids),
            LinkRow.purpose == purpose,
            LinkRow.used_at.is_(None),
            LinkRow.expires_at > at,
        )
        .order_by(LinkRow.id)
    )
    return {row.account_id: row for row in rows if row.account_id is not None}
