"""A whole Oficialía on a temporary home and either database, with a clock that is set and people who sign."""

import atexit
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from argon2 import PasswordHasher
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA256

from core.bootstrap import Oficialia, build
from core.config import Settings
from core.documents.reader import DocumentReader
from core.domain.event import Event
from core.domain.people import Actor, Role
from core.domain.promocion import Document, Promocion, PromocionFields, Rejection
from core.receipts.institucion import load_institucion
from core.receipts.seal import Seal
from core.signatures.trust import TEST_FOLDER
from core.storage import migrate
from core.storage.account_tables import AccountRow
from core.storage.accounts import NewAccount, insert_account, to_actor
from core.storage.engine import Database
from core.storage.events import history
from core.storage.evidence import verdicts_of
from core.storage.privacy import insert_acceptance
from core.storage.promociones import load_promocion
from tests.pki import people
from tests.pki.people import NOW, Holder
from tests.receipts_samples import seal

HOST = "oficialia.example"
"""The name under which tests reach the console; they ask more in a minute than a person may."""
PASSWORD = "una contraseña de prueba"
FIELDS = PromocionFields("Denuncia por prácticas", "inicial", "DEN")
REJECTION = Rejection("FALTA-ANEXO", "Falta el anexo que menciona en la página 3.")
ADDRESSES = {
    Role.FILER: "198.51.100.24",
    Role.CLERK: "192.0.2.11",
    Role.SUPERVISOR: "192.0.2.12",
    Role.ADMINISTRATOR: "192.0.2.13",
}
STAFF = {
    "lucia": ("Lucía Ríos Peña", Role.CLERK),
    "mario": ("Mario Gil Soto", Role.CLERK),
    "elena": ("Elena Paz Ruiz", Role.SUPERVISOR),
}
cheap_hasher = partial(PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)
"""Thousandths of a second instead of a quarter: what is tested is the counting, not the hash."""


@dataclass(slots=True)
class SetClock:
    """A clock that stands where it was set."""

    at: datetime = NOW

    def now(self) -> datetime:
        """Return the instant it was set to, aware UTC."""
        return self.at

    def advance(self, **span: float) -> None:
        """Move it forward by a ``timedelta``'s arguments."""
        self.at += timedelta(**span)


def efirmas() -> dict[str, Holder]:
    """Return who files: user name → e.firma."""
    return {"ana": people.person(), "pena": people.company(), "juan": people.stranger()}


@dataclass(frozen=True, slots=True)
class House:
    """An Oficialía with its people: what a test asks of it stands here once."""

    oficialia: Oficialia
    clock: SetClock
    actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        """Return a person by user name."""
        return self.actors[name]

    @property
    def ana(self) -> Actor:
        """The natural person who files."""
        return self.actors["ana"]

    @property
    def lucia(self) -> Actor:
        """The first clerk."""
        return self.actors["lucia"]

    @property
    def mario(self) -> Actor:
        """The second clerk."""
        return self.actors["mario"]

    def draft(self, filer: str = "ana", **changes: str) -> int:
        """Save a draft; return its id."""
        return self.oficialia.filing.create(self.actors[filer], replace(FIELDS, **changes))

    def attach(
        self,
        promocion_id: int,
        name: str = "escrito.txt",
        data: bytes = b"Escrito inicial.\n",
        *,
        filer: str = "ana",
        if_exists: str = "preguntar",
    ) -> Document:
        """Store bytes and add them as a document."""
        stored = self.oficialia.store.put(data)
        attaching = self.oficialia.attaching
        return attaching.add_document(self.actors[filer], promocion_id, name, stored, if_exists=if_exists)

    def sign(self, promocion_id: int, filer: str = "ana", holder: Holder | None = None) -> None:
        """Sign as the browser does: the server's bytes, the holder's key."""
        who = holder or efirmas()[filer]
        prepared = self.oficialia.sending.prepare_signature(self.actors[filer], promocion_id, who.cer)
        signature = who.private_key.sign(prepared.attributes, padding.PKCS1v15(), SHA256())
        self.oficialia.sending.sign(self.actors[filer], promocion_id, who.cer, prepared.attributes, signature)

    def signed(self, filer: str = "ana", **changes: str) -> int:
        """Make a promoción with one document and sign it; return its id."""
        promocion_id = self.draft(filer, **changes)
        self.attach(promocion_id, filer=filer)
        self.sign(promocion_id, filer)
        return promocion_id

    def sent(self, filer: str = "ana", **changes: str) -> int:
        """Make, sign and send a promoción; return its id."""
        promocion_id = self.signed(filer, **changes)
        self.send(promocion_id, filer)
        return promocion_id

    def send(self, promocion_id: int, filer: str = "ana", token: str = "") -> Promocion:
        """Send a promoción with a token of its own."""
        return self.oficialia.sending.send(
            self.actors[filer], promocion_id, token or secrets.token_urlsafe(24)
        )

    def taken(self, clerk: str = "lucia", filer: str = "ana", **changes: str) -> int:
        """Send a promoción and let a clerk open it; return its id."""
        promocion_id = self.sent(filer, **changes)
        self.oficialia.review.open(self.actors[clerk], promocion_id)
        return promocion_id

    def accepted(self, clerk: str = "lucia", filer: str = "ana", **changes: str) -> int:
        """Take a promoción from its making to its acceptance; return its id."""
        promocion_id = self.taken(clerk, filer, **changes)
        self.oficialia.deciding.accept(self.actors[clerk], promocion_id)
        return promocion_id

    def load(self, promocion_id: int) -> Promocion:
        """Return a promoción as it is stored."""
        with self.oficialia.database.read() as session:
            return load_promocion(session, promocion_id)

    def events(self, promocion_id: int) -> list[Event]:
        """Return a promoción's acts, oldest first."""
        with self.oficialia.database.read() as session:
            return list(history(session, promocion_id))

    def verdicts(self, promocion_id: int) -> int:
        """Return how many verdicts were kept."""
        with self.oficialia.database.read() as session:
            return len(verdicts_of(session, promocion_id))

    def document_path(self, promocion_id: int, filer: str = "ana") -> Path:
        """Return the stored file of a promoción's first document."""
        view = self.oficialia.filing.view(self.actors[filer], promocion_id)
        return self.oficialia.store.local_path(view.documents[0].sha256)


@contextmanager
def opened(
    home: Path, database_url: str = "", *, sealed: bool = False, migrated: bool = True, **changes: object
) -> Iterator[House]:
    """Build an Oficialía, with its people, in an empty folder.

    Args:
        home: an empty folder.
        database_url: an empty database; SQLite in the folder by default.
        sealed: seal receipts for real, which takes a third of a second each.
        migrated: make tables and people; they are there already otherwise.
        changes: other settings than the usual ones.
    """
    settings = replace(
        Settings(
            home=home,
            database_url=database_url,
            allow_test_anchors=True,
            allowed_hosts=HOST,
            requests_per_minute=1_000_000,
        ),
        **changes,  # type: ignore[arg-type]  # the test names fields of Settings
    )
    clock = SetClock()
    with ExitStack() as stack:
        stack.enter_context(patch("core.bootstrap.DocumentReader", _shared_reader))
        stack.enter_context(patch("core.services.accounts.hashing.PasswordHasher", cheap_hasher))
        # reading the key checks it, which takes longer than everything else together
        stack.enter_context(patch.object(Seal, "load", _seal_at_hand(seal())))
        if not sealed:
            stack.enter_context(patch("core.services.acuses.seal_pdf", _unsealed))
        _install_trust(settings)
        database = Database(settings.database_url)
        if migrated:
            migrate.upgrade(database)
            _make_people(database, privacy_version(settings))
        actors = _actors(database)
        database.close()
        oficialia = build(settings, clock)
        stack.callback(oficialia.database.close)
        yield House(oficialia, clock, actors)


def _unsealed(pdf: bytes, _seal: Seal, _at: datetime) -> bytes:
    return pdf


@cache
def _reader() -> DocumentReader:
    """Return one warm reader for all: it keeps nothing but previews by digest."""
    folder = TemporaryDirectory()  # lives as long as the tests do
    reader = DocumentReader(Settings(), Path(folder.name))
    atexit.register(folder.cleanup)
    atexit.register(reader.close)
    return reader


def _shared_reader(_settings: Settings, _folder: Path) -> DocumentReader:
    return _reader()


def _seal_at_hand(made: Seal) -> Callable[[Path], Seal]:
    def load(_folder: Path) -> Seal:
        return made

    return load


def revoke(house: House, *revoked: Holder) -> None:
    """Make the authority's list say that these certificates are revoked; takes effect in a new Oficialía."""
    _write_list(house.oficialia.settings, *revoked)


def _install_trust(settings: Settings) -> None:
    folder = settings.trust / TEST_FOLDER
    if not folder.exists():
        folder.mkdir(parents=True)
        (folder / "autoridad.cer").write_bytes(people.authority().certificate_der)
        _write_list(settings)


def _write_list(settings: Settings, *revoked: Holder) -> None:
    entries = {who.certificate.serial: NOW - timedelta(days=1) for who in revoked}
    data = people.authority().crl(entries, at=NOW - timedelta(days=1), days=400)
    (settings.trust / TEST_FOLDER / "lista.crl").write_bytes(data)


@cache
def _password_hash() -> str:
    return cheap_hasher().hash(PASSWORD)


def new_account(username: str, name: str, role: Role, rfc: str = "") -> NewAccount:
    """Return an account to be made, with the password of all."""
    return NewAccount(username, name, _password_hash(), frozenset({role}), rfc)


def privacy_version(settings: Settings) -> str:
    """Return the version of the privacy notice in force, which the people who file have accepted."""
    return load_institucion(settings.data / "institucion.toml").privacy.version


def _make_people(database: Database, accepted: str) -> None:
    accounts = [
        new_account(name, who.certificate.holder, Role.FILER, str(who.rfc)) for name, who in efirmas().items()
    ]
    accounts += [new_account(name, full, role) for name, (full, role) in STAFF.items()]
    with database.write() as session:
        for account in accounts:
            account_id = insert_account(session, account, NOW)
            if Role.FILER in account.roles:
                insert_acceptance(session, account_id, accepted, NOW, "")


def _actors(database: Database) -> dict[str, Actor]:
    with database.read() as session:
        rows = session.query(AccountRow).all()
        found = [to_actor(session, row, "") for row in rows]
    return {a.username: replace(a, address=ADDRESSES[next(iter(a.roles))]) for a in found}
