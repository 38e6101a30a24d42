"""The record of readings: written before anything is shown, read by supervisors."""

from datetime import timedelta

from core.clock import Clock
from core.domain.people import Actor, Permission, require
from core.domain.reading import ReadingQuery, ReadingRecord, Thing
from core.storage.engine import Database
from core.storage.readings import insert_reading, readers, readings, wait_for_turn, was_read_since

_AGAIN_AFTER = timedelta(minutes=15)
"""A page of a document is asked for many times while it is read: that is one reading."""


class Readings:
    """The use cases of the record.

    A reading is evidence, so it is committed before the bytes go out: where it cannot be written, nothing is
    shown. A line may therefore stand for bytes that never arrived, and never the other way round.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def record(
        self, actor: Actor, what: Thing, promocion_id: int | None, document_id: int | None = None
    ) -> None:
        """Write that a member of the staff reads something, once in a quarter of an hour.

        What filers read of their own is not recorded.

        Args:
            actor: who; their permission was asked already.
            what: which kind of thing.
            promocion_id: of which promoción; None for a list.
            document_id: which document, where it is one.
        """
        if not actor.is_staff:
            return
        now = self._clock.now()
        thing = (now - _AGAIN_AFTER, actor, what, promocion_id, document_id)
        with self._database.read() as session:
            if was_read_since(session, *thing):
                return
        with self._database.write() as session:
            wait_for_turn(session, actor)
            if not was_read_since(session, *thing):
                insert_reading(session, now, actor, what, promocion_id, document_id)

    def latest(self, actor: Actor, query: ReadingQuery) -> tuple[ReadingRecord, ...]:
        """Return the record's lines that a query asks for, newest first.

        Raises:
            NotAllowed: the actor does not read the audit log.
        """
        require(actor, Permission.READ_AUDIT)
        with self._database.read() as session:
            return readings(session, query)

    def people(self, actor: Actor) -> tuple[tuple[int, str], ...]:
        """Return id and name of everybody whom the record can be filtered by.

        Raises:
            NotAllowed: the actor does not read the audit log.
        """
        require(actor, Permission.READ_AUDIT)
        with self._database.read() as session:
            return readers(session)
