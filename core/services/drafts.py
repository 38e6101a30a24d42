"""Half-written texts: kept outside the browser, so that neither a lost claim nor a lost line costs them.

Keeping one is no act of the Oficialía: nothing of it stands in the register, and nobody else reads it.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from core.clock import Clock
from core.domain.people import Actor, Permission, require
from core.domain.reviewing import LARGEST_DRAFT, Draft, DraftKind, storable_content
from core.domain.workflow import CLOSED, RECEIVED, Status
from core.errors import NotFound, Refusal
from core.storage.drafts import draft_of, drop_draft, put_draft
from core.storage.engine import Database
from core.storage.promociones import load_promocion


class DraftNotAdmitted(Refusal):
    """A half-written text is too long to be kept, or holds what JSON does not have."""


class Drafts:
    """The use cases of one's own half-written texts. They need no claim, and outlive one."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def save(self, actor: Actor, promocion_id: int, kind: DraftKind, content: Mapping[str, Any]) -> None:
        """Keep what the actor has written so far in a form about a received promoción.

        Of how to decide one nothing is kept once it is decided.

        Args:
            actor: who writes.
            promocion_id: about what.
            kind: in which form.
            content: field → value of JSON, kept as it was typed.

        Raises:
            NotAllowed: the actor does not read the queue.
            NotFound: there is none, or it was not sent yet.
            DraftNotAdmitted: it has more than ``LARGEST_DRAFT`` characters as JSON, or is none.
        """
        require(actor, Permission.READ_QUEUE)
        kept = storable_content(content)
        if kept is None:
            raise DraftNotAdmitted(most=LARGEST_DRAFT)
        with self._database.write() as session:
            status = _require_received(session, promocion_id)
            # a browser may still be sending what was being written when the decision was taken
            if status in CLOSED and kind is not DraftKind.NOTE:
                return
            put_draft(session, actor.account_id, promocion_id, kind, kept, self._clock.now())

    def load(self, actor: Actor, promocion_id: int, kind: DraftKind) -> Draft | None:
        """Return what the actor began to write; None where they did not.

        Raises:
            NotAllowed: the actor does not read the queue.
            NotFound: there is none, or it was not sent yet.
        """
        require(actor, Permission.READ_QUEUE)
        with self._database.read() as session:
            _require_received(session, promocion_id)
            return draft_of(session, actor.account_id, promocion_id, kind)

    def discard(self, actor: Actor, promocion_id: int, kind: DraftKind) -> None:
        """Forget what the actor began to write.

        Raises:
            NotAllowed: the actor does not read the queue.
            NotFound: there is none, or it was not sent yet.
        """
        require(actor, Permission.READ_QUEUE)
        with self._database.write() as session:
            _require_received(session, promocion_id)
            drop_draft(session, actor.account_id, promocion_id, kind)


def _require_received(session: Session, promocion_id: int) -> Status:
    status = load_promocion(session, promocion_id).status
    if status not in RECEIVED:
        raise NotFound
    return status
