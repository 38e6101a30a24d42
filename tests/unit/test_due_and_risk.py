"""When the office means to have decided, and how risky a promoción is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.config import PROJECT
from core.domain.checklist import Checklist, RuleItem, RuleOutcome, RuleResult
from core.domain.due import Nearness, Target
from core.domain.risk import Risk, risk_of
from core.domain.verdict import Check, Conclusion, Outcome, Revocation, Verdict
from core.storage.catalogs import load_catalogs

ZONE = ZoneInfo("America/Mexico_City")
TARGET = Target(load_catalogs(PROJECT / "data" / "catalogs").calendar, ZONE, 16 * 60)
MONDAY = date(2026, 11, 23)


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("sent_at", "filed_on", "due"),
    [
        (_at(23, 9), MONDAY, _at(24, 16)),  # nine hours on Monday, seven on Tuesday
        (_at(20, 20), MONDAY, _at(24, 16)),  # sent on Friday night: it counts from Monday's opening
        (_at(23, 14), MONDAY, _at(25, 12)),
        (_at(19, 14), date(2026, 11, 19), _at(23, 15)),  # four on Thursday, six on Friday, six on Monday
    ],
)
def test_a_target_counts_hours_of_business(sent_at: datetime, filed_on: date, due: datetime) -> None:
    """Sixteen hours of business from the opening of the day it counts from, or from the sending if later."""
    assert TARGET.due(sent_at, filed_on, "DEN", sent_at).at == due.astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "nearness", "left"),
    [
        (_at(23, 10), Nearness.TOMORROW, 15 * 60),
        (_at(24, 9), Nearness.TODAY, 7 * 60),
        (_at(24, 16), Nearness.TODAY, 0),
        (_at(24, 16, 1), Nearness.OVERDUE, 0),
        (_at(20, 12), Nearness.LATER, 19 * 60),
    ],
)
def test_nearness_is_told_in_days_of_business(now: datetime, nearness: Nearness, left: int) -> None:
    """Today, the next day of business, later, or past; with the minutes of business that are left."""
    found = TARGET.due(_at(23, 9), MONDAY, "DEN", now)
    assert (found.nearness, found.minutes_left) == (nearness, left)


def test_on_a_friday_the_next_day_is_monday() -> None:
    """What is due on Monday is due on the next day of business when it is looked at on Friday."""
    assert TARGET.due(_at(19, 14), date(2026, 11, 19), "DEN", _at(20, 12)).nearness is Nearness.TOMORROW


@pytest.mark.parametrize("minutes", [0, 1, 359, 360, 361, 5000])
def test_the_end_is_that_many_minutes_away(minutes: int) -> None:
    """What is added is what is counted between, from whatever moment, open or closed."""
    calendar = TARGET.calendar
    for start in (_at(20, 8), _at(20, 14, 59), _at(21, 3), _at(23, 18)):
        end = calendar.business_moment_after(start, minutes, ZONE)
        assert calendar.business_minutes_between(start, end, ZONE) == minutes
        assert end >= start.astimezone(UTC)


@pytest.mark.parametrize("minutes", [0, 1, 359, 360, 5000])
def test_the_latest_start_is_as_far_back(minutes: int) -> None:
    """From the latest start to the end pass exactly so many minutes; from any later moment, fewer."""
    calendar = TARGET.calendar
    for end in (_at(20, 8), _at(20, 14, 59), _at(21, 3), _at(23, 18), _at(24, 9)):
        start = calendar.business_moment_before(end, minutes, ZONE)
        assert calendar.business_minutes_between(start, end, ZONE) == minutes
        assert start <= end.astimezone(UTC)
        later = start + timedelta(minutes=1)
        assert calendar.business_minutes_between(later, end, ZONE) == max(0, minutes - 1)


def _verdict(outcome: Outcome, code: str = "rfc_is_the_accounts") -> Verdict:
    silent = code == "not_revoked" and outcome is Outcome.INDETERMINATE
    revocation = Revocation.NOT_CONSULTED if silent else Revocation.GOOD
    check = Check(code, Conclusion.FIRMA, outcome)
    return Verdict(datetime.now(UTC), (check,), (), None, None, revocation)


def _book(outcome: RuleOutcome) -> Checklist:
    return Checklist("2026-11", (RuleResult("R-01", "2026-11", (RuleItem("damaged", outcome),)),))


@pytest.mark.parametrize(
    ("verdict", "checklist", "risk"),
    [
        (_verdict(Outcome.PASSED), None, Risk.NONE),
        (_verdict(Outcome.PASSED), _book(RuleOutcome.PASSED), Risk.NONE),
        (_verdict(Outcome.PASSED), _book(RuleOutcome.NOT_EXAMINED), Risk.NONE),
        (_verdict(Outcome.PASSED), _book(RuleOutcome.WARNING), Risk.NOTICE),
        (_verdict(Outcome.INDETERMINATE, "not_revoked"), None, Risk.NOTICE),
        (_verdict(Outcome.PASSED), _book(RuleOutcome.PROBLEM), Risk.DOUBT),
        (_verdict(Outcome.INDETERMINATE), None, Risk.DOUBT),
        (_verdict(Outcome.FAILED), None, Risk.FAILED),
        (_verdict(Outcome.FAILED, "not_revoked"), _book(RuleOutcome.PROBLEM), Risk.FAILED),
    ],
)
def test_risk_is_the_worst_of_what_was_found(
    verdict: Verdict, checklist: Checklist | None, risk: Risk
) -> None:
    """A failing signature is worst, then doubt or a cause of rejection, then a warning or silence."""
    assert risk_of(verdict, checklist) is risk


def test_risks_have_an_order() -> None:
    """The stored numbers grow with the risk: the queue sorts by them."""
    assert sorted(Risk) == [Risk.NONE, Risk.NOTICE, Risk.DOUBT, Risk.FAILED]
