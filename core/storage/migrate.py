"""Bring a database to the tables of this version (Alembic)."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, column, inspect, select, table

from core.storage import board_tables as _board_tables  # noqa: F401 - its tables belong to the schema
from core.storage import catalog_tables as _catalog_tables  # noqa: F401 - its tables belong to the schema
from core.storage import duty_tables as _duty_tables  # noqa: F401 - its tables belong to the schema
from core.storage import fault_tables as _fault_tables  # noqa: F401 - its tables belong to the schema
from core.storage.engine import Database
from core.storage.review_tables import Base

if TYPE_CHECKING:  # half a second to import, and a start only compares two numbers
    from alembic.config import Config

REVISION = "0009"
"""The newest revision; a test holds it against the scripts."""
_SCRIPTS = Path(__file__).parent / "migrations"


class DatabaseIsNotCurrent(Exception):  # noqa: N818 - named as a sentence
    """The database was made by another version; run ``oficialia migrate``."""


def _config(connection: Connection | None = None) -> "Config":
    from alembic.config import Config  # noqa: PLC0415 - see above

    config = Config()
    # ConfigParser interpolates %, which a folder's name may hold
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """Return the newest revision of this version."""
    return REVISION


def current(database: Database) -> str | None:
    """Return the database's revision; None when it is empty."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(select(table("alembic_version", column("version_num")).c[0]))
        return found


def upgrade(database: Database, revision: str = "head") -> None:
    """Migrate up to ``revision``, in one transaction; nothing to do where it is there already."""
    if revision == "head" and current(database) == REVISION:
        return
    from alembic import command  # noqa: PLC0415 - see above

    with database.engine.connect().execution_options(oficialia_write=True) as connection, connection.begin():
        command.upgrade(_config(connection), revision)


def downgrade(database: Database, revision: str) -> None:
    """Migrate down to ``revision``, in one transaction."""
    from alembic import command  # noqa: PLC0415 - see above

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
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415 - see above
    from alembic.migration import MigrationContext  # noqa: PLC0415 - see above

    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))
