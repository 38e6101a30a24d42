"""Labels of the catalogue on promociones: put and taken off by whoever reads the queue, seen by no filer."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core.clock import Clock
from core.config import Settings
from core.domain.labels import Label
from core.domain.people import Actor, Permission, require
from core.domain.promocion import Promocion
from core.domain.workflow import RECEIVED, Action, next_status
from core.errors import NotFound, Refusal
from core.services.current_catalogs import CurrentCatalogs
from core.storage.engine import Database
from core.storage.events import append_event
from core.storage.labels import labels_of, put_label, take_label_off
from core.storage.promociones import load_promocion


class LabelNotInCatalogue(Refusal):
    """The label is not one that can be put on promociones today."""


class Labels:
    """The use cases of labels."""

    def __init__(
        self, database: Database, clock: Clock, settings: Settings, catalogs: CurrentCatalogs
    ) -> None:
        self._database = database
        self._clock = clock
        self._zone = ZoneInfo(settings.zone)
        self._catalogs = catalogs

    def offered(self) -> tuple[Label, ...]:
        """Return the labels that can be put today."""
        return self._catalogs.now().labels_offered(self._today())

    def of(self, actor: Actor, promocion_id: int) -> tuple[str, ...]:
        """Return the codes of a received promoción's labels, the oldest first.

        Raises:
            NotAllowed: the actor does not read the queue.
            NotFound: there is none, or it was not sent yet.
        """
        require(actor, Permission.READ_QUEUE)
        with self._database.read() as session:
            _received(session, promocion_id)
            return labels_of(session, promocion_id)

    def put(self, actor: Actor, promocion_id: int, code: str) -> None:
        """Put a label on a received promoción; nothing happens where it bears it already.

        Raises:
            NotAllowed, NotFound: as for :meth:`of`.
            LabelNotInCatalogue: there is no such label today.
        """
        require(actor, Permission.READ_QUEUE)
        with self._database.write() as session:
            promocion = _received(session, promocion_id)
            offered = self._catalogs.within(session).labels_offered(self._today())
            if code not in {label.code for label in offered}:
                raise LabelNotInCatalogue
            now = self._clock.now()
            if put_label(session, promocion_id, code, actor.account_id, now):
                _record(session, actor, promocion, Action.LABEL, code, now)

    def take_off(self, actor: Actor, promocion_id: int, code: str) -> None:
        """Take a label off a received promoción; nothing happens where it does not bear it.

        Raises:
            NotAllowed, NotFound: as for :meth:`of`.
        """
        require(actor, Permission.READ_QUEUE)
        with self._database.write() as session:
            promocion = _received(session, promocion_id)
            if self._catalogs.within(session).label(code) and take_label_off(session, promocion_id, code):
                _record(session, actor, promocion, Action.UNLABEL, code, self._clock.now())

    def _today(self) -> date:
        return self._clock.now().astimezone(self._zone).date()


def _received(session: Session, promocion_id: int) -> Promocion:
    promocion = load_promocion(session, promocion_id)
    if promocion.status not in RECEIVED:
        raise NotFound
    return promocion


def _record(
    session: Session, actor: Actor, promocion: Promocion, action: Action, code: str, at: datetime
) -> None:
    status = next_status(promocion.status, action)
    append_event(
        session,
        at,
        actor,
        action,
        promocion_id=promocion.id,
        from_status=promocion.status,
        to_status=status,
        label=code,
    )
