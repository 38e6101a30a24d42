"""Reading the audit log."""

from core.domain.event import Event
from core.domain.people import Actor, Permission, Role, require
from core.domain.workflow import Action
from core.storage.engine import Database
from core.storage.events import history, latest_events
from core.storage.promociones import load_promocion

_SHOWN_TO_FILER = frozenset(
    {
        Action.CREATE,
        Action.EDIT,
        Action.ADD_DOCUMENT,
        Action.REPLACE_DOCUMENT,
        Action.DELETE_DOCUMENT,
        Action.RESTORE_DOCUMENT,
        Action.MOVE_DOCUMENT,
        Action.CLASSIFY_DOCUMENT,
        Action.ORDER_DOCUMENTS,
        Action.ADD_FOLDER,
        Action.MOVE_FOLDER,
        Action.DELETE_FOLDER,
        Action.SIGN,
        Action.SEND,
        Action.CLAIM,
        Action.ACCEPT,
        Action.REJECT,
        Action.REOPEN,
        Action.REFILE,
    }
)


class Auditing:
    """The use cases of the audit log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def filer_history(self, actor: Actor, promocion_id: int) -> tuple[Event, ...]:
        """Return the history of the filer's own promoción, without staff's names, notes and addresses.

        Raises:
            NotAllowed, NotFound: as they say.
        """
        require(actor, Permission.FILE)
        with self._database.read() as session:
            load_promocion(session, promocion_id, owner_id=actor.account_id)
            events = history(session, promocion_id)
        return tuple(_for_filer(e) for e in events if e.action in _SHOWN_TO_FILER)

    def latest(self, actor: Actor, *, limit: int = 50, before_id: int | None = None) -> tuple[Event, ...]:
        """Return the newest acts of everybody, newest first.

        Raises:
            NotAllowed: the actor does not read the audit log.
        """
        require(actor, Permission.READ_AUDIT)
        with self._database.read() as session:
            return latest_events(session, limit=limit, before_id=before_id)


def _for_filer(event: Event) -> Event:
    staff = event.role != Role.FILER
    return Event(
        id=event.id,
        at=event.at,
        actor_id=None,
        actor_name="" if staff else event.actor_name,
        role=Role.CLERK if staff else event.role,
        address="",
        action=event.action,
        promocion_id=event.promocion_id,
        from_status=event.from_status,
        to_status=event.to_status,
        facts={} if staff else event.facts,
    )
