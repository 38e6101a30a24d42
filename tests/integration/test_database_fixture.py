"""The fixtures give a real, empty and durable database of one's own."""

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url


def test_each_test_has_an_empty_database_it_can_write(database_url: str) -> None:
    """A table made here was not there before: on SQLite and on PostgreSQL, twice over."""
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE mark (value INTEGER)"))
        connection.execute(text("INSERT INTO mark VALUES (42)"))
        assert connection.execute(text("SELECT value FROM mark")).scalar_one() == 42
    engine.dispose()


@pytest.mark.postgresql
def test_the_server_is_durable_and_private(postgresql_url: str) -> None:
    """The production engine refuses fsync off, so the test server must have it on; and it opens no port."""
    url = make_url(postgresql_url)
    assert url.drivername == "postgresql+psycopg"
    engine = create_engine(url)
    with engine.connect() as connection:
        shown = {
            name: connection.execute(text(f"SHOW {name}")).scalar_one()
            for name in ("fsync", "synchronous_commit", "listen_addresses", "server_encoding")
        }
        assert connection.execute(text("SELECT count(*) FROM pg_tables WHERE tablename='mark'")).scalar() == 0
    engine.dispose()
    assert shown == {
        "fsync": "on",
        "synchronous_commit": "on",
        "listen_addresses": "",
        "server_encoding": "UTF8",
    }
