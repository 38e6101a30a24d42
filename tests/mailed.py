"""Messages that an Oficialía under test has posted."""

from sqlalchemy import select

from core.storage.account_tables import AccountRow, MailRow
from tests.offices import House


def mailed(house: House) -> None:
    """Give the filer Ana an address, so that she is written to."""
    with house.oficialia.database.write() as session:
        session.get_one(AccountRow, house.ana.account_id).email = "ana@promovente.example"


def mails(house: House) -> list[tuple[str, dict[str, object]]]:
    """Return kind and facts of every message, oldest first."""
    with house.oficialia.database.read() as session:
        rows = session.execute(select(MailRow.kind, MailRow.facts).order_by(MailRow.id))
        return [(kind, facts) for kind, facts in rows]
