"""Words of the review: what a clerk may begin to write, reasons, until when a promoción may wait."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from core.domain.calendar import BusinessCalendar
from core.domain.event import Event
from core.domain.people import Actor
from core.domain.promocion import Promocion, plain_text
from core.domain.visible_text import shows_something
from core.domain.workflow import Action, Status

LEAST_REASON, MOST_REASON = 3, 500
"""Visible characters and characters of a reason."""
SHORTEST_HOLD = timedelta(minutes=1)
LONGEST_HOLD_DAYS = 30
"""Days of business."""
SKIP_LASTS = timedelta(days=1)
"""For how long *Siguiente* does not offer what somebody skipped, unless something happens to it."""
MOST_ASSIGNED = 200
"""Promociones given to one clerk at once."""
LARGEST_DRAFT = 20_000
"""Characters of a draft as JSON: five times the longest text for a filer."""


class DraftKind(StrEnum):
    """What somebody began to write about a promoción."""

    REJECTION = "rejection"
    NOTE = "note"
    RELEASE = "release"
    HOLD = "hold"
    ACCEPTANCE = "acceptance"


@dataclass(frozen=True, slots=True)
class Draft:
    """A half-written text. ``content``: what the form held, by field."""

    content: Mapping[str, Any]
    updated_at: datetime


class LossKind(StrEnum):
    """How a clerk lost a promoción that they had under review."""

    TAKEN_OVER = "taken_over"
    REASSIGNED = "reassigned"
    EXPIRED = "expired"
    """Their claim ran out, and another clerk took it."""


@dataclass(frozen=True, slots=True)
class Loss:
    """Who took a promoción from a clerk, when and why. ``reason`` is empty where a claim ran out."""

    kind: LossKind
    by_name: str
    at: datetime
    reason: str


_TAKING = frozenset({Action.CLAIM, Action.TAKE_OVER})
_LOSSES = {
    Action.CLAIM: LossKind.EXPIRED,
    Action.TAKE_OVER: LossKind.TAKEN_OVER,
    Action.ASSIGN: LossKind.REASSIGNED,
}


def loss_of(account_id: int, history: tuple[Event, ...]) -> Loss | None:
    """Return how an account lost what it had; None where it never had it, has it, or gave it back itself.

    Args:
        account_id: whose loss.
        history: a promoción's acts, oldest first.
    """
    own = [n for n, e in enumerate(history) if e.actor_id == account_id and e.action in _TAKING]
    moves = (
        [e for e in history[own[-1] + 1 :] if e.from_status != e.to_status or e.action in _LOSSES]
        if own
        else []
    )
    if not moves or moves[0].actor_id == account_id or moves[0].action not in _LOSSES:
        return None
    first = moves[0]
    kind = _LOSSES[Action(first.action)]
    return Loss(kind, first.actor_name, first.at, str(first.facts.get("reason", "")))


def holds(actor: Actor, promocion: Promocion) -> bool:
    """Whether the actor has the promoción under review; also when the claim ran out and nobody took it."""
    claim = promocion.claim
    under_review = promocion.status is Status.UNDER_REVIEW
    return under_review and claim is not None and claim.account_id == actor.account_id


def taken_from(promocion: Promocion, *others: int) -> tuple[int, str] | None:
    """Return who has a promoción, or for whom it is kept: account and name.

    Args:
        promocion: as it stands, or stood.
        others: who does not count, such as whoever takes it.
    """
    claim, standing = promocion.claim, promocion.standing
    account_id, name = (
        (claim.account_id, claim.name) if claim else (standing.assigned_to, standing.assigned_name)
    )
    return None if account_id is None or account_id in others else (account_id, name)


def may_be_taken(promocion: Promocion, now: datetime) -> bool:
    """Whether a promoción waits; whether it is kept for somebody else is not asked."""
    if promocion.status is Status.SENT:
        return promocion.standing.held_until is None or promocion.standing.held_until <= now
    claim = promocion.claim
    return promocion.status is Status.UNDER_REVIEW and (claim is None or claim.expires_at <= now)


def reason_of(text: str) -> str:
    """Return a reason as it is kept; empty where it says too little."""
    written = plain_text(text)[:MOST_REASON].strip()
    return written if sum(shows_something(c) for c in written) >= LEAST_REASON else ""


def latest_hold(now: datetime, calendar: BusinessCalendar, zone: ZoneInfo, procedure_type: str) -> datetime:
    """Return the last instant until which a promoción may wait: the end of the thirtieth day of business."""
    on = now.astimezone(zone).date()
    for _ in range(LONGEST_HOLD_DAYS):
        on = calendar.next_business_day(on, procedure_type)
    return datetime.combine(on, time(23, 59, 59, 999_999), zone)


def storable_content(content: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return a draft's content as it is kept; None where it is too long or holds what JSON does not have."""
    try:
        written = json.dumps(content, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return None
    value = json.loads(written) if len(written) <= LARGEST_DRAFT else None
    return {_whole(name): _whole(entry) for name, entry in value.items()} if isinstance(value, dict) else None


def _whole(value: Any) -> Any:  # noqa: ANN401 - any value of JSON
    """Return a value without NUL and halves of pairs, which PostgreSQL has not; blanks stay as they were typed."""
    if isinstance(value, dict):
        return {_whole(name): _whole(entry) for name, entry in value.items()}
    if isinstance(value, list):
        return [_whole(entry) for entry in value]
    return (
        value.encode("utf-8", "replace").decode().replace("\0", "\ufffd") if isinstance(value, str) else value
    )
