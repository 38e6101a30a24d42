"""The lists of the office and what a clerk does to many at once, and who may."""

from core.domain.people import Permission
from core.domain.queue import Tab
from tests.permissions.rules import ANY, Row, permitted, received

READ_QUEUE = Permission.READ_QUEUE

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
    "queue.looked": Row(lambda w, a, f: w.oficialia.queue.looked(a, f.promocion_id), received),
}

QUEUE_UNASKED = {
    "queue.query": "makes a query; running it asks",
    "queue.due": "computes from the calendar",
    "queue.due_of": "computes from the calendar",
    "queue.age_minutes": "computes from the calendar",
}
