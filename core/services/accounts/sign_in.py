"""Signing in: the password, and what wrong ones lead to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from core.clock import Clock
from core.config import Settings
from core.domain.accounts import SessionStage
from core.domain.throttling import MAX_WRONG_TRIES
from core.errors import Refusal
from core.server_key import ServerKey
from core.services.accounts.hashing import PasswordHashing
from core.services.accounts.known_devices import known_device, remember_device
from core.services.accounts.second_step import stage_after_password
from core.services.accounts.sessions import OpenedSession, SessionOrigin, open_session
from core.services.accounts.tries import SignInMustWait, WrongTries
from core.storage.account_tables import AccountRow, DeviceRow
from core.storage.accounts import account_by_username, to_actor
from core.storage.engine import Database
from core.storage.events import append_account_event
from core.storage.outbox import post_mail


class WrongCredentials(Refusal):
    """The user name or the password is wrong; the answer does not say which."""


class OneTryLeft(WrongCredentials):
    """The same, and the next wrong one blocks: said of names that nobody has, too."""


class AccountIsBlocked(WrongCredentials):
    """More than five in a row were wrong: said of names that nobody has, too, and to the right password."""


class AccountIsSuspended(Refusal):
    """An administrator's block, told only to whoever knows the password."""


@dataclass(frozen=True, slots=True)
class _Try:
    """What was typed, and where."""

    username: str
    password: str
    origin: SessionOrigin
    devices: tuple[str, ...]
    at: datetime


class SignIn:
    """The use cases of signing in."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        settings: Settings,
        hashing: PasswordHashing,
        key: ServerKey,
    ) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings
        self._hashing = hashing
        self._tries = WrongTries(key)

    def with_password(
        self, username: str, password: str, origin: SessionOrigin, devices: Sequence[str] = ()
    ) -> OpenedSession:
        """Check the password and open a session.

        A browser that signed in to the account before is asked for nothing but the password, whatever
        strangers tried meanwhile; its own wrong tries are counted apart (OWASP ASVS 5, 6.1.1).

        Args:
            username: as typed.
            password: as typed.
            origin: where the browser signs in from.
            devices: the tokens that earlier sign-ins left in it.

        Raises:
            SignInMustWait: the try came too soon after wrong ones; nothing was checked.
            WrongCredentials, OneTryLeft, AccountIsBlocked: no such account, another password, or a block.
            AccountIsSuspended: an administrator suspended the account.
        """
        this = _Try(username, password, origin, tuple(devices), self._clock.now())
        account_id, stored = self._look(this)
        # hashing takes long on purpose: never inside a transaction, and also where nobody is found
        matches = self._hashing.matches(stored, password)
        renewed = self._hashing.hash(password) if matches and self._hashing.is_outdated(stored or "") else ""
        with self._database.write() as session:
            account = session.get(AccountRow, account_id, with_for_update=True) if account_id else None
            device = self._device(session, this, lock=True)
            if account is None or not matches or account.password_hash != stored:
                refusal: Refusal = self._count(session, this, account, device)
            else:
                found = self._closed(session, this, account, device)
                if found is None:
                    account.password_hash = renewed or stored
                    return self._open(session, this, account, device)
                refusal = found
        raise refusal

    def _look(self, this: _Try) -> tuple[int | None, str | None]:
        """Return the account's id and hash; a stranger's try is refused here when it comes too soon."""
        with self._database.read() as session:
            if self._device(session, this) is None:
                self._require_turn(session, this)
            found = account_by_username(session, this.username)
            return (found.id, found.password_hash) if found else (None, None)

    def _require_turn(self, session: Session, this: _Try) -> None:
        try:
            self._tries.require_turn(session, this.username, this.origin.address, this.at)
        except SignInMustWait:
            if self._tries.of_name(session, this.username) > MAX_WRONG_TRIES:
                raise AccountIsBlocked from None  # waiting would not help
            raise

    def _device(self, session: Session, this: _Try, *, lock: bool = False) -> DeviceRow | None:
        return known_device(session, this.username, this.devices, this.at, lock=lock)

    def _closed(
        self, session: Session, this: _Try, account: AccountRow, device: DeviceRow | None
    ) -> Refusal | None:
        """Return why the right password does not let in, if it does not."""
        if account.blocked_at is not None and device is None:
            # counted like a wrong one: or what follows would tell which of the two it was
            self._tries.count(session, this.username, this.origin.address, this.at)
            self._log(session, this, account, "refused_sign_in")
            return AccountIsBlocked()
        if account.suspended_at is not None:
            self._log(session, this, account, "refused_sign_in")
            return AccountIsSuspended()
        return None

    def _open(
        self, session: Session, this: _Try, account: AccountRow, device: DeviceRow | None
    ) -> OpenedSession:
        if device is None:
            self._tries.forget(session, this.username)
        else:
            device.wrong_tries = 0
        stage = stage_after_password(session, account, self._settings)
        opened = open_session(session, account, this.origin, stage, this.at)
        if stage is not SessionStage.OPEN:
            return opened
        return replace(opened, device_token=remember_device(session, account, this.devices, this.at))

    def _count(
        self, session: Session, this: _Try, account: AccountRow | None, device: DeviceRow | None
    ) -> Refusal:
        """Count a wrong try and return what is answered to it."""
        if account is not None and device is not None:
            tries = self._count_for_device(session, this, account, device)
        else:
            tries = self._tries.count(session, this.username, this.origin.address, this.at)
        if account is not None:
            self._log(session, this, account, "wrong_password", tries=tries)
            if tries > MAX_WRONG_TRIES and account.blocked_at is None:
                self._block(session, this, account)
        if tries > MAX_WRONG_TRIES:
            return AccountIsBlocked()
        return OneTryLeft() if tries == MAX_WRONG_TRIES else WrongCredentials()

    def _count_for_device(self, session: Session, this: _Try, account: AccountRow, device: DeviceRow) -> int:
        """Count apart from strangers' tries: a known device that goes too far becomes a stranger."""
        device.wrong_tries += 1
        if device.wrong_tries > MAX_WRONG_TRIES:
            device.distrusted_at = this.at
            self._tries.block(session, this.username, this.at)
            self._log(session, this, account, "distrust_device")
        return device.wrong_tries

    def _block(self, session: Session, this: _Try, account: AccountRow) -> None:
        account.blocked_at = this.at
        self._log(session, this, account, "block_account")
        post_mail(
            session,
            "account_blocked",
            account.email,
            this.at,
            account_id=account.id,
            name=account.name,
            at=this.at.isoformat(),
            address=this.origin.address,
        )

    def _log(self, session: Session, this: _Try, account: AccountRow, action: str, **facts: int) -> None:
        actor = to_actor(session, account, this.origin.address)
        append_account_event(session, this.at, actor, action, account.id, **facts)
