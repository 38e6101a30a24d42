"""Signing in and out, and who is behind a request."""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.clock import Clock
from core.config import Settings
from core.domain.people import Actor
from core.errors import Refusal
from core.storage.accounts import (
    NewAccount,
    account_by_username,
    end_session,
    insert_account,
    insert_session,
    live_session,
    to_actor,
    touch_session,
)
from core.storage.engine import Database
from core.storage.events import append_event
from core.storage.tables import AccountRow, SessionRow

MAX_WRONG_TRIES = 5
"""More than these in a row block the account (manual §1)."""
_TOUCH_EVERY = timedelta(seconds=60)
_TOKEN_BYTES = 32


class WrongCredentials(Refusal):
    """The user name or the password is wrong, or the account is blocked; the answer does not say which."""


class UsernameTaken(Refusal):
    """There is an account with this user name."""


@dataclass(frozen=True, slots=True)
class SessionOrigin:
    """Where a browser signs in from."""

    address: str
    user_agent: str


class Accounts:
    """The use cases around accounts."""

    def __init__(self, database: Database, clock: Clock, settings: Settings) -> None:
        self._database = database
        self._clock = clock
        self._idle = timedelta(minutes=settings.session_idle_minutes)
        self._lifetime = timedelta(hours=settings.session_hours)
        # argon2-cffi's defaults are RFC 9106's second recommended option
        self._hasher = PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_urlsafe())

    def create(self, account: NewAccount, password: str) -> int:
        """Make an account and return its id. ``account.password_hash`` is ignored.

        Raises:
            UsernameTaken: there is one with this user name.
        """
        hashed = replace(
            account, username=account.username.strip().lower(), password_hash=self._hasher.hash(password)
        )
        with self._database.write() as session:
            if account_by_username(session, hashed.username):
                raise UsernameTaken(username=hashed.username)
            account_id = insert_account(session, hashed, self._clock.now())
            append_event(session, self._clock.now(), None, "create_account", username=hashed.username)
            return account_id

    def sign_in(self, username: str, password: str, origin: SessionOrigin) -> str:
        """Check the password and return the token of a new session (256 bits, URL-safe base64).

        Raises:
            WrongCredentials: no such account, another password, or a block: the same answer, so that nobody
                learns which names exist, nor goes on guessing the password of a blocked account.
        """
        with self._database.read() as session:
            found = account_by_username(session, username)
            account_id, stored = (found.id, found.password_hash) if found else (None, self._nobody)
        # hashing takes long on purpose: never inside a transaction, and also where nobody is found
        matches = self._matches(stored, password)
        if account_id is None:
            raise WrongCredentials
        with self._database.write() as session:
            # locked: tries made at once are all counted
            account = session.get_one(AccountRow, account_id, with_for_update=True)
            refusal = self._count_try(session, account, origin, matches=matches)
            if refusal is None:
                return self._open_session(session, account, origin)
        raise refusal

    def _matches(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    def _count_try(
        self, session: Session, account: AccountRow, origin: SessionOrigin, *, matches: bool
    ) -> Refusal | None:
        if matches:
            return self._right_password(account)
        account.wrong_tries += 1
        actor = to_actor(session, account, origin.address)
        append_event(session, self._clock.now(), actor, "wrong_password", tries=account.wrong_tries)
        if account.wrong_tries > MAX_WRONG_TRIES and account.blocked_at is None:
            account.blocked_at = self._clock.now()
            append_event(session, self._clock.now(), actor, "block_account")
        return WrongCredentials()

    @staticmethod
    def _right_password(account: AccountRow) -> Refusal | None:
        if account.blocked_at is not None:
            return WrongCredentials()
        account.wrong_tries = 0
        return None

    def _open_session(self, session: Session, account: AccountRow, origin: SessionOrigin) -> str:
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        insert_session(
            session,
            account.id,
            digest(token),
            self._clock.now(),
            address=origin.address,
            user_agent=origin.user_agent,
        )
        append_event(session, self._clock.now(), to_actor(session, account, origin.address), "sign_in")
        return token

    def actor(self, token: str, address: str) -> Actor | None:
        """Return who holds a session's token; None when the session ended, idled out or never was."""
        now = self._clock.now()
        with self._database.read() as session:
            found = self._live(session, token, now)
            if found is None:
                return None
            last_seen_at, actor = found[0].last_seen_at, to_actor(session, found[1], address)
        if now - last_seen_at > _TOUCH_EVERY:
            with self._database.write() as session:
                touch_session(session, digest(token), now)
        return actor

    def _live(self, session: Session, token: str, now: datetime) -> tuple[SessionRow, AccountRow] | None:
        return live_session(
            session, digest(token), idle_since=now - self._idle, created_since=now - self._lifetime
        )

    def sign_out(self, token: str, address: str) -> None:
        """End a session; unknown or ended ones change nothing."""
        actor = self.actor(token, address)
        with self._database.write() as session:
            end_session(session, digest(token), self._clock.now())
            if actor:
                append_event(session, self._clock.now(), actor, "sign_out")

    def unblock(self, username: str) -> bool:
        """Lift a block (asked of the institution, manual §1); return whether there is such an account."""
        with self._database.write() as session:
            account = account_by_username(session, username)
            if account is None:
                return False
            account.blocked_at = None
            account.wrong_tries = 0
            append_event(session, self._clock.now(), None, "unblock_account", username=account.username)
            return True

    def has_any(self) -> bool:
        """Whether there is at least one account."""
        with self._database.read() as session:
            return session.scalar(select(AccountRow.id).limit(1)) is not None


def digest(token: str) -> str:
    """Return what is stored of a session's token: its SHA-256 in hex."""
    return hashlib.sha256(token.encode()).hexdigest()
