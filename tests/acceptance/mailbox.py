"""What a served Oficialía wrote to people, read from its outbox as they would read their mail."""

from pathlib import Path

from sqlalchemy import select

from core.config import Settings
from core.storage.account_tables import MailRow
from core.storage.engine import Database


def mailed_link(home: Path, kind: str, to_address: str) -> str:
    """Return the path in the newest message of a kind to an address."""
    database = Database(Settings(home=home).database_url)
    try:
        with database.read() as session:
            query = select(MailRow).where(MailRow.kind == kind, MailRow.to_address == to_address)
            row = session.scalars(query.order_by(MailRow.id.desc())).first()
            assert row, f"nobody wrote {kind} to {to_address}"
            return str(row.facts["link_path"])
    finally:
        database.close()
