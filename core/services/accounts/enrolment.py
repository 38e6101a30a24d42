"""Secrets that were shown and wait to be confirmed: kept by the browser, in a box of the server's key.

Nothing is stored before the app has shown a right code, so that whoever gives up half-way still has the
second factor they had. The ticket is bound to the account, to the session, and to the second factor that it
would replace: it works once.
"""

import base64
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cryptography.fernet import InvalidToken
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from core.domain.second_factor import CODE_DIGITS, SECRET_BYTES, STEP_SECONDS
from core.errors import Refusal
from core.server_key import ServerKey
from core.services.accounts.sessions import digest
from core.storage.account_tables import AccountRow

_SECONDS = 30 * 60


class EnrolmentExpired(Refusal):
    """The secret was shown too long ago, in another session, or before another one was confirmed."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A new secret as it is shown: in base32, as ``otpauth:`` address, and the ticket that confirms it."""

    secret: str
    address: str
    ticket: str


class EnrolmentTickets:
    """Makes tickets and takes them back.

    Args:
        key: the server's.
        issuer: answers what the app writes beside the user name.
    """

    def __init__(self, key: ServerKey, issuer: Callable[[], str]) -> None:
        self._box = key.box("totp enrolment")
        self._issuer = issuer

    def issue(self, account: AccountRow, token: str, at: datetime) -> Enrolment:
        """Return a new secret for an account, to be confirmed in the session of ``token``."""
        secret = secrets.token_bytes(SECRET_BYTES)
        content = [*_bound_to(account, token), base64.b32encode(secret).decode("ascii")]
        ticket = self._box.encrypt_at_time(json.dumps(content).encode(), int(at.timestamp()))
        return self.show(account, secret, ticket.decode("ascii"))

    def open(self, account: AccountRow, token: str, ticket: str, at: datetime) -> bytes:
        """Return the secret of a ticket.

        Raises:
            EnrolmentExpired: whatever is wrong with it.
        """
        try:
            content = self._box.decrypt_at_time(
                ticket.encode("utf-8", "replace"), _SECONDS, int(at.timestamp())
            )
        except InvalidToken:
            raise EnrolmentExpired from None
        *bound, secret = json.loads(content)
        if bound != _bound_to(account, token):
            raise EnrolmentExpired
        return base64.b32decode(secret)

    def show(self, account: AccountRow, secret: bytes, ticket: str) -> Enrolment:
        """Return a secret as it is shown."""
        totp = TOTP(secret, CODE_DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303 - RFC 6238 §1.2: within HMAC
        address = totp.get_provisioning_uri(account.username, self._issuer())
        return Enrolment(base64.b32encode(secret).decode("ascii"), address, ticket)


def _bound_to(account: AccountRow, token: str) -> list[str]:
    since = account.totp_confirmed_at
    return [str(account.id), digest(token), since.isoformat() if since else ""]
