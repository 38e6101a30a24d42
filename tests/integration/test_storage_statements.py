"""How many statements a list costs: as many for a full page as for one row."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import event

from core.domain.people import Actor
from core.domain.queue import QueueQuery, QueueRow, StateFilter, Tab
from core.services.queue import Queue
from core.storage.queue_order import SORTS
from tests.bench.received import CLERKS, FILERS, Volume, fill
from tests.offices import House, opened

_VOLUME = Volume(received=200, of_one_filer=100)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Return an Oficialía with two hundred received promociones, decided and claimed by eight clerks."""
    with opened(tmp_path / "home") as built:
        yield built


def _statements(house: House, act: Callable[[], object]) -> int:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if (
            "FROM catalog_edition" not in statement
        ):  # asked at most every second, by the clock: CurrentCatalogs
            seen.append(statement)

    event.listen(house.oficialia.database.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(house.oficialia.database.engine, "before_cursor_execute", note)
    return sum(statement.lstrip().startswith("SELECT") for statement in seen)


def test_a_filers_page_asks_the_same_for_one_row_and_for_fifty(house: House) -> None:
    """Count, rows, names of staff: three statements, whoever decided the rows."""
    first = fill(house.oficialia.database, house.clock.now(), _VOLUME)
    filer = replace(house.ana, account_id=first)
    mine = house.oficialia.filing.mine
    rows, total = mine(filer, "cerradas", limit=50)
    names = {promocion.decision.decided_by for promocion in rows if promocion.decision}
    assert (len(rows), total > 50, len(names) > 1, "" in names) == (50, True, True, False)
    assert [_statements(house, partial(mine, filer, "cerradas", limit=n)) for n in (1, 50)] == [3, 3]


def test_a_look_at_the_bandeja_asks_five_times(house: House) -> None:
    """Counts, rows with names and documents, their labels, total, whether more follow: not one for each row."""
    first = fill(house.oficialia.database, house.clock.now(), _VOLUME)
    queue, clerk = house.oficialia.queue, replace(house.lucia, account_id=first + FILERS + CLERKS - 1)

    def look(tab: Tab) -> None:
        queue.counts(clerk)
        queue.page(clerk, queue.query(clerk, tab))

    asked = {tab: _statements(house, partial(look, tab)) for tab in Tab}
    assert asked == {tab: 5 if queue.counts(clerk)[tab] else 3 for tab in Tab}


def test_the_counts_are_those_of_the_lists(house: House) -> None:
    """Each tab's number is the number of rows that opening it shows, and none is counted twice."""
    first = fill(house.oficialia.database, house.clock.now(), _VOLUME)
    queue, clerk = house.oficialia.queue, replace(house.lucia, account_id=first + FILERS + CLERKS - 1)
    counts = queue.counts(clerk)
    pages = {tab: queue.page(clerk, replace(queue.query(clerk, tab), limit=1_000)) for tab in Tab}
    assert counts == {tab: page.total for tab, page in pages.items()}
    assert counts == {tab: len({row.id for row in page.rows}) for tab, page in pages.items()}
    everything = queue.query(clerk, Tab.ALL)
    states = {state: queue.page(clerk, replace(everything, state=state)).total for state in StateFilter}
    undecided = (StateFilter.WAITING, StateFilter.IN_REVIEW, StateFilter.ASSIGNED, StateFilter.HELD)
    assert counts[Tab.ALL] == 200 == counts[Tab.CLOSED] + sum(states[state] for state in undecided)
    assert (states[StateFilter.WAITING], states[StateFilter.HELD]) == (counts[Tab.TO_TAKE], counts[Tab.HELD])
    assert counts[Tab.DECIDED_TODAY] <= counts[Tab.CLOSED]


def _turned(queue: Queue, clerk: Actor, query: QueueQuery) -> list[QueueRow]:
    """Return the rows of a list by turning its pages to the end, and back to the beginning."""
    forth: list[QueueRow] = []
    page = queue.page(clerk, query)
    while True:
        forth.extend(page.rows)
        if page.after is None:
            break
        page = queue.page(clerk, replace(query, after=page.after))
    back = list(page.rows)
    while page.before is not None:
        page = queue.page(clerk, replace(query, before=page.before))
        back = [*page.rows, *back]
    assert back == forth
    return forth


@pytest.mark.parametrize("sort", SORTS)
def test_pages_put_together_are_the_list(house: House, sort: str) -> None:
    """No row is skipped or shown twice from page to page, in either direction; each counts its documents."""
    fill(house.oficialia.database, house.clock.now(), _VOLUME)
    queue, clerk = house.oficialia.queue, house.lucia
    for descending in (False, True):
        whole = replace(queue.query(clerk, Tab.ALL), sort=sort, descending=descending, limit=1_000)
        rows = queue.page(clerk, whole).rows
        assert _turned(queue, clerk, replace(whole, limit=30)) == list(rows)
        assert len(rows) == 200
        assert all(3 <= row.documents <= 8 for row in rows)
