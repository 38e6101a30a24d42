"""The database as commands open it: what is wrong with it is said in a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from core.config import Settings
from core.storage.engine import Database, UnsafeDatabase
from core.storage.migrate import DatabaseIsNotCurrent, require_current

NOT_READY = 3
_SHOWN = 200


class NoDatabaseFile(Exception):  # noqa: N818 - named as a sentence
    """There is no SQLite file where the settings say; opening it would make an empty one."""


PROBLEMS = (NoDatabaseFile, DatabaseIsNotCurrent, UnsafeDatabase, SQLAlchemyError, OSError)
"""What opening a database may raise."""


@contextmanager
def ready_database(settings: Settings) -> Iterator[Database]:
    """Open the configured database and check that it can be worked with; close it at the end.

    Raises:
        NoDatabaseFile, DatabaseIsNotCurrent, UnsafeDatabase, SQLAlchemyError, OSError: it cannot.
    """
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise NoDatabaseFile(url.database)
    database = Database(settings.database_url)
    try:
        require_current(database)
        yield database
    finally:
        database.close()


@contextmanager
def working_database(settings: Settings) -> Iterator[Database]:
    """Open the database for a command; where it cannot be used, say so and end with 3."""
    try:
        with ready_database(settings) as database:
            yield database
    except PROBLEMS as error:
        typer.echo(database_problem(error), err=True)
        raise typer.Exit(NOT_READY) from None


def database_problem(error: Exception) -> str:
    """Say what is wrong with the database and what to do; a password in its address is never repeated."""
    if isinstance(error, NoDatabaseFile):
        return "Todavía no hay base de datos. Ejecute «oficialia migrate»."
    if isinstance(error, DatabaseIsNotCurrent):
        return f"La base de datos no está al día ({error}). Ejecute «oficialia migrate»."
    if isinstance(error, UnsafeDatabase):
        return (
            f"La base de datos no conserva lo guardado si se va la luz: active {error} en PostgreSQL "
            "y vuelva a arrancarlo."
        )
    cause = str(getattr(error, "orig", None) or error).strip().splitlines() or [type(error).__name__]
    return (
        f"La base de datos no responde ({cause[0][:_SHOWN]}). "
        "Revise que esté en marcha y que OFICIALIA_DATABASE_URL y sus permisos sean correctos."
    )
