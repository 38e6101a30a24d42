"""Every action of the decision, of reopening it and of beginning again after it, and who may."""

from core.domain.people import Actor, Permission
from core.domain.promocion import Rejection
from core.domain.verdict import Verdict
from core.storage.proposals import insert_proposal
from tests.permissions.rules import ANY, Row, held, own, permitted, received
from tests.permissions.world import Target, World

REJECTION = Rejection("FALTA-ANEXO", "Falta el anexo que menciona en la página 3.")
SENT = ("sent", "taken", "accepted")


def _verdict(world: World, target: Target) -> Verdict:
    """Return what the screen shows of a filing, whoever asks afterwards."""
    return world.oficialia.review.verdict(world.actors["elena"], world.views[target.promocion_id])


def _withdraw(world: World, actor: Actor, target: Target) -> None:
    """Withdraw what Mario proposed."""
    if target.promocion_id in world.views:
        with world.oficialia.database.write() as session:
            at = world.house.clock.at
            insert_proposal(session, target.promocion_id, world.actors["mario"], REJECTION, at)
    world.oficialia.deciding.withdraw_proposal(actor, target.promocion_id)


def _reopened(actor: Actor, state: str) -> bool:
    """Supervisors, once it was sent."""
    return permitted(Permission.REOPEN)(actor, state) and received(actor, state)


DECISION_ROWS: dict[str, Row] = {
    "deciding.conditions": Row(
        lambda w, a, t: w.oficialia.deciding.conditions(a, t.promocion_id, _verdict(w, t)), received, SENT
    ),
    "deciding.proposal": Row(lambda w, a, t: w.oficialia.deciding.proposal(a, t.promocion_id), received),
    "deciding.withdraw_proposal": Row(_withdraw, held),
    "previews.acceptance": Row(lambda w, a, t: w.oficialia.previews.acceptance(a, t.promocion_id), held),
    "previews.rejection": Row(
        lambda w, a, t: w.oficialia.previews.rejection(a, t.promocion_id, REJECTION), held
    ),
    "reopening.reopen": Row(
        lambda w, a, t: w.oficialia.reopening.reopen(a, t.promocion_id, "Se resolvió por error."), _reopened
    ),
    "reopening.numbers": Row(
        lambda w, a, _: w.oficialia.reopening.numbers(a, 2026), permitted(Permission.EXPORT), ANY
    ),
    "copying.correct": Row(lambda w, a, t: w.oficialia.copying.correct(a, t.promocion_id), own),
    "copying.begun": Row(lambda w, a, t: w.oficialia.copying.begun(a, t.promocion_id), own),
    "copying.correction": Row(lambda w, a, t: w.oficialia.copying.correction(a, t.promocion_id), own),
}
DECISION_UNASKED: dict[str, str] = {
    "coverage.seen": "part of a decision, which asked",
    "coverage.last_page": "compares two numbers of a document that the caller has read",
    "acuses.preview": "part of a preview, which asked",
}
