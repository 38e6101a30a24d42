"""Which of many sessions still live, asked at once for all open windows; on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.domain.accounts import SessionStage
from core.services.accounts.sessions import SessionOrigin, digest, open_session
from core.storage.account_tables import AccountRow
from tests.offices import PASSWORD, House, opened

ORIGIN = SessionOrigin("203.0.113.9", "Firefox")


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine."""
    with opened(tmp_path / "home", database_url) as built:
        yield built


def _sign_in(house: House, username: str) -> str:
    return house.oficialia.sign_in.with_password(username, PASSWORD, ORIGIN).token


def _live(house: House, *tokens: str) -> set[str]:
    found = house.oficialia.sessions.live_among([digest(token) for token in tokens])
    return {token for token in tokens if digest(token) in found}


def test_ended_and_unknown_sessions_are_not_among_the_living(house: House) -> None:
    """Signing out takes one out and leaves the others, of the same account too; nobody's are none."""
    ana, again, lucia = (_sign_in(house, name) for name in ("ana", "ana", "lucia"))
    assert _live(house, ana, again, lucia, "inventada") == {ana, again, lucia}
    house.oficialia.sessions.sign_out(ana, "")
    assert _live(house, ana, again, lucia) == {again, lucia}
    assert _live(house) == set()


def test_idle_and_old_sessions_are_not_among_the_living(house: House) -> None:
    """After an hour of silence one is gone, and asking was no sign of life; after twelve hours every one."""
    token, busy = _sign_in(house, "ana"), _sign_in(house, "ana")
    house.clock.advance(minutes=40)
    assert _live(house, token, busy) == {token, busy}
    assert house.oficialia.sessions.actor(busy, "") is not None
    house.clock.advance(minutes=21)
    assert _live(house, token, busy) == {busy}
    for _ in range(14):
        house.clock.advance(minutes=50)
        house.oficialia.sessions.actor(busy, "")
    assert _live(house, busy) == set()


def test_a_suspended_accounts_sessions_are_not_among_the_living(house: House) -> None:
    """A suspension takes every session of the account out; a block for wrong passwords takes none."""
    ana, lucia = _sign_in(house, "ana"), _sign_in(house, "lucia")
    with house.oficialia.database.write() as session:
        accounts = {row.username: row for row in session.query(AccountRow)}
        accounts["ana"].suspended_at = accounts["lucia"].blocked_at = house.clock.now()
    assert _live(house, ana, lucia) == {lucia}


def test_a_sign_in_that_is_not_complete_is_not_among_the_living(house: House) -> None:
    """Who still owes the second factor has no open session."""
    with house.oficialia.database.write() as session:
        account = session.query(AccountRow).filter_by(username="lucia").one()
        half = open_session(session, account, ORIGIN, SessionStage.SECOND_FACTOR, house.clock.now())
    assert _live(house, half.token) == set()


def test_a_thousand_are_asked_for_in_parts(house: House) -> None:
    """More than fit into one question are all answered."""
    token = _sign_in(house, "ana")
    assert _live(house, *(str(n) for n in range(1100)), token) == {token}
