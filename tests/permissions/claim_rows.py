"""Every action about who has a promoción, for whom it is kept and what was begun to be written of it."""

from datetime import timedelta

from core.domain.people import Actor, Permission
from core.domain.reviewing import DraftKind
from core.errors import NotAllowed
from tests.permissions.rules import ANY, Row, held, permitted, received
from tests.permissions.world import World

ASSIGN, REVIEW = Permission.ASSIGN, Permission.REVIEW
REASON = "Salió a una audiencia."
NOTE = DraftKind.NOTE


def _kept(kept: bool) -> None:
    if not kept:
        raise NotAllowed


def _hold(world: World, actor: Actor, promocion_id: int) -> None:
    until = world.house.clock.at + timedelta(hours=1)
    world.oficialia.claims.hold(actor, promocion_id, until, REASON)


def reviewed(actor: Actor, state: str) -> bool:
    """Whoever reviews, once it was sent."""
    return permitted(REVIEW)(actor, state) and received(actor, state)


def assigned(actor: Actor, state: str) -> bool:
    """Whoever assigns, once it was sent."""
    return permitted(ASSIGN)(actor, state) and received(actor, state)


def _give(world: World, actor: Actor, promocion_id: int) -> None:
    clerk = world.actors["mario"]
    world.oficialia.assigning.assign(actor, promocion_id, clerk.account_id, REASON)


CLAIM_ROWS: dict[str, Row] = {
    "claims.take": Row(lambda w, a, f: w.oficialia.claims.take(a, f.promocion_id), reviewed),
    "claims.take_next": Row(lambda w, a, _: w.oficialia.claims.take_next(a), permitted(REVIEW), ANY),
    "claims.keep": Row(lambda w, a, f: _kept(w.oficialia.claims.keep(a, f.promocion_id)), held),
    "claims.lost": Row(lambda w, a, f: w.oficialia.claims.lost(a, f.promocion_id), reviewed),
    "claims.release": Row(lambda w, a, f: w.oficialia.claims.release(a, f.promocion_id), held),
    "claims.skip": Row(lambda w, a, f: w.oficialia.claims.skip(a, f.promocion_id, REASON), held),
    "claims.take_over": Row(
        lambda w, a, f: w.oficialia.claims.take_over(a, f.promocion_id, REASON), reviewed
    ),
    "claims.hold": Row(lambda w, a, f: _hold(w, a, f.promocion_id), held),
    "claims.resume": Row(lambda w, a, f: w.oficialia.claims.resume(a, f.promocion_id), reviewed),
    "assigning.clerks": Row(lambda w, a, _: w.oficialia.assigning.clerks(a), permitted(ASSIGN), ANY),
    "assigning.assign": Row(lambda w, a, f: _give(w, a, f.promocion_id), assigned),
    "assigning.unassign": Row(
        lambda w, a, f: w.oficialia.assigning.unassign(a, f.promocion_id, REASON), assigned
    ),
    "assigning.assign_some": Row(
        lambda w, a, _: w.oficialia.assigning.assign_some(a, "DEN", 1, w.actors["mario"].account_id),
        permitted(ASSIGN),
        ANY,
    ),
    "drafts.save": Row(
        lambda w, a, f: w.oficialia.drafts.save(a, f.promocion_id, NOTE, {"t": "x"}), received
    ),
    "drafts.load": Row(lambda w, a, f: w.oficialia.drafts.load(a, f.promocion_id, NOTE), received),
    "drafts.discard": Row(lambda w, a, f: w.oficialia.drafts.discard(a, f.promocion_id, NOTE), received),
}
