"""A person's own sessions: seen, marked, and ended by nobody else; on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.domain.accounts import SessionStage
from core.errors import NotFound
from core.services.accounts.sessions import OpenedSession, SessionOrigin, Sessions, digest
from core.storage.tables import EventRow
from tests.offices import PASSWORD, House, opened
from tests.second_factors import token_at


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine."""
    with opened(tmp_path / "home", database_url) as built:
        yield built


@pytest.fixture
def sessions(house: House) -> Sessions:
    """Return the service under test."""
    return house.oficialia.sessions


def _sign_in(house: House, username: str = "ana", agent: str = "Firefox") -> str:
    origin = SessionOrigin("203.0.113.9", agent)
    opened_session: OpenedSession = house.oficialia.sign_in.with_password(username, PASSWORD, origin)
    return opened_session.token


def _ended(house: House) -> list[dict[str, str | int]]:
    with house.oficialia.database.read() as session:
        rows = session.query(EventRow).filter_by(action="end_sessions").order_by(EventRow.id).all()
        return [{**row.facts, "subject": row.subject_id or 0} for row in rows]


def test_a_person_sees_their_own_sessions_only(house: House, sessions: Sessions) -> None:
    """The one that asks is marked, the latest seen stands first, and no handle leads to a token."""
    first = _sign_in(house, agent="Safari")
    house.clock.advance(minutes=3)
    second = _sign_in(house)
    _sign_in(house, "lucia")
    own = sessions.own(house.ana, first)
    assert [(s.user_agent, s.is_current) for s in own] == [("Firefox", False), ("Safari", True)]
    assert all(len(s.handle) == 16 and s.handle not in first + second for s in own)
    assert {s.handle for s in own} == {digest(first)[:16], digest(second)[:16]}
    assert sessions.actor(own[0].handle, "x") is None


def test_sessions_that_ended_or_idled_out_are_not_listed(house: House, sessions: Sessions) -> None:
    """What could let nobody in any more is no session."""
    kept = _sign_in(house)
    gone = _sign_in(house)
    sessions.sign_out(gone, "x")
    assert len(sessions.own(house.ana, kept)) == 1
    house.clock.advance(minutes=house.oficialia.settings.session_idle_minutes + 1)
    assert sessions.own(house.ana, kept) == ()


def test_the_others_are_ended_at_once(house: House, sessions: Sessions) -> None:
    """The one that asks and other people's stay; the act tells how many ended."""
    mine, other, lucias = _sign_in(house), _sign_in(house), _sign_in(house, "lucia")
    assert sessions.end_others(house.ana, mine) == 1
    assert sessions.actor(mine, "x") is not None
    assert sessions.actor(other, "x") is None
    assert sessions.actor(lucias, "x") is not None
    assert _ended(house) == [{"ended": 1, "subject": house.ana.account_id}]


def test_one_session_is_ended_by_its_owner_alone(house: House, sessions: Sessions) -> None:
    """Somebody else's handle, an ended one, part of one and nonsense are all not found."""
    mine, other = _sign_in(house), _sign_in(house)
    handle = next(s.handle for s in sessions.own(house.ana, mine) if not s.is_current)
    for actor, asked in ((house.lucia, handle), (house.ana, handle[:8]), (house.ana, "\x00\ud800" * 999)):
        with pytest.raises(NotFound):
            sessions.end_one(actor, asked)
    sessions.end_one(house.ana, handle)
    assert sessions.actor(other, "x") is None
    assert sessions.actor(mine, "x") is not None
    with pytest.raises(NotFound):
        sessions.end_one(house.ana, handle)
    assert len(_ended(house)) == 1


def test_half_way_sessions_live_ten_minutes_only(house: House, sessions: Sessions) -> None:
    """Those that wait for a second factor vanish from the list long before they would idle out."""
    complete = _sign_in(house)
    for stage in (SessionStage.SECOND_FACTOR, SessionStage.ENROLMENT):
        token = token_at(house, "ana", stage)
        assert (sessions.stage(token), len(sessions.own(house.ana, complete))) == (stage, 2)
        house.clock.advance(minutes=10)
        assert sessions.stage(token) is stage
        house.clock.advance(seconds=1)
        assert (sessions.stage(token), len(sessions.own(house.ana, complete))) == (None, 1)
    assert sessions.actor(complete, "x") is not None
