"""Reasons, losses and drafts, told from values alone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.config import Settings
from core.domain.event import Event
from core.domain.reviewing import (
    LARGEST_DRAFT,
    MOST_REASON,
    LossKind,
    latest_hold,
    loss_of,
    reason_of,
    storable_content,
)
from core.domain.workflow import Action, Status
from core.storage.catalogs import load_catalogs

AT = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
LUCIA, MARIO = 1, 2
_ENDS = {
    Action.CLAIM: Status.UNDER_REVIEW,
    Action.TAKE_OVER: Status.UNDER_REVIEW,
    Action.ACCEPT: Status.ACCEPTED,
    Action.NOTE: "",
}


def _story(*acts: tuple[int, Action]) -> tuple[Event, ...]:
    status: str = Status.SENT
    told = []
    for number, (who, action) in enumerate(acts):
        after = _ENDS.get(action, Status.SENT) or status
        at = AT + timedelta(minutes=number)
        facts = {"reason": f"motivo {number}"} if action is not Action.CLAIM else {}
        told.append(Event(number, at, who, f"persona {who}", "clerk", "", action, 7, status, after, facts))
        status = after
    return tuple(told)


@pytest.mark.parametrize(
    ("acts", "kind"),
    [
        ([(LUCIA, Action.CLAIM), (MARIO, Action.TAKE_OVER)], LossKind.TAKEN_OVER),
        ([(LUCIA, Action.CLAIM), (MARIO, Action.NOTE), (MARIO, Action.CLAIM)], LossKind.EXPIRED),
        ([(LUCIA, Action.CLAIM), (9, Action.ASSIGN), (MARIO, Action.CLAIM)], LossKind.REASSIGNED),
        ([(LUCIA, Action.CLAIM), (MARIO, Action.CLAIM), (MARIO, Action.ACCEPT)], LossKind.EXPIRED),
        ([(MARIO, Action.CLAIM), (LUCIA, Action.TAKE_OVER), (MARIO, Action.TAKE_OVER)], LossKind.TAKEN_OVER),
    ],
)
def test_what_somebody_else_took_is_lost(acts: list[tuple[int, Action]], kind: LossKind) -> None:
    """The first act that took it is told, with who, when and why, whatever happened afterwards."""
    lost = loss_of(LUCIA, _story(*acts))
    assert lost is not None
    first = next(
        e
        for e in _story(*acts)[1:]
        if e.actor_id != LUCIA and e.action in {Action.CLAIM, Action.TAKE_OVER, Action.ASSIGN}
    )
    assert (lost.kind, lost.by_name, lost.at) == (kind, first.actor_name, first.at)
    assert lost.reason == ("" if kind is LossKind.EXPIRED else first.facts["reason"])


@pytest.mark.parametrize(
    "acts",
    [
        [],
        [(MARIO, Action.CLAIM)],
        [(LUCIA, Action.CLAIM)],
        [(LUCIA, Action.CLAIM), (MARIO, Action.NOTE)],
        [(LUCIA, Action.CLAIM), (LUCIA, Action.RELEASE), (MARIO, Action.CLAIM)],
        [(LUCIA, Action.CLAIM), (LUCIA, Action.HOLD), (MARIO, Action.TAKE_OVER)],
        [(LUCIA, Action.CLAIM), (LUCIA, Action.ACCEPT)],
        [(LUCIA, Action.CLAIM), (MARIO, Action.TAKE_OVER), (LUCIA, Action.CLAIM)],
    ],
)
def test_what_one_never_had_has_or_gave_back_is_not_lost(acts: list[tuple[int, Action]]) -> None:
    """Nothing is told."""
    assert loss_of(LUCIA, _story(*acts)) is None


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("abc", "abc"),
        ("  a\u200bbc  ", "abc"),
        ("a b", ""),
        ("\u3164\u3164\u3164", ""),
        ("…!?", "…!?"),
        ("\u0301\u0301\u0301", ""),
        ("á\x00é\ud800í", "áéí"),
        ("x" * 900, "x" * MOST_REASON),
    ],
)
def test_a_reason_has_three_visible_characters(written: str, kept: str) -> None:
    """Blanks, fillers and what nobody sees do not count, and are not kept."""
    assert reason_of(written) == kept


def test_the_longest_wait_ends_with_the_thirtieth_day_of_business() -> None:
    """Counted by the calendar of the office, so that neither weekends nor suspensions shorten it."""
    calendar = load_catalogs(Settings().data / "catalogs").calendar
    zone = ZoneInfo("America/Mexico_City")
    latest = latest_hold(AT, calendar, zone, "DEN")
    local = latest.astimezone(zone)
    on, days = AT.astimezone(zone).date(), 0
    while on < local.date():
        on += timedelta(days=1)
        days += calendar.hours_on(on, "DEN") is not None
    assert (days, local.hour, local.minute) == (30, 23, 59)
    assert calendar.hours_on(local.date(), "DEN") is not None


def test_a_draft_is_kept_as_json_gives_it_back() -> None:
    """Up to the limit and not beyond; what JSON does not have is none."""
    most = {"t": "x" * (LARGEST_DRAFT - len('{"t": ""}'))}
    assert storable_content(most) == most
    assert storable_content({"t": most["t"] + "x"}) is None
    assert storable_content({"t": {1, 2}}) is None
    assert storable_content([1]) is None  # type: ignore[arg-type]  # as a hostile client would
    assert storable_content({}) == {}
