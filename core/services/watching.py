"""Watching an open promoción: what happened to it since it was drawn."""

from dataclasses import dataclass

from core.domain.event import Event
from core.domain.people import Actor, Permission, require
from core.domain.promocion import Promocion
from core.domain.reviewing import holds
from core.domain.workflow import RECEIVED, REMARKS
from core.errors import NotFound
from core.storage.engine import Database
from core.storage.events import history
from core.storage.promociones import load_promocion


@dataclass(frozen=True, slots=True)
class Glance:
    """How a promoción stands now.

    Attributes:
        held: the actor has it under review.
        news: what was done since, oldest first, without what the actor wrote beside it.
    """

    promocion: Promocion
    held: bool
    news: tuple[Event, ...]


class Watching:
    """The use case of a screen that stays open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def since(self, actor: Actor, promocion_id: int, event_id: int) -> Glance:
        """Return how a received promoción stands, and its acts after one of them.

        Args:
            actor: whose screen it is.
            promocion_id: which.
            event_id: of the last act that the screen knows.

        Raises:
            NotAllowed: the actor does not read the queue.
            NotFound: there is none, or it was not sent yet.
        """
        require(actor, Permission.READ_QUEUE)
        with self._database.read() as session:
            promocion = load_promocion(session, promocion_id)
            if promocion.status not in RECEIVED:
                raise NotFound
            later = [e for e in history(session, promocion_id) if e.id > event_id]
        own = {e.id for e in later if e.actor_id == actor.account_id and e.action in REMARKS}
        return Glance(promocion, holds(actor, promocion), tuple(e for e in later if e.id not in own))
