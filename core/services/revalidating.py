"""Looking again at a signature, on demand, and the history of what was found."""

from sqlalchemy.orm import Session

from core.clock import Clock
from core.domain.checklist import checklist_from_json
from core.domain.evidence import Occasion, StoredRevocation, StoredVerdict
from core.domain.people import Actor, Permission, require
from core.domain.promocion import Promocion
from core.domain.risk import risk_of
from core.domain.verdict_json import verdict_to_json
from core.domain.workflow import RECEIVED
from core.errors import NotFound
from core.services.verification import Examination, Verification, outcome_columns
from core.storage.document_rows import documents_of
from core.storage.engine import Database
from core.storage.events import append_event
from core.storage.evidence import current_signature, insert_verdict, set_outcomes, verdict_history
from core.storage.preflights import preflight_of
from core.storage.promociones import load_promocion
from core.storage.revocations import insert_revocations, revocations_of
from core.storage.risks import set_risk

REVALIDATE = "revalidate"
"""Name of the audit event."""


class Revalidating:
    """The use cases of looking again."""

    def __init__(self, database: Database, clock: Clock, verification: Verification) -> None:
        self._database = database
        self._clock = clock
        self._verification = verification

    def revalidate(self, actor: Actor, promocion_id: int) -> StoredVerdict:
        """Ask every source of revocation now, verify again, and keep verdict and answers.

        Before the decision the queue then shows the new verdict; a decided promoción keeps what it was
        decided by, and the history tells what was found later. Where no source answers, the answer kept
        from before stands in.

        Raises:
            NotAllowed: the actor does not read the queue.
            NotFound: there is none, or it was not sent yet.
        """
        require(actor, Permission.READ_QUEUE)
        with self._database.read() as session:
            promocion = _received(session, promocion_id)
            documents = documents_of(session, promocion_id)
            signature = current_signature(session, promocion_id)
            kept = revocations_of(session, promocion_id)
        if signature is None:  # a received promoción always has one
            raise NotFound
        found = self._verification.examine(promocion, documents, signature, kept)
        with self._database.write() as session:
            self._keep(session, actor, promocion, found)
            session.flush()
            return verdict_history(session, promocion_id)[-1]

    def _keep(self, session: Session, actor: Actor, promocion: Promocion, found: Examination) -> None:
        verdict = found.verdict
        content = verdict_to_json(verdict)
        insert_verdict(session, promocion.id, verdict.made_at, content, Occasion.REVALIDATION, actor.name)
        insert_revocations(session, promocion.id, found.evidence(Occasion.REVALIDATION))
        set_outcomes(session, promocion.id, outcome_columns(verdict))
        checklist = checklist_from_json(preflight_of(session, promocion.id))
        set_risk(session, promocion.id, risk_of(verdict, checklist))
        append_event(
            session,
            self._clock.now(),
            actor,
            REVALIDATE,
            promocion_id=promocion.id,
            from_status=promocion.status,
            to_status=promocion.status,
            revocation=verdict.revocation.value,
        )

    def verdicts(self, actor: Actor, promocion_id: int) -> tuple[StoredVerdict, ...]:
        """Return every verdict given on a received promoción, oldest first.

        Raises:
            NotAllowed: the actor does not read the queue.
            NotFound: there is none, or it was not sent yet.
        """
        require(actor, Permission.READ_QUEUE)
        with self._database.read() as session:
            _received(session, promocion_id)
            return verdict_history(session, promocion_id)

    def answers(self, actor: Actor, promocion_id: int) -> tuple[StoredRevocation, ...]:
        """Return what the sources of revocation answered each time, oldest first, with the raw answers.

        Raises:
            NotAllowed: the actor does not read the queue.
            NotFound: there is none, or it was not sent yet.
        """
        require(actor, Permission.READ_QUEUE)
        with self._database.read() as session:
            _received(session, promocion_id)
            return revocations_of(session, promocion_id)


def _received(session: Session, promocion_id: int) -> Promocion:
    promocion = load_promocion(session, promocion_id)
    if promocion.status not in RECEIVED:
        raise NotFound
    return promocion
