"""Staff that comes in through the institution's directory (OpenID Connect).

The directory's word is the whole sign-in: whether it asks for a second factor is the institution's to decide
there. Nobody gets an account by it: whoever comes in works here already.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from cryptography.fernet import InvalidToken
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.clock import Clock
from core.config import Settings
from core.domain.accounts import SessionStage
from core.errors import Refusal
from core.server_key import ServerKey
from core.services.accounts.directory_identity import (
    DirectoryAnswerNotValid,
    DirectoryIdentity,
    DirectoryUnavailable,
)
from core.services.accounts.sessions import OpenedSession, SessionOrigin, open_session
from core.storage.account_tables import AccountRow
from core.storage.accounts import to_actor
from core.storage.engine import Database
from core.storage.events import append_account_event
from core.storage.lookup import storable

if TYPE_CHECKING:
    from core.services.accounts.openid import OpenIdProvider

TICKET_SECONDS = 10 * 60
_LONGEST_SUBJECT, _LONGEST_ISSUER = 255, 300
_VERIFIER_BYTES = 48
"""64 characters once written down (RFC 7636 §4.1 wants 43 to 128)."""


class DirectorySignInExpired(Refusal):
    """The way to the directory began in another browser, more than ten minutes ago, or not here at all."""


class DirectoryRefused(Refusal):
    """The directory says that the person did not identify themselves, or may not come here."""


class NoAccountForDirectory(Refusal):
    """The person is known to the directory, and has no account of the staff here that may come in."""


@dataclass(frozen=True, slots=True)
class Departure:
    """Where to send the browser, and the ticket that it must bring back: encrypted, good for ten minutes."""

    address: str
    ticket: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """A new session, and where the person wanted to go."""

    opened: OpenedSession
    following: str


class Directory:
    """The use cases of coming in through the directory."""

    def __init__(self, database: Database, clock: Clock, settings: Settings, key: ServerKey) -> None:
        self._database = database
        self._clock = clock
        self._box = key.box("oidc")
        self._settings = settings
        self.is_configured = bool(settings.oidc_issuer and settings.oidc_client_id)

    @cached_property
    def _provider(self) -> "OpenIdProvider":
        from core.services.accounts.openid import OpenIdProvider  # noqa: PLC0415 - takes a second to import

        if not self.is_configured:
            raise DirectoryUnavailable
        return OpenIdProvider(self._settings, self._clock)

    def depart(self, following: str) -> Departure:
        """Begin a sign-in.

        Args:
            following: path of ours to go to afterwards.

        Raises:
            DirectoryUnavailable: it is not configured, or does not answer.
        """
        state, nonce, verifier = (secrets.token_urlsafe(_VERIFIER_BYTES) for _ in range(3))
        address = self._provider.departure(state, nonce, verifier)
        content = json.dumps([state, nonce, verifier, following]).encode()
        ticket = self._box.encrypt_at_time(content, int(self._clock.now().timestamp()))
        return Departure(address, ticket.decode("ascii"))

    def arrive(self, ticket: str, answer: Mapping[str, str], origin: SessionOrigin) -> Arrival:
        """Finish a sign-in: open a session for the account that the directory's person has here.

        Args:
            ticket: what the browser kept.
            answer: parameters that the directory sent back with the browser.
            origin: where the browser signs in from.

        Raises:
            DirectorySignInExpired, DirectoryRefused, DirectoryUnavailable, DirectoryAnswerNotValid: as they say.
            NoAccountForDirectory: nobody of the staff; one answer for every reason.
        """
        state, nonce, verifier, following = self._open(ticket)
        if not secrets.compare_digest(state.encode(), answer.get("state", "").encode("utf-8", "replace")):
            raise DirectorySignInExpired
        if "error" in answer or "code" not in answer:
            raise DirectoryRefused
        identity = self._provider.identity(answer, verifier, nonce)
        if not _fits(identity):
            raise DirectoryAnswerNotValid
        now = self._clock.now()
        with self._database.write() as session:
            account = self._account(session, identity, origin, now)
            if account is not None:
                return Arrival(open_session(session, account, origin, SessionStage.OPEN, now), following)
        raise NoAccountForDirectory

    def _open(self, ticket: str) -> list[str]:
        now = int(self._clock.now().timestamp())
        try:
            content = self._box.decrypt_at_time(ticket.encode("utf-8", "replace"), TICKET_SECONDS, now)
        except InvalidToken:
            raise DirectorySignInExpired from None
        values: list[str] = json.loads(content)
        return values

    def _account(
        self, session: Session, identity: DirectoryIdentity, origin: SessionOrigin, at: datetime
    ) -> AccountRow | None:
        """Return the account of the staff that an identity stands for, bound to it at its first coming."""
        found = _bound(session, identity) or _unbound(session, identity)
        if found is None:
            return None
        account = session.get_one(AccountRow, found, with_for_update=True, populate_existing=True)
        actor = to_actor(session, account, origin.address)
        if not actor.is_staff or account.suspended_at is not None:
            append_account_event(session, at, actor, "refuse_directory", account.id)
            return None
        if account.oidc_subject is None:
            account.oidc_issuer, account.oidc_subject = identity.issuer, identity.subject
            append_account_event(session, at, actor, "bind_directory", account.id, issuer=identity.issuer)
        if (account.oidc_issuer, account.oidc_subject) != (identity.issuer, identity.subject):
            return None  # bound to somebody else while this one waited for the lock
        append_account_event(session, at, actor, "use_directory", account.id)
        return account


def _bound(session: Session, identity: DirectoryIdentity) -> int | None:
    return session.scalar(
        select(AccountRow.id).where(
            AccountRow.oidc_issuer == identity.issuer, AccountRow.oidc_subject == identity.subject
        )
    )


def _unbound(session: Session, identity: DirectoryIdentity) -> int | None:
    """Return the one account with the e-mail address that the directory vouches for, if nobody has it yet.

    Two accounts with one address are nobody's: which of them is meant cannot be told.
    """
    if not identity.email:
        return None
    email = storable(identity.email).strip().lower()
    found = session.execute(
        select(AccountRow.id, AccountRow.oidc_subject).where(func.lower(AccountRow.email) == email)
    ).all()
    return found[0].id if len(found) == 1 and found[0].oidc_subject is None else None


def _fits(identity: DirectoryIdentity) -> bool:
    subject = identity.subject
    return (
        0 < len(subject) <= _LONGEST_SUBJECT
        and storable(subject) == subject
        and len(identity.issuer) <= _LONGEST_ISSUER
    )
