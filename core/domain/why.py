"""Why a promoción stands where it does in the queue: codes and facts, in the order in which they count."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.domain.checklist import Checklist, RuleOutcome
from core.domain.due import Due
from core.domain.event import Event
from core.domain.queue import Mark, QueueRow
from core.domain.verdict import Outcome, Revocation
from core.domain.workflow import CLOSED, Action, Status

Facts = Mapping[str, str | int]
_MOST_RULES = 4


class Because(StrEnum):
    """The reasons; each has an entry ``[why.<code>]`` in ``data/texts/queue.toml``."""

    PLACE = "place"
    FILED = "filed"
    DUE = "due"
    IN_REVIEW = "in_review"
    LAPSED = "lapsed"
    ASSIGNED = "assigned"
    HELD = "held"
    BACK_FROM_HOLD = "back_from_hold"
    RELEASED = "released"
    RELEASED_SILENTLY = "released_silently"
    SKIPPED = "skipped"
    REOPENED = "reopened"
    PROPOSED = "proposed"
    CORRECTED = "corrected"
    CONCLUSION = "conclusion"
    NOT_CONSULTED = "not_consulted"
    RULE_PROBLEM = "rule_problem"
    RULE_WARNING = "rule_warning"
    CHANGED = "changed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. ``facts``: instants in ISO 8601 UTC, days in ISO, codes; people's own words as they are."""

    code: Because
    facts: Facts


@dataclass(frozen=True, slots=True)
class Situation:
    """What the reasons are told from.

    Attributes:
        history: the promoción's acts, oldest first.
        changes: those of them that the reader has not seen.
        position, total: its place among those to take; 0 where it is not one of them.
        age_minutes: of business.
        filed: why it counts from its day: ``reason`` and its facts.
    """

    row: QueueRow
    now: datetime
    history: Sequence[Event]
    checklist: Checklist | None
    position: int
    total: int
    due: Due
    age_minutes: int
    filed: Facts


def reasons(situation: Situation) -> tuple[Reason, ...]:
    """Return why a promoción stands where it does."""
    if situation.row.status in CLOSED:
        return (_decided(situation.row), *_signature(situation.row))
    return (
        *_order(situation),
        *_holder(situation),
        *_way_back(situation),
        *_signature(situation.row),
        *_rules(situation.checklist),
        *_changed(situation),
    )


def _order(s: Situation) -> Iterator[Reason]:
    if s.position:
        facts = {"position": s.position, "total": s.total, "age": s.age_minutes, "risk": s.row.risk}
        yield Reason(Because.PLACE, facts)
    yield Reason(Because.FILED, {"filed_on": s.row.filed_on.isoformat(), **s.filed})
    due = {"at": s.due.at.isoformat(), "nearness": s.due.nearness.value, "left": s.due.minutes_left}
    yield Reason(Because.DUE, due)


def _holder(s: Situation) -> Iterator[Reason]:
    row = s.row
    if row.in_review(s.now) and row.claimed_at:
        yield Reason(Because.IN_REVIEW, {"name": row.claimed_by_name, "at": row.claimed_at.isoformat()})
    elif row.status is Status.UNDER_REVIEW and row.claim_expires_at:
        yield Reason(Because.LAPSED, {"name": row.claimed_by_name, "at": row.claim_expires_at.isoformat()})
    if row.held_until:
        code = Because.HELD if row.held(s.now) else Because.BACK_FROM_HOLD
        held = _last(s.history, Action.HOLD)
        who = held.actor_name if held else row.assigned_name
        yield Reason(code, {"at": row.held_until.isoformat(), "reason": row.held_reason, "name": who})
    elif row.assigned_to is not None and not row.in_review(s.now):
        yield Reason(Because.ASSIGNED, {"name": row.assigned_name, **_given(s.history)})


def _way_back(s: Situation) -> Iterator[Reason]:
    left = _last(s.history, Action.RELEASE, Action.SKIP)
    taken = _last(s.history, Action.CLAIM, Action.TAKE_OVER)
    if left and taken and left.id > taken.id:
        silent = left.action == Action.RELEASE and not left.facts.get("note")
        code = Because.RELEASED_SILENTLY if silent else Because.RELEASED
        yield Reason(Because.SKIPPED if left.action == Action.SKIP else code, _told(left))
    if s.row.reopened_at:
        yield Reason(Because.REOPENED, _told(_last(s.history, Action.REOPEN)))
    proposed = _last(s.history, Action.PROPOSE_REJECTION, Action.WITHDRAW_PROPOSAL, Action.REJECT)
    if proposed and proposed.action == Action.PROPOSE_REJECTION:
        yield Reason(Because.PROPOSED, _told(proposed))
    if s.row.copied_from is not None:
        yield Reason(Because.CORRECTED, {})


def _signature(row: QueueRow) -> Iterator[Reason]:
    conclusions = (("integridad", row.integridad), ("firma", row.firma), ("identidad", row.identidad))
    silent = row.revocation == Revocation.NOT_CONSULTED
    for name, outcome in conclusions:
        # a source of revocation that is silent has a reason of its own
        if outcome == Outcome.FAILED or (
            outcome == Outcome.INDETERMINATE and not (name == "firma" and silent)
        ):
            yield Reason(Because.CONCLUSION, {"conclusion": name, "outcome": outcome})
    if silent:
        yield Reason(Because.NOT_CONSULTED, {})


def _rules(checklist: Checklist | None) -> Iterator[Reason]:
    if checklist is None:
        return
    found = [(r.rule, Because.RULE_PROBLEM) for r in checklist.of(RuleOutcome.PROBLEM)]
    found += [(r.rule, Because.RULE_WARNING) for r in checklist.of(RuleOutcome.WARNING)]
    for rule, code in found[:_MOST_RULES]:
        yield Reason(code, {"rule": rule})


def _changed(s: Situation) -> Iterator[Reason]:
    if s.row.mark is Mark.CHANGED and s.history:
        last = s.history[-1]
        yield Reason(Because.CHANGED, {"action": last.action, **_told(last)})


def _decided(row: QueueRow) -> Reason:
    at = row.decided_at.isoformat() if row.decided_at else ""
    facts = {"name": row.decided_by_name, "at": at}
    if row.status is Status.ACCEPTED:
        return Reason(Because.ACCEPTED, {**facts, "numero": row.numero_oficialia})
    return Reason(Because.REJECTED, {**facts, "ground": row.ground})


def _last(history: Sequence[Event], *actions: Action) -> Event | None:
    return next((event for event in reversed(history) if event.action in actions), None)


def _given(history: Sequence[Event]) -> Facts:
    """Return who gave it, or the rule that did; nobody where whom it is kept for made it wait."""
    given = _last(history, Action.ASSIGN, Action.HOLD)
    if given is None or given.action == Action.HOLD:
        return {**_told(None), "assignment_rule": ""}
    return {**_told(given), "assignment_rule": str(given.facts.get("rule", ""))}


def _told(event: Event | None) -> Facts:
    if event is None:
        return {"by": "", "at": "", "words": ""}
    words = event.facts.get("note") or event.facts.get("reason") or ""
    return {"by": event.actor_name, "at": event.at.isoformat(), "words": str(words)}
