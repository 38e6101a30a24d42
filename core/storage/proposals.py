"""Rejections that wait for a second clerk: one for each promoción at most."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.domain.people import Actor
from core.domain.promocion import Rejection
from core.domain.proposal import Proposal
from core.storage.account_tables import RegistrationRow
from core.storage.lookup import row_by_id
from core.storage.promociones import ChangedMeanwhile
from core.storage.review_tables import ProposalRow


def proposal_of(session: Session, promocion_id: int) -> Proposal | None:
    """Return the rejection that somebody proposed; None where nobody did."""
    row = row_by_id(session, ProposalRow, promocion_id)
    return _proposal(row) if row else None


def proposed_among(session: Session, promocion_ids: Collection[int]) -> frozenset[int]:
    """Return which of the promociones wait for a second clerk."""
    query = select(ProposalRow.promocion_id).where(ProposalRow.promocion_id.in_(promocion_ids))
    return frozenset(session.scalars(query))


def insert_proposal(
    session: Session, promocion_id: int, actor: Actor, rejection: Rejection, at: datetime
) -> None:
    """Keep a proposal.

    Raises:
        ChangedMeanwhile: somebody proposed first.
    """
    row = ProposalRow(
        promocion_id=promocion_id,
        account_id=actor.account_id,
        account_name=actor.name,
        at=at,
        ground=rejection.ground,
        text=rejection.text,
        document=rejection.document,
        page=rejection.page,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise ChangedMeanwhile from None


def delete_proposal(session: Session, promocion_id: int) -> None:
    """Delete a proposal: it was confirmed, withdrawn, or the promoción accepted. The act is in the register."""
    session.execute(delete(ProposalRow).where(ProposalRow.promocion_id == promocion_id))


def approved_by(session: Session, account_id: int, filer_id: int) -> bool:
    """Return whether an account approved the request from which the filer's account was made."""
    query = select(RegistrationRow.id).where(
        RegistrationRow.account_id == filer_id, RegistrationRow.decided_by == account_id
    )
    return session.scalar(query.limit(1)) is not None


def _proposal(row: ProposalRow) -> Proposal:
    rejection = Rejection(row.ground, row.text, row.document, row.page)
    return Proposal(row.account_id, row.account_name, row.at, rejection)
