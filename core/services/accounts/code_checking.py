"""Checking the codes of second factors, and counting the wrong ones.

The shared secret is stored in a box of the server's key together with the account's id, so that a row copied
to another account opens nothing there.
"""

import hashlib
import hmac
from datetime import datetime

from cryptography.fernet import InvalidToken
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlalchemy.orm import Session

from core.domain.people import Actor
from core.domain.second_factor import (
    CODE_DIGITS,
    MAX_WRONG_CODES,
    SECRET_BYTES,
    STEP_SECONDS,
    steps_around,
    typed_digits,
    typed_recovery_code,
    wait_after,
)
from core.errors import Refusal
from core.server_key import ServerKey
from core.storage.account_tables import AccountRow
from core.storage.events import append_account_event
from core.storage.outbox import post_mail
from core.storage.second_factors import recovery_codes_left, use_recovery_code, use_step
from core.storage.sessions import end_session
from core.storage.tallies import add_failure, clear_tally, tally


class WrongCode(Refusal):
    """The code is wrong, or was used before. Facts: ``left``, tries that remain."""


class WrongProof(Refusal):
    """The password or the code is wrong; the answer does not say which. Facts: ``left``, likewise."""


class TooManyWrongCodes(Refusal):
    """More than five in a row were wrong: this session ended. Facts: ``minutes`` until the next try."""


class CodesMustWait(Refusal):
    """Too many in a row were wrong a moment ago. Facts: ``minutes`` until the next try, at least 1."""


class CodeChecking:
    """Checks codes in the caller's transaction, whose account row must be locked."""

    def __init__(self, key: ServerKey) -> None:
        self._box = key.box("totp")

    def sealed(self, account_id: int, secret: bytes) -> bytes:
        """Return a shared secret encrypted for one account."""
        return self._box.encrypt(_owner(account_id) + secret)

    def accepts(self, session: Session, account: AccountRow, actor: Actor, typed: str, at: datetime) -> bool:
        """Whether what was typed is the account's second factor: each code works once.

        Args:
            session: the caller's transaction.
            account: whose, locked.
            actor: who types it, for the audit log.
            typed: six digits of the app, or a recovery code, with blanks and dashes or without.
            at: now.
        """
        digits, recovery = typed_digits(typed), typed_recovery_code(typed)
        if account.totp_confirmed_at is None:
            return False
        if digits:
            step = matching_step(self._secret(account), digits, at)
            return step is not None and use_step(session, account.id, step)
        if recovery and use_recovery_code(session, account.id, recovery_digest(recovery), at):
            _tell_of_recovery(session, account, actor, at)
            return True
        return False

    def _secret(self, account: AccountRow) -> bytes:
        """Return the shared secret; empty where the box is not this server's, or another account's."""
        try:
            content = self._box.decrypt(account.totp_secret or b"")
        except InvalidToken:
            return b""
        owner = _owner(account.id)
        return content[len(owner) :] if content.startswith(owner) else b""


def _tell_of_recovery(session: Session, account: AccountRow, actor: Actor, at: datetime) -> None:
    """Record that a recovery code was used, and tell the owner: it may have been somebody else (ASVS 6.3.7)."""
    left = recovery_codes_left(session, account.id)
    append_account_event(session, at, actor, "use_recovery_code", account.id, left=left)
    post_mail(
        session,
        "recovery_code_used",
        account.email,
        at,
        account_id=account.id,
        name=account.name,
        at=at.isoformat(),
        address=actor.address,
        left=left,
    )


def matching_step(secret: bytes, digits: str, at: datetime) -> int | None:
    """Return the time step whose code these six digits are, now or one step around; None where none is."""
    if len(secret) < SECRET_BYTES:
        return None
    totp = TOTP(secret, CODE_DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303 - RFC 6238 §1.2; HMAC needs no collisions
    matches = [
        step
        for step in steps_around(at)
        if hmac.compare_digest(totp.generate(step * STEP_SECONDS), digits.encode())
    ]
    return matches[-1] if matches else None


def recovery_digest(code: str) -> str:
    """Return what is stored of a recovery code: its SHA-256 in hex."""
    return hashlib.sha256(code.encode("ascii")).hexdigest()


def require_no_wait(session: Session, account_id: int, at: datetime) -> None:
    """Refuse to check anything while the wait of wrong codes lasts.

    Raises:
        CodesMustWait: it does.
    """
    found = tally(session, _tally_key(account_id), lock=True)
    if found is None:
        return
    left = found.last_failed_at + wait_after(found.failures) - at
    if left.total_seconds() > 0:
        raise CodesMustWait(minutes=_minutes(left.total_seconds()))


def count_wrong_code(
    session: Session, actor: Actor, token_sha256: str, at: datetime, wrong: type[Refusal] = WrongCode
) -> Refusal:
    """Count a wrong code or proof, end the session after more than five in a row, and return what to raise.

    The caller raises it once the transaction is committed: raised inside, nothing would have been counted.
    """
    failures = add_failure(session, _tally_key(actor.account_id), at)
    append_account_event(session, at, actor, "wrong_code", actor.account_id, tries=failures)
    if failures <= MAX_WRONG_CODES:
        return wrong(left=MAX_WRONG_CODES + 1 - failures)
    end_session(session, token_sha256, at)
    minutes = _minutes(wait_after(failures).total_seconds())
    append_account_event(session, at, actor, "refuse_codes", actor.account_id, minutes=minutes)
    return TooManyWrongCodes(minutes=minutes)


def forget_wrong_codes(session: Session, account_id: int) -> None:
    """Start counting anew: the right code was shown."""
    clear_tally(session, _tally_key(account_id))


def _tally_key(account_id: int) -> str:
    return f"code:{account_id}"


def _owner(account_id: int) -> bytes:
    return f"{account_id}:".encode()


def _minutes(seconds: float) -> int:
    return max(1, -int(-seconds // 60))
