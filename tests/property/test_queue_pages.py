"""Pages of a list are the list, however rows are tied, and while others come and go."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from core.domain.queue import QueueQuery, Tab
from core.domain.workflow import Status
from core.storage.account_tables import AccountRow
from core.storage.engine import Database
from core.storage.queue import queue_edges, queue_rows, surroundings
from core.storage.queue_order import SORTS
from core.storage.review_tables import Base
from core.storage.tables import PromocionRow

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
DAY = date(2026, 11, 20)
Place = tuple[int, int, int]
"""Day, risk and minute of the sending: few values, so that many rows tie."""
_PLACES = st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 2))
_LISTS = st.lists(_PLACES, max_size=14)


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    """Return tables in memory, with the one account that filed everything."""
    with closing(Database("sqlite://")) as made:
        Base.metadata.create_all(made.engine)
        with made.write() as session:
            session.execute(insert(AccountRow).values(_account()))
        yield made


def _account() -> dict[str, Any]:
    blank = {"email": "", "phone": "", "password_hash": "!"}
    return {"id": 1, "username": "ana", "name": "Ana", "rfc": "", "created_at": NOW, **blank}


def _row(number: int, place: Place) -> dict[str, Any]:
    day, risk, minute = place
    words = ("folio", "owner_name", "procedimiento", "expediente", "oficialia_previa", "promovente")
    texts = {name: f"{name} {number}" for name in (*words, "agente_economico", "descripcion")}
    return {
        **texts,
        "id": number,
        "procedimiento": f"asunto {risk}",
        "owner_name": f"Ñáñez {day}",
        "owner_id": 1,
        "owner_rfc": "XAXX010101000",
        "status": Status.SENT,
        "tipo_promocion": "inicial",
        "tipo_procedimiento": "DEN",
        "caracter": "",
        "created_at": NOW,
        "updated_at": NOW,
        "signed_at": NOW,
        "sent_at": NOW + timedelta(minutes=minute),
        "filed_on": DAY + timedelta(days=day),
        "risk": risk,
    }


def _fill(session: Session, places: list[Place]) -> None:
    session.execute(delete(PromocionRow))
    if places:
        session.execute(insert(PromocionRow), [_row(n, place) for n, place in enumerate(places, start=1)])


def _asked(sort: str, *, descending: bool, limit: int) -> QueueQuery:
    return QueueQuery(Tab.ALL, 1, NOW, NOW, sort=sort, descending=descending, limit=limit)


def _pages(session: Session, query: QueueQuery, *, back: bool) -> list[list[int]]:
    """Return the ids of each page, turned forth from the first or back from the end."""
    pages: list[list[int]] = []
    while True:
        rows = queue_rows(session, query)
        before, after = queue_edges(session, query, rows)
        pages.append([row.id for row in rows])
        beyond = before if back else after
        if beyond is None:
            return pages
        query = (
            replace(query, before=beyond, after=None) if back else replace(query, after=beyond, before=None)
        )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=_LISTS, limit=st.integers(1, 5))
def test_the_usual_order_is_a_plain_sort(database: Database, places: list[Place], limit: int) -> None:
    """By day, then the riskier, then who was sent first, then as filed: pages put together are that."""
    with database.write() as session:
        _fill(session, places)
        expected = sorted(range(len(places)), key=lambda n: (places[n][0], -places[n][1], places[n][2], n))
        query = _asked("filed_on", descending=False, limit=limit)
        pages = _pages(session, query, back=False)
    assert [i for page in pages for i in page] == [n + 1 for n in expected]
    assert all(len(page) == limit for page in pages[:-1])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=_LISTS, limit=st.integers(1, 5), sort=st.sampled_from(SORTS), descending=st.booleans())
def test_forth_and_back_are_the_same_list(
    database: Database, places: list[Place], limit: int, sort: str, *, descending: bool
) -> None:
    """Whatever the order, turning to the end and back again shows each row once, in one order."""
    with database.write() as session:
        _fill(session, places)
        query = _asked(sort, descending=descending, limit=limit)
        whole = [row.id for row in queue_rows(session, replace(query, limit=100))]
        forth = _pages(session, query, back=False)
        last = queue_rows(session, replace(query, limit=100))
        around = [surroundings(session, query, row.id) for row in last]
    assert [i for page in forth for i in page] == whole
    assert sorted(whole) == list(range(1, len(places) + 1))
    assert [(a.position, a.total) for a in around] == [(n, len(whole)) for n in range(1, len(whole) + 1)]
    assert [a.next for a in around[:-1]] == whole[1:]
    assert [a.previous for a in around[1:]] == whole[:-1]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=st.lists(_PLACES, min_size=4, max_size=14), limit=st.integers(1, 4), data=st.data())
def test_rows_that_stay_are_shown_once_while_others_come_and_go(
    database: Database, places: list[Place], limit: int, data: st.DataObject
) -> None:
    """Between one page and the next some are decided and some arrive: whoever stayed is seen exactly once."""
    numbers = range(1, len(places) + 1)
    leaving = data.draw(st.sets(st.sampled_from(list(numbers)), max_size=4))
    with database.write() as session:
        _fill(session, places)
        query = _asked("filed_on", descending=False, limit=limit)
        first = queue_rows(session, query)
        _, after = queue_edges(session, query, first)
        session.execute(
            update(PromocionRow).where(PromocionRow.id.in_(leaving)).values(status=Status.DRAFT, sent_at=None)
        )
        arriving = data.draw(_LISTS)
        for number, place in enumerate(arriving, start=100):
            session.execute(insert(PromocionRow).values(_row(number, place)))
        rest = [] if after is None else _pages(session, replace(query, after=after), back=False)
    seen = [row.id for row in first] + [i for page in rest for i in page]
    stayed = set(numbers) - leaving
    assert [i for i in seen if i in stayed] == sorted(stayed, key=lambda n: _sorted(places[n - 1], n))
    assert len(seen) == len(set(seen))


def _sorted(place: Place, number: int) -> tuple[int, int, int, int]:
    return place[0], -place[1], place[2], number
