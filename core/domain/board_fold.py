"""Folding the audit log: what one act adds to which figure. Nothing but the act is asked.

The same function stands behind the tallies, behind what is not in them yet, and behind the report that reads the
whole log again; what it says of an act never changes, so the three agree.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from core.domain.calendar import FiledReason
from core.domain.coverage import Progress, from_facts
from core.domain.workflow import Action

ANY_HOUR = -1
"""Of figures that are not told by the hour."""
COUNTED = (Action.SEND, Action.ACCEPT, Action.REJECT, Action.REOPEN, Action.REFILE)
"""The acts that figures are made of; every other one adds nothing."""


class Measure(StrEnum):
    """What is counted."""

    SENT = "sent"
    OUT_OF_HOURS = "out_of_hours"
    HOURS_UNKNOWN = "hours_unknown"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    GROUND = "ground"
    DECIDED_BY = "decided_by"
    READ_IN_FULL = "read_in_full"
    READING_UNKNOWN = "reading_unknown"
    TIME_UNKNOWN = "time_unknown"
    REOPENED = "reopened"
    REFILED = "refiled"


@dataclass(frozen=True, slots=True)
class Act:
    """A line of the log, with the one field of its promoción that figures are told apart by.

    Attributes:
        at: aware UTC.
        action: a value of ``core.domain.workflow.Action``.
        actor_id: None for the system.
        tipo: code of the promoción's type of procedure, which nothing changes once it is sent.
        facts: of a sending ``sent_at`` (ISO 8601) and ``filed_reason``; of a decision ``business_minutes``,
            ``coverage`` and ``ground``. Acts from before a fact was kept lack it.
    """

    at: datetime
    action: str
    actor_id: int | None
    tipo: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Where something is counted: on a local day, perhaps in an hour, of a type of procedure.

    ``detail``: a ground's code, or an account's number; empty for what is not told apart by one.
    """

    day: date
    measure: str
    tipo: str
    hour: int = ANY_HOUR
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """How long one decision took. ``minutes``: of business; ``account_id``: who decided."""

    day: date
    tipo: str
    account_id: int
    minutes: int


def counted_at(act: Act) -> datetime:
    """Return the instant at which an act counts: of a sending, when the server received it."""
    told = act.facts.get("sent_at") if act.action == Action.SEND else None
    return datetime.fromisoformat(told) if isinstance(told, str) else act.at


def keys_of(act: Act, zone: ZoneInfo) -> tuple[Key, ...]:
    """Return where an act counts once; nothing for acts that no figure is made of."""
    local = counted_at(act).astimezone(zone)
    day, tipo = local.date(), act.tipo
    if act.action == Action.SEND:
        return (Key(day, Measure.SENT, tipo, local.hour), *_hours(act, day))
    if act.action in {Action.ACCEPT, Action.REJECT}:
        return _decision(act, day, local.hour)
    others = {Action.REOPEN.value: Measure.REOPENED, Action.REFILE.value: Measure.REFILED}
    return (Key(day, others[act.action], tipo),) if act.action in others else ()


def taken_by(act: Act, zone: ZoneInfo) -> Taken | None:
    """Return how long an act's decision took; None where it is none, or does not say."""
    minutes = act.facts.get("business_minutes")
    if act.action not in {Action.ACCEPT, Action.REJECT} or type(minutes) is not int:
        return None
    return Taken(counted_at(act).astimezone(zone).date(), act.tipo, act.actor_id or 0, minutes)


def _hours(act: Act, day: date) -> tuple[Key, ...]:
    reason = act.facts.get("filed_reason")
    if reason is None:
        return (Key(day, Measure.HOURS_UNKNOWN, act.tipo),)
    return () if reason == FiledReason.WITHIN_HOURS else (Key(day, Measure.OUT_OF_HOURS, act.tipo),)


def _decision(act: Act, day: date, hour: int) -> tuple[Key, ...]:
    tipo, who = act.tipo, str(act.actor_id or 0)
    measure = Measure.ACCEPTED if act.action == Action.ACCEPT else Measure.REJECTED
    found = [Key(day, measure, tipo, hour), Key(day, Measure.DECIDED_BY, tipo, detail=who)]
    if measure is Measure.REJECTED:
        found.append(Key(day, Measure.GROUND, tipo, detail=str(act.facts.get("ground", ""))))
    if type(act.facts.get("business_minutes")) is not int:
        found.append(Key(day, Measure.TIME_UNKNOWN, tipo, detail=who))
    return (*found, *_reading(act, day))


def _reading(act: Act, day: date) -> tuple[Key, ...]:
    if "coverage" not in act.facts:
        return (Key(day, Measure.READING_UNKNOWN, act.tipo),)
    full = all(share.progress is Progress.FULL for share in from_facts(act.facts))
    return (Key(day, Measure.READ_IN_FULL, act.tipo),) if full else ()
