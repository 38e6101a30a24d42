"""Who has a promoción: taking it, giving it back, letting it pass, letting it wait, and taking it from another.

A claim is a lease. Whoever holds one shows signs of life; once it runs out the promoción waits for everybody
again, and until somebody takes it its holder goes on where they were.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core.clock import Clock
from core.config import Settings
from core.domain.people import Actor, Permission, require
from core.domain.promocion import Promocion, plain_text
from core.domain.queue import QueueQuery, Tab
from core.domain.reviewing import (
    LONGEST_HOLD_DAYS,
    MOST_REASON,
    SHORTEST_HOLD,
    Loss,
    holds,
    latest_hold,
    loss_of,
    may_be_taken,
    taken_from,
)
from core.domain.workflow import Action, next_status
from core.errors import Refusal
from core.services.claim_acts import Columns, Facts, received, record, require_reason
from core.services.current_catalogs import CurrentCatalogs
from core.services.notices import notify_taken
from core.storage.claims import (
    NOT_ASSIGNED,
    NOT_CLAIMED,
    NOT_HELD,
    claim,
    lease,
    locked_next,
    next_free,
    prolong,
    put_skip,
)
from core.storage.engine import Database
from core.storage.events import history
from core.storage.promociones import change_promocion, load_promocion

_TRIES = 5
"""A promoción may change between being read and being taken; each time it is read anew."""


class SomebodyElseHasIt(Refusal):
    """Another clerk has the promoción under review, or it is kept for them."""


class NotClaimed(Refusal):
    """A decision needs the promoción to be under the clerk's own review."""


class HoldDateNotAdmitted(Refusal):
    """A promoción waits for a minute at least, and for thirty days of business at most."""


class NotOnHold(Refusal):
    """The promoción does not wait for a later day."""


class Claims:
    """The use cases of the claim."""

    def __init__(
        self, database: Database, clock: Clock, settings: Settings, catalogs: CurrentCatalogs
    ) -> None:
        self._database = database
        self._clock = clock
        self._lease = timedelta(minutes=settings.claim_minutes)
        self._zone = ZoneInfo(settings.zone)
        self._catalogs = catalogs

    def take(self, actor: Actor, promocion_id: int) -> bool:
        """Take a promoción under review; return whether the actor has it afterwards.

        Not what a colleague has, what is kept for one, what waits for a later day, or what is decided.

        Raises:
            NotAllowed: the actor does not review.
            NotFound: there is none, or it was not sent yet.
        """
        require(actor, Permission.REVIEW)
        for _ in range(_TRIES):
            with self._database.read() as session:
                before, now = received(session, promocion_id), self._clock.now()
            own = holds(actor, before)
            if not own and not may_be_taken(before, now):
                return False
            with self._database.write() as session:
                if own:
                    return prolong(session, before.id, actor.account_id, now + self._lease)
                if self._claim(session, actor, before, now):
                    return True
        return False

    def take_next(self, actor: Actor, query: QueueQuery | None = None) -> str:
        """Take what should be decided next; return its folio, empty when nothing waits.

        First what is the actor's own (kept for them, back from a wait, theirs until the claim ran out), then
        by the day it counts from, by risk, by age. Passed over is what a colleague has or what is kept for
        one, what waits for a later day, and what the actor let pass within a day, unless something happened
        to it since.

        Args:
            actor: whose turn it is.
            query: only what meets its filters; its tab and its order do not count.

        Raises:
            NotAllowed: the actor does not review.
        """
        require(actor, Permission.REVIEW)
        # what a colleague is taking this instant is passed over first, and waited for where nothing else is left
        asked = self._asked(actor, query)
        return self._take_next(actor, asked, wait=False) or (
            self._take_next(actor, asked, wait=True) if self._some_waits(asked) else ""
        )

    def keep(self, actor: Actor, promocion_id: int) -> bool:
        """Prolong the actor's claim (heartbeat); return whether it is still theirs.

        Raises:
            NotAllowed: the actor does not review.
        """
        require(actor, Permission.REVIEW)
        with self._database.write() as session:
            return prolong(session, promocion_id, actor.account_id, self._clock.now() + self._lease)

    def lost(self, actor: Actor, promocion_id: int) -> Loss | None:
        """Return who took from the actor what they had under review; None where nobody did.

        Raises:
            NotAllowed: the actor does not review.
            NotFound: there is none, or it was not sent yet.
        """
        require(actor, Permission.REVIEW)
        with self._database.read() as session:
            received(session, promocion_id)
            return loss_of(actor.account_id, history(session, promocion_id))

    def release(self, actor: Actor, promocion_id: int, note: str = "") -> None:
        """Put the promoción back into the queue.

        Raises:
            NotAllowed, NotFound: as they say.
            SomebodyElseHasIt, NotClaimed: the actor does not have it under review.
        """
        require(actor, Permission.REVIEW)
        written = plain_text(note)[:MOST_REASON]
        with self._database.write() as session:
            before = self.require_held(session, actor, promocion_id, lock=True)
            back = {**NOT_CLAIMED, **NOT_HELD}
            self._change(session, actor, before, Action.RELEASE, back, {"note": written} if written else {})

    def skip(self, actor: Actor, promocion_id: int, reason: str) -> None:
        """Put the promoción back for others: *Siguiente* does not offer it to the actor for a day.

        Raises:
            NotAllowed, NotFound: as they say.
            ReasonTooShort: it does not say why.
            SomebodyElseHasIt, NotClaimed: the actor does not have it under review.
        """
        require(actor, Permission.REVIEW)
        written = require_reason(reason)
        with self._database.write() as session:
            before = self.require_held(session, actor, promocion_id, lock=True)
            self._change(
                session, actor, before, Action.SKIP, {**NOT_CLAIMED, **NOT_HELD}, {"reason": written}
            )
            put_skip(session, actor.account_id, before.id, self._clock.now(), written)

    def take_over(self, actor: Actor, promocion_id: int, reason: str) -> None:
        """Take a promoción whoever has it, or keeps it for later; they are told, by mail where there is one.

        Raises:
            NotAllowed, NotFound, StatusForbids: as they say.
            ReasonTooShort: it does not say why.
        """
        require(actor, Permission.REVIEW)
        written = require_reason(reason)
        with self._database.write() as session:
            before, now = received(session, promocion_id, lock=True), self._clock.now()
            if holds(actor, before):
                prolong(session, before.id, actor.account_id, now + self._lease)
                return
            values = {**lease(actor.account_id, now, now + self._lease), **NOT_ASSIGNED, **NOT_HELD}
            colleague = taken_from(before, actor.account_id)
            facts = {"taken_from": colleague[1]} if colleague else {}
            self._change(session, actor, before, Action.TAKE_OVER, values, {"reason": written, **facts})
            if colleague:
                notify_taken(session, colleague[0], before, Action.TAKE_OVER, actor, now, written)

    def hold(self, actor: Actor, promocion_id: int, until: datetime, reason: str) -> None:
        """Let the promoción wait; it comes back by itself, kept for the actor.

        Args:
            actor: who has it under review.
            promocion_id: which.
            until: aware instant, a minute to thirty days of business ahead.
            reason: at least three visible characters.

        Raises:
            NotAllowed, NotFound: as they say.
            ReasonTooShort: it does not say why.
            HoldDateNotAdmitted: ``until`` is naive, too near or too far.
            SomebodyElseHasIt, NotClaimed: the actor does not have it under review.
        """
        require(actor, Permission.REVIEW)
        written = require_reason(reason)
        with self._database.write() as session:
            before = self.require_held(session, actor, promocion_id, lock=True)
            now = self._clock.now()
            until = self._admitted(until, now, before.fields.tipo_procedimiento)
            waits = {"held_until": until, "held_reason": written}
            kept = {"assigned_to": actor.account_id, "assigned_at": now}
            facts = {"until": until.isoformat(), "reason": written}
            self._change(session, actor, before, Action.HOLD, {**NOT_CLAIMED, **waits, **kept}, facts)

    def resume(self, actor: Actor, promocion_id: int) -> None:
        """End a wait before its time; the promoción stays kept for whom it was.

        Raises:
            NotAllowed, NotFound, StatusForbids: as they say.
            NotOnHold: it does not wait.
            SomebodyElseHasIt: it is a colleague who lets it wait.
        """
        require(actor, Permission.REVIEW)
        with self._database.write() as session:
            before, now = received(session, promocion_id, lock=True), self._clock.now()
            next_status(before.status, Action.RESUME)
            standing = before.standing
            if standing.held_until is None or standing.held_until <= now:
                raise NotOnHold
            if standing.assigned_to not in {None, actor.account_id}:
                raise SomebodyElseHasIt(name=standing.assigned_name)
            self._change(session, actor, before, Action.RESUME, NOT_HELD, {})

    def require_held(
        self, session: Session, actor: Actor, promocion_id: int, *, lock: bool = False
    ) -> Promocion:
        """Return the promoción if the actor has it under review.

        Also where the claim ran out and nobody took it: what was read is still before the actor's eyes.

        Raises:
            NotFound, StatusForbids: as they say.
            SomebodyElseHasIt: another clerk has it.
            NotClaimed: nobody has, or it was never opened.
        """
        promocion = received(session, promocion_id, lock=lock)
        if holds(actor, promocion):
            return promocion
        next_status(promocion.status, Action.RELEASE)
        if promocion.claim:
            raise SomebodyElseHasIt(name=promocion.claim.name)
        raise NotClaimed

    def _asked(self, actor: Actor, query: QueueQuery | None) -> QueueQuery:
        now = self._clock.now()
        asked = query or QueueQuery(Tab.ALL, actor.account_id, now, now)
        return replace(asked, clerk_id=actor.account_id, now=now)

    def _some_waits(self, query: QueueQuery) -> bool:
        with self._database.read() as session:
            return next_free(session, query) is not None

    def _take_next(self, actor: Actor, query: QueueQuery, *, wait: bool) -> str:
        with self._database.write() as session:
            found = locked_next(session, query, wait=wait)
            if found is None:
                return ""
            before = load_promocion(session, found)
            return before.folio if self._claim(session, actor, before, query.now) else ""

    def _claim(self, session: Session, actor: Actor, before: Promocion, now: datetime) -> bool:
        if not claim(session, before, actor.account_id, now, now + self._lease):
            return False
        facts = {"expired_claim_of": before.claim.name} if before.claim else {}
        record(session, actor, before, Action.CLAIM, now, facts)
        return True

    def _change(
        self, session: Session, actor: Actor, before: Promocion, action: Action, values: Columns, facts: Facts
    ) -> None:
        change_promocion(session, before, status=next_status(before.status, action), **values)
        record(session, actor, before, action, self._clock.now(), facts)

    def _admitted(self, until: datetime, now: datetime, procedure_type: str) -> datetime:
        latest = latest_hold(now, self._catalogs.now().calendar, self._zone, procedure_type)
        if until.tzinfo is None or not now + SHORTEST_HOLD <= until <= latest:
            raise HoldDateNotAdmitted(days=LONGEST_HOLD_DAYS, at=latest.isoformat())
        return until.astimezone(UTC)
