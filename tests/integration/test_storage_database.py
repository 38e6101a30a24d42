"""The database holds what it is told to hold, on both engines: pragmas, constraints, numbers, audit log."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import event, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.orm import Session

from core.services.accounts.sessions import SessionOrigin
from core.storage import migrate
from core.storage.account_tables import AccountRow
from core.storage.base import Base
from core.storage.engine import _UNSAFE_SETTINGS, Database, UnsafeDatabase
from core.storage.events import append_event
from core.storage.promociones import next_number
from core.storage.tables import CounterRow, EventRow, PromocionRow
from tests.offices import PASSWORD, House, opened
from tests.pki.people import NOW


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Return a migrated, empty database."""
    with closing(Database(database_url)) as opened_database:
        migrate.upgrade(opened_database)
        yield opened_database


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine."""
    with opened(tmp_path / "home", database_url) as built:
        yield built


def _account(session: Session, username: str = "ana") -> AccountRow:
    row = AccountRow(username=username, name="Ana", password_hash="x", created_at=NOW)
    session.add(row)
    session.flush()
    return row


def _promocion(values: dict[str, object]) -> PromocionRow:
    usual: dict[str, object] = {
        "folio": "PRO-00001-AAAA",
        "owner_name": "Ana",
        "owner_rfc": "ÑAÑE800101AB1",
        "status": "draft",
        "procedimiento": "p",
        "tipo_promocion": "inicial",
        "tipo_procedimiento": "DEN",
        "expediente": "",
        "oficialia_previa": "",
        "caracter": "",
        "promovente": "",
        "agente_economico": "",
        "descripcion": "",
        "created_at": NOW,
        "updated_at": NOW,
    }
    return PromocionRow(**{**usual, **values})


def test_migrations_make_the_tables_of_this_version(database: Database) -> None:
    """The head revision and the tables in the code are the same thing."""
    assert migrate.differences(database) == []
    assert migrate.current(database) == migrate.head()
    migrate.require_current(database)


def test_every_revision_goes_up_and_down_with_data_in_it(house: House) -> None:
    """Down to nothing and up again, with an accepted promoción and its audit log inside."""
    house.accepted()
    database = house.oficialia.database
    migrate.downgrade(database, "base")
    assert migrate.current(database) is None
    with pytest.raises(migrate.DatabaseIsNotCurrent):
        migrate.require_current(database)
    migrate.upgrade(database)
    assert migrate.differences(database) == []
    with database.read() as session:
        assert session.scalars(select(EventRow)).all() == []


def test_the_version_before_is_upgraded_with_what_it_holds(house: House) -> None:
    """A database of revision 0001 with filings and sessions comes to this version's tables and keeps them."""
    promocion_id = house.accepted()
    house.oficialia.sign_in.with_password("ana", PASSWORD, SessionOrigin("203.0.113.9", "x"))
    database = house.oficialia.database
    migrate.downgrade(database, "0001")
    before = _counts(database)
    migrate.upgrade(database)
    assert _counts(database) == before
    assert before["session"] == 1
    assert before["event"] > 5
    assert migrate.differences(database) == []
    assert house.load(promocion_id).decision is not None
    with pytest.raises(DBAPIError, match="append-only"), database.write() as session:
        session.execute(text("DELETE FROM event"))


def _counts(database: Database) -> dict[str, int]:
    tables = ("account", "account_role", "session", "promocion", "document", "signature", "acuse", "event")
    with database.engine.connect() as connection:
        return {t: connection.scalar(text(f"SELECT count(*) FROM {t}")) or 0 for t in tables}  # noqa: S608 - our own names


def test_the_audit_log_cannot_be_changed_by_any_statement(house: House) -> None:
    """Not even raw SQL updates or deletes an act."""
    house.draft()
    database = house.oficialia.database
    for statement in ("UPDATE event SET action='x'", "DELETE FROM event"):
        with pytest.raises(DBAPIError, match="append-only"), database.write() as session:
            session.execute(text(statement))
    with database.read() as session:
        assert [e.action for e in session.scalars(select(EventRow))] == ["create"]


def test_who_read_what_cannot_be_changed_by_any_statement(house: House) -> None:
    """The record of readings is append-only like the audit log."""
    house.taken()
    database = house.oficialia.database
    for statement in ("UPDATE reading SET actor_name='x'", "DELETE FROM reading"):
        with pytest.raises(DBAPIError, match="append-only"), database.write() as session:
            session.execute(text(statement))


@pytest.mark.postgresql
def test_the_audit_log_cannot_be_truncated(postgresql_url: str) -> None:
    """PostgreSQL's shortcut around row triggers is closed too."""
    with closing(Database(postgresql_url)) as database:
        migrate.upgrade(database)
        with pytest.raises(DBAPIError, match="append-only"), database.write() as session:
            session.execute(text("TRUNCATE event"))


def test_an_error_does_not_tell_what_was_being_stored(database: Database) -> None:
    """What reaches the log names the statement; names and texts of people are left out."""
    with pytest.raises(IntegrityError) as failed, database.write() as session:
        session.add(_promocion({"owner_id": 999, "descripcion": "asunto reservado"}))
    assert "INSERT INTO promocion" in str(failed.value)
    assert "asunto reservado" not in str(failed.value)


def test_a_naive_instant_is_refused(database: Database) -> None:
    """Without a zone nobody knows which instant it is, so nothing is stored."""
    with pytest.raises(StatementError, match="naive"), database.write() as session:
        append_event(session, datetime(2026, 1, 1), None, "x")  # noqa: DTZ001 - the point of the test


def test_instants_come_back_aware_and_equal(database: Database) -> None:
    """Both engines give back the very instant, to the microsecond, aware."""
    at = NOW + timedelta(microseconds=123_456)
    with database.write() as session:
        append_event(session, at, None, "x")
    with database.read() as session:
        found = session.scalars(select(EventRow)).one().at
    assert found == at
    assert found.utcoffset() == timedelta()


IMPOSSIBLE: dict[str, dict[str, object]] = {
    "no such status": {"status": "lost"},
    "no such tipo": {"tipo_promocion": "otra"},
    "no such carácter": {"caracter": "jefe"},
    "accepted without number": {
        "status": "accepted",
        "decided_at": NOW,
        "sent_at": NOW,
        "signed_at": NOW,
    },
    "number without acceptance": {"numero_oficialia": "OP-2026-000001"},
    "decided while a draft": {"decided_at": NOW},
    "rejected without decision": {"status": "rejected", "sent_at": NOW, "signed_at": NOW},
    "sent without instant": {"status": "sent", "signed_at": NOW},
    "sent instant on a draft": {"sent_at": NOW},
    "sent unsigned": {"status": "sent", "sent_at": NOW},
    "nobody's": {"owner_id": 999},
    "claimed by nobody": {"claimed_by": 999},
}


def test_impossible_rows_are_refused(database: Database) -> None:
    """The tables themselves refuse a promoción that the domain cannot produce."""
    with database.write() as session:
        owner_id = _account(session).id
    admitted = [
        name for name, values in IMPOSSIBLE.items() if _admits(database, {"owner_id": owner_id, **values})
    ]
    assert admitted == []
    assert _admits(database, {"owner_id": owner_id})


def _admits(database: Database, values: dict[str, object]) -> bool:
    try:
        with database.write() as session:
            session.add(_promocion(values))
    except IntegrityError:
        return False
    return True


def _fail_half_way(database: Database) -> None:
    with database.write() as session:
        _account(session)
        append_event(session, NOW, None, "create_account")
        raise ZeroDivisionError


def test_a_block_that_fails_leaves_nothing(database: Database) -> None:
    """Everything in one transaction stands or falls together."""
    with pytest.raises(ZeroDivisionError):
        _fail_half_way(database)
    with database.read() as session:
        assert session.scalars(select(AccountRow)).all() == []
        assert session.scalars(select(EventRow)).all() == []


def test_sqlite_runs_as_promised(sqlite_url: str) -> None:
    """Every connection has WAL, foreign keys, full synchronisation and patience."""
    with closing(Database(sqlite_url)) as database, database.read() as session:
        names = ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        found = {name: session.scalar(text(f"PRAGMA {name}")) for name in names}
    assert found == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "busy_timeout": 15_000}


def test_sqlite_writers_begin_immediate_and_readers_do_not(sqlite_url: str) -> None:
    """Only a transaction that will write takes the write lock, and takes it first."""
    with closing(Database(sqlite_url)) as database:
        migrate.upgrade(database)
        seen: list[str] = []
        event.listen(database.engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
        with database.read() as session:
            session.scalars(select(CounterRow)).all()
        with database.write() as session:
            session.scalars(select(CounterRow)).all()
        with database.read() as reader, database.write() as writer:
            writer.add(CounterRow(name="x", value=1))
            writer.flush()
            assert reader.scalars(select(CounterRow)).all() == []
    assert [s for s in seen if s.startswith("BEGIN")] == [
        "BEGIN",
        "BEGIN IMMEDIATE",
        "BEGIN IMMEDIATE",
        "BEGIN",
    ]


def test_two_writers_in_threads_queue_up(database: Database) -> None:
    """Reading first and writing then, in two threads at once, never ends in «database is locked»."""
    barrier = threading.Barrier(2)

    def add(worker: int) -> None:
        barrier.wait()
        for number in range(20):
            with database.write() as session:
                session.scalars(select(AccountRow)).all()
                _account(session, f"{worker}-{number}")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(add, range(2)))
    with database.read() as session:
        assert len(session.scalars(select(AccountRow)).all()) == 40


class _ChangedItsMindError(Exception):
    """A transaction that gives its number back."""


def _take(database: Database, *, and_fail: bool) -> int:
    with database.write() as session:
        value = next_number(session, "prueba")
        if and_fail:
            raise _ChangedItsMindError
    return value


def test_numbers_are_gapless_and_unique_under_eight_writers(database: Database) -> None:
    """Every third transaction rolls back with its number; what is committed is 1…n without gap or repeat."""
    barrier = threading.Barrier(8)

    def take(worker: int) -> list[int]:
        taken = []
        barrier.wait()
        for number in range(6):
            with suppress(_ChangedItsMindError):
                taken.append(_take(database, and_fail=(worker + number) % 3 == 0))
        return taken

    with ThreadPoolExecutor(8) as pool:
        numbers = [n for part in pool.map(take, range(8)) for n in part]
    assert sorted(numbers) == list(range(1, 33))


def test_counters_do_not_share_numbers(database: Database) -> None:
    """Each name counts for itself, so that every year begins with one."""
    with database.write() as session:
        counted = [next_number(session, name) for name in ("a", "b", "a", "b", "a")]
    assert counted == [1, 1, 2, 2, 3]


@pytest.mark.postgresql
def test_postgresql_that_forgets_is_refused(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database set to lose committed work after a power cut is not used; whatever is off is named."""
    with closing(Database(postgresql_url)) as database, database.engine.begin() as connection:
        name = connection.scalar(text("SELECT current_database()"))
        connection.execute(text(f'ALTER DATABASE "{name}" SET synchronous_commit = off'))
    with pytest.raises(UnsafeDatabase, match=r"^synchronous_commit$"):
        Database(postgresql_url)
    # fsync belongs to the whole server: ssl, which is off here, stands for it
    monkeypatch.setattr("core.storage.engine._UNSAFE_SETTINGS", ("ssl", *_UNSAFE_SETTINGS))
    with pytest.raises(UnsafeDatabase, match=r"^ssl, synchronous_commit$"):
        Database(postgresql_url)


def test_what_counts_as_forgetting() -> None:
    """The three settings by which PostgreSQL trades committed work for speed."""
    assert set(_UNSAFE_SETTINGS) == {"fsync", "synchronous_commit", "full_page_writes"}


def test_every_table_has_a_primary_key() -> None:
    """No row is without a name of its own."""
    assert [name for name, table in Base.metadata.tables.items() if not table.primary_key.columns] == []


def test_the_revision_named_in_code_is_the_scripts_newest() -> None:
    """A start compares with a constant, so that it need not import Alembic."""
    assert ScriptDirectory.from_config(migrate._config()).get_heads() == [migrate.head()]
