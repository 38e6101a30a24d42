"""The outbox: messages wait here, written in the transaction of what they tell."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from core.storage.account_tables import MailRow


def post_mail(
    session: Session,
    kind: str,
    to_address: str,
    at: datetime,
    /,
    *,
    account_id: int | None = None,
    **facts: Any,  # noqa: ANN401 - what the template needs, kept as JSON
) -> int | None:
    """Put a message into the outbox; return its id, or None where there is no address to send it to.

    Args:
        session: the transaction of what the message tells.
        kind: names the template.
        to_address: where to.
        at: now.
        account_id: to whom, if the person has an account.
        facts: what the template needs; ``link_path`` is an address of ours, starting with ``/``.
    """
    if not to_address:
        return None
    row = MailRow(
        kind=kind, account_id=account_id, to_address=to_address, facts=facts, created_at=at, next_try_at=at
    )
    session.add(row)
    session.flush()
    return row.id
