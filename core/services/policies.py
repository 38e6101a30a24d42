"""Whether the office's policies let a clerk decide: asked by the screen for its buttons, and again by the act."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core.config import Settings
from core.domain.people import Actor
from core.domain.policies import (
    Bearing,
    Condition,
    Policies,
    RequiredReading,
    Unmet,
    unmet_conditions,
)
from core.domain.promocion import Document
from core.domain.workflow import Action
from core.errors import Refusal
from core.services.acuse_records import Proof
from core.services.coverage import Coverage
from core.storage.proposals import approved_by, proposal_of


class VerdictForbidsAcceptance(Refusal):
    """A check of integrity, signature or identity fails, so it can only be rejected."""


class DocumentsNotRead(Refusal):
    """The office asks that whoever decides has read the documents. Facts: ``count``, ``names``."""


class OwnRegistration(Refusal):
    """Whoever approved the filer's request for an account does not decide their filings."""


class SecondClerkNeeded(Refusal):
    """A rejection is confirmed by another clerk than the one who proposed it."""


_REFUSALS: Mapping[Unmet, type[Refusal]] = {
    Unmet.VERDICT_FAILED: VerdictForbidsAcceptance,
    Unmet.NOT_OPENED: DocumentsNotRead,
    Unmet.NOT_READ: DocumentsNotRead,
    Unmet.OWN_REGISTRATION: OwnRegistration,
    Unmet.OWN_PROPOSAL: SecondClerkNeeded,
}


class DecisionPolicies:
    """The policies as they are set, applied to one promoción and one clerk.

    Attributes:
        zone: in which days and years are counted.
        set: the policies.
    """

    def __init__(self, settings: Settings, coverage: Coverage) -> None:
        self._coverage = coverage
        self.zone = ZoneInfo(settings.zone)
        self.set = Policies(
            RequiredReading(settings.require_reading), settings.four_eyes, settings.no_own_registrations
        )

    def unmet(
        self,
        session: Session,
        actor: Actor,
        action: Action,
        proof: Proof,
    ) -> tuple[Condition, ...]:
        """Return which conditions of ``Action.ACCEPT`` or ``Action.REJECT`` the actor does not meet."""
        proposal = proposal_of(session, proof.promocion.id)
        bearing = Bearing(
            actor.account_id,
            proof.verdict.outcome,
            self._coverage.seen(session, actor.account_id, proof.documents),
            approved_by(session, actor.account_id, proof.promocion.owner_id),
            proposal.account_id if proposal else None,
        )
        return unmet_conditions(self.set, action, bearing)

    def require_met(
        self,
        session: Session,
        actor: Actor,
        action: Action,
        proof: Proof,
    ) -> None:
        """Let only a decision through that meets every condition.

        Raises:
            VerdictForbidsAcceptance, DocumentsNotRead, OwnRegistration, SecondClerkNeeded: the first it does not.
        """
        for condition in self.unmet(session, actor, action, proof):
            checks = ", ".join(check.code for check in proof.verdict.failures())
            raise _REFUSALS[condition.code](**{"checks": checks, **condition.facts})

    def reading(self, session: Session, actor: Actor, proof: Proof) -> str:
        """Return what a decision's act keeps of how much the actor read."""
        return self._coverage.fact(session, actor.account_id, proof.documents)

    def last_page(self, document: Document) -> int:
        """Return the greatest number of a page of a document that can be concerned."""
        return self._coverage.last_page(document)
