"""The world that every permission is tried in: one filing in each state, and a person of each kind.

Ana filed everything; Juan files too, and owns nothing; Lucía reviews and has taken one filing; Mario reviews;
Elena supervises; Inés administers; Olga does all that staff can do. Nobody's object has an id that is not used.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from core.bootstrap import Oficialia
from core.domain.accounts import RegistrationStatus, SessionStage
from core.domain.people import STAFF, Actor, Role
from core.services.accounts.sessions import SessionOrigin, open_session
from core.services.review import ReviewView
from core.storage.account_tables import AccountRow, RegistrationRow
from core.storage.accounts import insert_account, to_actor
from core.storage.outbox import post_mail
from tests.fault_samples import outage, report
from tests.offices import House, new_account, opened

NOBODYS = 999_999
OWN = "ana"
HOLDER = "lucia"
PEOPLE = ("ana", "juan", "lucia", "mario", "elena", "ines", "olga")
"""Who tries: owner, another filer, the clerk who has it, another clerk, supervisor, administrator, all staff."""
STATES = ("draft", "sent", "taken", "accepted", "nobody")
ACCOUNT_STATES = ("own", "another", "nobody")
"""Of accounts, their sessions, messages and requests: whoever asks, Juan, nobody. Juan's own is another's too."""
RECEIVED_STATES = frozenset({"sent", "taken", "accepted"})
_EXTRA = {"ines": frozenset({Role.ADMINISTRATOR}), "olga": STAFF}


@dataclass(frozen=True, slots=True)
class Target:
    """The ids by which an object is asked for: a filing, its document and receipt, an account, a message."""

    promocion_id: int = NOBODYS
    folio: str = "PRO-99999-ZZZZ"
    document_id: int = NOBODYS
    acuse_id: int = NOBODYS
    account_id: int = NOBODYS
    mail_id: int = NOBODYS
    registration_id: int = NOBODYS
    handle: str = "0" * 16
    fault_folio: str = "FAL-2222-2222"
    outage_id: int = NOBODYS


@dataclass(frozen=True, slots=True)
class World:
    """An Oficialía in a known state, to which it returns after each try."""

    house: House
    filings: dict[str, Target]
    snapshot: Path
    actors: dict[str, Actor] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    views: dict[int, ReviewView] = field(default_factory=dict)

    @property
    def oficialia(self) -> Oficialia:
        """The services."""
        return self.house.oficialia

    def target(self, actor: Actor | None, state: str) -> Target:
        """Return what is asked for: ``own`` is whoever asks, everything else is the same for all."""
        if state != "own" or actor is None:
            return self.filings.get(state, Target())
        (session, *_) = self.oficialia.sessions.own(actor, self.tokens[actor.username])
        return Target(account_id=actor.account_id, handle=session.handle)

    def restore(self) -> None:
        """Put the database back as it was; documents are never changed, only added."""
        engine = self.house.oficialia.database.engine
        engine.dispose()
        path = Path(str(engine.url.database))
        for rest in path.parent.glob(f"{path.name}-*"):
            rest.unlink()
        shutil.copyfile(self.snapshot, path)


@contextmanager
def small_world(home: Path) -> Iterator[World]:
    """Build the world in an empty folder, on SQLite: permissions are asked before any database."""
    with opened(home) as house:
        filings = {
            "draft": _filing(house, _draft(house)),
            "sent": _filing(house, house.sent()),
            "taken": _filing(house, house.taken(HOLDER)),
            "accepted": _filing(house, house.accepted("mario")),
            "nobody": Target(),
        }
        actors = {**house.actors, **_more_people(house)}
        filings["another"] = _juans(house)
        tokens = {name: _signed_in(house, actor) for name, actor in actors.items()}
        elena = actors["elena"]
        received = [filings[state].promocion_id for state in sorted(RECEIVED_STATES)]
        views = {promocion_id: house.oficialia.review.open(elena, promocion_id) for promocion_id in received}
        engine = house.oficialia.database.engine
        engine.dispose()
        snapshot = home / "snapshot.sqlite3"
        _copy(Path(str(engine.url.database)), snapshot)
        yield World(house, filings, snapshot, actors, tokens, views)


def _copy(database: Path, to: Path) -> None:
    # a backup, since a copy would leave the write-ahead log behind
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)


def _juans(house: House) -> Target:
    """Return what is Juan's: account, waiting message, request, another session, a fault that he reported."""
    folio = report(house, house.actor("juan")).folio
    outage_id = house.oficialia.outages.name(house.actor("elena"), outage(house), [folio])
    juan, at = house.actor("juan"), house.clock.at
    _signed_in(house, juan)
    (session, *_) = house.oficialia.sessions.own(juan, "")
    with house.oficialia.database.write() as writing:
        mail_id = post_mail(
            writing,
            "account_restored",
            "juan@promovente.example",
            at,
            account_id=juan.account_id,
            name=juan.name,
        )
        request = RegistrationRow(
            status=RegistrationStatus.CONFIRMED,
            username="nuevo.promovente",
            name="Nuevo Promovente",
            rfc="LOPJ750505QX2",
            email="nuevo@promovente.example",
            phone="5550000000",
            privacy_version="2026-01",
            address="198.51.100.7",
            created_at=at,
            email_confirmed_at=at,
        )
        writing.add(request)
        writing.flush()
        return Target(
            account_id=juan.account_id,
            mail_id=mail_id or NOBODYS,
            registration_id=request.id,
            handle=session.handle,
            fault_folio=folio,
            outage_id=outage_id,
        )


def _signed_in(house: House, actor: Actor) -> str:
    with house.oficialia.database.write() as session:
        account = session.get_one(AccountRow, actor.account_id)
        origin = SessionOrigin(actor.address, "prueba")
        return open_session(session, account, origin, SessionStage.OPEN, house.clock.at).token


def _draft(house: House) -> int:
    promocion_id = house.draft()
    house.attach(promocion_id)
    return promocion_id


def _filing(house: House, promocion_id: int) -> Target:
    view = house.oficialia.filing.view(house.ana, promocion_id)
    last = view.acuses[-1].id if view.acuses else NOBODYS
    return Target(promocion_id, view.promocion.folio, view.documents[0].id, last)


def _more_people(house: House) -> dict[str, Actor]:
    made: dict[str, Actor] = {}
    with house.oficialia.database.write() as session:
        for name, roles in _EXTRA.items():
            account = replace(new_account(name, f"{name} de Prueba", Role.CLERK), roles=roles)
            account_id = insert_account(session, account, house.clock.at)
            row = session.get_one(AccountRow, account_id)
            made[name] = replace(to_actor(session, row, ""), address="192.0.2.99")
    return made
