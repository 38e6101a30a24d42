"""Notes among the staff: written beside a promoción, read by whoever reads the queue, never by the filer."""

from core.clock import Clock
from core.domain.people import Actor, Permission, require
from core.domain.promocion import plain_text
from core.domain.remarks import MOST_NOTE, Note
from core.domain.visible_text import shows_something
from core.domain.workflow import RECEIVED, Action, next_status
from core.errors import NotFound, Refusal
from core.storage.engine import Database
from core.storage.events import append_event
from core.storage.notes import insert_note, notes_of
from core.storage.promociones import load_promocion


class NoteEmpty(Refusal):
    """A note says something, in no more characters than there is room for."""


class Notes:
    """The use cases of notes. Whoever reads the queue writes them, whoever has the promoción."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def of(self, actor: Actor, promocion_id: int) -> tuple[Note, ...]:
        """Return a promoción's notes, oldest first.

        Raises:
            NotAllowed: the actor does not read the queue.
            NotFound: there is no such promoción, or it was not sent yet.
        """
        require(actor, Permission.READ_QUEUE)
        with self._database.read() as session:
            if load_promocion(session, promocion_id).status not in RECEIVED:
                raise NotFound
            return notes_of(session, promocion_id)

    def add(self, actor: Actor, promocion_id: int, text: str) -> Note:
        """Write a note; it stands for good. The text is no part of the act, which filers may be shown.

        Raises:
            NotAllowed, NotFound: as for :meth:`of`.
            NoteEmpty: it shows nothing, or is longer than ``MOST_NOTE``.
        """
        require(actor, Permission.READ_QUEUE)
        written = plain_text(text)
        with self._database.write() as session:
            promocion = load_promocion(session, promocion_id)
            if promocion.status not in RECEIVED:
                raise NotFound
            if len(written) > MOST_NOTE or not shows_something(written):
                raise NoteEmpty(most=MOST_NOTE)
            status, now = next_status(promocion.status, Action.NOTE), self._clock.now()
            note = insert_note(session, promocion_id, actor, now, written)
            append_event(
                session,
                now,
                actor,
                Action.NOTE,
                promocion_id=promocion_id,
                from_status=promocion.status,
                to_status=status,
            )
        return note
