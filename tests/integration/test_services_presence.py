"""Who is on duty, what a rule gives them, and what they give back when they leave."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest

from core.domain.people import Actor, Role
from core.domain.why import Because
from core.domain.workflow import Status
from core.errors import NotAllowed
from core.services.assigning import NotAClerk
from core.services.duty import UnknownProcedureType
from core.storage.account_tables import AccountRow
from core.storage.accounts import insert_account, to_actor
from core.storage.events import latest_events
from tests.concurrency import at_once
from tests.offices import House, new_account, opened

ZONE = ZoneInfo("America/Mexico_City")
MONDAY_TEN = datetime(2026, 11, 23, 10, tzinfo=ZONE)


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine that gives by turns, on a Monday at ten."""
    fast = patch("core.services.acuses.render_acuse", lambda record, *_, **__: record.code.encode())
    with opened(tmp_path / "home", database_url, assign="round_robin") as built, fast:
        built.clock.at = MONDAY_TEN
        yield built


@pytest.fixture
def elena(house: House) -> Actor:
    """Return the supervisor."""
    return house.actor("elena")


def _kept_for(house: House, promocion_id: int) -> int | None:
    return house.load(promocion_id).standing.assigned_to


def _third_clerk(house: House) -> Actor:
    return _another(house, "rosa", "Rosa Luna", Role.CLERK)


def _another(house: House, username: str, name: str, role: Role) -> Actor:
    with house.oficialia.database.write() as session:
        account_id = insert_account(session, new_account(username, name, role), house.clock.now())
    with house.oficialia.database.read() as session:
        row = session.get(AccountRow, account_id)
        assert row
        return to_actor(session, row, "")


def test_a_duty_is_kept_with_its_beginning_and_ends_with_the_office(house: House, elena: Actor) -> None:
    """Beginning again changes nothing; at the closing hour it is over without anybody doing anything."""
    presence = house.oficialia.presence
    assert not presence.own(house.lucia).is_on
    begun = presence.begin(house.lucia)
    assert begun.since == MONDAY_TEN
    assert begun.ends_at == MONDAY_TEN.replace(hour=18)
    house.clock.advance(hours=1)
    assert presence.begin(house.lucia) == begun
    assert [duty.is_on for duty in presence.roster(elena)] == [True, False]
    house.clock.at = MONDAY_TEN.replace(hour=18)
    assert not presence.own(house.lucia).is_on
    with house.oficialia.database.read() as session:
        acts = [e for e in latest_events(session, limit=50) if e.action.startswith("duty")]
    assert [(e.action, e.subject, e.actor_id) for e in acts] == [
        ("duty_started", "lucia", house.lucia.account_id)
    ]


def test_why_it_is_here_names_the_rule_that_gave_it(house: House, elena: Actor) -> None:
    """The rule while nobody else gave it; then the supervisor who did."""
    house.oficialia.presence.begin(house.lucia)
    promocion_id = house.sent()

    def given() -> tuple[object, object]:
        facts = next(
            r.facts for r in house.oficialia.queue.why(elena, promocion_id) if r.code is Because.ASSIGNED
        )
        return facts["assignment_rule"], facts["by"]

    assert given() == ("round_robin", "")
    house.oficialia.assigning.assign(
        elena, promocion_id, house.actor("mario").account_id, "Por especialidad."
    )
    assert given() == ("", elena.name)


def test_what_arrives_goes_to_those_on_duty_in_turn(house: House) -> None:
    """Each gets the next one; the history says that a rule gave it, and which; nobody is told by mail."""
    presence = house.oficialia.presence
    presence.begin(house.lucia)
    presence.begin(house.mario)
    sent = [house.sent() for _ in range(4)]
    assert Counter(_kept_for(house, s) for s in sent) == {
        house.lucia.account_id: 2,
        house.mario.account_id: 2,
    }
    assert _kept_for(house, sent[0]) != _kept_for(house, sent[1])
    last = house.events(sent[0])[-1]
    assert (last.action, last.actor_id, last.role) == ("assign", None, "system")
    assert last.facts["rule"] == "round_robin"
    assert last.facts["assigned_to"] in {house.lucia.name, house.mario.name}
    assert house.load(sent[0]).status is Status.SENT


def test_at_the_closing_hour_a_rule_gives_nothing_any_more(house: House) -> None:
    """Duty ends with it, to the second."""
    house.oficialia.presence.begin(house.lucia)
    house.clock.at = MONDAY_TEN.replace(hour=18) - timedelta(seconds=1)
    assert _kept_for(house, house.sent()) == house.lucia.account_id
    house.clock.at = MONDAY_TEN.replace(hour=18)
    assert _kept_for(house, house.sent()) is None


def test_what_changes_nothing_is_no_act(house: House, elena: Actor) -> None:
    """Leaving twice, or saying the same types again, leaves nothing in the log; giving back says how many."""
    presence, account_id = house.oficialia.presence, house.lucia.account_id
    assert presence.end(house.lucia, give_back=True) == 0
    presence.set_types(elena, account_id, [])
    presence.set_types(elena, account_id, ["INC", "OPN"])
    presence.set_types(elena, account_id, ["OPN", "INC", "INC"])
    presence.begin(house.lucia)
    house.sent(tipo_procedimiento="INC")
    presence.end(house.lucia, give_back=True)
    presence.end(house.lucia)
    with house.oficialia.database.read() as session:
        acts = [e for e in latest_events(session, limit=50) if e.action.startswith("duty")]
    assert [(e.action, e.facts.get("given_back")) for e in reversed(acts)] == [
        ("duty_types_set", None),
        ("duty_started", None),
        ("duty_ended", 1),
    ]


def test_with_nobody_on_duty_it_waits_for_everybody(house: House) -> None:
    """Nor does it go to who comes on duty later: they would get all of the night."""
    sent = house.sent()
    house.oficialia.presence.begin(house.lucia)
    assert _kept_for(house, sent) is None
    assert [e.action for e in house.events(sent)][-1] == "send"


def test_who_was_kept_out_is_not_on_duty_when_they_may_come_back(house: House) -> None:
    """Suspended, or of another role in between: the rule gives nothing to who does not know of it."""
    ines = _another(house, "ines", "Inés Robles", Role.ADMINISTRATOR)
    presence, administration = house.oficialia.presence, house.oficialia.administration
    lucia, mario = house.lucia.account_id, house.mario.account_id
    presence.begin(house.lucia)
    presence.begin(house.mario)
    administration.suspend(ines, lucia, "Se investiga un acceso.")
    administration.restore(ines, lucia, "Todo en orden.")
    administration.change_roles(ines, mario, frozenset({Role.SUPERVISOR}), "Suple a Elena.")
    administration.change_roles(ines, mario, frozenset({Role.CLERK}), "Vuelve a su puesto.")
    assert not any(duty.is_on for duty in presence.roster(house.actor("elena")))
    assert _kept_for(house, house.sent()) is None


def test_without_the_rule_nothing_is_given(tmp_path: Path) -> None:
    """As it comes: who is on duty takes what waits."""
    with opened(tmp_path / "home") as plain:
        plain.clock.at = MONDAY_TEN
        plain.oficialia.presence.begin(plain.lucia)
        assert _kept_for(plain, plain.sent()) is None


def test_who_went_off_duty_gets_nothing(house: House) -> None:
    """Also who is suspended, or whose time ran out."""
    presence = house.oficialia.presence
    presence.begin(house.lucia)
    presence.begin(house.mario)
    presence.end(house.lucia)
    assert {_kept_for(house, house.sent()) for _ in range(2)} == {house.mario.account_id}
    with house.oficialia.database.write() as session:
        row = session.get(AccountRow, house.mario.account_id)
        assert row
        row.suspended_at = house.clock.now()
    assert _kept_for(house, house.sent()) is None


def test_a_rule_gives_each_only_the_types_of_their_list(house: House, elena: Actor) -> None:
    """By hand anything can still be given to them; an unknown type is refused."""
    presence = house.oficialia.presence
    presence.set_types(elena, house.lucia.account_id, ["OPN", "INC"])
    presence.begin(house.lucia)
    assert presence.own(house.lucia).procedure_types == ("INC", "OPN")
    assert _kept_for(house, house.sent()) is None
    assert _kept_for(house, house.sent(tipo_procedimiento="INC")) == house.lucia.account_id
    presence.begin(house.mario)
    assert {_kept_for(house, house.sent()) for _ in range(2)} == {house.mario.account_id}
    with pytest.raises(UnknownProcedureType):
        presence.set_types(elena, house.lucia.account_id, ["NADA"])
    presence.set_types(elena, house.lucia.account_id, [])
    assert _kept_for(house, house.sent()) == house.lucia.account_id


def test_who_leaves_gives_back_what_they_did_not_begin(house: House, elena: Actor) -> None:
    """Only where they say so; what they have under review, and what waits for a later day, stays theirs."""
    presence, claims = house.oficialia.presence, house.oficialia.claims
    presence.begin(house.lucia)
    begun, held, kept, other = (house.sent() for _ in range(4))
    assert claims.take(house.lucia, begun)
    assert claims.take(house.lucia, held)
    claims.hold(house.lucia, held, house.clock.now().replace(day=24), "Espera un oficio.")
    assert presence.end(house.lucia) == 0
    assert _kept_for(house, kept) == house.lucia.account_id
    presence.begin(house.lucia)
    assert presence.end_for(elena, house.lucia.account_id, give_back=True) == 2
    assert [_kept_for(house, p) for p in (kept, other)] == [None, None]
    assert _kept_for(house, held) == house.lucia.account_id
    assert house.load(begun).status is Status.UNDER_REVIEW
    assert house.events(kept)[-1].facts == {"off_duty": house.lucia.name}
    assert not presence.own(house.lucia).is_on


def test_of_fifty_sendings_at_once_each_clerk_gets_a_fair_share(house: House) -> None:
    """Three on duty: none gets more than one more than another, and every sending is kept for exactly one."""
    presence, rosa = house.oficialia.presence, _third_clerk(house)
    for clerk in (house.lucia, house.mario, rosa):
        presence.begin(clerk)
    signed = [house.signed() for _ in range(50)]
    at_once([partial(house.send, s, token=str(s)) for s in signed])
    shares = Counter(_kept_for(house, s) for s in signed)
    assert set(shares) == {c.account_id for c in (house.lucia, house.mario, rosa)}
    assert max(shares.values()) - min(shares.values()) <= 1
    assert {Counter(e.action for e in house.events(s))["assign"] for s in signed} == {1}


def test_who_leaves_while_things_arrive_keeps_nothing_that_comes_after(house: House) -> None:
    """Whatever was given before they left is given back; whatever comes after goes to the others."""
    presence = house.oficialia.presence
    presence.begin(house.lucia)
    presence.begin(house.mario)
    signed = [house.signed() for _ in range(12)]
    leaving = partial(presence.end, house.lucia, give_back=True)
    at_once([*(partial(house.send, s, token=str(s)) for s in signed[:6]), leaving])
    for s in signed[6:]:
        house.send(s)
    assert house.lucia.account_id not in {_kept_for(house, s) for s in signed}
    assert {_kept_for(house, s) for s in signed[6:]} == {house.mario.account_id}


def test_presence_is_a_clerks_own_and_the_supervisors(house: House, elena: Actor) -> None:
    """A filer has none, a supervisor has none of their own, and nobody puts a stranger on duty."""
    presence = house.oficialia.presence
    for actor in (house.ana, elena):
        with pytest.raises(NotAllowed):
            presence.begin(actor)
    with pytest.raises(NotAllowed):
        presence.begin_for(house.lucia, house.mario.account_id)
    for account_id in (house.ana.account_id, elena.account_id, 0, 2**40):
        with pytest.raises(NotAClerk):
            presence.begin_for(elena, account_id)
    stranger = replace(house.lucia, account_id=2**40)
    with pytest.raises(NotAClerk):
        presence.own(stranger)


def test_how_many_could_be_given_is_said_by_type(house: House, elena: Actor) -> None:
    """What somebody has, or is kept for somebody, is not among them; a type without any is not there."""
    assigning = house.oficialia.assigning
    assert assigning.assignable(elena) == {}
    first, _ = house.sent(), house.sent(tipo_procedimiento="INC")
    house.sent()
    assert assigning.assignable(elena) == {"DEN": 2, "INC": 1}
    assert house.oficialia.claims.take(house.lucia, first)
    assert len(assigning.assign_some(elena, "INC", 5, house.mario.account_id)) == 1
    assert assigning.assignable(elena) == {"DEN": 1}


def test_a_clerk_sees_how_many_they_could_give_back(house: House) -> None:
    """What they have begun is not among them."""
    presence = house.oficialia.presence
    presence.begin(house.lucia)
    sent = [house.sent() for _ in range(3)]
    assert presence.kept(house.lucia) == 3
    assert house.oficialia.claims.take(house.lucia, sent[0])
    assert presence.kept(house.lucia) == 2
    assert presence.end(house.lucia, give_back=True) == 2
    assert presence.kept(house.lucia) == 0
