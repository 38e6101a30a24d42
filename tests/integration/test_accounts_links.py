"""Links that were sent to somebody, on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.domain.accounts import LinkPurpose
from core.services.accounts.links import LinkNotValid, Links
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
