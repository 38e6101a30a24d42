"""How fast fifty clerks pull at once, with nine hundred promociones waiting among ten thousand."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from unittest.mock import patch

import pytest
from sqlalchemy import Select, update

from core.bootstrap import Oficialia
from core.domain.people import Actor, Role
from core.domain.workflow import Status
from core.storage.accounts import NewAccount, insert_account
from core.storage.tables import PromocionRow
from tests.bench.received import fill
from tests.bench.timing import Sample, say, show
from tests.bench.workplace import actor_of, workplace
from tests.offices import SetClock

CLERKS, PULLS = 50, 4


@pytest.fixture
def oficialia(tmp_path: Path, database_url: str) -> Iterator[Oficialia]:
    """Return an Oficialía with ten thousand received promociones on each engine."""
    now = datetime.now(UTC)
    with workplace(tmp_path / "home", database_url, SetClock(now)) as built:
        fill(built.database, now)
        yield built


def _clerks(oficialia: Oficialia) -> list[Actor]:
    now = oficialia.clock.now()
    with oficialia.database.write() as session:
        ids = [
            insert_account(
                session, NewAccount(f"revisa.{n}", f"Persona {n}", "!", frozenset({Role.CLERK})), now
            )
            for n in range(CLERKS)
        ]
    return [actor_of(oficialia, account_id) for account_id in ids]


def _give_all_back(oficialia: Oficialia) -> None:
    back = {"status": Status.SENT, "claimed_by": None, "claimed_at": None, "claim_expires_at": None}
    with oficialia.database.write() as session:
        session.execute(update(PromocionRow).where(PromocionRow.status == Status.UNDER_REVIEW).values(**back))


def _pull_at_once(clerks: list[Actor], pull: Callable[[Actor], str]) -> tuple[float, Sample, int]:
    """Return pulls in a second, how long each took, and how many came back empty."""
    barrier, folios, taken = threading.Barrier(len(clerks) + 1), [], []

    def work(clerk: Actor) -> None:
        barrier.wait()
        for _ in range(PULLS):
            begin = perf_counter()
            folios.append(pull(clerk))
            taken.append((perf_counter() - begin) * 1000)

    with ThreadPoolExecutor(len(clerks)) as pool:
        work_done = [pool.submit(work, clerk) for clerk in clerks]
        barrier.wait()
        begin = perf_counter()
        for one in work_done:
            one.result()
        seconds = perf_counter() - begin
    full = [folio for folio in folios if folio]
    assert len(full) == len(set(full))
    return len(folios) / seconds, Sample(tuple(taken)), len(folios) - len(full)


def test_fifty_clerks_who_pull_at_once(oficialia: Oficialia) -> None:
    """Two hundred pulls; by rows passed over while they are locked, and by reading, trying and reading again."""
    clerks, take_next = _clerks(oficialia), oficialia.claims.take_next
    engine = "SQLite" if oficialia.database.is_sqlite else "PostgreSQL"
    take_next(clerks[0])
    rate, passing, empty = _pull_at_once(clerks, take_next)
    say(f"\n{engine}: {rate:.0f} pulls a second, {CLERKS} clerks, {empty} empty")
    assert empty == 0
    samples = {"pull, fifty clerks at once (SKIP LOCKED)": passing}
    if not oficialia.database.is_sqlite:
        _give_all_back(oficialia)
        with patch.object(Select, "with_for_update", lambda self, **_: self):
            rate, trying, empty = _pull_at_once(clerks, take_next)
        say(
            f"{engine}: {rate:.0f} pulls a second without locks, {empty} of {CLERKS * PULLS} lost the race twice"
        )
        samples["pull, fifty clerks at once (compare-and-set, tried twice)"] = trying
    _give_all_back(oficialia)
    alone = [_one(take_next, clerks[0]) for _ in range(20)]
    show(f"Siguiente, {engine}", {"pull, one clerk alone": Sample(tuple(alone)), **samples})


def _one(pull: Callable[[Actor], str], clerk: Actor) -> float:
    begin = perf_counter()
    assert pull(clerk)
    return (perf_counter() - begin) * 1000
