"""Choosing a password: by who is signed in, or by a link sent to the account's e-mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core.clock import Clock
from core.config import Settings
from core.domain.accounts import LinkPurpose, SessionStage
from core.domain.passwords import least_length
from core.domain.people import Actor
from core.domain.throttling import MAX_WRONG_TRIES, PER_NAME, whole_seconds
from core.errors import Refusal
from core.server_key import ServerKey
from core.services.accounts.allowances import Allowance
from core.services.accounts.hashing import PasswordHashing
from core.services.accounts.links import LinkNotValid, Links
from core.services.accounts.password_rules import PasswordRules, has_second_factor, own_data
from core.services.accounts.sessions import OpenedSession, SessionOrigin, digest, open_session
from core.services.accounts.tries import SignInMustWait, WrongTries
from core.storage.account_tables import AccountRow, LinkRow
from core.storage.accounts import to_actor
from core.storage.devices import distrust_devices
from core.storage.engine import Database
from core.storage.events import append_account_event
from core.storage.links import retire_links
from core.storage.lookup import row_by_id
from core.storage.outbox import post_mail
from core.storage.registrations import accounts_named
from core.storage.sessions import end_session, end_sessions_of
from core.storage.tallies import add_failure, clear_tally, tally

_PURPOSES = (LinkPurpose.RESET_PASSWORD, LinkPurpose.CHOOSE_PASSWORD)
_MOST_OF_ONE_EMAIL = 5
_PER_ADDRESS = Allowance("reset_from", 20, timedelta(hours=1))
_PER_ACCOUNT = Allowance("reset_of", 3, timedelta(hours=1))
"""More would fill somebody's mailbox, and each new link ends the one before."""


class CurrentPasswordIsWrong(Refusal):
    """Who wants another password must know today's."""


class TooManyWrongPasswords(Refusal):
    """More than five in a row were wrong: the session was ended."""


@dataclass(frozen=True, slots=True)
class PasswordOwner:
    """For whom a password is chosen, and how many characters it needs."""

    username: str
    least: int


class Passwords:
    """The use cases of choosing a password."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        settings: Settings,
        hashing: PasswordHashing,
        key: ServerKey,
        rules: PasswordRules,
    ) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings
        self._hashing = hashing
        self._key = key
        self._rules = rules
        self._links = Links(key)
        self._tries = WrongTries(key)

    def owner(self, actor: Actor) -> PasswordOwner:
        """Return what a signed-in person is told before choosing."""
        with self._database.read() as session:
            return _owner(session.get_one(AccountRow, actor.account_id))

    def change(
        self,
        actor: Actor,
        token: str,
        passwords: tuple[str, str],
        origin: SessionOrigin,
        devices: Sequence[str] = (),
    ) -> OpenedSession:
        """Change one's own password; every other session and known device of the account ends.

        Args:
            actor: whose.
            token: of the session that asks; it goes on under the token returned.
            passwords: today's, and the new one.
            origin: where the browser is.
            devices: the tokens that make this browser a known device; they stay good.

        Raises:
            SignInMustWait: today's was wrong too often just now; nothing was checked.
            CurrentPasswordIsWrong, TooManyWrongPasswords: today's is another.
            PasswordNotAdmitted: one of its kinds, which says why.
        """
        current, new = passwords
        now = self._clock.now()
        stored = self._stored(actor, now)
        if not self._hashing.matches(stored, current):
            raise self._count_wrong(actor, token, now)
        with self._database.read() as session:
            self._check(session.get_one(AccountRow, actor.account_id), new)
        hashed = self._hashing.hash(new)
        with self._database.write() as session:
            account = session.get_one(AccountRow, actor.account_id, with_for_update=True)
            if account.password_hash != stored or account.suspended_at is not None:
                raise CurrentPasswordIsWrong
            kept = [digest(device) for device in devices]
            self._set(session, account, hashed, actor, "change_password", now, kept=kept)
            clear_tally(session, _tally_key(actor))
            return open_session(session, account, origin, SessionStage.OPEN, now)

    def ask_link(self, name_or_email: str, address: str) -> None:
        """Send a link to the e-mail of whoever bears this name or has this address; tell nobody who does.

        It takes longer where somebody is found, so the caller answers before it asks. No more than three
        links of an account and twenty requests from an address in an hour; further ones do nothing.
        """
        now = self._clock.now()
        with self._database.write() as session:
            if not _PER_ADDRESS.spend(session, self._key, address, now):
                return
            for account in accounts_named(session, name_or_email[:300], _MOST_OF_ONE_EMAIL):
                if account.suspended_at is None and account.email:
                    self._send_link(session, account, address, now)

    def _send_link(self, session: Session, account: AccountRow, address: str, now: datetime) -> None:
        if not _PER_ACCOUNT.spend(session, self._key, str(account.id), now):
            return
        purpose = LinkPurpose.RESET_PASSWORD
        link = self._links.issue_for_mail(session, purpose, now, account_id=account.id, email=account.email)
        append_account_event(session, now, None, "ask_password_link", account.id, address=address)
        post_mail(
            session,
            "reset_password",
            account.email,
            now,
            account_id=account.id,
            name=account.name,
            address=address,
            **link,
        )

    def owner_by_link(self, token: str) -> PasswordOwner:
        """Return for whom a link chooses a password, without using it: mail scanners open links too.

        Raises:
            LinkNotValid: whatever is wrong with it.
        """
        with self._database.read() as session:
            return _owner(self._account(session, self._look(session, token)))

    def choose(self, token: str, new: str, address: str) -> None:
        """Choose a password by link: a block is lifted, every session and known device of the account ends.

        Raises:
            LinkNotValid: whatever is wrong with the link.
            PasswordNotAdmitted: one of its kinds, which says why; the link stays good.
        """
        now = self._clock.now()
        with self._database.read() as session:
            self._check(self._account(session, self._look(session, token)), new)
        hashed = self._hashing.hash(new)
        with self._database.write() as session:
            purpose = LinkPurpose(self._look(session, token).purpose)
            link = self._links.use(session, purpose, token, now)
            account = self._account(session, link, lock=True)
            actor = to_actor(session, account, address)
            if account.blocked_at is not None:
                append_account_event(
                    session, now, actor, "unblock_account", account.id, username=account.username
                )
            account.blocked_at = None
            self._tries.forget(session, account.username)
            if self._settings.mails and link.facts.get("email", account.email) == account.email:
                account.email_confirmed_at = account.email_confirmed_at or now
            self._set(session, account, hashed, actor, "choose_password", now)

    def _look(self, session: Session, token: str) -> LinkRow:
        for purpose in _PURPOSES:
            try:
                return self._links.look(session, purpose, token, self._clock.now())
            except LinkNotValid:
                continue
        raise LinkNotValid

    @staticmethod
    def _account(session: Session, link: LinkRow, *, lock: bool = False) -> AccountRow:
        account = row_by_id(session, AccountRow, link.account_id or 0, lock=lock)
        if account is None or account.suspended_at is not None:
            raise LinkNotValid
        return account

    def _stored(self, actor: Actor, now: datetime) -> str:
        """Return the hash to compare with, once the wait after wrong tries is over."""
        with self._database.read() as session:
            found = tally(session, _tally_key(actor))
            if found is not None:
                times = {"first_failed_at": found.first_failed_at, "last_failed_at": found.last_failed_at}
                left = PER_NAME.left(now, found.failures, **times)
                if left:
                    raise SignInMustWait(seconds=whole_seconds(left))
            return session.get_one(AccountRow, actor.account_id).password_hash

    def _count_wrong(self, actor: Actor, token: str, now: datetime) -> Refusal:
        """Count: who sits at somebody else's open session must not guess for ever (ASVS 7.5.1)."""
        with self._database.write() as session:
            tries = add_failure(session, _tally_key(actor), now)
            append_account_event(session, now, actor, "wrong_password", actor.account_id, tries=tries)
            if tries <= MAX_WRONG_TRIES:
                return CurrentPasswordIsWrong()
            end_session(session, digest(token), now)
            clear_tally(session, _tally_key(actor))
            return TooManyWrongPasswords()

    def _check(self, account: AccountRow, new: str) -> None:
        self._rules.check(new, own_data(account), has_second_factor=has_second_factor(account))

    @staticmethod
    def _set(
        session: Session,
        account: AccountRow,
        hashed: str,
        actor: Actor,
        action: str,
        now: datetime,
        *,
        kept: Sequence[str] = (),
    ) -> None:
        """Set the hash and end whatever rested on the one before; tell the owner."""
        account.password_hash, account.password_changed_at = hashed, now
        end_sessions_of(session, account.id, now)
        distrust_devices(session, account.id, now, but=kept)
        for purpose in _PURPOSES:
            retire_links(session, purpose, now, account_id=account.id)
        append_account_event(session, now, actor, action, account.id)
        post_mail(
            session,
            "password_changed",
            account.email,
            now,
            account_id=account.id,
            name=account.name,
            at=now.isoformat(),
            address=actor.address,
        )


def _owner(account: AccountRow) -> PasswordOwner:
    return PasswordOwner(account.username, least_length(has_second_factor=has_second_factor(account)))


def _tally_key(actor: Actor) -> str:
    return f"change:{actor.account_id}"
