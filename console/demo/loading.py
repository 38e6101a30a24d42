"""Loads the demonstration into an empty home, once; and empties that home again on request."""

import fcntl
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import func, make_url, select

from console.demo.accounts import DemoAccount, demo_credentials, demo_folder, efirma_folder, efirma_password
from console.demo.authority import trust_files
from console.home import make_home, unserved
from core.clock import Clock, SystemClock
from core.config import Settings
from core.errors import Refusal
from core.storage import migrate
from core.storage.account_tables import AccountRow
from core.storage.engine import Database
from core.storage.tables import PromocionRow

MARKER = "cargada.json"
"""Written before the first change and after the last: only a home that bears it is ever emptied."""


class HomeIsNotDemo(Refusal):
    """The home, or its database, holds something that the demonstration did not put there."""


class DemoIsInAnotherDatabase(Refusal):
    """The home's demonstration was loaded into a database other than the one configured now."""


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """What there is after loading.

    Attributes:
        efirmas: folder of the ``.cer`` and ``.key`` files.
        efirma_password: of every key in it.
        promociones: status → how many, the filings made since then included.
        already_there: whether it had been loaded before, so that nothing was done.
    """

    accounts: tuple[DemoAccount, ...]
    efirmas: Path
    efirma_password: str
    promociones: Mapping[str, int]
    already_there: bool

    @property
    def total(self) -> int:
        """How many promociones there are."""
        return sum(self.promociones.values())


def load_demo(settings: Settings, *, reset: bool = False, clock: Clock | None = None) -> DemoSummary:
    """Make accounts, e.firmas, seal and filings, unless that was done before.

    A loading that was interrupted is begun again. Two at once wait for each other.

    Args:
        settings: where; demo mode and test anchors are taken as allowed while loading.
        reset: delete the home's demonstration first, and everything that was done with it.
        clock: tells the instant of loading, before which everything happened.

    Raises:
        HomeIsNotDemo: the home or the database holds something else; nothing was changed.
        HomeIsServed: a server works on it and there is something to load; nothing was changed.
        HomeCannotBeUsed: it cannot be made or written in.
        DemoIsInAnotherDatabase: the home's demonstration is not in this database; nothing was changed.
        UnsafeDatabase: as for ``Database``.
    """
    allowed = replace(settings, demo=True, allow_test_anchors=True)
    make_home(settings.home)
    with _alone(settings.home), closing(Database(settings.database_url)) as database:
        state = _state(allowed, database)
        if state == "loaded" and not reset:
            migrate.upgrade(database)
            return _summary(allowed, database, already_there=True)
        with unserved(settings.home):
            _load(allowed, database, clock or SystemClock(), empty_first=bool(state))
        return _summary(allowed, database, already_there=False)


def _load(settings: Settings, database: Database, clock: Clock, *, empty_first: bool) -> None:
    from console.demo.making import make_demo  # noqa: PLC0415 - brings in the whole product, for seconds

    if empty_first:
        _empty(settings, database)
    _mark(settings, "loading")
    migrate.upgrade(database)
    make_demo(settings, clock.now())
    _mark(settings, "loaded")


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    with (home / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _state(settings: Settings, database: Database) -> str:
    """Return what the marker says: ``loaded``, ``loading``, or nothing where the home is fresh."""
    marker = _read_marker(settings)
    if marker is None:
        _require_fresh(settings, database)
        return ""
    if marker["database"] != _database_name(settings):
        raise DemoIsInAnotherDatabase(database=str(marker["database"]))
    return str(marker["state"])


def _require_fresh(settings: Settings, database: Database) -> None:
    if migrate.current(database) is not None:
        with database.read() as session:
            found = session.scalar(select(func.count()).select_from(AccountRow))
        if found:
            raise HomeIsNotDemo(home=str(settings.home), found=_database_name(settings))
    for folder in (settings.seal_folder, settings.home / "documents"):
        if any(path.is_file() for path in folder.rglob("*")):
            raise HomeIsNotDemo(home=str(settings.home), found=str(folder))


def _read_marker(settings: Settings) -> dict[str, Any] | None:
    try:
        content: dict[str, Any] = json.loads((demo_folder(settings) / MARKER).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return content


def _mark(settings: Settings, state: str) -> None:
    folder = demo_folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    content = {"state": state, "database": _database_name(settings)}
    draft = folder / f".{MARKER}"
    draft.write_text(json.dumps(content), encoding="utf-8")
    draft.replace(folder / MARKER)


def _database_name(settings: Settings) -> str:
    """Return the URL as it may be shown and kept; a file inside the home by its place in it."""
    url = make_url(settings.database_url)
    if url.database and url.get_backend_name() == "sqlite":
        path = Path(url.database).resolve()
        home = settings.home.resolve()
        return path.relative_to(home).as_posix() if path.is_relative_to(home) else str(path)
    return url.render_as_string(hide_password=True)


def _empty(settings: Settings, database: Database) -> None:
    """Undo the loading; the marker goes last, so that an interruption leaves it to be done again."""
    if migrate.current(database) is not None:
        migrate.downgrade(database, "base")
    for path in trust_files(settings):
        if path.is_relative_to(settings.home):
            path.unlink(missing_ok=True)
    for folder in (settings.home / "documents", settings.home / "previews", settings.seal_folder):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(demo_folder(settings))


def _summary(settings: Settings, database: Database, *, already_there: bool) -> DemoSummary:
    counted = select(PromocionRow.status, func.count().label("total")).group_by(PromocionRow.status)
    with database.read() as session:
        promociones = {row.status: row.total for row in session.execute(counted)}
    return DemoSummary(
        accounts=demo_credentials(settings),
        efirmas=efirma_folder(settings),
        efirma_password=efirma_password(settings),
        promociones=promociones,
        already_there=already_there,
    )
