"""Second factors as they are stored: the secret in its box, steps that were used, digests of recovery codes."""

from datetime import datetime

from sqlalchemy import CursorResult, delete, func, or_, select, update
from sqlalchemy.orm import Session

from core.storage.account_tables import AccountRow, RecoveryCodeRow


def use_step(session: Session, account_id: int, step: int) -> bool:
    """Use a time step up; False where it, or a later one, was used before (RFC 6238 §5.2)."""
    return _changes_one(
        session.execute(
            update(AccountRow)
            .where(
                AccountRow.id == account_id,
                or_(AccountRow.totp_last_step.is_(None), AccountRow.totp_last_step < step),
            )
            .values(totp_last_step=step)
        )
    )


def use_recovery_code(session: Session, account_id: int, code_sha256: str, at: datetime) -> bool:
    """Use a recovery code up; False where the account has none like it that is unused."""
    return _changes_one(
        session.execute(
            update(RecoveryCodeRow)
            .where(
                RecoveryCodeRow.account_id == account_id,
                RecoveryCodeRow.code_sha256 == code_sha256,
                RecoveryCodeRow.used_at.is_(None),
            )
            .values(used_at=at)
        )
    )


def _changes_one(result: object) -> bool:
    return isinstance(result, CursorResult) and result.rowcount == 1


def recovery_codes_left(session: Session, account_id: int) -> int:
    """Return how many recovery codes an account has not used yet."""
    query = select(func.count()).where(
        RecoveryCodeRow.account_id == account_id, RecoveryCodeRow.used_at.is_(None)
    )
    return session.scalar(query) or 0


def replace_recovery_codes(session: Session, account_id: int, digests: tuple[str, ...]) -> None:
    """Give an account new recovery codes; the old ones are void, used or not."""
    session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.account_id == account_id))
    session.add_all(RecoveryCodeRow(account_id=account_id, code_sha256=digest) for digest in digests)


def set_second_factor(session: Session, account: AccountRow, secret: bytes, at: datetime, step: int) -> None:
    """Give an account a confirmed second factor.

    Args:
        session: the caller's transaction.
        account: whose it is, locked.
        secret: the shared secret, encrypted.
        at: when it was confirmed.
        step: the time step of the code that confirmed it, which is used up with it.
    """
    account.totp_secret, account.totp_confirmed_at, account.totp_last_step = secret, at, step
    session.flush()


def remove_second_factor(session: Session, account: AccountRow) -> None:
    """Take an account's second factor and recovery codes away, in the caller's transaction."""
    account.totp_secret = account.totp_confirmed_at = account.totp_last_step = None
    session.flush()
    replace_recovery_codes(session, account.id, ())
