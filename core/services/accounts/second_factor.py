"""The second factor: setting it up, replacing it, turning it off.

Every change asks for what the person has at that moment (password, and code where there is one), ends the
account's sessions, and opens a new one for the browser that asked (ASVS 7.2.4, 7.4.3, 7.5.1).
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from core.clock import Clock
from core.config import Settings
from core.domain.accounts import SessionStage
from core.domain.passwords import LEAST_ALONE
from core.domain.people import Actor
from core.domain.second_factor import new_recovery_codes, typed_digits
from core.errors import Refusal
from core.services.accounts.code_checking import (
    CodeChecking,
    WrongProof,
    count_wrong_code,
    forget_wrong_codes,
    matching_step,
    recovery_digest,
    require_no_wait,
)
from core.services.accounts.enrolment import Enrolment, EnrolmentTickets
from core.services.accounts.hashing import PasswordHashing
from core.services.accounts.known_devices import remember_device
from core.services.accounts.second_step import HeldSessions, SecondStepExpired, is_required
from core.services.accounts.sessions import OpenedSession, SessionOrigin, digest, open_session
from core.storage.account_tables import AccountRow
from core.storage.accounts import to_actor
from core.storage.engine import Database
from core.storage.events import append_account_event
from core.storage.outbox import post_mail
from core.storage.second_factors import (
    recovery_codes_left,
    remove_second_factor,
    replace_recovery_codes,
    set_second_factor,
)
from core.storage.sessions import end_sessions_of

_Done = TypeVar("_Done")
_OPEN = frozenset({SessionStage.OPEN})
_ENROLLING = frozenset({SessionStage.OPEN, SessionStage.ENROLMENT})


class CodeDoesNotConfirm(Refusal):
    """The code is not what the app would show for the secret on the screen."""


class SecondFactorIsRequired(Refusal):
    """The institution wants its staff to have a second factor: it can be replaced, not turned off."""


class PasswordTooShortAlone(Refusal):
    """The password was admitted beside a second factor only. Facts: ``least`` characters without one."""


class NoSecondFactor(Refusal):
    """The account has none: nothing can be renewed or turned off."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Who holds a session, how far it has come, and what second factor the account has.

    ``since``: when it was confirmed, None without one. ``is_required``: may not be turned off.
    """

    actor: Actor
    stage: SessionStage
    since: datetime | None
    codes_left: int
    is_required: bool
    has_password: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """What a person shows before a change: the password, and a code where the account has them."""

    password: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a change gives back: ten recovery codes (none after turning off), and the browser's new session."""

    codes: tuple[str, ...]
    opened: OpenedSession


class SecondFactors:
    """The use cases of the second factor. Each is told by the session's token who asks."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        settings: Settings,
        hashing: PasswordHashing,
        held: HeldSessions,
        codes: CodeChecking,
        tickets: EnrolmentTickets,
    ) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings
        self._hashing = hashing
        self._held = held
        self._codes = codes
        self._tickets = tickets

    def standing(self, token: str, address: str) -> Standing | None:
        """Return who holds a session, complete or not, and their second factor; None where it has ended."""
        with self._database.read() as session:
            try:
                held, account = self._held.held(session, token, frozenset(SessionStage))
            except SecondStepExpired:
                return None
            actor = to_actor(session, account, address)
            return Standing(
                actor,
                SessionStage(held.stage),
                account.totp_confirmed_at,
                recovery_codes_left(session, account.id),
                is_required(actor, self._settings),
                bool(account.password_hash),
            )

    def begin(self, token: str, proof: Proof, origin: SessionOrigin) -> Enrolment:
        """Return a new secret for whoever shows the password, and a code of the old one where there is one.

        Nothing is stored: an old second factor counts until the new one is confirmed.

        Raises:
            SecondStepExpired: the session is not open.
            WrongProof, TooManyWrongCodes, CodesMustWait: as they say.
        """
        return self._proven(token, proof, origin, lambda _s, account, _a: self._issue(account, token))

    def begin_at_sign_in(self, token: str) -> Enrolment:
        """Return a new secret for a member of the staff who must have one, right after the password.

        Raises:
            SecondStepExpired: no such sign-in waits under this token.
        """
        with self._database.read() as session:
            _, account = self._held.held(session, token, frozenset({SessionStage.ENROLMENT}))
            if account.totp_confirmed_at is not None:
                raise SecondStepExpired
            return self._issue(account, token)

    def again(self, token: str, ticket: str) -> Enrolment:
        """Return the secret that a ticket holds, to show the same one again after a wrong code.

        Raises:
            SecondStepExpired, EnrolmentExpired: as they say.
        """
        with self._database.read() as session:
            _, account = self._held.held(session, token, _ENROLLING)
            secret = self._tickets.open(account, token, ticket, self._clock.now())
            return self._tickets.show(account, secret, ticket)

    def confirm(
        self, token: str, ticket: str, code: str, origin: SessionOrigin, devices: Sequence[str] = ()
    ) -> Confirmed:
        """Store a new second factor once the app's first code is right; the old one and its codes are void.

        At sign-in this is the last step, and makes the browser a known device unless one of ``devices``, the
        tokens that earlier sign-ins left in it, says that it is one.

        Raises:
            SecondStepExpired: the session has ended.
            EnrolmentExpired: the ticket is none of this session's, too old, or used.
            CodeDoesNotConfirm: another code is right.
        """
        now = self._clock.now()
        with self._database.write() as session:
            held, account = self._held.held(session, token, _ENROLLING, lock=True)
            finishes = held.stage == SessionStage.ENROLMENT
            secret = self._tickets.open(account, token, ticket, now)
            step = matching_step(secret, typed_digits(code), now)
            if step is None:
                raise CodeDoesNotConfirm
            replaced = account.totp_confirmed_at is not None
            set_second_factor(session, account, self._codes.sealed(account.id, secret), now, step)
            forget_wrong_codes(session, account.id)
            actor = to_actor(session, account, origin.address)
            append_account_event(session, now, actor, "add_second_factor", account.id, replaced=int(replaced))
            self._tell(session, account, "second_factor_added")
            codes, opened = self._new_codes(session, account), self._reopened(session, account, origin)
            if finishes:
                opened = replace(opened, device_token=remember_device(session, account, devices, now))
            return Confirmed(codes, opened)

    def renew_codes(self, token: str, proof: Proof, origin: SessionOrigin) -> Confirmed:
        """Return ten new recovery codes; the old ones are void.

        Raises:
            NoSecondFactor: there is nothing to recover.
            SecondStepExpired, WrongProof, TooManyWrongCodes, CodesMustWait: as they say.
        """

        def act(session: Session, account: AccountRow, actor: Actor) -> Confirmed:
            _require_one(account)
            append_account_event(session, self._clock.now(), actor, "renew_recovery_codes", account.id)
            return Confirmed(self._new_codes(session, account), self._reopened(session, account, origin))

        return self._proven(token, proof, origin, act)

    def turn_off(self, token: str, proof: Proof, origin: SessionOrigin) -> Confirmed:
        """Take the second factor away.

        Raises:
            SecondFactorIsRequired: the institution wants the staff to have one.
            NoSecondFactor: there is none.
            PasswordTooShortAlone: a longer one must be chosen first.
            SecondStepExpired, WrongProof, TooManyWrongCodes, CodesMustWait: as they say.
        """

        def act(session: Session, account: AccountRow, actor: Actor) -> Confirmed:
            _require_one(account)
            if is_required(actor, self._settings):
                raise SecondFactorIsRequired
            if len(proof.password) < LEAST_ALONE:
                raise PasswordTooShortAlone(least=LEAST_ALONE)
            remove_second_factor(session, account)
            append_account_event(session, self._clock.now(), actor, "remove_second_factor", account.id)
            self._tell(session, account, "second_factor_removed")
            return Confirmed((), self._reopened(session, account, origin))

        return self._proven(token, proof, origin, act)

    def _proven(
        self,
        token: str,
        proof: Proof,
        origin: SessionOrigin,
        act: Callable[[Session, AccountRow, Actor], _Done],
    ) -> _Done:
        """Do something for whoever shows the password, and a code where the account has one."""
        now = self._clock.now()
        with self._database.read() as session:
            _, account = self._held.held(session, token, _OPEN)
            stored = account.password_hash
        # hashing takes long on purpose: never inside a transaction
        matches = self._hashing.matches(stored or None, proof.password)
        with self._database.write() as session:
            _, account = self._held.held(session, token, _OPEN, lock=True)
            actor = to_actor(session, account, origin.address)
            require_no_wait(session, account.id, now)
            same = matches and account.password_hash == stored
            if same and self._shows_code(session, account, actor, proof.code):
                forget_wrong_codes(session, account.id)
                return act(session, account, actor)
            refusal = count_wrong_code(session, actor, digest(token), now, WrongProof)
        raise refusal

    def _shows_code(self, session: Session, account: AccountRow, actor: Actor, code: str) -> bool:
        if account.totp_confirmed_at is None:
            return True
        return self._codes.accepts(session, account, actor, code, self._clock.now())

    def _issue(self, account: AccountRow, token: str) -> Enrolment:
        return self._tickets.issue(account, token, self._clock.now())

    def _new_codes(self, session: Session, account: AccountRow) -> tuple[str, ...]:
        codes = new_recovery_codes(secrets.token_bytes)
        replace_recovery_codes(session, account.id, tuple(recovery_digest(code) for code in codes))
        return codes

    def _reopened(self, session: Session, account: AccountRow, origin: SessionOrigin) -> OpenedSession:
        """End every session of the account, and open the one in which the change was made anew."""
        end_sessions_of(session, account.id, self._clock.now())
        return open_session(session, account, origin, SessionStage.OPEN, self._clock.now())

    def _tell(self, session: Session, account: AccountRow, kind: str) -> None:
        at = self._clock.now()
        post_mail(
            session, kind, account.email, at, account_id=account.id, name=account.name, at=at.isoformat()
        )


def _require_one(account: AccountRow) -> None:
    if account.totp_confirmed_at is None:
        raise NoSecondFactor
