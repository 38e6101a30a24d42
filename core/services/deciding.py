"""Accepting and rejecting: each exactly once, with everything that must stand or fall together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from core.clock import Clock
from core.domain.acuse import AcuseKind
from core.domain.catalogs import Ground
from core.domain.evidence import Occasion
from core.domain.identifiers import format_numero_oficialia
from core.domain.people import Actor, Permission, require
from core.domain.policies import Condition
from core.domain.promocion import Document, Promocion, Rejection, plain_text
from core.domain.proposal import Proposal
from core.domain.time_to_decide import time_to_decide
from core.domain.verdict import Verdict
from core.domain.verdict_json import verdict_to_json
from core.domain.workflow import Action, next_status
from core.errors import NotFound
from core.services.acuse_records import Proof
from core.services.acuses import Acuses
from core.services.claim_acts import received
from core.services.claims import Claims
from core.services.current_catalogs import CurrentCatalogs
from core.services.notices import notify_decided
from core.services.policies import DecisionPolicies
from core.services.proposing import propose, second_look, withdraw
from core.services.rejections import checked_rejection, rejection_columns
from core.services.scanning import Scanning
from core.services.verification import Examination, Verification, outcome_columns
from core.storage.claims import NOT_ASSIGNED, NOT_CLAIMED, NOT_HELD
from core.storage.document_rows import documents_of
from core.storage.drafts import drop_decided
from core.storage.engine import Database
from core.storage.events import append_event
from core.storage.evidence import current_signature, insert_verdict
from core.storage.promociones import change_promocion, load_promocion, next_number
from core.storage.proposals import proposal_of
from core.storage.revocations import insert_revocations, revocations_of

_KINDS = {Action.ACCEPT: AcuseKind.RECEPCION, Action.REJECT: AcuseKind.RECHAZO}


@dataclass(frozen=True, slots=True)
class _Case:
    """What is decided: the promoción as it was read, what the verification found, and what was proposed."""

    proof: Proof
    found: Examination
    proposal: Proposal | None

    @property
    def promocion(self) -> Promocion:
        return self.proof.promocion


class Deciding:
    """The use cases of the decision."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        catalogs: CurrentCatalogs,
        verification: Verification,
        claims: Claims,
        acuses: Acuses,
        policies: DecisionPolicies,
        scanning: Scanning,
    ) -> None:
        self._database = database
        self._clock = clock
        self._catalogs = catalogs
        self._verification = verification
        self._claims = claims
        self._acuses = acuses
        self._policies = policies
        self._scanning = scanning

    @property
    def four_eyes(self) -> bool:
        """Whether a rejection needs a second clerk."""
        return self._policies.set.four_eyes

    def grounds(self) -> tuple[Ground, ...]:
        """Return the grounds of rejection that can be used today."""
        return self._catalogs.now().grounds_offered(self._today())

    def conditions(
        self, actor: Actor, promocion_id: int, verdict: Verdict
    ) -> Mapping[Action, tuple[Condition, ...]]:
        """Return what forbids the actor to accept and to reject a received promoción, beside its claim.

        Args:
            actor: who would decide.
            promocion_id: which.
            verdict: what the screen shows; the act verifies anew.

        Raises:
            NotAllowed: the actor does not read the queue.
            NotFound: there is none, or it was not sent yet.
        """
        require(actor, Permission.READ_QUEUE)
        with self._database.read() as session:
            promocion = received(session, promocion_id)
            proof = _proof(session, promocion, documents_of(session, promocion_id), verdict)
            return {action: self._policies.unmet(session, actor, action, proof) for action in _KINDS}

    def proposal(self, actor: Actor, promocion_id: int) -> Proposal | None:
        """Return the rejection that waits for a second clerk; None where none does.

        Raises:
            NotAllowed: the actor does not read the queue.
            NotFound: there is none, or it was not sent yet.
        """
        require(actor, Permission.READ_QUEUE)
        with self._database.read() as session:
            received(session, promocion_id)
            return proposal_of(session, promocion_id)

    def accept(self, actor: Actor, promocion_id: int) -> Promocion:
        """Accept a promoción under the actor's review; it gets its número de oficialía and its acuse.

        One that was accepted before and reopened keeps its number. A rejection that somebody proposed is
        withdrawn with it.

        Raises:
            NotAllowed, NotFound, StatusForbids, SomebodyElseHasIt, NotClaimed: as they say.
            VerdictForbidsAcceptance: a check fails now.
            DocumentsNotRead, OwnRegistration: a policy of the office forbids it.
            FoundInfectedMeanwhile: the antivirus, silent until now, has found something.
            ChangedMeanwhile: another window decided first.
        """
        require(actor, Permission.REVIEW)
        case = self._verified(actor, promocion_id, Action.ACCEPT)
        self._scanning.ask_again(case.proof.documents)
        return self._decide(actor, case, Action.ACCEPT, {})

    def reject(self, actor: Actor, promocion_id: int, rejection: Rejection) -> Promocion:
        """Reject a promoción under the actor's review, with its constancia.

        Where the office asks for four eyes, the first clerk's rejection is a proposal: the promoción goes back
        to the queue, which the status of what is returned tells; a second clerk's, the same or another, decides.

        Raises:
            NotAllowed, NotFound, StatusForbids, SomebodyElseHasIt, NotClaimed: as they say.
            GroundNotInCatalogue, GroundTextMissing, GroundDocumentMissing, GroundPageNotThere: what is missing.
            DocumentsNotRead, OwnRegistration, SecondClerkNeeded: a policy of the office forbids it.
            ChangedMeanwhile: another window decided first.
        """
        require(actor, Permission.REVIEW)
        rejection = self._admitted(actor, promocion_id, rejection)
        case = self._verified(actor, promocion_id, Action.REJECT)
        if self.four_eyes and case.proposal is None:
            return self._propose(actor, case, rejection)
        return self._decide(actor, case, Action.REJECT, rejection_columns(rejection))

    def withdraw_proposal(self, actor: Actor, promocion_id: int, reason: str = "") -> None:
        """Withdraw the rejection that waits for a second clerk; the promoción stays under the actor's review.

        Raises:
            NotAllowed, NotFound, StatusForbids, SomebodyElseHasIt, NotClaimed: as they say; the last ones
                also where nothing is proposed.
        """
        require(actor, Permission.REVIEW)
        with self._database.write() as session:
            before = self._claims.require_held(session, actor, promocion_id, lock=True)
            proposal = proposal_of(session, promocion_id)
            if proposal is None:
                raise NotFound
            change_promocion(session, before, status=before.status)
            withdraw(session, actor, before, proposal, self._clock.now(), plain_text(reason)[:500])

    def _admitted(self, actor: Actor, promocion_id: int, rejection: Rejection) -> Rejection:
        with self._database.read() as session:
            # first: what is missing would tell which documents a draft has
            self._claims.require_held(session, actor, promocion_id)
            documents = documents_of(session, promocion_id)
            offered = self._catalogs.within(session).grounds_offered(self._today())
        return checked_rejection(documents, rejection, offered, self._policies.last_page)

    def _verified(self, actor: Actor, promocion_id: int, action: Action) -> _Case:
        with self._database.read() as session:
            promocion = self._claims.require_held(session, actor, promocion_id)
            documents = documents_of(session, promocion_id)
            signature = current_signature(session, promocion_id)
            kept = revocations_of(session, promocion_id)
            proposal = proposal_of(session, promocion_id)
        if signature is None:  # a received promoción always has one
            raise LookupError(promocion_id)
        found = self._verification.examine(promocion, documents, signature, kept)
        proof = Proof(promocion, documents, signature, found.verdict)
        with self._database.read() as session:
            self._policies.require_met(session, actor, action, proof)
        return _Case(proof, found, proposal)

    def _decide(self, actor: Actor, case: _Case, action: Action, values: dict[str, Any]) -> Promocion:
        with self._database.write() as session:
            now, before = self._clock.now(), case.promocion
            if action is Action.ACCEPT:
                values = {"numero_oficialia": self._numero(session, before, now)}
            # whoever loses the race rolls back with the number it took
            change_promocion(session, before, **self._closing(action, case, actor, now), **values)
            second = second_look(session, actor, before, case.proposal, action, values, now)
            facts = {**_told(values), **second, **self._measured(session, actor, case.proof, now)}
            self._record(session, actor, before, action, facts, now)
            _keep(session, actor, case, now)
            drop_decided(session, before.id)
            decided = load_promocion(session, before.id)
            notify_decided(session, decided, action, now)
            proof = Proof(decided, case.proof.documents, case.proof.signature, case.proof.verdict)
            acuse_id = self._acuses.freeze(session, _KINDS[action], proof)
        self._acuses.try_finish(acuse_id)
        return decided

    def _propose(self, actor: Actor, case: _Case, rejection: Rejection) -> Promocion:
        with self._database.write() as session:
            read = self._policies.reading(session, actor, case.proof)
            propose(session, actor, case.promocion, rejection, self._clock.now(), read)
            return load_promocion(session, case.promocion.id)

    def _numero(self, session: Session, before: Promocion, now: datetime) -> str:
        if before.standing.numero_previo:
            return before.standing.numero_previo
        year = now.astimezone(self._policies.zone).year
        return format_numero_oficialia(year, next_number(session, f"oficialia-{year}"))

    def _measured(self, session: Session, actor: Actor, proof: Proof, at: datetime) -> dict[str, str | int]:
        """Return what a decision's act says of how much was read, and of how long it took."""
        calendar = self._catalogs.within(session).calendar
        took = time_to_decide(calendar, self._policies.zone, proof.promocion, at)
        return {"coverage": self._policies.reading(session, actor, proof), **took}

    @staticmethod
    def _record(
        session: Session,
        actor: Actor,
        before: Promocion,
        action: Action,
        facts: Mapping[str, str | int],
        at: datetime,
    ) -> None:
        append_event(
            session,
            at,
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
            **NOT_CLAIMED,
            **NOT_ASSIGNED,
            **NOT_HELD,
            **outcome_columns(case.proof.verdict),
        }

    def _today(self) -> date:
        return self._clock.now().astimezone(self._policies.zone).date()


def _keep(session: Session, actor: Actor, case: _Case, now: datetime) -> None:
    content = verdict_to_json(case.proof.verdict)
    insert_verdict(session, case.promocion.id, now, content, Occasion.DECISION, actor.name)
    insert_revocations(session, case.promocion.id, case.found.evidence(Occasion.DECISION))


def _told(values: Mapping[str, Any]) -> dict[str, str | int]:
    """Return what a decision's act says; an act has no fact that says nothing."""
    return {name: value for name, value in values.items() if value is not None}


def _proof(
    session: Session, promocion: Promocion, documents: tuple[Document, ...], verdict: Verdict
) -> Proof:
    signature = current_signature(session, promocion.id)
    if signature is None:  # a received promoción always has one
        raise NotFound
    return Proof(promocion, documents, signature, verdict)
