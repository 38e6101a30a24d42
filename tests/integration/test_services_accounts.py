"""Accounts and sessions: how a session begins, and how it ends by clock or by hand; on both engines."""

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from argon2 import PasswordHasher
from argon2.profiles import RFC_9106_LOW_MEMORY
from sqlalchemy import select

from core.bootstrap import Oficialia
from core.domain.people import Role
from core.services.accounts.creation import UsernameTaken
from core.services.accounts.hashing import PasswordHashing
from core.services.accounts.sessions import SessionOrigin, digest
from core.services.accounts.sign_in import WrongCredentials
from core.storage.account_tables import AccountRow, SessionRow
from core.storage.tables import EventRow
from tests.offices import PASSWORD, House, cheap_hasher, new_account, opened

ORIGIN = SessionOrigin("203.0.113.9", "navegador \x00de prueba")


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine."""
    with opened(tmp_path / "home", database_url) as built:
        yield built


@pytest.fixture
def accounts(house: House) -> Oficialia:
    """Return the service under test."""
    return house.oficialia


def _token(accounts: Oficialia, username: str, password: str = PASSWORD) -> str:
    return accounts.sign_in.with_password(username, password, ORIGIN).token


def _acts(house: House) -> list[str]:
    with house.oficialia.database.read() as session:
        return [e.action for e in session.scalars(select(EventRow).order_by(EventRow.id))]


def test_a_session_tells_who_it_is(house: House, accounts: Oficialia) -> None:
    """User name in any case; the actor bears the account's name, roles and the address asked from."""
    before = len(_acts(house))
    token = _token(accounts, "  ANA ")
    actor = accounts.sessions.actor(token, "203.0.113.10")
    assert actor is not None
    assert (actor.account_id, actor.roles, actor.address) == (
        house.ana.account_id,
        frozenset({Role.FILER}),
        "203.0.113.10",
    )
    assert actor.rfc == house.ana.rfc
    assert accounts.sessions.actor("otro token", "x") is None
    assert _acts(house)[before:] == ["sign_in"]


def test_only_a_digest_of_the_token_is_stored(house: House, accounts: Oficialia) -> None:
    """Whoever reads the database cannot take a session over."""
    token = _token(accounts, "ana")
    with house.oficialia.database.read() as session:
        (row,) = session.scalars(select(SessionRow))
        values = [str(getattr(row, c.key)) for c in SessionRow.__table__.columns]
    assert row.token_sha256 == digest(token)
    assert not any(token in value for value in values)
    assert len(token) >= 43
    assert accounts.sessions.actor(row.token_sha256, "x") is None


def test_a_session_idles_out_and_grows_old(house: House, accounts: Oficialia) -> None:
    """An hour without a sign of life ends it; kept alive it still ends after twelve hours."""
    token = _token(accounts, "ana")
    house.clock.advance(minutes=60)
    assert accounts.sessions.actor(token, "x") is not None
    house.clock.advance(minutes=60, seconds=1)
    assert accounts.sessions.actor(token, "x") is None
    token = _token(accounts, "ana")
    for _ in range(12):
        house.clock.advance(minutes=59)
        assert accounts.sessions.actor(token, "x") is not None
    house.clock.advance(minutes=13)
    assert accounts.sessions.actor(token, "x") is None


def test_a_sign_of_life_is_not_written_at_every_click(house: House, accounts: Oficialia) -> None:
    """Within a minute nothing is written; after it the session is prolonged."""
    token = _token(accounts, "ana")

    def seen() -> object:
        with house.oficialia.database.read() as session:
            return session.get_one(SessionRow, digest(token)).last_seen_at

    first = seen()
    house.clock.advance(seconds=60)
    accounts.sessions.actor(token, "x")
    assert seen() == first
    house.clock.advance(seconds=1)
    accounts.sessions.actor(token, "x")
    assert seen() == house.clock.at


def test_signing_out_ends_that_session_only(house: House, accounts: Oficialia) -> None:
    """The other browser goes on; signing out twice or with nonsense changes nothing."""
    one, other = (_token(accounts, "ana") for _ in range(2))
    accounts.sessions.sign_out(one, "x")
    assert accounts.sessions.actor(one, "x") is None
    assert accounts.sessions.actor(other, "x") is not None
    for token in (one, "tontería", ""):
        accounts.sessions.sign_out(token, "x")
    assert _acts(house).count("sign_out") == 1


def test_an_account_is_made_once(house: House, accounts: Oficialia) -> None:
    """Its password is stored as a hash, its user name in lower case, and nobody else can have it."""
    account_id = accounts.accounts.create(new_account("Nueva", "Nueva Cuenta", Role.CLERK), "otra contraseña")
    with pytest.raises(UsernameTaken):
        accounts.accounts.create(new_account(" NUEVA ", "Otra", Role.CLERK), "x")
    assert _token(accounts, "nueva", "otra contraseña")
    with house.oficialia.database.read() as session:
        stored = session.get_one(AccountRow, account_id)
        assert (stored.username, stored.password_hash[:10]) == ("nueva", "$argon2id$")


@pytest.mark.parametrize("stored", ["tonteria", ""])
def test_what_is_no_hash_lets_nobody_in(house: House, accounts: Oficialia, stored: str) -> None:
    """A damaged hash, and none yet (who was invited and has chosen no password), are a wrong password."""
    with house.oficialia.database.write() as session:
        session.get_one(AccountRow, house.ana.account_id).password_hash = stored
    with pytest.raises(WrongCredentials):
        _token(accounts, "ana")


def test_a_password_is_the_same_however_its_letters_are_composed(accounts: Oficialia) -> None:
    """«ñ» typed as one character or as two, in a wide or a narrow form, is the same letter (NFKC)."""
    assert _token(accounts, "ana", PASSWORD.replace("ñ", "n\u0303").replace("una", "ｕｎａ"))
    for other in (PASSWORD + " ", PASSWORD.upper(), PASSWORD.replace("ñ", "n")):
        with pytest.raises(WrongCredentials):
            _token(accounts, "ana", other)


def test_nothing_is_cut_off(house: House, accounts: Oficialia) -> None:
    """Two passwords of a thousand characters that differ in the last are two."""
    long = "una frase muy larga " * 51
    accounts.accounts.create(new_account("larga", "Larga", Role.CLERK), long + "a")
    with pytest.raises(WrongCredentials):
        _token(accounts, "larga", long + "b")
    assert accounts.sessions.actor(_token(accounts, "larga", long + "a"), "x")
    assert house.clock.at


def test_a_hash_of_other_parameters_is_renewed_at_sign_in(house: House, accounts: Oficialia) -> None:
    """The person notices nothing; the next time the stored hash is today's."""
    old = cheap_hasher(time_cost=2).hash(PASSWORD)
    with house.oficialia.database.write() as session:
        session.get_one(AccountRow, house.ana.account_id).password_hash = old
    assert _token(accounts, "ana")
    with house.oficialia.database.read() as session:
        stored = session.get_one(AccountRow, house.ana.account_id).password_hash
    assert stored != old
    assert not accounts.sign_in._hashing.is_outdated(stored)
    assert _token(accounts, "ana")


def test_production_hashes_as_rfc_9106_says() -> None:
    """The tests' cheap hash is theirs alone: what the service makes by itself is the low-memory profile."""
    made = PasswordHashing()._hasher
    assert (made.time_cost, made.memory_cost, made.parallelism) == (
        RFC_9106_LOW_MEMORY.time_cost,
        RFC_9106_LOW_MEMORY.memory_cost,
        RFC_9106_LOW_MEMORY.parallelism,
    )


@pytest.mark.parametrize("stored", [None, ""])
def test_where_there_is_no_hash_one_is_computed_all_the_same(stored: str | None) -> None:
    """A hash of the same parameters as everybody's, so that the time does not tell that nobody is there."""
    hashing = PasswordHashing()
    with patch.object(PasswordHasher, "verify", return_value=True) as verify:
        assert not hashing.matches(stored, PASSWORD)
    (compared, _), _ = verify.call_args
    assert compared.startswith("$argon2id$")
    assert not hashing.is_outdated(compared)
