"""Lifting a block: asked of the institution (manual §1), or by the owner with a link sent to the e-mail."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core.clock import Clock
from core.domain.accounts import BlockedAccount, LinkPurpose
from core.domain.people import Actor, Permission, require
from core.errors import NotFound, Refusal
from core.server_key import ServerKey
from core.services.accounts.allowances import Allowance
from core.services.accounts.links import LinkNotValid, Links
from core.services.accounts.reasons import readable_reason
from core.services.accounts.tries import address_key, name_key
from core.storage.account_tables import AccountRow
from core.storage.accounts import account_by_username, to_actor
from core.storage.engine import Database
from core.storage.events import append_account_event
from core.storage.lookup import row_by_id
from core.storage.outbox import post_mail
from core.storage.registrations import (
    accounts_named,
    any_account_id,
    blocked_accounts,
    last_wrong_addresses,
    link_since,
)
from core.storage.tallies import clear_tally

MOST_LISTED = 200
_MOST_OF_ONE_ADDRESS = 5
"""How many accounts of one e-mail address get a link at a time."""
_PER_ADDRESS = Allowance("unblock", 20, timedelta(hours=1))
_BETWEEN_LINKS = timedelta(minutes=10)
"""A newer link ends the older: whoever asks again and again must not spoil the one the owner holds."""

_NOWHERE = "nadie@invalid"
"""Stands in where there is no address, in what is rolled back (RFC 6761 §6.4)."""


class AccountNotBlocked(Refusal):
    """There is no block to lift."""


class TooManyUnblockings(Refusal):
    """Too many were asked for from this address."""


class Unblocking:
    """The use cases of lifting a block."""

    def __init__(self, database: Database, clock: Clock, key: ServerKey) -> None:
        self._database = database
        self._clock = clock
        self._key = key
        self._links = Links(key)

    def by_operator(self, username: str) -> bool:
        """Lift a block from the command line; return whether there is such an account."""
        with self._database.write() as session:
            account = account_by_username(session, username)
            if account is None:
                return False
            lift_block(session, self._key, account, None, self._clock.now())
            return True

    def blocked(self, actor: Actor) -> tuple[BlockedAccount, ...]:
        """Return the blocked accounts, those blocked longest first, at most 200.

        Raises:
            NotAllowed: the actor lifts no blocks.
        """
        require(actor, Permission.UNBLOCK)
        with self._database.read() as session:
            rows = blocked_accounts(session, MOST_LISTED)
            addresses = last_wrong_addresses(session, rows)
            return tuple(
                BlockedAccount(r.id, r.name, r.username, r.blocked_at, addresses.get(r.id, ""))
                for r in rows
                if r.blocked_at
            )

    def by_staff(self, actor: Actor, account_id: int, reason: str) -> None:
        """Lift a block for whoever asked the institution to.

        Raises:
            NotAllowed: the actor lifts no blocks.
            ReasonMissing: the reason says nothing.
            NotFound: there is no such account.
            AccountNotBlocked: somebody else lifted it already.
        """
        require(actor, Permission.UNBLOCK)
        said = readable_reason(reason)
        with self._database.write() as session:
            account = row_by_id(session, AccountRow, account_id, lock=True)
            if account is None:
                raise NotFound
            if account.blocked_at is None:
                raise AccountNotBlocked
            lift_block(session, self._key, account, actor, self._clock.now(), reason=said)

    def ask_link(self, name_or_email: str, address: str) -> None:
        """Send a link to whoever is blocked under this name; tell nobody whether there is one.

        Accounts that are not blocked, or nobody at all, cost the same statements: what they wrote is rolled
        back. One link in ten minutes.

        Raises:
            TooManyUnblockings: more than 20 in an hour from one address, whatever was typed.
        """
        now = self._clock.now()
        with self._database.write() as session:
            allowed = _PER_ADDRESS.spend(session, self._key, address_key(self._key, address), now)
            if allowed:
                self._send_links(session, name_or_email, now)
        if not allowed:
            raise TooManyUnblockings

    def _send_links(self, session: Session, name_or_email: str, now: datetime) -> None:
        found = accounts_named(session, name_or_email[:300], _MOST_OF_ONE_ADDRESS)
        nobody = any_account_id(session)
        for account_id in [row.id for row in found] or ([nobody] if nobody else []):
            with session.begin_nested() as apart:
                if not self._send_link(session, account_id, now) or not found:
                    apart.rollback()

    def _send_link(self, session: Session, account_id: int, now: datetime) -> bool:
        """Write link and message; return whether they are wanted."""
        account = session.get_one(AccountRow, account_id, populate_existing=True)
        wanted = account.blocked_at is not None and account.suspended_at is None
        recent = link_since(session, account_id, LinkPurpose.UNBLOCK, now - _BETWEEN_LINKS)
        link = self._links.issue_for_mail(session, LinkPurpose.UNBLOCK, now, account_id=account_id)
        post_mail(
            session,
            "unblock_link",
            account.email or _NOWHERE,
            now,
            account_id=account_id,
            name=account.name,
            **link,
        )
        return wanted and not recent and bool(account.email)

    def look(self, token: str) -> str:
        """Return the user name whose block a link would lift, without using the link.

        Raises:
            LinkNotValid: whatever is wrong with it.
        """
        with self._database.read() as session:
            link = self._links.look(session, LinkPurpose.UNBLOCK, token, self._clock.now())
            return _account_of(session, link.account_id).username

    def by_link(self, token: str, address: str) -> None:
        """Lift the block of the account that a link was sent to; none left to lift is no fault.

        Raises:
            LinkNotValid: whatever is wrong with it.
        """
        now = self._clock.now()
        with self._database.write() as session:
            link = self._links.use(session, LinkPurpose.UNBLOCK, token, now)
            account = _account_of(session, link.account_id, lock=True)
            lift_block(
                session, self._key, account, to_actor(session, account, address), now, "unblock_by_link"
            )


def lift_block(
    session: Session,
    key: ServerKey,
    account: AccountRow,
    actor: Actor | None,
    at: datetime,
    action: str = "unblock_account",
    **facts: str,
) -> None:
    """Lift a block in the caller's transaction: the count begins anew, the owner is told.

    Where there is none, only the count is forgotten; ``actor`` None is the operator at the command line.
    """
    was_blocked, account.blocked_at = account.blocked_at is not None, None
    clear_tally(session, name_key(key, account.username))
    append_account_event(session, at, actor, action, account.id, username=account.username, **facts)
    if was_blocked:
        post_mail(
            session,
            "account_unblocked",
            account.email,
            at,
            account_id=account.id,
            name=account.name,
            at=at.isoformat(),
        )


def _account_of(session: Session, account_id: int | None, *, lock: bool = False) -> AccountRow:
    account = row_by_id(session, AccountRow, account_id or 0, lock=lock)
    if account is None:  # accounts are never deleted
        raise LinkNotValid
    return account
