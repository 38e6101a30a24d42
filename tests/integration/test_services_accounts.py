"""Accounts and sessions: wrong tries, blocks, and sessions that end by clock or by hand; on both engines."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
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
from tests.offices import PASSWORD, House, new_account, opened

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


def _token(accounts: Oficialia, username: str, password: str, origin: SessionOrigin) -> str:
    return accounts.sign_in.with_password(username, password, origin).token


def _wrong(accounts: Oficialia, times: int) -> list[str]:
    codes = []
    for _ in range(times):
        with pytest.raises(WrongCredentials) as refused:
            _token(accounts, "ana", "equivocada", ORIGIN)
        codes.append(refused.value.code)
    return codes


def _acts(house: House) -> list[str]:
    with house.oficialia.database.read() as session:
        return [e.action for e in session.scalars(select(EventRow).order_by(EventRow.id))]


def test_a_session_tells_who_it_is(house: House, accounts: Oficialia) -> None:
    """User name in any case; the actor bears the account's name, roles and the address asked from."""
    token = _token(accounts, "  ANA ", PASSWORD, ORIGIN)
    actor = accounts.sessions.actor(token, "203.0.113.10")
    assert actor is not None
    assert (actor.account_id, actor.roles, actor.address) == (
        house.ana.account_id,
        frozenset({Role.FILER}),
        "203.0.113.10",
    )
    assert actor.rfc == house.ana.rfc
    assert accounts.sessions.actor("otro token", "x") is None
    assert _acts(house) == ["sign_in"]


def test_only_a_digest_of_the_token_is_stored(house: House, accounts: Oficialia) -> None:
    """Whoever reads the database cannot take a session over."""
    token = _token(accounts, "ana", PASSWORD, ORIGIN)
    with house.oficialia.database.read() as session:
        (row,) = session.scalars(select(SessionRow))
        values = [str(getattr(row, c.key)) for c in SessionRow.__table__.columns]
    assert row.token_sha256 == digest(token)
    assert not any(token in value for value in values)
    assert len(token) >= 43
    assert accounts.sessions.actor(row.token_sha256, "x") is None


def test_more_than_five_wrong_tries_in_a_row_block(house: House, accounts: Oficialia) -> None:
    """Five are forgiven, the sixth blocks, and then the right password does not help; who is in stays in."""
    live = _token(accounts, "ana", PASSWORD, ORIGIN)
    assert _wrong(accounts, 5) == ["wrong_credentials"] * 5
    assert "block_account" not in _acts(house)
    assert _wrong(accounts, 1) == ["wrong_credentials"]
    assert _acts(house)[-1] == "block_account"
    with pytest.raises(WrongCredentials):
        _token(accounts, "ana", PASSWORD, ORIGIN)
    assert accounts.sessions.actor(live, "x") is not None
    assert _wrong(accounts, 1) == ["wrong_credentials"]
    assert Counter(_acts(house)) == {"sign_in": 1, "wrong_password": 7, "block_account": 1}


def test_the_right_password_resets_the_count(accounts: Oficialia) -> None:
    """Only tries in a row count."""
    assert _wrong(accounts, 5) == ["wrong_credentials"] * 5
    _token(accounts, "ana", PASSWORD, ORIGIN)
    assert _wrong(accounts, 5) == ["wrong_credentials"] * 5


def test_unblocking_lets_in_again(house: House, accounts: Oficialia) -> None:
    """The block and the count are lifted; a name that nobody has is said to be none."""
    _wrong(accounts, 6)
    assert accounts.unblocking.by_operator(" Ana ")
    assert not accounts.unblocking.by_operator("nadie")
    assert _wrong(accounts, 5) == ["wrong_credentials"] * 5
    _token(accounts, "ana", PASSWORD, ORIGIN)
    assert "unblock_account" in _acts(house)


def test_an_unknown_user_takes_the_same_path(
    house: House, accounts: Oficialia, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A password is hashed also where nobody is found, so that the time tells nothing; nothing is stored."""
    hashed: list[str | None] = []

    def matches(stored: str | None, _password: str) -> bool:
        hashed.append(stored)
        return False

    monkeypatch.setattr(accounts.sign_in._hashing, "matches", matches)
    for username in ("nadie", "a\x00b", "\ud800", "x" * 5000, ""):
        with pytest.raises(WrongCredentials) as refused:
            _token(accounts, username, PASSWORD, ORIGIN)
        assert refused.value.facts == {}
    assert hashed == [None] * 5
    assert _acts(house) == []


def test_a_session_idles_out_and_grows_old(house: House, accounts: Oficialia) -> None:
    """An hour without a sign of life ends it; kept alive it still ends after twelve hours."""
    token = _token(accounts, "ana", PASSWORD, ORIGIN)
    house.clock.advance(minutes=60)
    assert accounts.sessions.actor(token, "x") is not None
    house.clock.advance(minutes=60, seconds=1)
    assert accounts.sessions.actor(token, "x") is None
    token = _token(accounts, "ana", PASSWORD, ORIGIN)
    for _ in range(12):
        house.clock.advance(minutes=59)
        assert accounts.sessions.actor(token, "x") is not None
    house.clock.advance(minutes=13)
    assert accounts.sessions.actor(token, "x") is None


def test_a_sign_of_life_is_not_written_at_every_click(house: House, accounts: Oficialia) -> None:
    """Within a minute nothing is written; after it the session is prolonged."""
    token = _token(accounts, "ana", PASSWORD, ORIGIN)

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
    one, other = (_token(accounts, "ana", PASSWORD, ORIGIN) for _ in range(2))
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
    assert _token(accounts, "nueva", "otra contraseña", ORIGIN)
    with house.oficialia.database.read() as session:
        stored = session.get_one(AccountRow, account_id)
        assert (stored.username, stored.password_hash[:10]) == ("nueva", "$argon2id$")
    assert accounts.accounts.has_any()


def test_a_damaged_hash_lets_nobody_in(house: House, accounts: Oficialia) -> None:
    """What is no argon2 hash is a wrong password, not a fault."""
    with house.oficialia.database.write() as session:
        session.get_one(AccountRow, house.ana.account_id).password_hash = "tonteria"
    with pytest.raises(WrongCredentials):
        _token(accounts, "ana", PASSWORD, ORIGIN)


def test_production_hashes_as_rfc_9106_says() -> None:
    """The tests' cheap hash is theirs alone: what the service makes by itself is the low-memory profile."""
    made = PasswordHashing()._hasher
    assert (made.time_cost, made.memory_cost, made.parallelism) == (
        RFC_9106_LOW_MEMORY.time_cost,
        RFC_9106_LOW_MEMORY.memory_cost,
        RFC_9106_LOW_MEMORY.parallelism,
    )
