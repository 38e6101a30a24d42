"""Presence: clerks say that they are on duty, supervisors see it and can say it for them."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core.clock import Clock
from core.config import Settings
from core.domain.duty import Duty, duty_ends
from core.domain.people import Actor, Permission, require
from core.domain.workflow import Action, next_status
from core.errors import Refusal
from core.services.assigning import NotAClerk
from core.services.claim_acts import record
from core.services.current_catalogs import CurrentCatalogs
from core.storage.claims import NOT_ASSIGNED, NOT_CLAIMED
from core.storage.duty import end_duty, kept_for, put_types, roster, start_duty
from core.storage.engine import Database
from core.storage.events import append_account_event
from core.storage.promociones import change_promocion, load_promocion

STARTED, ENDED, TYPES_SET = "duty_started", "duty_ended", "duty_types_set"
"""Names of the acts in the audit log."""


class UnknownProcedureType(Refusal):
    """A code is none of the catalogue's types of procedure."""


class Presence:
    """The use cases of presence."""

    def __init__(
        self, database: Database, clock: Clock, settings: Settings, catalogs: CurrentCatalogs
    ) -> None:
        self._database = database
        self._clock = clock
        self._zone = ZoneInfo(settings.zone)
        self._catalogs = catalogs

    def own(self, actor: Actor) -> Duty:
        """Return whether the actor is on duty.

        Raises:
            NotAllowed: the actor does not review.
            NotAClerk: the account was suspended, or lost its role, since it came in.
        """
        require(actor, Permission.REVIEW)
        with self._database.read() as session:
            return _clerk(session, actor.account_id, self._clock.now())

    def kept(self, actor: Actor) -> int:
        """Return how many promociones the actor could give back.

        Raises:
            NotAllowed: the actor does not review.
        """
        require(actor, Permission.REVIEW)
        with self._database.read() as session:
            return len(kept_for(session, actor.account_id, self._clock.now(), lock=False))

    def roster(self, actor: Actor) -> tuple[Duty, ...]:
        """Return every active clerk, by name, and whether they are on duty.

        Raises:
            NotAllowed: the actor does not assign.
        """
        require(actor, Permission.ASSIGN)
        with self._database.read() as session:
            return roster(session, self._clock.now())

    def begin(self, actor: Actor) -> Duty:
        """Put the actor on duty until the office closes; who is on duty stays so since when they were.

        Raises:
            NotAllowed, NotAClerk: as for :meth:`own`.
        """
        require(actor, Permission.REVIEW)
        return self._begin(actor, actor.account_id)

    def end(self, actor: Actor, *, give_back: bool = False) -> int:
        """Take the actor off duty; return how many promociones were given back.

        What they have under review and what waits for a later day stays theirs.

        Args:
            actor: a clerk.
            give_back: what is kept for them and not begun waits for everybody again.

        Raises:
            NotAllowed, NotAClerk: as for :meth:`own`.
        """
        require(actor, Permission.REVIEW)
        return self._end(actor, actor.account_id, give_back=give_back)

    def begin_for(self, actor: Actor, account_id: int) -> Duty:
        """Put a clerk on duty, as :meth:`begin` does.

        Raises:
            NotAllowed: the actor does not assign.
            NotAClerk: the account is none of an active clerk.
        """
        require(actor, Permission.ASSIGN)
        return self._begin(actor, account_id)

    def end_for(self, actor: Actor, account_id: int, *, give_back: bool = False) -> int:
        """Take a clerk off duty, as :meth:`end` does.

        Raises:
            NotAllowed, NotAClerk: as for :meth:`begin_for`.
        """
        require(actor, Permission.ASSIGN)
        return self._end(actor, account_id, give_back=give_back)

    def set_types(self, actor: Actor, account_id: int, procedure_types: Sequence[str]) -> None:
        """Say which types of procedure a rule may give a clerk; none for all.

        By hand everything can still be given to everybody.

        Raises:
            NotAllowed, NotAClerk: as for :meth:`begin_for`.
            UnknownProcedureType: a code is not in the catalogue.
        """
        require(actor, Permission.ASSIGN)
        wanted = sorted(set(procedure_types))
        with self._database.write() as session:
            known = {t.code for t in self._catalogs.within(session).procedure_types}
            if not known.issuperset(wanted):
                raise UnknownProcedureType
            now = self._clock.now()
            if list(_clerk(session, account_id, now).procedure_types) != wanted:
                put_types(session, account_id, wanted)
                append_account_event(session, now, actor, TYPES_SET, account_id, types=", ".join(wanted))

    def _begin(self, actor: Actor, account_id: int) -> Duty:
        with self._database.write() as session:
            now = self._clock.now()
            before = _clerk(session, account_id, now)
            if before.is_on:
                return before
            until = duty_ends(self._catalogs.within(session).calendar, now, self._zone)
            start_duty(session, account_id, now, until)
            append_account_event(session, now, actor, STARTED, account_id, until=until.isoformat())
            return _clerk(session, account_id, now)

    def _end(self, actor: Actor, account_id: int, *, give_back: bool) -> int:
        with self._database.write() as session:
            now = self._clock.now()
            before = _clerk(session, account_id, now)
            # first the presence: whoever gives by a rule this moment is waited for, and theirs is given back too
            end_duty(session, account_id)
            given = kept_for(session, account_id, now) if give_back else ()
            for promocion_id in given:
                _give_back(session, actor, promocion_id, before.name, now)
            if before.is_on or given:
                facts = {"given_back": len(given)} if give_back else {}
                append_account_event(session, now, actor, ENDED, account_id, **facts)
        return len(given)


def _clerk(session: Session, account_id: int, now: datetime) -> Duty:
    found = roster(session, now, account_id) if 0 < account_id < 2**31 else ()
    if not found:
        raise NotAClerk
    return found[0]


def _give_back(session: Session, actor: Actor, promocion_id: int, name: str, now: datetime) -> None:
    before = load_promocion(session, promocion_id)
    status = next_status(before.status, Action.ASSIGN)
    change_promocion(session, before, status=status, **NOT_CLAIMED, **NOT_ASSIGNED)
    record(session, actor, before, Action.ASSIGN, now, {"off_duty": name})
