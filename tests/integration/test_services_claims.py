"""Who has a promoción: taken once, kept while there is a sign of life, given back, let pass, held, taken over."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select, update

from core.domain.people import Actor
from core.domain.queue import Tab
from core.domain.reviewing import LossKind
from core.domain.workflow import Status, StatusForbids
from core.errors import NotAllowed, NotFound, Refusal
from core.services.claim_acts import ReasonTooShort
from core.services.claims import HoldDateNotAdmitted, NotClaimed, NotOnHold, SomebodyElseHasIt
from core.storage.account_tables import AccountRow, MailRow
from core.storage.tables import PromocionRow
from tests.concurrency import at_once
from tests.offices import REJECTION, House, opened

WHY = "Salió a una audiencia."


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine."""
    with opened(tmp_path / "home", database_url) as built:
        yield built


def _holder(house: House, promocion_id: int) -> str:
    claim = house.load(promocion_id).claim
    return claim.name if claim else ""


def _set(house: House, promocion_id: int, **values: object) -> None:
    with house.oficialia.database.write() as session:
        session.execute(update(PromocionRow).where(PromocionRow.id == promocion_id).values(**values))


def _folio(house: House, promocion_id: int) -> str:
    return house.load(promocion_id).folio


def test_of_many_who_take_one_has_it(house: House) -> None:
    """Two clerks in eight windows: one of them is told that it is theirs, in each of that clerk's windows."""
    promocion_id = house.sent()
    clerks = [house.lucia, house.mario] * 4
    told = at_once([partial(house.oficialia.claims.take, clerk, promocion_id) for clerk in clerks])
    winners = {clerk.name for clerk, taken in zip(clerks, told, strict=True) if taken}
    assert winners == {_holder(house, promocion_id)}
    assert Counter(e.action for e in house.events(promocion_id))["claim"] == 1


def test_two_clerks_who_pull_never_get_the_same(house: House) -> None:
    """Four each at once out of six: six different ones are taken, and two pulls come back empty."""
    for _ in range(6):
        house.sent()
    pulls = [partial(house.oficialia.claims.take_next, c) for c in (house.lucia, house.mario) * 4]
    folios = at_once(pulls)
    assert Counter(folios)[""] == 2
    assert len(set(folios)) == 7


def test_next_goes_by_the_day_it_counts_from_then_risk_then_age(house: House) -> None:
    """A day earlier beats a higher risk, a higher risk beats an earlier sending."""
    ids = [house.sent() for _ in range(4)]
    filed = house.load(ids[0]).filed_on
    assert filed is not None
    _set(house, ids[1], risk=2)
    _set(house, ids[3], filed_on=filed - timedelta(days=1))
    _set(house, ids[0], sent_at=house.clock.at + timedelta(minutes=1))
    taken = [house.oficialia.claims.take_next(house.lucia) for _ in range(5)]
    assert taken == [*(_folio(house, i) for i in (ids[3], ids[1], ids[2], ids[0])), ""]


def test_next_meets_the_filters_of_the_list_but_not_its_tab(house: House) -> None:
    """Whoever works through one type gets that type, from whichever list they ask."""
    house.sent()
    wanted = house.sent(tipo_procedimiento="DRM")
    query = house.oficialia.queue.query(house.lucia, Tab.CLOSED)
    claims = house.oficialia.claims
    assert claims.take_next(house.lucia, replace(query, tipo="DRM")) == _folio(house, wanted)
    assert claims.take_next(house.lucia, replace(query, tipo="DRM")) == ""
    anothers = replace(query, clerk_id=house.mario.account_id, tipo="DEN")
    assert claims.take_next(house.lucia, anothers)
    assert {_holder(house, i) for i in (1, 2)} == {house.lucia.name}


def test_a_claim_that_ran_out_goes_to_whoever_pulls_first(house: House) -> None:
    """Its old holder goes on while nobody took it; then they are told who did, and decide no more."""
    promocion_id = house.taken()
    claims = house.oficialia.claims
    house.clock.advance(minutes=16)
    assert claims.keep(house.lucia, promocion_id)
    house.clock.advance(minutes=14)
    assert claims.take_next(house.mario) == ""
    house.clock.advance(minutes=1)
    assert claims.take_next(house.mario) == _folio(house, promocion_id)
    assert not claims.keep(house.lucia, promocion_id)
    lost = claims.lost(house.lucia, promocion_id)
    assert lost is not None
    assert (lost.kind, lost.by_name, lost.at) == (LossKind.EXPIRED, house.mario.name, house.clock.at)
    assert claims.lost(house.mario, promocion_id) is None
    with pytest.raises(SomebodyElseHasIt):
        house.oficialia.deciding.accept(house.lucia, promocion_id)


def test_ones_own_that_ran_out_comes_first(house: House) -> None:
    """After a crash *Siguiente* leads back to what was being read."""
    house.sent()
    second = house.sent()
    claims = house.oficialia.claims
    assert claims.take(house.lucia, second)
    house.clock.advance(minutes=16)
    assert claims.take_next(house.lucia) == _folio(house, second)


@pytest.mark.parametrize("reason", ["", "  ", "ok", "\u200b\u200b\u200b\u200b", " a \n b "])
def test_skipping_and_taking_over_need_a_reason(sqlite_url: str, tmp_path: Path, reason: str) -> None:
    """Fewer than three characters that can be seen are none; nothing changes."""
    with opened(tmp_path / "home", sqlite_url) as house:
        promocion_id = house.taken()
        claims, before = house.oficialia.claims, house.load(promocion_id)
        until = house.clock.at + timedelta(hours=1)
        acts: list[Callable[[], object]] = [
            lambda: claims.skip(house.lucia, promocion_id, reason),
            lambda: claims.take_over(house.mario, promocion_id, reason),
            lambda: claims.hold(house.lucia, promocion_id, until, reason),
        ]
        for act in acts:
            with pytest.raises(ReasonTooShort):
                act()
        assert house.load(promocion_id) == before


def test_what_was_skipped_is_offered_to_others(house: House) -> None:
    """For a day, or until something happens to it; that a colleague takes and skips it is nothing."""
    promocion_id = house.sent()
    claims, folio = house.oficialia.claims, _folio(house, promocion_id)
    assert claims.take_next(house.lucia) == folio
    claims.skip(house.lucia, promocion_id, " No es de mi materia. ")
    assert (house.load(promocion_id).status, _holder(house, promocion_id)) == (Status.SENT, "")
    assert house.events(promocion_id)[-1].facts == {"reason": "No es de mi materia."}
    house.clock.advance(minutes=1)
    assert claims.take_next(house.lucia) == ""
    assert claims.take_next(house.mario) == folio
    claims.skip(house.mario, promocion_id, WHY)
    assert claims.take_next(house.lucia) == ""
    house.clock.advance(hours=23, minutes=58)
    assert claims.take_next(house.lucia) == ""
    house.clock.advance(minutes=1)
    assert claims.take_next(house.lucia) == folio


def test_news_bring_back_what_was_skipped(house: House) -> None:
    """Of that promoción, and of others' making; neither one's own acts nor what happens elsewhere."""
    promocion_id = house.taken()
    claims, folio = house.oficialia.claims, _folio(house, promocion_id)
    claims.skip(house.lucia, promocion_id, WHY)
    house.clock.advance(minutes=1)
    elsewhere = house.sent()
    house.oficialia.notes.add(house.mario, elsewhere, "De otra promoción.")
    claims.take(house.mario, elsewhere)
    house.clock.advance(minutes=1)
    assert claims.take_next(house.lucia) == ""
    house.oficialia.deciding.reject(house.mario, elsewhere, REJECTION)
    house.oficialia.notes.add(house.lucia, promocion_id, "La dejo a quien conozca la materia.")
    house.clock.advance(minutes=1)
    assert claims.take_next(house.lucia) == ""
    house.oficialia.notes.add(house.mario, promocion_id, "Se puede revisar ya.")
    assert claims.take_next(house.lucia) == folio


def test_taking_over_tells_whoever_had_it(house: House) -> None:
    """By mail, and on their screen: who, when and why. They decide and keep it no more."""
    promocion_id = house.taken()
    _give_address(house, house.lucia, "lucia@institucion.example")
    claims = house.oficialia.claims
    house.clock.advance(minutes=5)
    claims.take_over(house.mario, promocion_id, WHY)
    assert _holder(house, promocion_id) == house.mario.name
    assert house.events(promocion_id)[-1].facts == {"reason": WHY, "taken_from": house.lucia.name}
    lost = claims.lost(house.lucia, promocion_id)
    assert lost is not None
    assert (lost.kind, lost.by_name, lost.at, lost.reason) == (
        LossKind.TAKEN_OVER,
        house.mario.name,
        house.clock.at,
        WHY,
    )
    (mail,) = _mail(house)
    assert (mail.kind, mail.to_address) == ("promocion_taken_over", "lucia@institucion.example")
    assert mail.facts["link_path"] == f"/revision?folio={_folio(house, promocion_id)}"
    assert (mail.facts["reason"], mail.facts["by_name"]) == (WHY, house.mario.name)
    assert not claims.keep(house.lucia, promocion_id)
    with pytest.raises(SomebodyElseHasIt):
        house.oficialia.deciding.reject(house.lucia, promocion_id, REJECTION)
    claims.release(house.mario, promocion_id)
    assert claims.take(house.lucia, promocion_id)
    assert claims.lost(house.lucia, promocion_id) is None


def test_taking_over_ones_own_or_nobodys(house: House) -> None:
    """Of one's own nothing is written; of nobody's nobody is told; of what is decided there is nothing to take."""
    mine, nobodys, decided = house.taken(), house.sent(), house.accepted()
    _give_address(house, house.lucia, "lucia@institucion.example")
    claims, before = house.oficialia.claims, house.events(mine)
    claims.take_over(house.lucia, mine, WHY)
    assert house.events(mine) == before
    claims.take_over(house.mario, nobodys, WHY)
    assert house.events(nobodys)[-1].facts == {"reason": WHY}
    assert _holder(house, nobodys) == house.mario.name
    with pytest.raises(StatusForbids):
        claims.take_over(house.mario, decided, WHY)
    assert _mail(house) == []


def test_a_hold_comes_back_by_itself_to_whom_it_was(house: House) -> None:
    """Until its instant nobody takes it by opening or pulling it; then it is its clerk's first, and nobody else's."""
    promocion_id = house.taken()
    earlier = house.sent()
    _set(house, earlier, filed_on=house.clock.at.date() - timedelta(days=9))
    claims, until = house.oficialia.claims, house.clock.at + timedelta(hours=2)
    claims.hold(house.lucia, promocion_id, until, "Se pidió el poder por teléfono.")
    held = house.load(promocion_id)
    assert (held.status, held.claim) == (Status.SENT, None)
    assert (held.standing.held_until, held.standing.held_reason) == (until, "Se pidió el poder por teléfono.")
    assert held.standing.assigned_to == house.lucia.account_id
    facts = house.events(promocion_id)[-1].facts
    assert facts == {"until": until.isoformat(), "reason": "Se pidió el poder por teléfono."}
    for clerk in (house.lucia, house.mario):
        assert not claims.take(clerk, promocion_id)
    assert not house.oficialia.review.open(house.lucia, promocion_id).held
    house.clock.advance(hours=2)
    assert not claims.take(house.mario, promocion_id)
    assert claims.take_next(house.mario) == _folio(house, earlier)
    assert claims.take_next(house.mario) == ""
    claims.release(house.mario, earlier)
    assert claims.take_next(house.lucia) == _folio(house, promocion_id)
    back = house.load(promocion_id)
    assert (back.standing.assigned_to, back.standing.held_reason) == (None, "Se pidió el poder por teléfono.")
    claims.release(house.lucia, promocion_id)
    assert house.load(promocion_id).standing.held_until is None


def test_a_hold_has_its_limits(house: House) -> None:
    """From a minute to the end of the thirtieth day of business; a wait without zone or end is refused."""
    promocion_id = house.taken()
    claims, now = house.oficialia.claims, house.clock.at
    bad = [
        now + timedelta(seconds=59),
        now - timedelta(days=1),
        now + timedelta(days=60),
        datetime.max.replace(tzinfo=UTC),
        datetime.min.replace(tzinfo=UTC),
        (now + timedelta(hours=1)).replace(tzinfo=None),
    ]
    for until in bad:
        with pytest.raises(HoldDateNotAdmitted) as refused:
            claims.hold(house.lucia, promocion_id, until, WHY)
        assert refused.value.facts["days"] == 30
    latest = datetime.fromisoformat(str(refused.value.facts["at"]))
    with pytest.raises(HoldDateNotAdmitted):
        claims.hold(house.lucia, promocion_id, latest + timedelta(microseconds=1), WHY)
    claims.hold(house.lucia, promocion_id, latest, WHY)
    assert house.load(promocion_id).standing.held_until == latest


def test_a_wait_is_ended_by_hand(house: House) -> None:
    """By whoever lets it wait; it stays theirs. A colleague takes it over, with a reason, and they are told."""
    promocion_id = house.taken()
    _give_address(house, house.lucia, "lucia@institucion.example")
    claims, until = house.oficialia.claims, house.clock.at + timedelta(days=2)
    with pytest.raises(StatusForbids):
        claims.resume(house.lucia, promocion_id)
    claims.hold(house.lucia, promocion_id, until, WHY)
    with pytest.raises(SomebodyElseHasIt):
        claims.resume(house.mario, promocion_id)
    claims.resume(house.lucia, promocion_id)
    with pytest.raises(NotOnHold):
        claims.resume(house.lucia, promocion_id)
    assert not claims.take(house.mario, promocion_id)
    assert claims.take(house.lucia, promocion_id)
    claims.hold(house.lucia, promocion_id, until, WHY)
    claims.take_over(house.mario, promocion_id, "Ya llegó el poder.")
    taken = house.load(promocion_id)
    assert (taken.standing.held_until, taken.standing.assigned_to) == (None, None)
    assert [mail.kind for mail in _mail(house)] == ["promocion_taken_over"]
    house.clock.advance(minutes=16)
    assert claims.take(house.lucia, promocion_id)


def test_only_whoever_has_it_gives_it_back(house: House) -> None:
    """A colleague is told who has it, and everybody that nobody has once it is given back."""
    promocion_id = house.taken()
    claims, until = house.oficialia.claims, house.clock.at + timedelta(hours=1)

    def acts(clerk: Actor) -> list[Callable[[], None]]:
        return [
            lambda: claims.release(clerk, promocion_id),
            lambda: claims.skip(clerk, promocion_id, WHY),
            lambda: claims.hold(clerk, promocion_id, until, WHY),
        ]

    for act in acts(house.mario):
        with pytest.raises(SomebodyElseHasIt) as refused:
            act()
        assert refused.value.facts == {"name": house.lucia.name}
    claims.release(house.lucia, promocion_id, "ojo con el poder")
    for act in (*acts(house.mario), *acts(house.lucia)):
        with pytest.raises((NotClaimed, StatusForbids)):
            act()
    assert [e.action for e in house.events(promocion_id)][-2:] == ["claim", "release"]


def test_drafts_and_the_decided_are_not_taken(house: House) -> None:
    """What was not sent looks like nothing; what is decided stays so; filers and supervisors take nothing."""
    draft, decided, waits = house.draft(), house.accepted(), house.sent()
    claims = house.oficialia.claims
    for missing in (draft, 999_999, -1, 2**40):
        with pytest.raises(NotFound):
            claims.take(house.lucia, missing)
        assert not claims.keep(house.lucia, missing)
    assert not claims.take(house.lucia, decided)
    for who in (house.ana, house.actor("elena")):
        for act in (claims.take_next, partial(claims.take, promocion_id=waits)):
            with pytest.raises(NotAllowed):
                act(who)
    assert house.load(waits).claim is None


def test_a_taking_over_and_a_decision_at_once(house: House) -> None:
    """Either it is decided and there is nothing to take, or it is taken and the decision is refused."""
    for _ in range(4):
        promocion_id = house.taken()
        told = at_once(
            [
                partial(house.oficialia.deciding.reject, house.lucia, promocion_id, REJECTION),
                partial(house.oficialia.claims.take_over, house.mario, promocion_id, WHY),
            ]
        )
        assert sum(isinstance(one, Refusal) for one in told) == 1
        status = house.load(promocion_id).status
        assert status is (Status.UNDER_REVIEW if isinstance(told[0], Refusal) else Status.REJECTED)


def _give_address(house: House, actor: Actor, address: str) -> None:
    with house.oficialia.database.write() as session:
        session.get_one(AccountRow, actor.account_id).email = address


def _mail(house: House) -> list[MailRow]:
    with house.oficialia.database.read() as session:
        return list(session.scalars(select(MailRow).order_by(MailRow.id)))
