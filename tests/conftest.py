"""Fixtures for every suite: a clean environment, databases, and folders from outside."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.postgresql import Server, fresh_database, running_server
from tests.prerequisites import ON_CI, missing, shared_folder

# Two cores are shared by several workers: an example's time says nothing about the code. On CI the
# examples are the same each time, so that a red run is the change's and not the dice's.
settings.register_profile(
    "oficialia",
    parent=settings.get_profile("ci" if ON_CI else "default"),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("oficialia")

FROM_OUTSIDE = {"OFICIALIA_EFIRMA", "OFICIALIA_CORPORA"}


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the operator's own settings out of the tests."""
    for name in set(os.environ) - FROM_OUTSIDE:
        if name.startswith("OFICIALIA_"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """Return a running PostgreSQL, one for each worker; missing where it cannot start."""
    try:
        context = running_server()
        server = context.__enter__()
    except Exception as error:  # noqa: BLE001 - whatever kept it from starting is the reason
        missing(f"PostgreSQL does not start: {error!r}")
    yield server
    context.__exit__(None, None, None)


@pytest.fixture
def postgresql_url(postgresql_server: Server) -> Iterator[str]:
    """Return the SQLAlchemy URL of an empty PostgreSQL database."""
    with fresh_database(postgresql_server) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Return the SQLAlchemy URL of an SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'oficialia.sqlite3'}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest) -> str:
    """Return the SQLAlchemy URL of an empty database, once on each engine that we support."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(scope="session")
def efirma_folder() -> Path:
    """Return the folder of real SAT test files (``OFICIALIA_EFIRMA``)."""
    return shared_folder("OFICIALIA_EFIRMA")


@pytest.fixture(scope="session")
def corpora_folder() -> Path:
    """Return the folder of hostile and odd documents (``OFICIALIA_CORPORA``)."""
    return shared_folder("OFICIALIA_CORPORA")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how large the permission matrix was: what workers print themselves is not shown."""
    if any("test_permission_" in report.nodeid for report in terminalreporter.stats.get("passed", [])):
        from tests.permissions.counts import counted  # noqa: PLC0415 - only where the matrix was tried

        terminalreporter.write_line(counted())
