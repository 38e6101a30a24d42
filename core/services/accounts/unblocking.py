"""Lifting a block: asked of the institution (manual §1)."""

from core.clock import Clock
from core.server_key import ServerKey
from core.services.accounts.sign_in import name_key
from core.storage.accounts import account_by_username
from core.storage.engine import Database
from core.storage.events import append_account_event
from core.storage.tallies import clear_tally


class Unblocking:
    """The use cases of lifting a block."""

    def __init__(self, database: Database, clock: Clock, key: ServerKey) -> None:
        self._database = database
        self._clock = clock
        self._key = key

    def by_operator(self, username: str) -> bool:
        """Lift a block from the command line; return whether there is such an account."""
        with self._database.write() as session:
            account = account_by_username(session, username)
            if account is None:
                return False
            account.blocked_at = None
            clear_tally(session, name_key(self._key, username))
            append_account_event(
                session,
                self._clock.now(),
                None,
                "unblock_account",
                account.id,
                username=account.username,
            )
            return True
