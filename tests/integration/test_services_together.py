"""Several people, or one person twice, at the same moment: on both engines each thing happens once."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from unittest.mock import patch

import pytest
from sqlalchemy import select

from core.domain.people import Actor
from core.domain.promocion import Promocion
from core.domain.workflow import CLOSED, Status, StatusForbids
from core.errors import NotFound, Refusal
from core.services.accounts.sessions import SessionOrigin
from core.services.accounts.sign_in import WrongCredentials
from core.services.accounts.tries import SignInMustWait
from core.services.claims import NotClaimed, SomebodyElseHasIt
from core.services.review import ReviewView
from core.storage.account_tables import AccountRow, TallyRow
from core.storage.promociones import ChangedMeanwhile
from tests.offices import FIELDS, PASSWORD, REJECTION, House, opened


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine whose receipts take no time: their making is not in question."""
    fast = patch("core.services.acuses.render_acuse", lambda record, *_, **__: record.code.encode())
    with opened(tmp_path / "home", database_url) as built, fast:
        yield built


def at_once(acts: Sequence[Callable[[], object]]) -> list[object]:
    """Run acts in threads that start together; return what each returned, or the refusal it raised."""
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return act()
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_two_clicks_at_once_send_once(house: House) -> None:
    """Same token and other tokens together: both get the promoción as sent; one event, acuse and verdict."""
    for tokens in (("uno", "uno"), ("uno", "otro")):
        promocion_id = house.signed()
        acts = [partial(house.send, promocion_id, token=token) for token in tokens]
        results = at_once(acts)
        assert [r.status for r in results if isinstance(r, Promocion)] == [Status.SENT] * 2
        assert Counter(e.action for e in house.events(promocion_id))["send"] == 1
        assert len(house.oficialia.filing.view(house.ana, promocion_id).acuses) == 1
        assert house.verdicts(promocion_id) == 1


def test_editing_while_sending_leaves_one_of_both(house: House) -> None:
    """Whichever comes first stands: never a sent promoción whose fields are not the signed ones."""
    for _ in range(3):
        promocion_id = house.signed()
        edited = replace(FIELDS, descripcion="cambiada al enviar")
        acts: list[Callable[[], object]] = [
            partial(house.send, promocion_id),
            partial(house.oficialia.filing.edit, house.ana, promocion_id, edited),
        ]
        results = at_once(acts)
        now = house.load(promocion_id)
        assert sum(isinstance(r, Refusal) for r in results) == 1
        assert (now.status, now.fields) in {(Status.SENT, FIELDS), (Status.DRAFT, edited)}


def test_uploads_at_once_are_all_kept(house: House) -> None:
    """Four documents that arrive together wait for each other; of two with one name, one is asked about."""
    promocion_id = house.draft()
    names = ["a.txt", "b.txt", "c.txt", "d.txt", "D.TXT"]
    results = at_once([partial(house.attach, promocion_id, n, n.encode()) for n in names])
    assert [r.code for r in results if isinstance(r, Refusal)] == ["same_name"]
    documents = house.oficialia.filing.view(house.ana, promocion_id).documents
    assert sorted(d.name.lower() for d in documents) == ["a.txt", "b.txt", "c.txt", "d.txt"]


def test_deleting_twice_at_once_deletes_once(house: House) -> None:
    """The second window is told that there is nothing to delete."""
    promocion_id = house.draft()
    document = house.attach(promocion_id)
    delete = house.oficialia.attaching.delete_document
    results = at_once([lambda: delete(house.ana, document.id)] * 2)
    assert [type(r) for r in results if r is not None] == [NotFound]
    assert [e.action for e in house.events(promocion_id)] == ["create", "add_document", "delete_document"]


def test_drafts_at_once_get_consecutive_folios(house: House) -> None:
    """Eight people press Guardar together: PRO-00001 to PRO-00008."""
    ids = at_once([house.draft] * 8)
    folios = sorted(house.load(i).folio[:9] for i in ids if isinstance(i, int))
    assert folios == [f"PRO-{n:05d}" for n in range(1, 9)]


def test_two_clerks_open_at_once_and_one_holds(house: House) -> None:
    """Both see it; one has it; the claim is recorded once."""
    promocion_id = house.sent()
    review = house.oficialia.review
    views = at_once([partial(review.open, clerk, promocion_id) for clerk in (house.lucia, house.mario)])
    assert sorted(v.held for v in views if isinstance(v, ReviewView)) == [False, True]
    assert [e.action for e in house.events(promocion_id)].count("claim") == 1


def _decide(house: House, clerk: Actor, promocion_id: int, *, accept: bool) -> Promocion:
    house.oficialia.review.open(clerk, promocion_id)
    if accept:
        return house.oficialia.deciding.accept(clerk, promocion_id)
    return house.oficialia.deciding.reject(clerk, promocion_id, REJECTION)


def test_two_clerks_decide_at_once_and_one_decision_stands(house: House) -> None:
    """Accepting and rejecting together: one decision, one paper, and a number only if it was accepted."""
    accepted = 0
    for _ in range(4):
        promocion_id = house.sent()
        acts = [
            partial(_decide, house, house.lucia, promocion_id, accept=True),
            partial(_decide, house, house.mario, promocion_id, accept=False),
        ]
        results = at_once(acts)
        (decided,) = [r for r in results if isinstance(r, Promocion)]
        refused = next(r for r in results if isinstance(r, Refusal))
        assert isinstance(refused, SomebodyElseHasIt | ChangedMeanwhile | StatusForbids | NotClaimed)
        actions = Counter(e.action for e in house.events(promocion_id))
        assert actions["accept"] + actions["reject"] == 1
        assert len(house.oficialia.filing.view(house.ana, promocion_id).acuses) == 2
        accepted += decided.status is Status.ACCEPTED
        assert decided.decision is not None
        number = f"OP-2026-{accepted:06d}" if decided.status is Status.ACCEPTED else ""
        assert decided.decision.numero_oficialia == number


def test_one_clerk_in_two_windows_decides_once(house: House) -> None:
    """Aceptar pressed twice, and an expired lease taken over in between: the loser's number goes back."""
    promocion_id = house.taken()
    accept = house.oficialia.deciding.accept
    results = at_once([lambda: accept(house.lucia, promocion_id)] * 2)
    assert sum(isinstance(r, Promocion) for r in results) == 1
    assert sum(isinstance(r, ChangedMeanwhile | StatusForbids) for r in results) == 1
    following = house.load(house.accepted()).decision
    assert following is not None
    assert following.numero_oficialia == "OP-2026-000002"


def test_eight_workers_accept_twenty_four_without_gap_or_repeat(house: House) -> None:
    """Numbers are consecutive whoever is faster, also where some transactions lose and roll back."""
    ids = [house.taken() for _ in range(24)]
    accept = house.oficialia.deciding.accept

    def work(mine: list[int]) -> None:
        for promocion_id in mine:
            accept(house.lucia, promocion_id)
            with pytest.raises(StatusForbids):
                accept(house.lucia, promocion_id)

    at_once([partial(work, ids[n::8]) for n in range(8)])
    decisions = [house.load(i).decision for i in ids]
    numbers = sorted(d.numero_oficialia for d in decisions if d)
    assert numbers == [f"OP-2026-{n:06d}" for n in range(1, 25)]
    assert {house.load(i).status for i in ids} <= CLOSED


def test_wrong_passwords_tried_at_once_are_all_counted(house: House) -> None:
    """Tries together are not one: each is counted or made to wait, and the sixth that counts blocks."""
    accounts = house.oficialia.sign_in
    origin = SessionOrigin("203.0.113.9", "prueba")
    counted = 0
    for number in range(6):
        elsewhere = SessionOrigin(f"192.0.2.{number}", "prueba")
        results = at_once([partial(accounts.with_password, "ana", "otra", elsewhere)] * 4)
        assert all(isinstance(r, WrongCredentials | SignInMustWait) for r in results)
        house.clock.advance(seconds=61)
        with house.oficialia.database.read() as session:
            before, counted = counted, max(session.scalars(select(TallyRow.failures)))
        waited = sum(isinstance(r, SignInMustWait) for r in results)
        assert before < counted <= before + 4 - waited
    with house.oficialia.database.read() as session:
        assert session.get_one(AccountRow, house.ana.account_id).blocked_at is not None
    with pytest.raises(WrongCredentials):
        accounts.with_password("ana", PASSWORD, origin)
