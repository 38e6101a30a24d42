"""Duplicates: promociones that hold the same bytes or name the same matter, and what a clerk says of them."""

from sqlalchemy.orm import Session

from core.clock import Clock
from core.domain.people import Actor, Permission, require
from core.domain.promocion import Promocion
from core.domain.remarks import Candidates
from core.domain.workflow import RECEIVED, Action, next_status
from core.errors import NotFound
from core.services.claim_acts import require_reason
from core.storage.document_rows import documents_of
from core.storage.duplicates import candidates_of, is_candidate, put_judgement
from core.storage.engine import Database
from core.storage.events import append_event
from core.storage.promociones import load_promocion

MOST_SHOWN = 10
"""Candidates that are compared; more are counted."""


class Duplicates:
    """The use cases of duplicates."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def of(self, actor: Actor, promocion_id: int) -> Candidates:
        """Return the received promociones that may be the same filing, those with most bytes in common first.

        Raises:
            NotAllowed: the actor does not read the queue.
            NotFound: there is no such promoción, or it was not sent yet.
        """
        require(actor, Permission.READ_QUEUE)
        with self._database.read() as session:
            _received(session, promocion_id)
            return candidates_of(session, promocion_id, MOST_SHOWN)

    def changed(self, actor: Actor, promocion_id: int) -> frozenset[int]:
        """Return the ids of the documents that the rejected promoción it was begun from did not hold.

        None where it was begun from nothing.

        Raises:
            NotAllowed, NotFound: as for :meth:`of`.
        """
        require(actor, Permission.READ_QUEUE)
        with self._database.read() as session:
            origin = _received(session, promocion_id).standing.copied_from
            if origin is None:
                return frozenset()
            before = {document.sha256 for document in documents_of(session, origin)}
            return frozenset(d.id for d in documents_of(session, promocion_id) if d.sha256 not in before)

    def judge(
        self, actor: Actor, promocion_id: int, other_id: int, *, is_duplicate: bool, reason: str
    ) -> None:
        """Say whether two promociones are the same filing; it may be said again, and each time is an act of both.

        Raises:
            NotAllowed: the actor does not review.
            NotFound: one of them does not exist, was not sent yet, or has nothing in common with the other.
            ReasonTooShort: the reason has fewer than three visible characters.
        """
        require(actor, Permission.REVIEW)
        with self._database.write() as session:
            pair = [_received(session, each) for each in (promocion_id, other_id)]
            if not is_candidate(session, promocion_id, other_id):
                raise NotFound
            why, now = require_reason(reason), self._clock.now()
            put_judgement(session, (promocion_id, other_id), actor, now, why, is_duplicate=is_duplicate)
            for one, other in (pair, pair[::-1]):
                append_event(
                    session,
                    now,
                    actor,
                    Action.JUDGE_DUPLICATE,
                    promocion_id=one.id,
                    from_status=one.status,
                    to_status=next_status(one.status, Action.JUDGE_DUPLICATE),
                    other_folio=other.folio,
                    judgement="duplicate" if is_duplicate else "distinct",
                    reason=why,
                )


def _received(session: Session, promocion_id: int) -> Promocion:
    promocion = load_promocion(session, promocion_id)
    if promocion.status not in RECEIVED:
        raise NotFound
    return promocion
