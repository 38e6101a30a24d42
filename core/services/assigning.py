"""Giving promociones to clerks: the supervisor's part of the queue."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from core.clock import Clock
from core.domain.people import Actor, Permission, require
from core.domain.promocion import Promocion
from core.domain.reviewing import MOST_ASSIGNED, reason_of, taken_from
from core.domain.workflow import Action, next_status
from core.errors import Refusal
from core.services.claim_acts import received, record, require_reason
from core.services.notices import notify_taken
from core.storage.account_tables import AccountRow
from core.storage.claims import (
    NOT_ASSIGNED,
    NOT_CLAIMED,
    Clerk,
    active_clerk,
    assignable_counts,
    clerks,
    oldest_waiting,
)
from core.storage.engine import Database
from core.storage.promociones import change_promocion, load_promocion


class NotAClerk(Refusal):
    """Promociones are given to clerks who can come in and decide them."""


class Assigning:
    """The use cases of assigning."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def clerks(self, actor: Actor) -> tuple[Clerk, ...]:
        """Return who can be given promociones, by name, with how many each has.

        Raises:
            NotAllowed: the actor does not assign.
        """
        require(actor, Permission.ASSIGN)
        with self._database.read() as session:
            return clerks(session, self._clock.now())

    def assignable(self, actor: Actor) -> Mapping[str, int]:
        """Return how many :meth:`assign_some` could give, by type; types without any are not there.

        Raises:
            NotAllowed: the actor does not assign.
        """
        require(actor, Permission.ASSIGN)
        with self._database.read() as session:
            return assignable_counts(session, self._clock.now())

    def assign(self, actor: Actor, promocion_id: int, account_id: int, reason: str = "") -> None:
        """Keep a promoción for a clerk: others may take it over, *Siguiente* offers it to nobody else.

        One that waits for a later day goes on waiting, and comes back to that clerk. A colleague who has it,
        or for whom it was kept, is told.

        Args:
            actor: the supervisor.
            promocion_id: which.
            account_id: of an active clerk.
            reason: needed where it is taken from a colleague.

        Raises:
            NotAllowed, NotFound, StatusForbids: as they say.
            NotAClerk: the account is none of an active clerk.
            ReasonTooShort: a colleague has it, and it does not say why it is taken from them.
        """
        require(actor, Permission.ASSIGN)
        with self._database.write() as session:
            before = received(session, promocion_id, lock=True)
            clerk = _clerk(session, account_id)
            if _has(before, clerk.id, self._clock.now()):
                return
            self._give(session, actor, before, clerk, reason)

    def unassign(self, actor: Actor, promocion_id: int, reason: str = "") -> None:
        """Keep a promoción for nobody: it waits for everybody again, or will once its wait is over.

        Raises:
            NotAllowed, NotFound, StatusForbids: as they say.
            ReasonTooShort: a colleague has it, and it does not say why it is taken from them.
        """
        require(actor, Permission.ASSIGN)
        with self._database.write() as session:
            before = received(session, promocion_id, lock=True)
            if before.claim or before.standing.assigned_to is not None:
                self._give(session, actor, before, None, reason)
            next_status(before.status, Action.ASSIGN)

    def assign_some(self, actor: Actor, tipo: str, count: int, account_id: int) -> tuple[str, ...]:
        """Keep the oldest of a type for a clerk, all of them or none; return their folios.

        Args:
            actor: the supervisor.
            tipo: code of a procedure type.
            count: how many, as far as there are so many that nobody has and that are kept for nobody;
                ``MOST_ASSIGNED`` at most.
            account_id: of an active clerk.

        Raises:
            NotAllowed: the actor does not assign.
            NotAClerk: the account is none of an active clerk.
        """
        require(actor, Permission.ASSIGN)
        with self._database.write() as session:
            clerk = _clerk(session, account_id)
            wanted = min(max(count, 0), MOST_ASSIGNED)
            found = oldest_waiting(session, tipo, wanted, self._clock.now())
            given = [load_promocion(session, promocion_id) for promocion_id in found]
            for before in given:
                self._give(session, actor, before, clerk, "")
        return tuple(before.folio for before in given)

    def _give(
        self, session: Session, actor: Actor, before: Promocion, clerk: AccountRow | None, reason: str
    ) -> None:
        now = self._clock.now()
        written = require_reason(reason) if _is_taken(before, now) else reason_of(reason)
        status = next_status(before.status, Action.ASSIGN)
        kept = {"assigned_to": clerk.id, "assigned_at": now} if clerk else NOT_ASSIGNED
        colleague = taken_from(before, clerk.id if clerk else 0)
        facts = {"assigned_to": clerk.name if clerk else "", "taken_from": colleague[1] if colleague else ""}
        change_promocion(session, before, status=status, **NOT_CLAIMED, **kept)
        record(session, actor, before, Action.ASSIGN, now, {**facts, "reason": written})
        if colleague:
            notify_taken(session, colleague[0], before, Action.ASSIGN, actor, now, written)


def _clerk(session: Session, account_id: int) -> AccountRow:
    found = active_clerk(session, account_id)
    if found is None:
        raise NotAClerk
    return found


def _is_taken(promocion: Promocion, now: datetime) -> bool:
    """Whether somebody has it, or it is kept for somebody; a claim that ran out is nobody's."""
    live = promocion.claim is not None and promocion.claim.expires_at > now
    return live or promocion.standing.assigned_to is not None


def _has(promocion: Promocion, account_id: int, now: datetime) -> bool:
    if promocion.claim:
        return promocion.claim.account_id == account_id and promocion.claim.expires_at > now
    return promocion.standing.assigned_to == account_id
