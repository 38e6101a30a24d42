"""The notes of the staff on a promoción: rows in, frozen domain values out."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.domain.people import Actor
from core.domain.remarks import Note
from core.storage.review_tables import NoteRow


def insert_note(session: Session, promocion_id: int, actor: Actor, at: datetime, text: str) -> Note:
    """Store a note and return it."""
    row = NoteRow(
        promocion_id=promocion_id, account_id=actor.account_id, author_name=actor.name, at=at, text=text
    )
    session.add(row)
    session.flush()
    return _note(row)


def notes_of(session: Session, promocion_id: int) -> tuple[Note, ...]:
    """Return a promoción's notes, oldest first."""
    rows = session.scalars(select(NoteRow).where(NoteRow.promocion_id == promocion_id).order_by(NoteRow.id))
    return tuple(_note(row) for row in rows)


def _note(row: NoteRow) -> Note:
    return Note(row.id, row.author_name, row.at, row.text)
