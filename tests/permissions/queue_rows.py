"""The lists of the office and what a clerk does to many at once, and who may."""

from core.domain.bulk import BulkAction, BulkOrder
from core.domain.people import Actor, Permission
from core.domain.queue import Tab
from core.domain.saved_views import Place
from tests.permissions.rules import ANY, Row, permitted, received
from tests.permissions.world import NOBODYS

READ_QUEUE = Permission.READ_QUEUE


def nobody(_actor: Actor, _state: str) -> bool:
    """Nobody, since there is no such thing."""
    return False


QUEUE_ROWS: dict[str, Row] = {
    "queue.page": Row(
        lambda w, a, _: w.oficialia.queue.page(a, w.oficialia.queue.query(a, Tab.ALL)),
        permitted(READ_QUEUE),
        ANY,
    ),
    "queue.counts": Row(lambda w, a, _: w.oficialia.queue.counts(a), permitted(READ_QUEUE), ANY),
    "queue.neighbours": Row(
        lambda w, a, f: w.oficialia.queue.neighbours(a, w.oficialia.queue.query(a, Tab.ALL), f.promocion_id),
        received,
    ),
    "queue.holding": Row(lambda w, a, _: w.oficialia.queue.holding(a, "0" * 64), permitted(READ_QUEUE), ANY),
    "queue.rows": Row(
        lambda w, a, f: w.oficialia.queue.rows(a, [f.promocion_id]), permitted(READ_QUEUE), ANY
    ),
    "queue.next_return": Row(lambda w, a, _: w.oficialia.queue.next_return(a), permitted(READ_QUEUE), ANY),
    "queue.clerks": Row(lambda w, a, _: w.oficialia.queue.clerks(a), permitted(READ_QUEUE), ANY),
    "queue.why": Row(lambda w, a, f: w.oficialia.queue.why(a, f.promocion_id), received),
    "bulk.plan": Row(
        lambda w, a, f: w.oficialia.bulk.plan(a, BulkOrder(BulkAction.TAKE), [f.promocion_id]),
        permitted(Permission.REVIEW),
        ANY,
    ),
    "bulk.run": Row(
        lambda w, a, f: list(
            w.oficialia.bulk.run(a, BulkOrder(BulkAction.ASSIGN, a.account_id), [f.promocion_id])
        ),
        permitted(Permission.ASSIGN),
        ANY,
    ),
    "labels.of": Row(lambda w, a, f: w.oficialia.labels.of(a, f.promocion_id), received),
    "labels.put": Row(lambda w, a, f: w.oficialia.labels.put(a, f.promocion_id, "URGENTE"), received),
    "labels.take_off": Row(
        lambda w, a, f: w.oficialia.labels.take_off(a, f.promocion_id, "URGENTE"), received
    ),
    "saved_views.of": Row(
        lambda w, a, _: w.oficialia.saved_views.of(a, Place.QUEUE), permitted(READ_QUEUE), ANY
    ),
    "saved_views.save": Row(
        lambda w, a, _: w.oficialia.saved_views.save(a, Place.QUEUE, "Mía", {}), permitted(READ_QUEUE), ANY
    ),
    # nobody's: tests/integration/test_saved_views.py has people try each other's
    "saved_views.rename": Row(
        lambda w, a, _: w.oficialia.saved_views.rename(a, NOBODYS, "Otra"), nobody, ANY
    ),
    "saved_views.delete": Row(lambda w, a, _: w.oficialia.saved_views.delete(a, NOBODYS), nobody, ANY),
    "queue.looked": Row(lambda w, a, f: w.oficialia.queue.looked(a, f.promocion_id), received),
}

QUEUE_UNASKED = {
    "labels.offered": "the catalogue is public",
    "queue.query": "makes a query; running it asks",
    "queue.due": "computes from the calendar",
    "queue.due_of": "computes from the calendar",
    "queue.age_minutes": "computes from the calendar",
}
