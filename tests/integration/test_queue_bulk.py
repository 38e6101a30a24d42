"""One act on many: who is passed over, each looked at again, each with its own result."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.bulk import MOST_AT_ONCE, BulkAction, BulkOrder, Exclusion
from core.domain.promocion import Rejection
from core.domain.workflow import Action, Status
from core.errors import NotAllowed
from core.services.bulk import NeedsADocument, TooManyMarked
from tests.offices import REJECTION, House, opened

TAKE, REJECT = BulkOrder(BulkAction.TAKE), BulkOrder(BulkAction.REJECT, rejection=REJECTION)


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    """Return an Oficialía on either database."""
    with opened(tmp_path / "home", database_url) as built:
        yield built


def test_a_plan_says_who_is_passed_over_and_changes_nothing(house: House) -> None:
    """What a colleague has, what does not exist and what is named twice are told apart; nothing is taken."""
    free, theirs = house.sent(), house.sent()
    house.oficialia.claims.take(house.mario, theirs)
    plan = house.oficialia.bulk.plan(house.lucia, TAKE, [free, theirs, 999_999, free, -1, 2**70])
    assert [item.id for item in plan.included] == [free]
    assert [(i.id, i.code) for i in plan.excluded] == [
        (theirs, Exclusion.SOMEBODY_ELSES),
        (999_999, Exclusion.NOT_THERE),
        (-1, Exclusion.NOT_THERE),
        (2**70, Exclusion.NOT_THERE),
    ]
    assert house.load(free).status is Status.SENT


def test_each_is_looked_at_again_when_its_turn_comes(house: House) -> None:
    """What somebody took between the plan and the act is refused by name; the others are done."""
    o = house.oficialia
    sent = [house.sent() for _ in range(3)]
    running = o.bulk.run(house.lucia, TAKE, sent)
    assert next(running).done
    o.claims.take(house.mario, sent[1])
    refused, done = list(running)
    assert (refused.code, refused.facts, done.done) == (
        "somebody_else_has_it",
        {"name": house.mario.name},
        True,
    )
    assert [house.load(i).claim.account_id for i in (sent[0], sent[2])] == [house.lucia.account_id] * 2  # type: ignore[union-attr]  # they are taken


def test_many_are_given_back_labelled_and_assigned(house: House) -> None:
    """Release with a note, label and assign each leave their act on each promoción."""
    o, elena = house.oficialia, house.actor("elena")
    sent = [house.sent() for _ in range(2)]
    orders = [
        (house.lucia, TAKE),
        (house.lucia, BulkOrder(BulkAction.RELEASE, text="Para quien sigue.")),
        (house.lucia, BulkOrder(BulkAction.LABEL, label="URGENTE")),
        (elena, BulkOrder(BulkAction.ASSIGN, account_id=house.mario.account_id)),
        (elena, BulkOrder(BulkAction.UNASSIGN, text="Vuelve a todos.")),
        (house.lucia, BulkOrder(BulkAction.UNLABEL, label="URGENTE")),
    ]
    for actor, order in orders:
        assert [item.done for item in o.bulk.run(actor, order, sent)] == [True, True]
    acts = [Action.CLAIM, Action.RELEASE, Action.LABEL, Action.ASSIGN, Action.ASSIGN, Action.UNLABEL]
    for promocion_id in sent:
        assert [event.action for event in house.events(promocion_id)][-6:] == acts


def test_many_are_rejected_with_one_ground(house: House) -> None:
    """Each gets its decision with the same ground and text; what a colleague has stays as it was."""
    o = house.oficialia
    mine, free, theirs = (house.sent() for _ in range(3))
    o.claims.take(house.lucia, mine)
    o.claims.take(house.mario, theirs)
    results = list(o.bulk.run(house.lucia, REJECT, [mine, free, theirs]))
    assert [item.done for item in results] == [True, True, False]
    assert [house.load(i).status for i in (mine, free, theirs)] == [
        Status.REJECTED,
        Status.REJECTED,
        Status.UNDER_REVIEW,
    ]
    decision = house.load(free).decision
    assert decision is not None
    assert (decision.ground, decision.text) == (REJECTION.ground, REJECTION.text)


def test_a_rejection_that_waits_for_a_second_clerk_says_so(tmp_path: Path) -> None:
    """Under four eyes the first clerk's are proposals, and the second's decisions."""
    with opened(tmp_path / "home", four_eyes=True) as house:
        promocion_id = house.sent()
        for clerk, proposed in ((house.lucia, True), (house.mario, False)):
            (item,) = house.oficialia.bulk.run(clerk, REJECT, [promocion_id])
            assert (item.done, item.proposed) == (True, proposed)
        assert house.load(promocion_id).status is Status.REJECTED


def test_a_rejection_that_is_refused_gives_back_what_it_took(house: House) -> None:
    """A text too short rejects nothing; what was not the clerk's before is nobody's afterwards."""
    o = house.oficialia
    mine, free = house.sent(), house.sent()
    o.claims.take(house.lucia, mine)
    order = BulkOrder(BulkAction.REJECT, rejection=replace(REJECTION, text="no"))
    assert [item.code for item in o.bulk.run(house.lucia, order, [mine, free])] == ["ground_text_missing"] * 2
    assert [house.load(i).status for i in (mine, free)] == [Status.UNDER_REVIEW, Status.SENT]


def test_a_text_that_is_no_rejection_takes_nothing(house: House) -> None:
    """What was assigned to the clerk stays so, and nothing of the try stands in the history."""
    o, promocion_id = house.oficialia, house.sent()
    o.assigning.assign(house.actor("elena"), promocion_id, house.lucia.account_id)
    order = BulkOrder(BulkAction.REJECT, rejection=replace(REJECTION, text="no"))
    assert [item.done for item in o.bulk.run(house.lucia, order, [promocion_id])] == [False]
    assert house.load(promocion_id).standing.assigned_to == house.lucia.account_id
    assert house.events(promocion_id)[-1].action == Action.ASSIGN


def test_a_ground_that_names_a_document_is_for_one_alone(house: House) -> None:
    """Such a ground, or a document, is refused before the first promoción is looked at."""
    o, promocion_id = house.oficialia, house.sent()
    ground = next(g for g in o.deciding.grounds() if g.needs_document)
    for rejection in (Rejection(ground.code, REJECTION.text), replace(REJECTION, document="escrito.txt")):
        with pytest.raises(NeedsADocument):
            o.bulk.run(house.lucia, BulkOrder(BulkAction.REJECT, rejection=rejection), [promocion_id])
    assert house.load(promocion_id).status is Status.SENT


def test_an_act_has_a_most_and_asks_first(house: House) -> None:
    """One more than the most is refused; who may not do it to one may not do it to many."""
    o, elena, promocion_id = house.oficialia, house.actor("elena"), house.sent()
    with pytest.raises(TooManyMarked):
        o.bulk.run(house.lucia, TAKE, range(1, MOST_AT_ONCE + 2))
    with pytest.raises(NotAllowed):
        o.bulk.run(elena, TAKE, [promocion_id])
    with pytest.raises(NotAllowed):
        o.bulk.run(
            house.lucia, BulkOrder(BulkAction.ASSIGN, account_id=house.lucia.account_id), [promocion_id]
        )
    assert house.load(promocion_id).status is Status.SENT
