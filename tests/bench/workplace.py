"""A whole Oficialía on a folder of its own, as the benchmarks need it: migrated, sealed, with anchors."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from core.bootstrap import Oficialia, build
from core.config import Settings
from core.domain.people import Actor, Role
from core.receipts.demo_seal import create_demo_seal
from core.receipts.institucion import load_institucion
from core.storage import migrate
from core.storage.account_tables import AccountRow
from core.storage.accounts import NewAccount, to_actor
from core.storage.engine import Database
from tests.offices import SetClock
from tests.pki.people import authority

PASSWORD = "una-contraseña-larga-1"


def prepare(settings: Settings, at: datetime) -> None:
    """Make the tables, a demonstration seal and a trust folder with the tests' authority."""
    with closing(Database(settings.database_url)) as database:
        migrate.upgrade(database)
    institucion = load_institucion(settings.data / "institucion.toml")
    create_demo_seal(settings.seal_folder, institucion, at - timedelta(days=1))
    settings.trust.mkdir(parents=True, exist_ok=True)
    (settings.trust / "pruebas.cer").write_bytes(authority().certificate_der)
    (settings.trust / "pruebas.crl").write_bytes(authority().crl({}, at=at - timedelta(days=1), days=30))


@contextmanager
def workplace(home: Path, database_url: str, clock: SetClock | None = None) -> Iterator[Oficialia]:
    """Build an Oficialía in ``home`` (and in ``database_url``, SQLite in ``home`` where that is empty)."""
    standing = clock or SetClock()
    settings = replace(Settings(home=home, database_url=database_url), allow_test_anchors=True)
    prepare(settings, standing.at)
    with closing(build(settings, standing)) as oficialia:
        yield oficialia


def person_with(oficialia: Oficialia, username: str, role: Role, rfc: str = "") -> Actor:
    """Make an account of that role with the password above and return who it is."""
    new = NewAccount(username, username.title(), "", frozenset({role}), rfc=rfc)
    actor = actor_of(oficialia, oficialia.accounts.create(new, PASSWORD))
    if role is Role.FILER:
        oficialia.privacy.accept(actor, oficialia.privacy.current_version)
    return actor


def actor_of(oficialia: Oficialia, account_id: int) -> Actor:
    """Return an account as the person behind a request."""
    with oficialia.database.read() as session:
        return to_actor(session, session.get_one(AccountRow, account_id), "192.0.2.11")
