"""Browsers that signed in before, known by a cookie of their own (OWASP: device cookies)."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from core.storage.account_tables import AccountRow, DeviceRow
from core.storage.lookup import storable


def insert_device(session: Session, account_id: int, token_sha256: str, at: datetime) -> None:
    """Store a browser under the digest of its cookie."""
    session.add(
        DeviceRow(
            account_id=account_id, token_sha256=token_sha256, created_at=at, last_seen_at=at, wrong_tries=0
        )
    )
    session.flush()


def trusted_device(
    session: Session, username: str, digests: Collection[str], seen_since: datetime, *, lock: bool = False
) -> DeviceRow | None:
    """Return the browser that signed in to an account before, unless it lost its trust or is too old.

    Args:
        session: open transaction.
        username: as typed; for a name that nobody has, as much is asked of the database.
        digests: SHA-256 of each token that the browser sent, hex.
        seen_since: one that last signed in before is too old.
        lock: keep other writers away from it, and read it anew.
    """
    query = (
        select(DeviceRow)
        .join(AccountRow, AccountRow.id == DeviceRow.account_id)
        .where(
            AccountRow.username == storable(username).strip().lower(),
            DeviceRow.token_sha256.in_(digests),
            DeviceRow.distrusted_at.is_(None),
            DeviceRow.last_seen_at >= seen_since,
        )
        .order_by(DeviceRow.id)
        .limit(1)
    )
    if lock:
        query = query.with_for_update(of=DeviceRow).execution_options(populate_existing=True)
    return session.scalar(query)


def distrust_devices(session: Session, account_id: int, at: datetime, *, but: Collection[str] = ()) -> None:
    """Take the trust away from an account's browsers, except those with the digests ``but``."""
    session.execute(
        update(DeviceRow)
        .where(
            DeviceRow.account_id == account_id,
            DeviceRow.distrusted_at.is_(None),
            DeviceRow.token_sha256.not_in(but),
        )
        .values(distrusted_at=at)
    )


def sweep_devices(session: Session, *, seen_before: datetime, distrusted_before: datetime) -> int:
    """Delete the browsers that are too old or lost their trust long ago; return how many."""
    gone = or_(DeviceRow.last_seen_at < seen_before, DeviceRow.distrusted_at < distrusted_before)
    return len(session.execute(delete(DeviceRow).where(gone).returning(DeviceRow.id)).all())
