"""Databases with ten thousand received promociones, made once on each engine."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import pytest

from core.bootstrap import Oficialia
from core.domain.people import Actor, Role
from tests.bench.received import CLERKS, FILERS, Volume, fill
from tests.bench.timing import say
from tests.bench.workplace import actor_of, person_with, workplace
from tests.offices import SetClock
from tests.postgresql import fresh_database

VOLUME, PACKED = Volume(), Volume(received=20_000)


@dataclass(frozen=True, slots=True)
class Crowded:
    """An Oficialía full of promociones: who looks at them, and in which engine they lie."""

    oficialia: Oficialia
    clerk: Actor
    filer: Actor
    engine: str


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def crowded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowded]:
    """Return an Oficialía with ten thousand received promociones, as they stand now."""
    home = tmp_path_factory.mktemp(f"crowded-{request.param}")
    if request.param == "sqlite":
        yield from _crowded(home, "", "SQLite")
        return
    with fresh_database(request.getfixturevalue("postgresql_server")) as url:
        yield from _crowded(home, url, "PostgreSQL")


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def packed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowded]:
    """Return an Oficialía with twenty thousand received promociones: what the lists are measured with."""
    home = tmp_path_factory.mktemp(f"packed-{request.param}")
    if request.param == "sqlite":
        yield from _crowded(home, "", "SQLite", PACKED)
        return
    with fresh_database(request.getfixturevalue("postgresql_server")) as url:
        yield from _crowded(home, url, "PostgreSQL", PACKED)


def _crowded(home: Path, url: str, engine: str, volume: Volume = VOLUME) -> Iterator[Crowded]:
    now = datetime.now(UTC)
    with workplace(home, url, SetClock(now)) as oficialia:
        # her account comes first and the filling leaves the numbers below free, so both have a known one
        person_with(oficialia, "clerk", Role.CLERK)
        begin = perf_counter()
        filer = fill(oficialia.database, now, volume)
        say(f"\n{engine}: {volume.received} received promociones made in {perf_counter() - begin:.1f} s")
        clerk = actor_of(oficialia, filer + FILERS + CLERKS - 1)
        yield Crowded(oficialia, clerk, actor_of(oficialia, filer), engine)
