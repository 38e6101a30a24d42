"""Making accounts: by the operator's command, by the demonstration, by whoever approves or invites."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from core.clock import Clock
from core.domain.people import Actor, check_roles
from core.errors import Refusal
from core.services.accounts.hashing import PasswordHashing
from core.storage.accounts import NewAccount, account_by_username, insert_account
from core.storage.engine import Database
from core.storage.events import append_account_event


class UsernameTaken(Refusal):
    """There is an account with this user name."""


class Accounts:
    """The use cases of making accounts."""

    def __init__(self, database: Database, clock: Clock, hashing: PasswordHashing) -> None:
        self._database = database
        self._clock = clock
        self._hashing = hashing

    def create(self, account: NewAccount, password: str) -> int:
        """Make an account for the operator and return its id. ``account.password_hash`` is ignored.

        The password is taken as it is: whoever calls has asked ``PasswordRules``, as the operator's command
        does, or knows the password for an open secret, as the demonstration does.

        Raises:
            UsernameTaken: there is one with this user name.
            RolesDoNotMix: nobody may hold these roles together.
        """
        hashed = replace(account, password_hash=self._hashing.hash(password))
        with self._database.write() as session:
            return create_account(session, hashed, None, self._clock.now())


def create_account(session: Session, account: NewAccount, actor: Actor | None, at: datetime) -> int:
    """Make an account in the caller's transaction; ``actor`` None is the operator at the command line.

    Raises:
        UsernameTaken, RolesDoNotMix: as they say.
    """
    check_roles(account.roles)
    named = replace(account, username=account.username.strip().lower())
    if account_by_username(session, named.username):
        raise UsernameTaken(username=named.username)
    account_id = insert_account(session, named, at)
    append_account_event(
        session,
        at,
        actor,
        "create_account",
        account_id,
        username=named.username,
        roles="+".join(sorted(named.roles)),
    )
    return account_id
