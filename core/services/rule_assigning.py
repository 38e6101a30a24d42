"""Giving what arrives to a clerk by the office's rule, in the transaction of its sending."""

from sqlalchemy.orm import Session

from core.clock import Clock
from core.config import Settings
from core.domain.duty import AssignmentRule
from core.domain.workflow import Action, next_status
from core.services.stamping import Stamping
from core.storage.duty import take_turn
from core.storage.events import append_event
from core.storage.promociones import change_promocion, load_promocion


class RuleAssigning:
    """Applies the rule of ``OFICIALIA_ASSIGN``."""

    def __init__(self, clock: Clock, settings: Settings) -> None:
        self._clock = clock
        self._rule = AssignmentRule(settings.assign)

    @property
    def rule(self) -> AssignmentRule:
        """Which rule is set."""
        return self._rule

    def apply(self, session: Session, promocion_id: int) -> None:
        """Keep what was just sent for the clerk whose turn it is; with nobody on duty it waits for everybody.

        To be called last in its transaction: the turn is held until that ends.

        Args:
            session: the transaction of the sending.
            promocion_id: what was sent.
        """
        if self._rule is AssignmentRule.OFF:
            return
        before, now = load_promocion(session, promocion_id), self._clock.now()
        clerk = take_turn(session, before.fields.tipo_procedimiento, now)
        if clerk is None:
            return
        status = next_status(before.status, Action.ASSIGN)
        change_promocion(session, before, status=status, assigned_to=clerk.account_id, assigned_at=now)
        append_event(
            session,
            now,
            None,
            Action.ASSIGN,
            promocion_id=before.id,
            from_status=before.status,
            to_status=status,
            assigned_to=clerk.name,
            rule=self._rule.value,
        )


class Arrivals:
    """What a sending brings about in its own transaction: its stamp is wanted, and somebody's turn comes."""

    def __init__(self, stamping: Stamping, rule: RuleAssigning) -> None:
        self._stamping = stamping
        self._rule = rule

    def take_in(self, session: Session, promocion_id: int, cms: bytes) -> None:
        """Do both, as the last thing of the transaction.

        Args:
            session: of the sending.
            promocion_id: what was sent.
            cms: its signature.
        """
        self._stamping.want(session, promocion_id, cms)
        self._rule.apply(session, promocion_id)
