"""One door to the database, the same on SQLite and PostgreSQL."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

_BUSY_TIMEOUT_MS = 15_000
_UNSAFE_SETTINGS = ("fsync", "synchronous_commit", "full_page_writes")


class UnsafeDatabase(Exception):  # noqa: N818 - named as a sentence, like every refusal
    """PostgreSQL is set to forget committed work after a power cut (``fsync`` or the like is off)."""


class Database:
    """Transactions on the configured database.

    Args:
        url: SQLAlchemy URL, ``sqlite:///file`` or ``postgresql+psycopg://…``.

    Raises:
        UnsafeDatabase: PostgreSQL runs without durability.
    """

    def __init__(self, url: str) -> None:
        self.engine = _create_engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._line = threading.RLock()
        if not self.is_sqlite:
            self._refuse_unsafe_settings()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a transaction that only reads; nothing is committed."""
        with Session(self.engine) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open a transaction that writes: committed on leaving, rolled back on any exception.

        On SQLite it begins IMMEDIATE, so that two writers queue instead of failing half-way. Those of one
        process wait in line here: SQLite lets them try again at random, and with fifty of them one may try in
        vain until its time is over.
        """
        writing = self.engine.execution_options(oficialia_write=True)
        with self._turn(), Session(writing) as session, session.begin():
            yield session

    @contextmanager
    def _turn(self) -> Iterator[None]:
        has_it = self.is_sqlite and self._line.acquire(timeout=_BUSY_TIMEOUT_MS / 1000)
        try:
            yield  # also without the turn: then SQLite says how long is too long
        finally:
            if has_it:
                self._line.release()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def _refuse_unsafe_settings(self) -> None:
        with self.engine.connect() as connection:
            off = [s for s in _UNSAFE_SETTINGS if connection.scalar(text(f"SHOW {s}")) == "off"]
        if off:
            self.close()
            raise UnsafeDatabase(", ".join(off))


def _create_engine(url: str) -> Engine:
    # hide_parameters: an error's text goes to the log, and what people filed must not go with it
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(parsed, hide_parameters=True, pool_pre_ping=True, pool_size=10, max_overflow=20)


def _prepare_sqlite(connection: Any, _record: ConnectionPoolEntry) -> None:  # noqa: ANN401 - DBAPI object
    """Hand transaction control to us; a power cut loses nothing committed (synchronous FULL)."""
    if not isinstance(connection, sqlite3.Connection):  # pragma: no cover - another driver
        raise TypeError(type(connection).__name__)
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        "synchronous=FULL",
        f"busy_timeout={_BUSY_TIMEOUT_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("oficialia_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
