"""Supervisors give promociones to clerks; whoever loses one by it is told."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from core.domain.people import Actor, Role
from core.domain.reviewing import MOST_ASSIGNED, LossKind
from core.domain.workflow import Status, StatusForbids
from core.errors import NotAllowed, NotFound
from core.services.assigning import NotAClerk
from core.services.claim_acts import ReasonTooShort
from core.storage.account_tables import AccountRow, MailRow
from core.storage.accounts import insert_account
from tests.concurrency import at_once
from tests.offices import House, new_account, opened

WHY = "Se fue de vacaciones."


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine."""
    with opened(tmp_path / "home", database_url) as built:
        yield built


@pytest.fixture
def elena(house: House) -> Actor:
    """Return the supervisor."""
    return house.actor("elena")


def _folio(house: House, promocion_id: int) -> str:
    return house.load(promocion_id).folio


def test_what_is_assigned_is_that_clerks_first_and_nobody_elses(house: House, elena: Actor) -> None:
    """*Siguiente* offers it to its clerk before what is older; others neither get it nor take it by opening."""
    older, given = house.sent(), house.sent()
    house.oficialia.assigning.assign(elena, given, house.lucia.account_id)
    assert house.load(given).standing.assigned_name == house.lucia.name
    assert house.events(given)[-1].facts == {"assigned_to": house.lucia.name}
    claims = house.oficialia.claims
    assert not claims.take(house.mario, given)
    assert claims.take_next(house.mario) == _folio(house, older)
    assert claims.take_next(house.mario) == ""
    claims.release(house.mario, older)
    assert claims.take_next(house.lucia) == _folio(house, given)
    house.clock.advance(minutes=16)
    assert claims.take(house.mario, given)


def test_assigning_twice_says_it_once(house: House, elena: Actor) -> None:
    """To whoever it is kept for, or has it under review, nothing is given again."""
    given, taken = house.sent(), house.taken()
    assign = house.oficialia.assigning.assign
    for _ in range(2):
        assign(elena, given, house.lucia.account_id)
        assign(elena, taken, house.lucia.account_id)
    assert [e.action for e in house.events(given)].count("assign") == 1
    assert house.load(taken).status is Status.UNDER_REVIEW


def test_taking_it_from_a_colleague_needs_a_reason_and_is_told(house: House, elena: Actor) -> None:
    """Whether they have it under review or it is only kept for them; the reason is in mail, history, screen."""
    taken, kept = house.taken(), house.sent()
    assign = house.oficialia.assigning.assign
    assign(elena, kept, house.lucia.account_id)
    with house.oficialia.database.write() as session:
        session.get_one(AccountRow, house.lucia.account_id).email = "lucia@institucion.example"
    for promocion_id in (taken, kept):
        before = house.load(promocion_id)
        with pytest.raises(ReasonTooShort):
            assign(elena, promocion_id, house.mario.account_id)
        assert house.load(promocion_id) == before
        assign(elena, promocion_id, house.mario.account_id, WHY)
        after = house.load(promocion_id)
        assert (after.status, after.claim) == (Status.SENT, None)
        facts = {"assigned_to": house.mario.name, "taken_from": house.lucia.name, "reason": WHY}
        assert house.events(promocion_id)[-1].facts == facts
    with house.oficialia.database.read() as session:
        kinds = list(session.scalars(select(MailRow.kind)))
    assert kinds == ["promocion_reassigned"] * 2
    lost = house.oficialia.claims.lost(house.lucia, taken)
    assert lost is not None
    assert (lost.kind, lost.by_name, lost.reason) == (LossKind.REASSIGNED, elena.name, WHY)
    assert not house.oficialia.claims.keep(house.lucia, taken)


def test_a_claim_that_ran_out_is_given_without_a_reason(house: House, elena: Actor) -> None:
    """Nobody has it any more."""
    taken = house.taken()
    house.clock.advance(minutes=16)
    house.oficialia.assigning.assign(elena, taken, house.mario.account_id)
    assert house.load(taken).standing.assigned_to == house.mario.account_id


def test_what_waits_for_a_later_day_goes_on_waiting(house: House, elena: Actor) -> None:
    """It comes back to the clerk it was given to meanwhile."""
    promocion_id = house.taken()
    until = house.clock.at + timedelta(hours=3)
    claims = house.oficialia.claims
    claims.hold(house.lucia, promocion_id, until, "Falta el poder.")
    house.oficialia.assigning.assign(elena, promocion_id, house.mario.account_id, WHY)
    assert house.load(promocion_id).standing.held_until == until
    assert claims.take_next(house.mario) == ""
    house.clock.advance(hours=3)
    assert claims.take_next(house.lucia) == ""
    assert claims.take_next(house.mario) == _folio(house, promocion_id)


def test_unassigned_it_is_everybodys(house: House, elena: Actor) -> None:
    """With a reason where somebody loses it; of what is nobody's nothing is written."""
    given, nobodys, decided = house.sent(), house.sent(), house.accepted()
    assigning = house.oficialia.assigning
    assigning.assign(elena, given, house.lucia.account_id)
    with pytest.raises(ReasonTooShort):
        assigning.unassign(elena, given)
    assigning.unassign(elena, given, WHY)
    assert house.events(given)[-1].facts == {"taken_from": house.lucia.name, "reason": WHY}
    assert house.oficialia.claims.take(house.mario, given)
    before = house.events(nobodys)
    assigning.unassign(elena, nobodys)
    assert house.events(nobodys) == before
    with pytest.raises(StatusForbids):
        assigning.unassign(elena, decided)
    with pytest.raises(StatusForbids):
        assigning.assign(elena, decided, house.lucia.account_id)


def test_some_of_a_type_oldest_first(house: House, elena: Actor) -> None:
    """As many as are asked for and nobody has; never what is kept for somebody, held or under review."""
    ids = [house.sent(tipo_procedimiento="DRM") for _ in range(4)]
    other, taken = house.sent(), house.taken(tipo_procedimiento="DRM")
    assigning = house.oficialia.assigning
    assigning.assign(elena, ids[0], house.mario.account_id)
    given = assigning.assign_some(elena, "DRM", 2, house.lucia.account_id)
    assert given == tuple(_folio(house, i) for i in ids[1:3])
    assert assigning.assign_some(elena, "DRM", 10**9, house.lucia.account_id) == (_folio(house, ids[3]),)
    for nothing in (("DRM", 5), ("DEN", 0), ("DEN", -3), ("no\x00hay", 5)):
        assert assigning.assign_some(elena, *nothing, house.lucia.account_id) == ()
    assert house.load(other).standing.assigned_to is None
    assert house.load(taken).status is Status.UNDER_REVIEW
    assert MOST_ASSIGNED == 200


def test_two_supervisors_who_give_at_once_share_what_waits(house: House, elena: Actor) -> None:
    """None is given twice."""
    for _ in range(6):
        house.sent()
    some = house.oficialia.assigning.assign_some
    told = at_once([partial(some, elena, "DEN", 4, c.account_id) for c in (house.lucia, house.mario)])
    folios = [folio for one in told if isinstance(one, tuple) for folio in one]
    assert len(folios) == len(set(folios)) == 6


def test_only_active_clerks_are_given_any(house: House, elena: Actor) -> None:
    """Supervisors, filers, whoever is suspended and nobody at all look the same; the list has the others."""
    promocion_id = house.sent()
    with house.oficialia.database.write() as session:
        gone = insert_account(session, new_account("nora", "Nora Paz Gil", Role.CLERK), house.clock.at)
        session.get_one(AccountRow, gone).suspended_at = house.clock.at
    assigning = house.oficialia.assigning
    for account_id in (elena.account_id, house.ana.account_id, gone, 999_999, 0, -1, 2**40):
        with pytest.raises(NotAClerk):
            assigning.assign(elena, promocion_id, account_id)
        with pytest.raises(NotAClerk):
            assigning.assign_some(elena, "DEN", 1, account_id)
    assert [clerk.name for clerk in assigning.clerks(elena)] == [house.lucia.name, house.mario.name]
    with pytest.raises(NotAllowed):
        assigning.assign(house.lucia, promocion_id, house.lucia.account_id)
    with pytest.raises(NotFound):
        assigning.assign(elena, house.draft(), house.lucia.account_id)


def test_what_is_kept_for_somebody_who_left_is_not_stuck(house: House, elena: Actor) -> None:
    """Once its clerk is suspended anybody takes it."""
    promocion_id = house.sent()
    house.oficialia.assigning.assign(elena, promocion_id, house.lucia.account_id)
    with house.oficialia.database.write() as session:
        session.get_one(AccountRow, house.lucia.account_id).suspended_at = house.clock.at
    assert house.oficialia.claims.take_next(house.mario) == _folio(house, promocion_id)


def test_the_list_of_clerks_says_what_each_has(house: House, elena: Actor) -> None:
    """Under review, kept for them, and waiting for a later day; a claim that ran out counts for nobody."""
    house.taken()
    second = house.taken()
    given = house.sent()
    house.oficialia.assigning.assign(elena, given, house.lucia.account_id)
    house.oficialia.claims.hold(house.lucia, second, house.clock.at + timedelta(hours=5), "Falta el poder.")
    found = {c.name: (c.in_review, c.assigned, c.held) for c in house.oficialia.assigning.clerks(elena)}
    assert found == {house.lucia.name: (1, 1, 1), house.mario.name: (0, 0, 0)}
    house.clock.advance(hours=6)
    found = {c.name: (c.in_review, c.assigned, c.held) for c in house.oficialia.assigning.clerks(elena)}
    assert found[house.lucia.name] == (0, 2, 0)
