"""The calendar: the staff read it, supervisors keep it; who reads a promoción reads how its day moved."""

from dataclasses import replace
from datetime import UTC, date, datetime

from core.domain.people import Actor, Permission
from tests.permissions.rules import ANY, Row, permitted, readable
from tests.permissions.world import Target, World

KEEPS, READS = permitted(Permission.MANAGE_CATALOGS), permitted(Permission.READ_QUEUE)
SENT_AT = datetime(2026, 11, 23, 18, tzinfo=UTC)


def _save(world: World, actor: Actor, _target: Target) -> None:
    """Save the calendar with one thing said anew."""
    office = world.oficialia
    calendar = replace(office.catalogs.now().calendar, complete_until=date(2027, 12, 31))
    office.calendar_desk.save(actor, calendar, 0, "por prueba de permisos")


def _prospect(world: World, actor: Actor, _target: Target) -> None:
    """Look at what saving the calendar with one thing said anew would do."""
    calendar = replace(world.oficialia.catalogs.now().calendar, complete_until=date(2027, 12, 31))
    world.oficialia.calendar_desk.prospect(actor, calendar)


CALENDAR_ROWS: dict[str, Row] = {
    "calendar_desk.in_force": Row(lambda w, a, _: w.oficialia.calendar_desk.in_force(a), READS, ANY),
    "calendar_desk.what_if": Row(
        lambda w, a, _: w.oficialia.calendar_desk.what_if(a, SENT_AT, "DEN"), READS, ANY
    ),
    "calendar_desk.prospect": Row(_prospect, KEEPS, ANY),
    "calendar_desk.prospect_of": Row(
        lambda w, a, _: w.oficialia.calendar_desk.prospect_of(a, "x = 1"), KEEPS, ANY
    ),
    "calendar_desk.save": Row(_save, KEEPS, ANY),
    "refiling.effect": Row(
        lambda w, a, _: w.oficialia.refiling.effect(a, w.oficialia.catalogs.now().calendar), KEEPS, ANY
    ),
    "refiling.revisions": Row(lambda w, a, t: w.oficialia.refiling.revisions(a, t.promocion_id), readable),
}
CALENDAR_UNASKED: dict[str, str] = {
    "refiling.saved": "inside the transaction that saves the calendar, which asks",
    "refiling.committed": "after it, likewise",
    "refiling.recompute": "the operator's command line",
}
