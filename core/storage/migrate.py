"""Bring a database to the tables of this version (Alembic)."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from core.storage.engine import Database
from core.storage.tables import Base

_SCRIPTS = Path(__file__).parent / "migrations"


class DatabaseIsNotCurrent(Exception):  # noqa: N818 - named as a sentence
    """The database was made by another version; run ``oficialia migrate``."""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    # ConfigParser interpolates %, which a folder's name may hold
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """Return the newest revision of this version."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def current(database: Database) -> str | None:
    """Return the database's revision; None when it is empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(database: Database, revision: str = "head") -> None:
    """Migrate up to ``revision``, in one transaction."""
    with database.engine.connect().execution_options(oficialia_write=True) as connection, connection.begin():
        command.upgrade(_config(connection), revision)


def downgrade(database: Database, revision: str) -> None:
    """Migrate down to ``revision``, in one transaction."""
    with database.engine.connect().execution_options(oficialia_write=True) as connection, connection.begin():
        command.downgrade(_config(connection), revision)


def require_current(database: Database) -> None:
    """Check that the database is at this version's revision.

    Raises:
        DatabaseIsNotCurrent: it is older or newer.
    """
    found = current(database)
    if found != head():
        raise DatabaseIsNotCurrent(f"{found} ≠ {head()}")


def differences(database: Database) -> list[object]:
    """Return what the database's tables and this version's tables do not share; empty when equal."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))
