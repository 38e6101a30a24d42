"""Writers of one process wait in line on SQLite, so that none tries in vain."""

from collections.abc import Iterator
from contextlib import closing
from functools import partial

import pytest
from sqlalchemy import event, select

from core.storage import migrate
from core.storage.engine import Database
from core.storage.promociones import next_number
from core.storage.tables import CounterRow
from tests.concurrency import at_once


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    """Return a database whose SQLite waits for nobody: a thousandth of a second and it says that it is locked."""
    with closing(Database(sqlite_url)) as made:
        migrate.upgrade(made)
        made.engine.dispose()
        event.listen(
            made.engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=1")
        )
        yield made


def _take_ten(database: Database) -> list[int]:
    taken = []
    for _ in range(10):
        with database.write() as session:
            taken.append(next_number(session, "prueba"))
    return taken


def test_sixteen_writers_at_once_all_have_their_turn(database: Database) -> None:
    """A hundred and sixty transactions, none of which SQLite ever had to turn away."""
    taken = [
        n for part in at_once([partial(_take_ten, database)] * 16) if isinstance(part, list) for n in part
    ]
    assert sorted(taken) == list(range(1, 161))


def test_a_reader_does_not_wait_for_a_writer(database: Database) -> None:
    """Reading goes on while somebody writes, and sees what stood before."""
    _take_ten(database)
    with database.write() as session:
        assert next_number(session, "prueba") == 11
        (seen,) = at_once([partial(_last, database)])
    assert (seen, _last(database)) == (10, 11)


def _last(database: Database) -> int:
    with database.read() as session:
        return session.scalars(select(CounterRow.value).where(CounterRow.name == "prueba")).one()
