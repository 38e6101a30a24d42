"""Reopening what is decided: a supervisor's act, which leaves the earlier decision to be read for ever."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from core.clock import Clock
from core.domain.identifiers import format_numero_oficialia
from core.domain.numbers import NumberGiven
from core.domain.people import Actor, Permission, require
from core.domain.promocion import Promocion, Rejection, plain_text
from core.domain.workflow import Action, Status, next_status
from core.errors import Refusal
from core.services.claim_acts import received
from core.services.notices import notify_reopened
from core.services.rejections import MAX_GROUND_TEXT, rejection_columns
from core.storage.claims import NOT_ASSIGNED, NOT_CLAIMED, NOT_HELD
from core.storage.engine import Database
from core.storage.events import append_event
from core.storage.numbers import numbers_given
from core.storage.promociones import change_promocion, load_promocion

LEAST_REOPENING_REASON = 10
"""Fewest characters of the reason: whoever reads the register later must understand why."""
_NOT_DECIDED: dict[str, Any] = {
    "decided_at": None,
    "decided_by": None,
    "numero_oficialia": None,
    **rejection_columns(Rejection("", "")),
}


class ReopeningReasonMissing(Refusal):
    """Reopening needs a reason that can be understood. Facts: ``least``, ``most`` characters."""


class Reopening:
    """The use cases of reopening, and of the numbers that were given."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def reopen(self, actor: Actor, promocion_id: int, reason: str) -> Promocion:
        """Put a decided promoción back into the queue.

        Its número de oficialía is kept for a new acceptance and given to no other; its receipts stay as they
        are. The filer is told, without a name and without the reason.

        Args:
            actor: a supervisor.
            promocion_id: an accepted or rejected promoción.
            reason: for the register; ten characters at least.

        Raises:
            NotAllowed, NotFound, StatusForbids: as they say.
            ReopeningReasonMissing: too short, or too long.
            ChangedMeanwhile: somebody reopened it first.
        """
        require(actor, Permission.REOPEN)
        written = plain_text(reason)
        with self._database.write() as session:
            before, now = received(session, promocion_id, lock=True), self._clock.now()
            status = next_status(before.status, Action.REOPEN)
            if not LEAST_REOPENING_REASON <= len(written) <= MAX_GROUND_TEXT:
                raise ReopeningReasonMissing(least=LEAST_REOPENING_REASON, most=MAX_GROUND_TEXT)
            free = {**NOT_CLAIMED, **NOT_ASSIGNED, **NOT_HELD}
            change_promocion(session, before, **_reopened(before, status, now), **free)
            self._record(session, actor, before, now, written)
            reopened = load_promocion(session, promocion_id)
            notify_reopened(session, reopened, now)
        return reopened

    def numbers(self, actor: Actor, year: int) -> tuple[NumberGiven, ...]:
        """Return every number given in a year, in order, and what became of each.

        Raises:
            NotAllowed: the actor does not export.
        """
        require(actor, Permission.EXPORT)
        beginning = format_numero_oficialia(year, 0).rstrip("0")
        with self._database.read() as session:
            return numbers_given(session, beginning)

    def _record(self, session: Session, actor: Actor, before: Promocion, at: datetime, reason: str) -> None:
        decision = before.decision
        undone = (
            {"numero_oficialia": decision.numero_oficialia, "ground": decision.ground} if decision else {}
        )
        append_event(
            session,
            at,
            actor,
            Action.REOPEN,
            promocion_id=before.id,
            from_status=before.status,
            to_status=next_status(before.status, Action.REOPEN),
            reason=reason,
            **{name: value for name, value in undone.items() if value},
        )


def _reopened(before: Promocion, status: Status, at: datetime) -> dict[str, Any]:
    number = before.decision.numero_oficialia if before.decision else ""
    kept = number or before.standing.numero_previo or None
    return {**_NOT_DECIDED, "status": status, "updated_at": at, "reopened_at": at, "numero_previo": kept}
