"""What the acts around a claim share: what was received, a reason, a line in the history."""

from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy.orm import Session

from core.domain.people import Actor
from core.domain.promocion import Promocion
from core.domain.reviewing import LEAST_REASON, reason_of
from core.domain.workflow import RECEIVED, Action, next_status
from core.errors import NotFound, Refusal
from core.storage.events import append_event
from core.storage.promociones import load_promocion

Columns: TypeAlias = dict[str, Any]
Facts: TypeAlias = dict[str, str]


class ReasonTooShort(Refusal):
    """Whoever lets a promoción pass, or takes it from a colleague, says why."""


def received(session: Session, promocion_id: int, *, lock: bool = False) -> Promocion:
    """Return a promoción that was sent.

    Raises:
        NotFound: there is none, or it was not sent yet.
    """
    promocion = load_promocion(session, promocion_id, lock=lock)
    if promocion.status not in RECEIVED:
        raise NotFound
    return promocion


def require_reason(text: str) -> str:
    """Return a reason as it is kept.

    Raises:
        ReasonTooShort: it has fewer than three visible characters.
    """
    written = reason_of(text)
    if not written:
        raise ReasonTooShort(least=LEAST_REASON)
    return written


def record(
    session: Session, actor: Actor, before: Promocion, action: Action, at: datetime, facts: Facts
) -> None:
    """Write an act into the transaction that does it; facts that are empty are left out."""
    append_event(
        session,
        at,
        actor,
        action,
        promocion_id=before.id,
        from_status=before.status,
        to_status=next_status(before.status, action),
        **{name: fact for name, fact in facts.items() if fact},
    )
