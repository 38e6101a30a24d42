"""Links that were sent to somebody, on both engines."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from core.domain.accounts import LinkPurpose
from core.services.accounts.links import LinkNotValid, Links
from core.storage.accounts import lock_account
from core.storage.links import retire_links
from tests.offices import House, opened


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine."""
    with opened(tmp_path / "home", database_url) as built:
        yield built


@pytest.fixture
def links(house: House) -> Links:
    """Return the service under test."""
    return Links(house.oficialia.server_key)


def _issue(house: House, links: Links, purpose: LinkPurpose = LinkPurpose.RESET_PASSWORD) -> str:
    with house.oficialia.database.write() as session:
        return links.issue(session, purpose, house.clock.at, account_id=house.ana.account_id, to="x@y.mx")


def _use(house: House, links: Links, token: str, purpose: LinkPurpose = LinkPurpose.RESET_PASSWORD) -> object:
    with house.oficialia.database.write() as session:
        row = links.use(session, purpose, token, house.clock.at)
        return row.account_id, row.facts


def test_a_link_works_once(house: House, links: Links) -> None:
    """Looking uses nothing up; using does, and gives back what it was made with."""
    token = _issue(house, links)
    with house.oficialia.database.read() as session:
        assert links.look(session, LinkPurpose.RESET_PASSWORD, token, house.clock.at).used_at is None
    assert _use(house, links, token) == (house.ana.account_id, {"to": "x@y.mx"})
    with pytest.raises(LinkNotValid):
        _use(house, links, token)


def test_a_link_expires(house: House, links: Links) -> None:
    """Half an hour for a new password, to the second."""
    token = _issue(house, links)
    house.clock.advance(minutes=30)
    with pytest.raises(LinkNotValid):
        _use(house, links, token)


def test_a_newer_link_ends_the_older(house: House, links: Links) -> None:
    """Of several that were asked for, the last one works; those of another purpose stay."""
    first, unblock = _issue(house, links), _issue(house, links, LinkPurpose.UNBLOCK)
    second = _issue(house, links)
    with pytest.raises(LinkNotValid):
        _use(house, links, first)
    assert _use(house, links, second)
    assert _use(house, links, unblock, LinkPurpose.UNBLOCK)


@pytest.mark.parametrize("change", ["purpose", "tampered", "invented", "long", "empty", "odd"])
def test_no_other_token_passes(house: House, links: Links, change: str) -> None:
    """Another purpose's, a changed one, an invented one, an endless one: all the same refusal."""
    token = _issue(house, links)
    purpose = LinkPurpose.UNBLOCK if change == "purpose" else LinkPurpose.RESET_PASSWORD
    forged = {
        "tampered": token[:-6] + "AAAAA=",
        "invented": "gAAAAA",
        "long": token * 10,
        "empty": "",
        "odd": "ñ\x00\ud800",
    }
    with pytest.raises(LinkNotValid):
        _use(house, links, forged.get(change, token), purpose)
    assert _use(house, links, token)


def test_nobody_waits_in_a_circle_for_an_account_and_its_link(
    house: House, links: Links, database_url: str
) -> None:
    """Whoever holds the account may end its links while one of them is being used: the account comes first."""
    token, now, ana = _issue(house, links), house.clock.at, house.ana.account_id
    database = house.oficialia.database

    def use() -> None:
        with database.write() as session:
            links.use(session, LinkPurpose.RESET_PASSWORD, token, now)

    with ThreadPoolExecutor(1) as pool:
        with database.write() as session:
            lock_account(session, ana)
            using = pool.submit(use)
            if database_url.startswith("postgresql"):
                _until_somebody_waits(session)
            retire_links(session, LinkPurpose.RESET_PASSWORD, now, account_id=ana)
        with pytest.raises(LinkNotValid):
            using.result(timeout=60)


def _until_somebody_waits(session: Session) -> None:
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND :mine = ANY(pg_blocking_pids(pid))")
    mine = session.scalar(text("SELECT pg_backend_pid()"))
    deadline = monotonic() + 30
    while not session.scalar(waiting, {"mine": mine}):
        assert monotonic() < deadline
