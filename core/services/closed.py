"""What the closed view asks beside its list: who decided, and what each receipt is worth now."""

from collections.abc import Sequence

from core.domain.exporting import Paper
from core.domain.people import Actor, Permission, require
from core.storage.engine import Database
from core.storage.exporting import deciders, papers


class Closed:
    """The use cases of the closed view; its list is the queue's."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def deciders(self, actor: Actor) -> tuple[tuple[int, str], ...]:
        """Return account and name of everybody who decided something that stands, by name.

        Raises:
            NotAllowed: the actor does not read the queue.
        """
        require(actor, Permission.READ_QUEUE)
        with self._database.read() as session:
            return deciders(session)

    def papers(self, actor: Actor, promocion_ids: Sequence[int]) -> tuple[Paper, ...]:
        """Return every receipt of received promociones, oldest first; of others there are none.

        Raises:
            NotAllowed: the actor does not read the queue.
        """
        require(actor, Permission.READ_QUEUE)
        with self._database.read() as session:
            return tuple(papers(session, promocion_ids, every=True))
