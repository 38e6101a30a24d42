"""What the staff writes beside a filing, and how each likes the screens: every action, and who may."""

from core.domain.people import Actor, Permission
from tests.permissions.rules import ANY, Row, permitted, received
from tests.permissions.world import Target, World

READ_QUEUE, REVIEW = Permission.READ_QUEUE, Permission.REVIEW


def _judge(world: World, actor: Actor, target: Target) -> None:
    """Say of a filing that it is another one of Ana's, which hold the same bytes."""
    accepted, sent = world.filings["accepted"].promocion_id, world.filings["sent"].promocion_id
    other = accepted if target.promocion_id == sent else sent
    world.oficialia.duplicates.judge(
        actor, target.promocion_id, other, is_duplicate=True, reason="Llegó dos veces."
    )


def _reviewed(actor: Actor, state: str) -> bool:
    """Clerks, once it was sent."""
    return permitted(REVIEW)(actor, state) and received(actor, state)


REMARK_ROWS: dict[str, Row] = {
    "notes.of": Row(lambda w, a, t: w.oficialia.notes.of(a, t.promocion_id), received),
    "notes.add": Row(lambda w, a, t: w.oficialia.notes.add(a, t.promocion_id, "Una nota."), received),
    "duplicates.of": Row(lambda w, a, t: w.oficialia.duplicates.of(a, t.promocion_id), received),
    "duplicates.changed": Row(lambda w, a, t: w.oficialia.duplicates.changed(a, t.promocion_id), received),
    "watching.since": Row(lambda w, a, t: w.oficialia.watching.since(a, t.promocion_id, 0), received),
    "duplicates.judge": Row(_judge, _reviewed),
    "preferences.get": Row(
        lambda w, a, _: w.oficialia.preferences.get(a, "revision.secciones"), permitted(READ_QUEUE), ANY
    ),
    "preferences.set": Row(
        lambda w, a, _: w.oficialia.preferences.set(a, "revision.secciones", {"datos": True}),
        permitted(READ_QUEUE),
        ANY,
    ),
}
