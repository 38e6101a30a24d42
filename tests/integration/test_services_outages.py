"""Outages on both databases: named by reports, corrected, withdrawn, and made into a suspension."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest

from core.domain.calendar_edits import retire_closure, with_closure
from core.domain.closures import Closure, ClosureKind
from core.domain.fault_reports import FaultSystem
from core.domain.fault_views import FaultQuery
from core.domain.outages import OutageHasNotEnded, OutageIsSuspended, OutageNotAdmitted, untouched_days
from core.errors import NotAllowed, NotFound
from core.services.outages import LISTED, OutagesAlreadySuspended
from tests.fault_samples import entries, outage, report
from tests.offices import House, opened
from tests.registrations import events

REASON = "Acuerdo 12/2026 del Pleno."


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each database."""
    with opened(tmp_path / "home", database_url) as built:
        yield built


def _suspend(house: House, source: str, on: date = date(2026, 11, 20)) -> int:
    """Save a suspension as the calendar's page does; return the number of the edition."""
    desk, elena = house.oficialia.calendar_desk, house.actor("elena")
    found = desk.in_force(elena)
    closure = Closure(on, ClosureKind.SUSPENSION, "Acuerdo 12/2026", source)
    return desk.save(elena, with_closure(found.calendar, closure), found.edition, REASON).number


def test_reports_show_an_outage_and_leave_it(house: House) -> None:
    """Named with two, joined by a third, left by one: history, events, the list that is narrowed to them."""
    elena, outages = house.actor("elena"), house.oficialia.outages
    first, second, third = (report(house).folio for _ in range(3))
    number = outages.name(elena, outage(house), [second, first, second])
    outages.join(elena, number, third)
    outages.join(elena, number, third)
    assert outages.outage(elena, number).folios == (first, second, third)
    name = outages.outage(elena, number).name
    assert entries(house, third)[1:] == [("name_outage", elena.name, name)]
    outages.leave(elena, second)
    assert outages.listing(elena).rows[0].folios == (first, third)
    assert entries(house, second)[-1] == ("unname_outage", elena.name, name)
    with pytest.raises(NotFound):
        outages.leave(elena, second)
    page = house.oficialia.fault_desk.page(elena, FaultQuery(outages=True))
    assert [row.folio for row in page.rows] == [third, first]
    assert len(events(house, "name_outage")) == 4


@pytest.mark.parametrize(
    "changes",
    [
        {"description": " \u200b"},
        {"description": "x" * 1_001},
        {"hours": -1},
        {"hours": 24 * 61},
        {"ended_at": "ahead"},
    ],
)
def test_an_outage_says_something_that_can_be(house: House, changes: dict[str, object]) -> None:
    """No words, the wrong way round, two months long, not over yet: nothing is kept, nor joined."""
    elena, folio = house.actor("elena"), report(house).folio
    said = outage(house, float(str(changes.get("hours", 4))))
    words = str(changes.get("description", said.description))
    ended = house.clock.at + timedelta(minutes=1) if "ended_at" in changes else said.ended_at
    with pytest.raises(OutageNotAdmitted):
        house.oficialia.outages.name(elena, replace(said, description=words, ended_at=ended), [folio])
    assert house.oficialia.outages.listing(elena).rows == ()
    assert [kind for kind, _, _ in entries(house, folio)] == ["report"]


def test_an_unknown_report_names_nothing(house: House) -> None:
    """One wrong folio undoes the whole act."""
    elena = house.actor("elena")
    with pytest.raises(NotFound):
        house.oficialia.outages.name(elena, outage(house), [report(house).folio, "FAL-2222-2222"])
    assert house.oficialia.outages.listing(elena).rows == ()
    assert events(house, "name_outage") == []


def test_a_suspension_is_proposed_for_the_days_of_the_outages(house: House) -> None:
    """By the institution's clock, from the first to the last; not before each has ended, nor of a withdrawn one."""
    elena, outages = house.actor("elena"), house.oficialia.outages
    folio = report(house).folio
    said = outage(house, hours=30)
    first = outages.name(elena, replace(said, ended_at=None), [folio])
    second = outages.name(elena, outage(house, hours=2, system=FaultSystem.SITEC), [])
    with pytest.raises(OutageHasNotEnded):
        outages.proposal(elena, [first, second])
    outages.correct(elena, first, said)
    proposal = outages.proposal(elena, [second, first, first])
    local = said.started_at - timedelta(hours=6), (said.ended_at or said.started_at) - timedelta(hours=6)
    assert (proposal.first_on, proposal.last_on) == (local[0].date(), local[1].date())
    assert proposal.names == ("INT-0001", "INT-0002", folio)
    outages.withdraw(elena, second, "Era mantenimiento avisado.")
    with pytest.raises(OutagesAlreadySuspended):
        outages.proposal(elena, [first, second])
    for wrong in ([], [10**30], list(range(1, 50))):
        with pytest.raises(NotFound):
            outages.proposal(elena, wrong)
    with pytest.raises(NotAllowed):
        outages.proposal(house.lucia, [first])


def test_days_between_outages_that_none_touched_are_told(house: House) -> None:
    """A suspension from one to the other would close them too, so whoever declares it is warned."""
    elena, outages = house.actor("elena"), house.oficialia.outages
    late = outage(house, hours=2)
    early = replace(
        late,
        started_at=late.started_at - timedelta(days=4),
        ended_at=(late.ended_at or late.started_at) - timedelta(days=4),
    )
    numbers = [outages.name(elena, said, []) for said in (early, late)]
    proposal = outages.proposal(elena, numbers)
    zone = house.oficialia.settings.zone
    assert untouched_days(proposal, zone) == tuple(proposal.first_on + timedelta(days=n) for n in (1, 2, 3))
    assert untouched_days(outages.proposal(elena, numbers[:1]), zone) == ()


def test_the_calendar_says_which_suspension_came_of_it(house: House) -> None:
    """An entry that names the outage: history of outage and reports, in the transaction that saves it."""
    elena, outages = house.actor("elena"), house.oficialia.outages
    folio = report(house).folio
    number, other = (outages.name(elena, outage(house), named) for named in ([folio], []))
    edition = _suspend(house, f"Interrupción INT-0001; reportes {folio}; INT-99999999999, INT-0000")
    found = outages.outage(elena, number)
    assert (found.edition, found.suspended_at, found.suspended_by) == (edition, house.clock.at, elena.name)
    assert found.suspension == "20/11/2026 · Acuerdo 12/2026"
    assert entries(house, folio)[-1] == ("suspension", elena.name, "INT-0001 · 20/11/2026 · Acuerdo 12/2026")
    assert events(house, "suspend_outage")[0].facts == {"outage": "INT-0001", "edition": edition}
    assert outages.outage(elena, other).edition is None
    acts = (
        partial(outages.withdraw, elena, number, "No."),
        partial(outages.correct, elena, number, outage(house)),
        partial(outages.leave, elena, folio),
        partial(outages.join, elena, other, folio),
    )
    for act in acts:
        with pytest.raises(OutageIsSuspended):
            act()


def test_older_outages_are_a_page_away_and_those_that_wait_come_first(house: House) -> None:
    """However many there are, none is out of reach; one that waits is never behind those that are done with."""
    elena, outages = house.actor("elena"), house.oficialia.outages
    oldest = outages.name(elena, outage(house, hours=100), [])
    done = [outages.name(elena, outage(house, hours=hours), []) for hours in range(1, LISTED + 2)]
    for number in done:
        outages.withdraw(elena, number, "Era mantenimiento avisado.")
    first, second = outages.listing(elena), outages.listing(elena, LISTED)
    assert [o.id for o in first.rows] == [oldest, *done[: LISTED - 1]]
    assert [o.id for o in second.rows] == done[LISTED - 1 :]
    assert (first.total, second.total) == (len(done) + 1, len(done) + 1)
    assert [o.id for o in outages.pending(elena)] == [oldest]
    assert outages.listing(elena, -5).rows == first.rows
    assert outages.listing(elena, 10**30).rows == ()


def test_a_suspension_of_other_days_is_told_anew(house: House) -> None:
    """What the outage and its reports say of the calendar is what the calendar says; unchanged it is told once."""
    elena, outages, desk = house.actor("elena"), house.oficialia.outages, house.oficialia.calendar_desk
    folio = report(house).folio
    number = outages.name(elena, outage(house), [folio])
    _suspend(house, "INT-0001")
    _suspend(house, "Otra causa, sin interrupción", date(2026, 11, 19))
    found = desk.in_force(elena)
    longer = [
        replace(c, until=date(2026, 11, 21)) if c.source == "INT-0001" else c for c in found.calendar.closures
    ]
    desk.save(elena, replace(found.calendar, closures=tuple(longer)), found.edition, REASON)
    told = [text for kind, _, text in entries(house, folio) if kind == "suspension"]
    assert [("21/11/2026" in text) for text in told] == [False, True]
    assert outages.outage(elena, number).suspension == told[-1].removeprefix("INT-0001 · ")
    assert outages.outage(elena, number).edition == found.edition + 1
    assert len(events(house, "suspend_outage")) == 2


def test_a_retired_suspension_sets_the_outage_free(house: House) -> None:
    """Retired in the calendar, the outage waits again, and its reports say so; others stay as they were."""
    elena, outages, desk = house.actor("elena"), house.oficialia.outages, house.oficialia.calendar_desk
    folio = report(house).folio
    number = outages.name(elena, outage(house), [folio])
    _suspend(house, "INT-0001")
    _suspend(house, "Otra causa, sin interrupción", date(2026, 11, 19))
    assert outages.outage(elena, number).edition == 1
    found = desk.in_force(elena)
    place = next(n for n, c in enumerate(found.calendar.closures) if c.source == "INT-0001")
    desk.save(elena, retire_closure(found.calendar, place, date(2026, 11, 23)), found.edition, "Se revocó.")
    freed = outages.outage(elena, number)
    assert (freed.edition, freed.suspension, freed.suspended_at) == (None, "", None)
    assert [kind for kind, _, _ in entries(house, folio)][-2:] == ["suspension", "suspension_ended"]
    assert outages.proposal(elena, [number]).numbers == (number,)


def test_what_a_suspension_rests_on_is_not_forgotten(house: House) -> None:
    """Years after, the reports of the outage keep what they say; those of a withdrawn one do not."""
    elena, outages, desk = house.actor("elena"), house.oficialia.outages, house.oficialia.fault_desk
    kept, gone = report(house).folio, report(house).folio
    outages.name(elena, outage(house), [kept])
    withdrawn = outages.name(elena, outage(house), [gone])
    outages.withdraw(elena, withdrawn, "No lo era.")
    _suspend(house, "INT-0001")
    for folio in (kept, gone):
        desk.dismiss(elena, folio, "Cerrado.")
    house.clock.advance(days=3_000)
    assert house.oficialia.fault_reporting.forget_old() == 1
    assert desk.view(elena, kept).problem
    assert desk.view(elena, gone).problem == ""
