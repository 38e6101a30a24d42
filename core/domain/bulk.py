"""What can be done to many promociones at once, and what keeps one of them out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.domain.people import Actor, Permission
from core.domain.promocion import Rejection
from core.domain.queue import QueueRow
from core.domain.workflow import CLOSED

MOST_AT_ONCE = 200


class BulkAction(StrEnum):
    """Acts on many. No acceptance: each is one clerk's own look at one filing."""

    TAKE = "take"
    RELEASE = "release"
    ASSIGN = "assign"
    UNASSIGN = "unassign"
    LABEL = "label"
    UNLABEL = "unlabel"
    REJECT = "reject"


PERMISSIONS: Mapping[BulkAction, Permission] = {
    BulkAction.TAKE: Permission.REVIEW,
    BulkAction.RELEASE: Permission.REVIEW,
    BulkAction.REJECT: Permission.REVIEW,
    BulkAction.ASSIGN: Permission.ASSIGN,
    BulkAction.UNASSIGN: Permission.ASSIGN,
    BulkAction.LABEL: Permission.READ_QUEUE,
    BulkAction.UNLABEL: Permission.READ_QUEUE,
}


class Exclusion(StrEnum):
    """Why an act passes over a promoción; each has a sentence in ``[exclusions]``, which may name ``name``."""

    SOMEBODY_ELSES = "somebody_elses"
    KEPT_FOR_ANOTHER = "kept_for_another"
    HELD = "held"
    DECIDED = "decided"
    ALREADY = "already"
    NOT_YOURS = "not_yours"
    NOT_THERE = "not_there"


@dataclass(frozen=True, slots=True)
class BulkOrder:
    """An act and what it needs.

    Attributes:
        account_id: whom to assign to.
        label: code to put or to take off.
        text: a note when releasing, a reason when assigning.
        rejection: one ground without document, and the text that every filer gets.
    """

    action: BulkAction
    account_id: int = 0
    label: str = ""
    text: str = ""
    rejection: Rejection | None = None


@dataclass(frozen=True, slots=True)
class BulkItem:
    """What happens, or happened, to one promoción.

    Attributes:
        folio: empty where there is no such promoción.
        code: an :class:`Exclusion` in a plan, a refusal's code in a result; empty where it is, or was, done.
        facts: of the code's sentence.
        proposed: the rejection waits for a second clerk.
    """

    id: int
    folio: str
    code: str = ""
    facts: Mapping[str, str | int] = field(default_factory=dict)
    proposed: bool = False

    @property
    def done(self) -> bool:
        """Whether nothing keeps, or kept, it out."""
        return not self.code


def planned(order: BulkOrder, row: QueueRow, actor: Actor, now: datetime) -> BulkItem:
    """Return whether an act would pass over a row as it stands now."""
    found = _exclusion(order, row, actor.account_id, now)
    if found is None:
        return BulkItem(row.id, row.folio)
    code, name = found
    return BulkItem(row.id, row.folio, code.value, {"name": name} if name else {})


def _exclusion(order: BulkOrder, row: QueueRow, me: int, now: datetime) -> tuple[Exclusion, str] | None:
    labels = {BulkAction.LABEL: order.label in row.labels, BulkAction.UNLABEL: order.label not in row.labels}
    if order.action in labels:
        return (Exclusion.ALREADY, "") if labels[order.action] else None
    if row.status in CLOSED:
        return Exclusion.DECIDED, ""
    if order.action is BulkAction.RELEASE:
        return None if row.claimed_by == me else (Exclusion.NOT_YOURS, "")
    if order.action is BulkAction.UNASSIGN:
        return None if row.assigned_to is not None else (Exclusion.ALREADY, "")
    if order.action is BulkAction.ASSIGN:
        return (Exclusion.ALREADY, "") if row.assigned_to == order.account_id else None
    return _not_takable(order, row, me, now)


def _not_takable(order: BulkOrder, row: QueueRow, me: int, now: datetime) -> tuple[Exclusion, str] | None:
    if row.in_review(now):
        if row.claimed_by != me:
            return Exclusion.SOMEBODY_ELSES, row.claimed_by_name
        return (Exclusion.ALREADY, "") if order.action is BulkAction.TAKE else None
    if row.held(now):
        return Exclusion.HELD, row.assigned_name
    if row.assigned_to not in {None, me}:
        return Exclusion.KEPT_FOR_ANOTHER, row.assigned_name
    return None
