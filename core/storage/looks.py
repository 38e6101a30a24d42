"""When each member of the staff last had a promoción open: what happened since is marked as changed."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.storage.review_tables import LookRow


def note_look(session: Session, account_id: int, promocion_id: int, at: datetime) -> None:
    """Write down that somebody looked; an earlier instant never replaces a later one.

    Raises:
        sqlalchemy.exc.IntegrityError: there is no such promoción or account.
    """
    own = update(LookRow).where(LookRow.account_id == account_id, LookRow.promocion_id == promocion_id)
    if session.connection().execute(own.values(at=at)).rowcount:
        return
    try:
        with session.begin_nested():
            session.add(LookRow(account_id=account_id, promocion_id=promocion_id, at=at))
    except IntegrityError:  # another window of theirs wrote it first
        session.connection().execute(own.values(at=at))
