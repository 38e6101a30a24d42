"""The queue: the lists of the office and what stands around a promoción in them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core.clock import Clock
from core.config import Settings
from core.domain.checklist import checklist_from_json
from core.domain.due import Due, Target
from core.domain.people import Actor, Permission, require
from core.domain.promocion import Promocion
from core.domain.queue import Cursor, QueueQuery, QueueRow, Tab, digest_in
from core.domain.why import Reason, Situation, reasons
from core.domain.workflow import OPEN, RECEIVED
from core.errors import NotFound
from core.services.current_catalogs import CurrentCatalogs
from core.storage.engine import Database
from core.storage.events import history
from core.storage.looks import note_look
from core.storage.preflights import preflight_of
from core.storage.promociones import load_promocion
from core.storage.queue import (
    clerks_by_name,
    next_return,
    queue_edges,
    queue_rows,
    queue_total,
    rows_by_id,
    rows_holding,
    surroundings,
    tab_counts,
)

_MOST_ROWS = 1_000
"""Of a page: a list is turned page by page, and exported by who may export."""


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of a list.

    Attributes:
        total: rows of the list in all.
        before: for ``QueueQuery.before``, where rows stand in front of this page; else None.
        after: for ``QueueQuery.after``, where rows stand behind it; else None.
    """

    rows: tuple[QueueRow, ...]
    total: int
    before: Cursor | None = None
    after: Cursor | None = None


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What stands around a promoción in a list.

    Attributes:
        previous, next: folios; empty where the list ends.
        position: from 1, the place it has, or had before it left the list.
        total: rows of the list, this one among them.
    """

    previous: str
    next: str
    position: int
    total: int


class Queue:
    """The use cases of the lists."""

    def __init__(
        self, database: Database, clock: Clock, settings: Settings, catalogs: CurrentCatalogs
    ) -> None:
        self._database = database
        self._clock = clock
        self._zone = ZoneInfo(settings.zone)
        self._catalogs = catalogs
        self._minutes = settings.review_hours * 60

    def query(self, actor: Actor, tab: Tab) -> QueueQuery:
        """Return a query of a list as of now, without filters; the actor's own where that matters."""
        now = self._clock.now()
        today = now.astimezone(self._zone).date()
        midnight, end = (datetime.combine(today, hour, self._zone) for hour in (time.min, time.max))
        target = self._target()
        overdue, by_today = (target.latest_start(at).astimezone(self._zone) for at in (now, end))
        return QueueQuery(
            tab,
            actor.account_id,
            now,
            midnight.astimezone(UTC),
            overdue_start=overdue,
            today_start=by_today,
        )

    def page(self, actor: Actor, query: QueueQuery) -> QueuePage:
        """Return one page of a list.

        Raises:
            NotAllowed: the actor does not read the queue.
        """
        require(actor, Permission.READ_QUEUE)
        query = replace(query, limit=min(max(query.limit, 1), _MOST_ROWS))
        with self._database.read() as session:
            rows = queue_rows(session, query)
            return QueuePage(rows, queue_total(session, query), *queue_edges(session, query, rows))

    def counts(self, actor: Actor) -> dict[Tab, int]:
        """Return how many rows each list has, without filters.

        Raises:
            NotAllowed: the actor does not read the queue.
        """
        require(actor, Permission.READ_QUEUE)
        with self._database.read() as session:
            return tab_counts(session, self.query(actor, Tab.ALL))

    def neighbours(self, actor: Actor, query: QueueQuery, promocion_id: int) -> Neighbours:
        """Return what stands before and behind a received promoción in a list.

        Raises:
            NotAllowed: the actor does not read the queue.
            NotFound: there is none, or it was not sent yet.
        """
        require(actor, Permission.READ_QUEUE)
        with self._database.read() as session:
            _received(session, promocion_id)
            found = surroundings(session, query, promocion_id)
            beside = [i for i in (found.previous, found.next) if i is not None]
            folios = {row.id: row.folio for row in rows_by_id(session, query, beside)}
        previous, following = (folios.get(i or 0, "") for i in (found.previous, found.next))
        return Neighbours(previous, following, found.position, found.total)

    def holding(self, actor: Actor, sha256: str) -> tuple[QueueRow, ...]:
        """Return the received promociones that hold a document of this digest, however it is written.

        Raises:
            NotAllowed: the actor does not read the queue.
        """
        require(actor, Permission.READ_QUEUE)
        digest = digest_in(sha256)
        if not digest:
            return ()
        with self._database.read() as session:
            return rows_holding(session, self.query(actor, Tab.ALL), digest)

    def rows(self, actor: Actor, promocion_ids: Sequence[int]) -> tuple[QueueRow, ...]:
        """Return received promociones by id as they stand now; whatever else is asked for is left out.

        Raises:
            NotAllowed: the actor does not read the queue.
        """
        require(actor, Permission.READ_QUEUE)
        with self._database.read() as session:
            return rows_by_id(session, self.query(actor, Tab.ALL), promocion_ids)

    def next_return(self, actor: Actor) -> datetime | None:
        """Return when the first of those that wait for a later day comes back; None where none does.

        Raises:
            NotAllowed: the actor does not read the queue.
        """
        require(actor, Permission.READ_QUEUE)
        with self._database.read() as session:
            return next_return(session, self.query(actor, Tab.HELD))

    def clerks(self, actor: Actor) -> tuple[tuple[int, str], ...]:
        """Return account and name of everybody who reviews, by name.

        Raises:
            NotAllowed: the actor does not read the queue.
        """
        require(actor, Permission.READ_QUEUE)
        with self._database.read() as session:
            return clerks_by_name(session)

    def looked(self, actor: Actor, promocion_id: int) -> None:
        """Write down that the actor has seen a received promoción as it is now.

        Raises:
            NotAllowed: the actor does not read the queue.
            NotFound: there is none, or it was not sent yet.
        """
        require(actor, Permission.READ_QUEUE)
        with self._database.write() as session:
            _received(session, promocion_id)
            note_look(session, actor.account_id, promocion_id, self._clock.now())

    def why(self, actor: Actor, promocion_id: int) -> tuple[Reason, ...]:
        """Return why a received promoción stands where it does.

        Raises:
            NotAllowed: the actor does not read the queue.
            NotFound: there is none, or it was not sent yet.
        """
        require(actor, Permission.READ_QUEUE)
        query = self.query(actor, Tab.TO_TAKE)
        with self._database.read() as session:
            promocion = _received(session, promocion_id)
            (row,) = rows_by_id(session, query, [promocion_id])
            placed = surroundings(session, query, promocion_id) if _to_take(row, query.now) else None
            acts, checked = history(session, promocion_id), preflight_of(session, promocion_id)
        filed = {"filed_reason": promocion.filed_reason, **promocion.filed_facts}
        place, total = (placed.position, placed.total) if placed else (0, 0)
        return reasons(
            Situation(
                row,
                query.now,
                acts,
                checklist_from_json(checked),
                place,
                total,
                self.due(row),
                self.age_minutes(row),
                filed,
            )
        )

    def due(self, row: QueueRow) -> Due:
        """Return when the office means to have decided a row."""
        return self._target().due(row.sent_at, row.filed_on, row.tipo_procedimiento, self._clock.now())

    def due_of(self, promocion: Promocion) -> Due | None:
        """Return the same of a promoción; None where it was not sent."""
        sent_at, filed_on = promocion.sent_at, promocion.filed_on
        if sent_at is None or filed_on is None:
            return None
        tipo = promocion.fields.tipo_procedimiento
        return self._target().due(sent_at, filed_on, tipo, self._clock.now())

    def age_minutes(self, row: QueueRow) -> int:
        """Return how long a row has waited, or did until it was decided, in minutes of business."""
        end = row.decided_at or self._clock.now()
        calendar = self._catalogs.now().calendar
        return calendar.business_minutes_between(row.sent_at, end, self._zone, row.tipo_procedimiento)

    def _target(self) -> Target:
        return Target(self._catalogs.now().calendar, self._zone, self._minutes)


def _received(session: Session, promocion_id: int) -> Promocion:
    promocion = load_promocion(session, promocion_id)
    if promocion.status not in RECEIVED:
        raise NotFound
    return promocion


def _to_take(row: QueueRow, now: datetime) -> bool:
    waits = row.status in OPEN and not row.in_review(now) and not row.held(now)
    return waits and row.assigned_to is None
