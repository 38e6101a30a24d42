"""Four eyes: one clerk proposes a rejection, another confirms, changes or withdraws it. Parts of a decision."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from core.domain.people import Actor
from core.domain.promocion import Promocion, Rejection
from core.domain.proposal import Proposal, rejection_of_draft
from core.domain.reviewing import DraftKind
from core.domain.workflow import Action, next_status
from core.services.rejections import rejection_columns, rejection_facts
from core.storage.claims import NOT_ASSIGNED, NOT_CLAIMED, NOT_HELD, put_skip
from core.storage.drafts import draft_of, drop_draft
from core.storage.events import append_event
from core.storage.promociones import change_promocion
from core.storage.proposals import delete_proposal, insert_proposal


def propose(
    session: Session, actor: Actor, before: Promocion, rejection: Rejection, at: datetime, read: str
) -> None:
    """Put a promoción back into the queue with a rejection that waits for another clerk.

    Raises:
        StatusForbids, ChangedMeanwhile: as they say.
    """
    status = next_status(before.status, Action.PROPOSE_REJECTION)
    change_promocion(session, before, status=status, **NOT_CLAIMED, **NOT_ASSIGNED, **NOT_HELD)
    insert_proposal(session, before.id, actor, rejection, at)
    # the next one in the queue must not be the promoción that needs another clerk
    put_skip(session, actor.account_id, before.id, at, "")
    drop_draft(session, actor.account_id, before.id, DraftKind.REJECTION)
    facts = {**rejection_facts(rejection), "coverage": read}
    _record(session, at, actor, before, Action.PROPOSE_REJECTION, facts)


def withdraw(
    session: Session, actor: Actor, before: Promocion, proposal: Proposal, at: datetime, reason: str
) -> None:
    """End a proposal without a rejection."""
    delete_proposal(session, before.id)
    _forget_shown(session, actor, before.id, proposal)
    facts: dict[str, str | int] = {"proposed_by": proposal.account_name}
    _record(
        session, at, actor, before, Action.WITHDRAW_PROPOSAL, facts | ({"reason": reason} if reason else {})
    )


def _forget_shown(session: Session, actor: Actor, promocion_id: int, proposal: Proposal) -> None:
    """Forget the actor's draft where it is the proposal itself, which their form began with."""
    draft = draft_of(session, actor.account_id, promocion_id, DraftKind.REJECTION)
    if draft and rejection_of_draft(draft.content) == proposal.rejection and not draft.content.get("note"):
        drop_draft(session, actor.account_id, promocion_id, DraftKind.REJECTION)


def second_look(
    session: Session,
    actor: Actor,
    before: Promocion,
    proposal: Proposal | None,
    action: Action,
    values: Mapping[str, Any],
    at: datetime,
) -> dict[str, str | int]:
    """End what was proposed, and return what the decision's act says of it.

    Args:
        session: the decision's transaction.
        actor: who decides.
        before: the promoción as it was read.
        proposal: None where nobody proposed anything.
        action: the decision.
        values: the columns that the decision writes.
        at: now.
    """
    if proposal is None:
        return {}
    if action is Action.ACCEPT:
        withdraw(session, actor, before, proposal, at, "")
        return {}
    delete_proposal(session, before.id)
    changed = rejection_columns(proposal.rejection) != values
    return {"proposed_by": proposal.account_name, "proposal": "changed" if changed else "confirmed"}


def _record(
    session: Session,
    at: datetime,
    actor: Actor,
    before: Promocion,
    action: Action,
    facts: Mapping[str, str | int],
) -> None:
    append_event(
        session,
        at,
        actor,
        action,
        promocion_id=before.id,
        from_status=before.status,
        to_status=next_status(before.status, action),
        **facts,
    )
