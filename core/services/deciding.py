"""Accepting and rejecting: each exactly once, with everything that must stand or fall together."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from core.clock import Clock
from core.domain.acuse import AcuseKind
from core.domain.catalogs import Catalogs, Ground
from core.domain.evidence import Occasion, Signature
from core.domain.identifiers import format_numero_oficialia
from core.domain.people import Actor, Permission, require
from core.domain.promocion import Document, Promocion, Rejection, plain_text
from core.domain.verdict import Outcome, Verdict
from core.domain.verdict_json import verdict_to_json
from core.domain.workflow import Action, next_status
from core.errors import Refusal
from core.services.acuse_records import Proof
from core.services.acuses import Acuses
from core.services.coverage import Coverage
from core.services.notices import notify_decided
from core.services.review import Review
from core.services.scanning import Scanning
from core.services.verification import Examination, Verification, outcome_columns
from core.storage.document_rows import documents_of
from core.storage.engine import Database
from core.storage.events import append_event
from core.storage.evidence import current_signature, insert_verdict
from core.storage.promociones import change_promocion, load_promocion, next_number
from core.storage.revocations import insert_revocations, revocations_of

MIN_GROUND_TEXT = 10
"""Fewest characters of a rejection's text: a filer must be able to mend it."""
MAX_GROUND_TEXT = 4000


class VerdictForbidsAcceptance(Refusal):
    """A check of integrity, signature or identity fails, so it can only be rejected."""


class GroundNotInCatalogue(Refusal):
    """The ground is not one that can be used today."""


class GroundTextMissing(Refusal):
    """A rejection must tell the filer, in words, what is wrong."""


class GroundDocumentMissing(Refusal):
    """This ground needs the document concerned, one of the promoción's."""


@dataclass(frozen=True, slots=True)
class _Case:
    promocion: Promocion
    documents: tuple[Document, ...]
    signature: Signature
    found: Examination

    @property
    def verdict(self) -> Verdict:
        return self.found.verdict


class Deciding:
    """The use cases of the decision."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        catalogs: Catalogs,
        verification: Verification,
        review: Review,
        acuses: Acuses,
        coverage: Coverage,
        scanning: Scanning,
    ) -> None:
        self._database = database
        self._clock = clock
        self._catalogs = catalogs
        self._verification = verification
        self._review = review
        self._acuses = acuses
        self._coverage = coverage
        self._scanning = scanning
        self._zone = review.zone

    def grounds(self) -> tuple[Ground, ...]:
        """Return the grounds of rejection that can be used today."""
        return self._catalogs.grounds_offered(self._today())

    def accept(self, actor: Actor, promocion_id: int) -> Promocion:
        """Accept a promoción under the actor's review; it gets its número de oficialía and its acuse.

        Raises:
            NotAllowed, NotFound, StatusForbids, SomebodyElseHasIt, NotClaimed: as they say.
            VerdictForbidsAcceptance: a check fails now.
            FoundInfectedMeanwhile: the antivirus, silent until now, has found something.
            ChangedMeanwhile: another window decided first.
        """
        require(actor, Permission.REVIEW)
        case = self._verified(actor, promocion_id)
        if case.verdict.outcome is Outcome.FAILED:
            raise VerdictForbidsAcceptance(checks=", ".join(c.code for c in case.verdict.failures()))
        self._scanning.ask_again(case.documents)
        return self._decide(actor, case, Action.ACCEPT, AcuseKind.RECEPCION, {})

    def reject(self, actor: Actor, promocion_id: int, rejection: Rejection) -> Promocion:
        """Reject a promoción under the actor's review, with its constancia.

        Raises:
            NotAllowed, NotFound, StatusForbids, SomebodyElseHasIt, NotClaimed: as they say.
            GroundNotInCatalogue, GroundTextMissing, GroundDocumentMissing: what is missing.
            ChangedMeanwhile: another window decided first.
        """
        require(actor, Permission.REVIEW)
        rejection = replace(rejection, text=plain_text(rejection.text))
        case = self._verified(actor, promocion_id)
        self._check(rejection, case.documents)
        values = {
            "ground": rejection.ground,
            "ground_text": rejection.text,
            "ground_document": rejection.document,
        }
        return self._decide(actor, case, Action.REJECT, AcuseKind.RECHAZO, values)

    def _check(self, rejection: Rejection, documents: tuple[Document, ...]) -> None:
        offered = {g.code: g for g in self.grounds()}
        ground = offered.get(rejection.ground)
        if ground is None:
            raise GroundNotInCatalogue
        if not MIN_GROUND_TEXT <= len(rejection.text) <= MAX_GROUND_TEXT:
            raise GroundTextMissing(least=MIN_GROUND_TEXT, most=MAX_GROUND_TEXT)
        named = rejection.document in {d.name for d in documents}
        if (ground.needs_document or rejection.document) and not named:
            raise GroundDocumentMissing

    def _verified(self, actor: Actor, promocion_id: int) -> _Case:
        with self._database.read() as session:
            promocion = self._review.require_held(session, actor, promocion_id)
            documents = documents_of(session, promocion_id)
            signature = current_signature(session, promocion_id)
            kept = revocations_of(session, promocion_id)
        if signature is None:  # a received promoción always has one
            raise LookupError(promocion_id)
        found = self._verification.examine(promocion, documents, signature, kept)
        return _Case(promocion, documents, signature, found)

    def _decide(
        self, actor: Actor, case: _Case, action: Action, kind: AcuseKind, values: Mapping[str, str]
    ) -> Promocion:
        with self._database.write() as session:
            now = self._clock.now()
            if action is Action.ACCEPT:
                values = {"numero_oficialia": self._next_numero(session, now)}
            # whoever loses the race rolls back with the number it took
            change_promocion(session, case.promocion, **self._closing(action, case, actor, now), **values)
            read = self._coverage.fact(session, actor.account_id, case.documents)
            self._record(session, actor, case.promocion, action, {**values, "coverage": read})
            _keep(session, actor, case, now)
            decided = load_promocion(session, case.promocion.id)
            notify_decided(session, decided, action, now)
            proof = Proof(decided, case.documents, case.signature, case.verdict)
            acuse_id = self._acuses.freeze(session, kind, proof)
        self._acuses.try_finish(acuse_id)
        return decided

    def _next_numero(self, session: Session, now: datetime) -> str:
        year = now.astimezone(self._zone).year
        return format_numero_oficialia(year, next_number(session, f"oficialia-{year}"))

    def _record(
        self, session: Session, actor: Actor, before: Promocion, action: Action, facts: Mapping[str, str]
    ) -> None:
        append_event(
            session,
            self._clock.now(),
            actor,
            action,
            promocion_id=before.id,
            from_status=before.status,
            to_status=next_status(before.status, action),
            **facts,
        )

    @staticmethod
    def _closing(action: Action, case: _Case, actor: Actor, now: datetime) -> dict[str, object]:
        return {
            "status": next_status(case.promocion.status, action),
            "updated_at": now,
            "decided_at": now,
            "decided_by": actor.account_id,
            "claimed_by": None,
            "claimed_at": None,
            "claim_expires_at": None,
            **outcome_columns(case.verdict),
        }

    def _today(self) -> date:
        return self._clock.now().astimezone(self._zone).date()


def _keep(session: Session, actor: Actor, case: _Case, now: datetime) -> None:
    content = verdict_to_json(case.verdict)
    insert_verdict(session, case.promocion.id, now, content, Occasion.DECISION, actor.name)
    insert_revocations(session, case.promocion.id, case.found.evidence(Occasion.DECISION))
