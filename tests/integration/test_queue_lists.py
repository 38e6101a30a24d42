"""The lists of the office on both databases: who sees what where, what is found, what is new, and why."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from core.domain.bulk import BulkAction, BulkOrder
from core.domain.due import Nearness
from core.domain.people import Actor
from core.domain.promocion import Scan
from core.domain.queue import DueFilter, Mark, QueueQuery, StateFilter, Tab
from core.domain.risk import Risk
from core.domain.why import Because
from core.storage.account_tables import AccountRow
from core.storage.tables import AcuseRow, DocumentRow, PromocionRow
from tests.offices import REJECTION, House, opened

REASON = "Falta una consulta al área."


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    """Return an Oficialía on either database."""
    with opened(tmp_path / "home", database_url) as built:
        yield built


def _set(house: House, promocion_id: int, **values: object) -> None:
    with house.oficialia.database.write() as session:
        session.execute(update(PromocionRow).where(PromocionRow.id == promocion_id).values(**values))


def _ids(house: House, actor: Actor, tab: Tab, **asked: object) -> list[int]:
    queue = house.oficialia.queue
    return [row.id for row in queue.page(actor, replace(queue.query(actor, tab), **asked)).rows]  # type: ignore[arg-type]  # fields of the query


def _codes(house: House, actor: Actor, promocion_id: int) -> set[Because]:
    return {reason.code for reason in house.oficialia.queue.why(actor, promocion_id)}


def test_each_stands_on_the_list_of_who_can_take_it(house: House) -> None:
    """Waiting for all; taken; assigned; held, then back to whom it is kept for; lapsed and waiting again."""
    o, elena = house.oficialia, house.actor("elena")
    free, assigned, taken, held = (house.sent() for _ in range(4))
    o.claims.take(house.mario, taken)
    o.assigning.assign(elena, assigned, house.mario.account_id)
    o.claims.take(house.lucia, held)
    o.claims.hold(house.lucia, held, house.clock.at + timedelta(minutes=5), REASON)
    assert _ids(house, house.lucia, Tab.TO_TAKE) == [free] == _ids(house, house.mario, Tab.TO_TAKE)
    assert sorted(_ids(house, house.mario, Tab.MINE)) == [assigned, taken]
    assert _ids(house, house.lucia, Tab.MINE) == []
    assert _ids(house, house.lucia, Tab.HELD) == [held]
    assert o.queue.next_return(house.lucia) == house.clock.at + timedelta(minutes=5)
    house.clock.advance(minutes=30)
    assert _ids(house, house.lucia, Tab.MINE) == [held]
    assert _ids(house, house.lucia, Tab.TO_TAKE) == [free, taken]
    assert (o.queue.next_return(house.lucia), _ids(house, elena, Tab.HELD)) == (None, [])
    counts = o.queue.counts(house.lucia)
    assert counts == {tab: len(_ids(house, house.lucia, tab)) for tab in Tab}


def test_what_is_kept_for_somebody_suspended_is_there_to_take(house: House) -> None:
    """It stands where *Siguiente* offers it, and can be taken with others."""
    o, promocion_id = house.oficialia, house.sent()
    o.assigning.assign(house.actor("elena"), promocion_id, house.lucia.account_id)
    assigned = {"state": StateFilter.ASSIGNED}
    assert _ids(house, house.mario, Tab.TO_TAKE) == []
    assert _ids(house, house.mario, Tab.ALL, **assigned) == [promocion_id]
    with o.database.write() as session:
        session.get_one(AccountRow, house.lucia.account_id).suspended_at = house.clock.at
    assert _ids(house, house.mario, Tab.TO_TAKE) == [promocion_id]
    assert _ids(house, house.mario, Tab.ALL, **assigned) == []
    assert Because.PLACE in _codes(house, house.mario, promocion_id)
    plan = o.bulk.plan(house.mario, BulkOrder(BulkAction.TAKE), [promocion_id])
    assert [item.id for item in plan.included] == [promocion_id]


def test_states_and_people_narrow_a_list(house: House) -> None:
    """Each filter lets through what it names, and nothing else."""
    o, elena = house.oficialia, house.actor("elena")
    free, assigned, taken, accepted, rejected = (house.sent() for _ in range(5))
    o.claims.take(house.mario, taken)
    o.assigning.assign(elena, assigned, house.mario.account_id)
    for promocion_id in (accepted, rejected):
        o.claims.take(house.lucia, promocion_id)
    o.deciding.accept(house.lucia, accepted)
    o.deciding.reject(house.lucia, rejected, REJECTION)
    found = {state: _ids(house, elena, Tab.ALL, state=state) for state in StateFilter}
    assert found == {
        StateFilter.ANY: [free, assigned, taken, accepted, rejected],
        StateFilter.WAITING: [free],
        StateFilter.IN_REVIEW: [taken],
        StateFilter.ASSIGNED: [assigned],
        StateFilter.HELD: [],
        StateFilter.ACCEPTED: [accepted],
        StateFilter.REJECTED: [rejected],
        StateFilter.REOPENED: [],
        StateFilter.TROUBLED: [],
    }
    assert _ids(house, elena, Tab.ALL, person=house.mario.account_id) == [assigned, taken]
    assert _ids(house, elena, Tab.ALL, person=house.lucia.account_id) == [accepted, rejected]
    assert _ids(house, elena, Tab.CLOSED, ground=REJECTION.ground) == [rejected]
    day = house.load(free).filed_on
    assert day is not None
    assert len(_ids(house, elena, Tab.ALL, filed_from=day, filed_until=day)) == 5
    assert _ids(house, elena, Tab.ALL, filed_from=day + timedelta(days=1)) == []
    assert _ids(house, elena, Tab.ALL, filed_until=day - timedelta(days=1)) == []


def test_what_is_due_is_what_its_rows_say(house: House) -> None:
    """Each day of a week, the filter lets through exactly the rows whose own due time is past, or is today."""
    queue = house.oficialia.queue
    for _ in range(3):
        house.sent()
        house.clock.advance(hours=7)
    taken, accepted = house.sent(), house.sent()
    house.oficialia.claims.take(house.lucia, taken)
    house.oficialia.claims.take(house.lucia, accepted)
    house.oficialia.deciding.accept(house.lucia, accepted)
    seen: set[int] = set()
    for _ in range(14):
        house.clock.advance(hours=11)
        rows = [
            row
            for row in queue.page(house.lucia, queue.query(house.lucia, Tab.ALL)).rows
            if row.id != accepted
        ]
        near = {row.id: queue.due(row).nearness for row in rows}
        overdue = [i for i, nearness in near.items() if nearness is Nearness.OVERDUE]
        today = [i for i, nearness in near.items() if nearness in {Nearness.OVERDUE, Nearness.TODAY}]
        assert _ids(house, house.lucia, Tab.ALL, due=DueFilter.OVERDUE) == overdue
        assert _ids(house, house.lucia, Tab.ALL, due=DueFilter.BY_TODAY) == today
        assert _ids(house, house.lucia, Tab.ALL, due=DueFilter.TODAY) == [
            i for i in today if i not in overdue
        ]
        seen |= {len(overdue), len(today)}
    assert {0, 4} <= seen


def test_what_waits_for_something_technical_is_found(house: House) -> None:
    """Revocation not consulted, a document the antivirus did not answer about, a receipt without its PDF."""
    revocation, scan, acuse, well, decided = (house.sent() for _ in range(5))
    house.oficialia.claims.take(house.lucia, decided)
    house.oficialia.deciding.accept(house.lucia, decided)
    for promocion_id in (revocation, decided):
        _set(house, promocion_id, revocation="no_consultado")
    with house.oficialia.database.write() as session:
        of = DocumentRow.promocion_id == scan
        session.execute(update(DocumentRow).where(of).values(scan=Scan.NOT_SCANNED))
        session.execute(update(AcuseRow).where(AcuseRow.promocion_id == acuse).values(pdf_sha256=None))
    found = _ids(house, house.lucia, Tab.ALL, state=StateFilter.TROUBLED)
    assert found == [revocation, scan, acuse]
    assert well not in found


@pytest.mark.parametrize("number", [-(2**70), -1, 0, 2**31, 2**70])
def test_a_person_that_cannot_be_has_nothing(house: House, number: int) -> None:
    """Numbers beyond the column are nobody's, on either database."""
    house.sent()
    assert _ids(house, house.lucia, Tab.ALL, person=number) == []
    assert house.oficialia.queue.rows(house.lucia, [number]) == ()


def test_riskier_stand_before_others_of_their_day(house: House) -> None:
    """The day counts first, then the risk, then who was sent first."""
    first, second, third = (house.sent() for _ in range(3))
    house.clock.advance(days=1)
    later = house.sent()
    _set(house, second, risk=int(Risk.DOUBT))
    _set(house, later, risk=int(Risk.FAILED))
    assert _ids(house, house.lucia, Tab.TO_TAKE) == [second, first, third, later]
    assert _ids(house, house.lucia, Tab.TO_TAKE, descending=True) == [later, third, first, second]


def test_risk_is_written_when_it_is_sent_and_when_it_is_looked_at_again(house: House) -> None:
    """A silent source of revocation is a notice; what is decided keeps the risk it was decided by."""
    promocion_id = house.sent()
    (row,) = house.oficialia.queue.rows(house.lucia, [promocion_id])
    assert row.risk in set(Risk)
    _set(house, promocion_id, risk=9)
    house.oficialia.revalidating.revalidate(house.lucia, promocion_id)
    assert house.oficialia.queue.rows(house.lucia, [promocion_id])[0].risk == row.risk
    house.oficialia.claims.take(house.lucia, promocion_id)
    house.oficialia.deciding.accept(house.lucia, promocion_id)
    _set(house, promocion_id, risk=9)
    house.oficialia.revalidating.revalidate(house.lucia, promocion_id)
    assert house.oficialia.queue.rows(house.lucia, [promocion_id])[0].risk == 9


def test_documents_are_found_by_name_and_by_digest(house: House) -> None:
    """A document's name in any case, and its SHA-256 however it is copied, lead to whatever holds it."""
    one, other = house.draft(), house.draft()
    document = house.attach(one, "Poder ÑÁÑEZ.txt", b"poder")
    house.attach(other, "carpeta/otro.txt", b"poder")
    for promocion_id in (one, other):
        house.sign(promocion_id)
        house.send(promocion_id)
    lacking = house.sent()
    assert _ids(house, house.lucia, Tab.ALL, search="poder nanez") == [one]
    assert _ids(house, house.lucia, Tab.ALL, search="carpeta/OTRO") == [other]
    assert _ids(house, house.lucia, Tab.ALL, search=f"SHA256: {document.sha256.upper()}") == [one, other]
    holding = house.oficialia.queue.holding(house.lucia, document.sha256)
    assert [row.id for row in holding] == [one, other]
    assert lacking not in {row.id for row in holding}
    assert house.oficialia.queue.holding(house.lucia, "0" * 64) == ()
    assert house.oficialia.queue.holding(house.lucia, "poder") == ()


def test_a_draft_is_found_by_nobody_of_the_staff(house: House) -> None:
    """What was not sent is on no list and held by nothing, whatever is searched."""
    draft = house.draft()
    document = house.attach(draft, "secreto.txt", b"secreto")
    assert _ids(house, house.lucia, Tab.ALL, search="secreto") == []
    assert house.oficialia.queue.holding(house.lucia, document.sha256) == ()
    assert house.oficialia.queue.rows(house.lucia, [draft]) == ()


def _mark(house: House, actor: Actor, promocion_id: int) -> Mark:
    return house.oficialia.queue.rows(actor, [promocion_id])[0].mark


def test_new_until_seen_and_changed_by_others_only(house: House) -> None:
    """A row is new to each who has not opened it, changed once somebody else did something worth reading."""
    o, promocion_id = house.oficialia, house.sent()
    assert (_mark(house, house.lucia, promocion_id), _mark(house, house.mario, promocion_id)) == (
        Mark.NEW,
        Mark.NEW,
    )
    assert _ids(house, house.lucia, Tab.ALL, mark=Mark.NEW) == [promocion_id]
    o.queue.looked(house.lucia, promocion_id)
    o.queue.looked(house.lucia, promocion_id)
    assert (_mark(house, house.lucia, promocion_id), _mark(house, house.mario, promocion_id)) == (
        Mark.NONE,
        Mark.NEW,
    )
    house.clock.advance(minutes=1)
    o.labels.put(house.lucia, promocion_id, "URGENTE")
    o.claims.take(house.mario, promocion_id)
    assert _mark(house, house.lucia, promocion_id) is Mark.NONE  # her own act, and somebody's taking it
    o.labels.put(house.mario, promocion_id, "TERMINO")
    assert _mark(house, house.lucia, promocion_id) is Mark.CHANGED
    assert _ids(house, house.lucia, Tab.ALL, mark=Mark.CHANGED) == [promocion_id]
    assert Because.CHANGED in _codes(house, house.lucia, promocion_id)
    house.clock.advance(minutes=1)
    o.queue.looked(house.lucia, promocion_id)
    assert _mark(house, house.lucia, promocion_id) is Mark.NONE
    o.deciding.accept(house.mario, promocion_id)
    assert _mark(house, house.lucia, promocion_id) is Mark.NONE  # what is decided waits for nobody's eyes


def test_neighbours_follow_the_list_also_when_it_moved_on(house: House) -> None:
    """What was taken has left the list, and stands still between its neighbours; the ends have none."""
    o = house.oficialia
    sent = [house.sent() for _ in range(4)]
    folios = [house.load(promocion_id).folio for promocion_id in sent]
    query = o.queue.query(house.lucia, Tab.TO_TAKE)
    middle = o.queue.neighbours(house.lucia, query, sent[1])
    assert (middle.previous, middle.next, middle.position, middle.total) == (folios[0], folios[2], 2, 4)
    o.claims.take(house.lucia, sent[1])
    assert o.queue.neighbours(house.lucia, query, sent[1]) == middle
    o.claims.take(house.mario, sent[2])
    assert o.queue.neighbours(house.lucia, query, sent[1]).next == folios[3]
    first, last = (o.queue.neighbours(house.lucia, query, i) for i in (sent[0], sent[3]))
    assert (first.previous, last.next) == ("", "")


def _told(house: House, promocion_id: int, code: Because) -> dict[str, str | int]:
    found = {
        reason.code: dict(reason.facts) for reason in house.oficialia.queue.why(house.lucia, promocion_id)
    }
    return found[code]


def test_why_it_is_here_is_told_from_the_record(house: House) -> None:
    """Its place among those to take, then whose it was, why it came back, why it waits."""
    o, promocion_id = house.oficialia, house.sent()
    house.sent()
    assert _told(house, promocion_id, Because.PLACE)["total"] == 2
    assert Because.DUE in _codes(house, house.lucia, promocion_id)
    o.claims.take(house.mario, promocion_id)
    assert _told(house, promocion_id, Because.IN_REVIEW)["name"] == house.mario.name
    assert Because.PLACE not in _codes(house, house.lucia, promocion_id)
    o.claims.release(house.mario, promocion_id, "Falta el poder.")
    assert _told(house, promocion_id, Because.RELEASED)["words"] == "Falta el poder."
    o.claims.take(house.mario, promocion_id)
    o.claims.skip(house.mario, promocion_id, "Es de otro turno.")
    assert _told(house, promocion_id, Because.SKIPPED)["words"] == "Es de otro turno."
    o.claims.take(house.lucia, promocion_id)
    o.claims.hold(house.lucia, promocion_id, house.clock.at + timedelta(hours=1), REASON)
    assert _told(house, promocion_id, Because.HELD)["reason"] == REASON
    house.clock.advance(hours=2)
    assert _told(house, promocion_id, Because.BACK_FROM_HOLD)["reason"] == REASON
    o.claims.take(house.lucia, promocion_id)
    house.clock.advance(hours=2)
    assert _told(house, promocion_id, Because.LAPSED)["name"] == house.lucia.name


def test_a_proposal_that_was_decided_is_no_reason_any_more(tmp_path: Path) -> None:
    """A proposed rejection is told until a colleague decides it, and not again once that is reopened."""
    with opened(tmp_path / "home", four_eyes=True) as house:
        o, promocion_id = house.oficialia, house.taken()
        o.deciding.reject(house.lucia, promocion_id, REJECTION)
        assert Because.PROPOSED in _codes(house, house.mario, promocion_id)
        o.review.open(house.mario, promocion_id)
        o.deciding.reject(house.mario, promocion_id, REJECTION)
        house.clock.advance(minutes=1)
        o.reopening.reopen(house.actor("elena"), promocion_id, "Se resolvió por error.")
        assert o.deciding.proposal(house.mario, promocion_id) is None
        assert Because.PROPOSED not in _codes(house, house.mario, promocion_id)


def test_a_page_is_never_without_bounds(house: House) -> None:
    """Whatever limit is asked, a page has a row at least and a thousand at most."""
    house.sent()
    queue = house.oficialia.queue
    query: QueueQuery = queue.query(house.lucia, Tab.ALL)
    assert [len(queue.page(house.lucia, replace(query, limit=n)).rows) for n in (-5, 0, 10**9)] == [1, 1, 1]
