"""Who accepted which version of the privacy notice, and when."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.storage.account_tables import PrivacyAcceptanceRow


def insert_acceptance(session: Session, account_id: int, version: str, at: datetime, address: str) -> bool:
    """Store that an account accepted a version; return whether it is new, since only the first one counts."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = (
        dialect.insert(PrivacyAcceptanceRow)
        .values(account_id=account_id, version=version, accepted_at=at, address=address[:64])
        .on_conflict_do_nothing(index_elements=["account_id", "version"])
        .returning(PrivacyAcceptanceRow.id)
    )
    return session.scalar(statement) is not None


def accepted_at(session: Session, account_id: int, version: str) -> datetime | None:
    """Return when an account accepted a version; None where it did not."""
    return session.scalar(
        select(PrivacyAcceptanceRow.accepted_at).where(
            PrivacyAcceptanceRow.account_id == account_id, PrivacyAcceptanceRow.version == version
        )
    )
