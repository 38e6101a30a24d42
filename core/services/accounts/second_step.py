"""The second step of a sign-in: between the right password and an open session."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from core.clock import Clock
from core.config import Settings
from core.domain.accounts import SessionStage
from core.domain.people import Actor
from core.domain.second_factor import typed_digits
from core.errors import Refusal
from core.services.accounts.code_checking import (
    CodeChecking,
    count_wrong_code,
    forget_wrong_codes,
    require_no_wait,
)
from core.services.accounts.known_devices import remember_device
from core.services.accounts.sessions import (
    OpenedSession,
    SessionOrigin,
    digest,
    open_session,
    session_limits,
)
from core.storage.account_tables import AccountRow, SessionRow
from core.storage.accounts import to_actor
from core.storage.engine import Database
from core.storage.second_factors import recovery_codes_left
from core.storage.sessions import end_session, live_session


class SecondStepExpired(Refusal):
    """The sign-in that was half-way has ended, or none was: it begins anew with the password."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A complete sign-in. ``codes_left``: recovery codes that remain where one was used, else None."""

    opened: OpenedSession
    codes_left: int | None


class HeldSessions:
    """Sessions by their token, whatever their stage."""

    def __init__(self, clock: Clock, settings: Settings) -> None:
        self._clock = clock
        self._limits = session_limits(settings)

    def held(
        self, session: Session, token: str, stages: frozenset[SessionStage], *, lock: bool = False
    ) -> tuple[SessionRow, AccountRow]:
        """Return a live session that has come as far as one of these stages, with its account.

        Args:
            session: open transaction.
            token: what the browser's cookie holds.
            stages: those admitted.
            lock: keep other writers away from the account until the transaction ends.

        Raises:
            SecondStepExpired: there is no such session.
        """
        found = self._live(session, token)
        if found and lock:
            session.get(AccountRow, found[1].id, with_for_update=True, populate_existing=True)
            found = self._live(session, token)  # it may have ended while this one waited for the lock
        if found is None or SessionStage(found[0].stage) not in stages:
            raise SecondStepExpired
        return found

    def _live(self, session: Session, token: str) -> tuple[SessionRow, AccountRow] | None:
        return live_session(session, digest(token), self._limits.at(self._clock.now()))


class SecondStep:
    """Takes the second factor at sign-in."""

    def __init__(self, database: Database, clock: Clock, held: HeldSessions, codes: CodeChecking) -> None:
        self._database = database
        self._clock = clock
        self._held = held
        self._codes = codes

    def finish(self, token: str, code: str, origin: SessionOrigin, devices: Sequence[str] = ()) -> Finished:
        """Take the second factor after the right password, and open the session.

        Args:
            token: of the session that waits for it.
            code: as typed.
            origin: where the browser signs in from.
            devices: the tokens that earlier sign-ins left in it.

        Raises:
            SecondStepExpired: no sign-in waits for a code under this token.
            WrongCode, TooManyWrongCodes, CodesMustWait: as they say.
        """
        now = self._clock.now()
        with self._database.write() as session:
            _, account = self._held.held(session, token, frozenset({SessionStage.SECOND_FACTOR}), lock=True)
            actor = to_actor(session, account, origin.address)
            require_no_wait(session, account.id, now)
            if self._codes.accepts(session, account, actor, code, now):
                forget_wrong_codes(session, account.id)
                end_session(session, digest(token), now)
                opened = open_session(session, account, origin, SessionStage.OPEN, now)
                opened = replace(opened, device_token=remember_device(session, account, devices, now))
                left = None if typed_digits(code) else recovery_codes_left(session, account.id)
                return Finished(opened, left)
            refusal = count_wrong_code(session, actor, digest(token), now)
        raise refusal


def is_required(actor: Actor, settings: Settings) -> bool:
    """Whether the institution wants this person to have a second factor."""
    return settings.staff_second_factor and actor.is_staff


def stage_after_password(session: Session, account: AccountRow, settings: Settings) -> SessionStage:
    """Return how far the right password alone brings an account."""
    if account.totp_confirmed_at is not None:
        return SessionStage.SECOND_FACTOR
    required = is_required(to_actor(session, account, ""), settings)
    return SessionStage.ENROLMENT if required else SessionStage.OPEN
