"""Signing in: the password, and what wrong ones lead to."""

from sqlalchemy.orm import Session

from core.clock import Clock
from core.domain.accounts import SessionStage
from core.errors import Refusal
from core.server_key import ServerKey
from core.services.accounts.hashing import PasswordHashing
from core.services.accounts.sessions import OpenedSession, SessionOrigin, open_session
from core.storage.account_tables import AccountRow
from core.storage.accounts import account_by_username, to_actor
from core.storage.engine import Database
from core.storage.events import append_event
from core.storage.tallies import add_failure, clear_tally

MAX_WRONG_TRIES = 5
"""More than these in a row block the account (manual §1)."""


class WrongCredentials(Refusal):
    """The user name or the password is wrong; the answer does not say which."""


class SignIn:
    """The use cases of signing in."""

    def __init__(self, database: Database, clock: Clock, hashing: PasswordHashing, key: ServerKey) -> None:
        self._database = database
        self._clock = clock
        self._hashing = hashing
        self._key = key

    def with_password(self, username: str, password: str, origin: SessionOrigin) -> OpenedSession:
        """Check the password and open a session.

        Raises:
            WrongCredentials: no such account, another password, or a block: the same answer.
        """
        with self._database.read() as session:
            found = account_by_username(session, username)
            account_id, stored = (found.id, found.password_hash) if found else (None, None)
        # hashing takes long on purpose: never inside a transaction, and also where nobody is found
        matches = self._hashing.matches(stored, password)
        with self._database.write() as session:
            account = session.get(AccountRow, account_id, with_for_update=True) if account_id else None
            if account and matches and account.blocked_at is None and account.suspended_at is None:
                clear_tally(session, name_key(self._key, username))
                return open_session(session, account, origin, SessionStage.OPEN, self._clock.now())
            if not matches:
                self._count(session, username, account, origin)
        raise WrongCredentials

    def _count(
        self, session: Session, username: str, account: AccountRow | None, origin: SessionOrigin
    ) -> None:
        now = self._clock.now()
        tries = add_failure(session, name_key(self._key, username), now)
        if account is None:
            return
        actor = to_actor(session, account, origin.address)
        append_event(session, now, actor, "wrong_password", tries=tries)
        if tries > MAX_WRONG_TRIES and account.blocked_at is None:
            account.blocked_at = now
            append_event(session, now, actor, "block_account")


def name_key(key: ServerKey, username: str) -> str:
    """Return under which key the wrong tries of a user name are counted, whether or not it exists."""
    return f"name:{key.digest('tally', username.strip().lower())}"
