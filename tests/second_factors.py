"""Second factors in tests: an app that shows codes, sessions that are half-way, accounts that have one."""

import base64
from datetime import timedelta

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from core.domain.accounts import SessionStage
from core.services.accounts.second_factor import Confirmed, Proof
from core.services.accounts.sessions import SessionOrigin, open_session
from core.storage.account_tables import AccountRow
from tests.offices import PASSWORD, House

ORIGIN = SessionOrigin("203.0.113.9", "navegador de prueba")


def shown(house: House, secret: str, *, later: float = 0) -> str:
    """Return what the app shows for a base32 secret, so many seconds from now."""
    at = house.clock.at + timedelta(seconds=later)
    totp = TOTP(base64.b32decode(secret), 6, SHA1(), 30)  # noqa: S303 - RFC 6238 §1.2: within HMAC
    return totp.generate(int(at.timestamp())).decode()


def token_at(house: House, username: str, stage: SessionStage = SessionStage.OPEN) -> str:
    """Open a session of any stage; return its token."""
    with house.oficialia.database.write() as session:
        account = session.get_one(AccountRow, house.actor(username).account_id)
        return open_session(session, account, ORIGIN, stage, house.clock.at).token


def enrol(house: House, username: str) -> tuple[str, Confirmed]:
    """Give an account without second factor one; return its secret and what was given back."""
    factors, token = house.oficialia.second_factors, token_at(house, username)
    enrolment = factors.begin(token, Proof(PASSWORD), ORIGIN)
    confirmed = factors.confirm(token, enrolment.ticket, shown(house, enrolment.secret), ORIGIN)
    house.clock.advance(seconds=30)
    return enrolment.secret, confirmed
