"""Reopening, on both engines: numbers, editions of receipts, what the filer reads, exactly one decision."""

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from core.domain.acuse import AcuseStanding
from core.domain.numbers import NumberStanding
from core.domain.workflow import Status, StatusForbids
from core.errors import NotAllowed, Refusal
from core.services.reopening import ReopeningReasonMissing
from tests.concurrency import at_once
from tests.mailed import mailed, mails
from tests.offices import REJECTION, House, opened

WHY = "Se aceptó con el poder equivocado."


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine, whose papers are quickly drawn."""
    fast = patch("core.services.acuses.render_acuse", lambda record, *_, **__: record.code.encode())
    with fast, opened(tmp_path / "home", database_url) as built:
        yield built


def _reopen(house: House, promocion_id: int) -> None:
    house.clock.advance(minutes=1)
    house.oficialia.reopening.reopen(house.actor("elena"), promocion_id, WHY)
    house.clock.advance(minutes=1)


def _accept(house: House, promocion_id: int) -> str:
    house.oficialia.review.open(house.lucia, promocion_id)
    decision = house.oficialia.deciding.accept(house.lucia, promocion_id).decision
    assert decision is not None
    return decision.numero_oficialia


def test_a_number_is_used_again_and_given_to_nobody_else(house: House) -> None:
    """Reopened and accepted again it has the same number; meanwhile others go on counting without a gap."""
    first, second = house.accepted(), house.accepted()
    _reopen(house, first)
    waiting = house.load(first)
    assert (waiting.status, waiting.decision, waiting.standing.numero_previo) == (
        Status.SENT,
        None,
        "OP-2026-000001",
    )
    assert _accept(house, house.sent()) == "OP-2026-000003"
    assert _accept(house, first) == "OP-2026-000001"
    numbers = house.oficialia.reopening.numbers(house.lucia, 2026)
    assert [(n.numero, n.folio) for n in numbers][:2] == [
        ("OP-2026-000001", waiting.folio),
        ("OP-2026-000002", house.load(second).folio),
    ]
    assert {n.standing for n in numbers} == {NumberStanding.IN_FORCE}


def test_no_number_is_missing_without_a_word(house: House) -> None:
    """The report of numbers says which were reopened, and which of those were rejected afterwards."""
    waiting, rejected, standing = house.accepted(), house.accepted(), house.accepted()
    for promocion_id in (waiting, rejected):
        _reopen(house, promocion_id)
    house.oficialia.review.open(house.lucia, rejected)
    house.oficialia.deciding.reject(house.lucia, rejected, REJECTION)
    found = [(n.numero[-1], n.standing) for n in house.oficialia.reopening.numbers(house.lucia, 2026)]
    assert found == [
        ("1", NumberStanding.REOPENED),
        ("2", NumberStanding.WITHDRAWN),
        ("3", NumberStanding.IN_FORCE),
    ]
    assert house.oficialia.reopening.numbers(house.lucia, 2025) == ()
    assert house.load(standing).standing.reopened_at is None


def test_the_old_receipt_stays_and_says_what_became_of_it(house: House) -> None:
    """Downloadable and verifiable for ever: reopened first, then replaced by the paper of the new decision."""
    promocion_id = house.accepted()
    old = house.oficialia.filing.view(house.ana, promocion_id).acuses[-1]
    pdf = house.oficialia.reading.acuse(house.ana, old.id)[2]
    _reopen(house, promocion_id)
    public = house.oficialia.reading.public_acuse(old.code)
    reopened_at = house.load(promocion_id).standing.reopened_at
    assert (public.standing, public.reopened_at) == (AcuseStanding.REOPENED, reopened_at)
    assert public.replaced_by is None
    house.oficialia.review.open(house.lucia, promocion_id)
    house.oficialia.deciding.reject(house.lucia, promocion_id, REJECTION)
    sent, replaced, new = house.oficialia.filing.view(house.ana, promocion_id).acuses
    assert [(a.kind, a.edition, a.replaced_by) for a in (sent, replaced, new)] == [
        ("envio", 1, None),
        ("recepcion", 1, new.id),
        ("rechazo", 2, None),
    ]
    assert [a.standing(reopened_at) for a in (sent, replaced, new)] == [
        AcuseStanding.IN_FORCE,
        AcuseStanding.REPLACED,
        AcuseStanding.IN_FORCE,
    ]
    public = house.oficialia.reading.public_acuse(old.code)
    assert (public.standing, public.replaced_by) == (AcuseStanding.REPLACED, ("rechazo", new.issued_at))
    assert new.record["replaces"]["code"] == old.code
    assert new.record["replaces"]["numero_oficialia"] == "OP-2026-000001"
    assert house.oficialia.reading.acuse(house.ana, old.id)[2] == pdf
    papers = house.oficialia.packaging.prepare(house.ana, promocion_id).acuses
    assert set(papers) == {"acuse-envio.pdf", "acuse-recepcion.pdf", "acuse-rechazo-2.pdf"}


def test_reopening_twice_marks_each_receipt_with_its_own_successor(house: House) -> None:
    """What replaced a receipt stands for ever; the third edition replaces the second alone."""
    promocion_id = house.accepted()
    for _ in range(2):
        _reopen(house, promocion_id)
        assert _accept(house, promocion_id) == "OP-2026-000001"
    _, first, second, third = house.oficialia.filing.view(house.ana, promocion_id).acuses
    assert (first.replaced_by, second.replaced_by, third.replaced_by) == (second.id, third.id, None)
    assert [a.edition for a in (first, second, third)] == [1, 2, 3]


def test_only_a_supervisor_reopens_what_is_decided_and_says_why(house: House) -> None:
    """A clerk may not, an open promoción cannot be, nine characters are no reason; nothing changes."""
    accepted, waiting = house.accepted(), house.sent()
    elena, reopening = house.actor("elena"), house.oficialia.reopening
    with pytest.raises(NotAllowed):
        reopening.reopen(house.lucia, accepted, WHY)
    with pytest.raises(StatusForbids):
        reopening.reopen(elena, waiting, WHY)
    for reason in ("", "123456789", "\u200b" * 20, "x" * 5000):
        with pytest.raises(ReopeningReasonMissing):
            reopening.reopen(elena, accepted, reason)
    assert house.load(accepted).status is Status.ACCEPTED
    assert house.events(accepted)[-1].action == "accept"


def test_the_filer_is_told_without_names_and_without_the_reason(house: House) -> None:
    """A message and a line of the history; who and why stand in the register alone."""
    mailed(house)
    promocion_id = house.accepted()
    _reopen(house, promocion_id)
    shown = house.oficialia.auditing.filer_history(house.ana, promocion_id)[-1]
    assert (shown.action, shown.actor_name, dict(shown.facts)) == ("reopen", "", {})
    kind, facts = mails(house)[-1]
    assert kind == "promocion_reopened"
    assert WHY not in repr(facts)
    assert house.actor("elena").name not in repr(facts)
    act = house.events(promocion_id)[-1]
    assert (act.facts["reason"], act.facts["numero_oficialia"]) == (WHY, "OP-2026-000001")
    assert (act.from_status, act.to_status) == ("accepted", "sent")


def test_one_decision_whoever_races(house: House) -> None:
    """Accepting, rejecting, taking over and reopening at once, often: one decision, one paper, no number lost."""
    for _ in range(4):
        promocion_id = house.taken()
        outcomes = _race(house, promocion_id)
        acts = [e.action for e in house.events(promocion_id)]
        decided = [a for a in acts if a in {"accept", "reject"}]
        done = [outcome for outcome in outcomes if not isinstance(outcome, Refusal)]
        assert len(decided) == len(done), (outcomes, acts)
        assert len(decided) <= 1 + acts.count("reopen")
        assert len(house.oficialia.filing.view(house.ana, promocion_id).acuses) == 1 + len(decided)
        is_open = house.load(promocion_id).status in {Status.SENT, Status.UNDER_REVIEW}
        assert is_open == (len(decided) == acts.count("reopen"))
    given = [n.numero for n in house.oficialia.reopening.numbers(house.lucia, 2026)]
    assert given == [f"OP-2026-{n:06d}" for n in range(1, len(given) + 1)]
    assert _accept(house, house.sent()) == f"OP-2026-{len(given) + 1:06d}"


def _race(house: House, promocion_id: int) -> list[object]:
    """Return what became of each attempt to decide; the others' attempts race with them."""
    oficialia, elena = house.oficialia, house.actor("elena")
    outcomes = at_once(
        [
            lambda: oficialia.deciding.accept(house.lucia, promocion_id),
            lambda: oficialia.deciding.reject(house.lucia, promocion_id, REJECTION),
            lambda: oficialia.deciding.accept(house.lucia, promocion_id),
            lambda: oficialia.claims.take_over(house.mario, promocion_id, "Urge resolverla"),
            lambda: oficialia.reopening.reopen(elena, promocion_id, WHY),
        ]
    )
    return outcomes[:3]
