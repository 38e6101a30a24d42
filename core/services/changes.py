"""Changes to a promoción before it is sent: permission, status, compare-and-set and audit in one place."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from core.clock import Clock
from core.domain.people import Actor, Permission, require
from core.domain.promocion import Promocion
from core.domain.workflow import Action, next_status, voids_signature
from core.storage.engine import Database
from core.storage.events import append_event
from core.storage.evidence import void_signature
from core.storage.promociones import change_promocion, load_promocion


def own_promocion(session: Session, actor: Actor, promocion_id: int, *, lock: bool = False) -> Promocion:
    """Return a promoción of the actor's own; ``lock`` keeps others from changing it meanwhile.

    Raises:
        NotAllowed: the actor does not file.
        NotFound: there is none, or it is somebody else's.
    """
    require(actor, Permission.FILE)
    return load_promocion(session, promocion_id, owner_id=actor.account_id, lock=lock)


@dataclass(frozen=True, slots=True)
class Change:
    """One change under way, inside its transaction."""

    session: Session
    actor: Actor
    promocion: Promocion
    clock: Clock

    def apply(
        self,
        action: Action,
        facts: Mapping[str, str | int],
        values: Mapping[str, object] | None = None,
    ) -> None:
        """Write the change, void the signature where there is one, and record the act.

        Raises:
            StatusForbids: the status does not admit the action.
            ChangedMeanwhile: somebody was faster.
        """
        now = self.clock.now()
        before = self.promocion
        status = next_status(before.status, action)
        if voids_signature(before.status, action):
            void_signature(self.session, before.id, now)
            facts = {**facts, "signature": "voided"}
        change_promocion(
            self.session, before, status=status, updated_at=now, **{"signed_at": None, **(values or {})}
        )
        append_event(
            self.session,
            now,
            self.actor,
            action,
            promocion_id=before.id,
            from_status=before.status,
            to_status=status,
            **facts,
        )


@contextmanager
def changing(
    database: Database,
    clock: Clock,
    actor: Actor,
    promocion_id: int,
    action: Action,
    *,
    version: int | None = None,
) -> Iterator[Change]:
    """Open a change to the actor's own promoción.

    Args:
        database: where.
        clock: when.
        actor: who.
        promocion_id: which.
        action: what the status must admit.
        version: the version the person saw, to find out a lost update; None skips that.

    Raises:
        NotAllowed, NotFound, StatusForbids: as they say.
    """
    with database.write() as session:
        # two uploads at once to one promoción wait for each other instead of losing one
        promocion = own_promocion(session, actor, promocion_id, lock=True)
        next_status(promocion.status, action)
        seen = promocion if version is None else replace(promocion, version=version)
        yield Change(session, actor, seen, clock)
