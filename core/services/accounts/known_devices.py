"""Known devices: browsers in which somebody finished a sign-in to an account (OWASP: device cookies).

What a known device is let off is in ``core.services.accounts.sign_in``.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core.services.accounts.sessions import digest
from core.storage.account_tables import AccountRow, DeviceRow
from core.storage.devices import insert_device, trusted_device

DEVICE_LIFETIME = timedelta(days=180)
"""A browser that did not sign in for so long is a stranger again."""
MOST_DEVICE_TOKENS = 4
"""How many accounts one browser may be known to: a desk is shared by few."""
_TOKEN_BYTES = 32


def known_device(
    session: Session, username: str, tokens: Sequence[str], at: datetime, *, lock: bool = False
) -> DeviceRow | None:
    """Return the device that a browser is to an account, None where it is a stranger.

    Args:
        session: open transaction.
        username: as typed.
        tokens: what earlier sign-ins left in the browser; the last four are looked at.
        at: now.
        lock: keep other writers away from it, and read it anew.
    """
    digests = tuple(digest(token) for token in tokens[-MOST_DEVICE_TOKENS:])
    return trusted_device(session, username, digests, at - DEVICE_LIFETIME, lock=lock)


def remember_device(session: Session, account: AccountRow, tokens: Sequence[str], at: datetime) -> str:
    """Make the browser of a finished sign-in a known device; return its new token, empty where it has one.

    Only the last step makes one: whoever has the password but not the second factor stays a stranger.
    """
    known = known_device(session, account.username, tokens, at, lock=True)
    if known is not None:
        known.last_seen_at = at
        return ""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    insert_device(session, account.id, digest(token), at)
    return token
