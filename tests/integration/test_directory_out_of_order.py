"""A directory that is out of order, or says what it should not: a sentence, never a trace, and nobody gets in."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from core.errors import Refusal
from core.services.accounts.directory_identity import DirectoryAnswerNotValid, DirectoryUnavailable
from tests.offices import House, opened
from tests.openid import LyingProvider, lying_provider, settings_for
from tests.second_factors import ORIGIN

DISCOVERY = "/.well-known/openid-configuration"


@pytest.fixture
def provider() -> Iterator[LyingProvider]:
    """Return a provider that says what the test wants."""
    with lying_provider() as liar:
        yield liar


@pytest.fixture
def house(tmp_path: Path, provider: LyingProvider) -> Iterator[House]:
    """Return an Oficialía that uses that provider."""
    with opened(tmp_path / "home", **settings_for(provider.issuer, tmp_path)) as built:
        yield built


@pytest.mark.parametrize(
    ("path", "status", "headers", "body"),
    [
        (DISCOVERY, 500, {}, b"{}"),
        (DISCOVERY, 200, {}, b"<html>"),
        (DISCOVERY, 200, {}, b"[]"),
        (DISCOVERY, 200, {}, b"{}"),
        (DISCOVERY, 200, {}, b'"' + b"x" * 600_000 + b'"'),
        (DISCOVERY, 302, {"Location": "http://127.0.0.1:1/otro"}, b""),
        ("/jwks", 200, {}, b'{"keys": []}'),
        ("/jwks", 200, {}, b'{"keys": 7}'),
        ("/jwks", 404, {}, b""),
    ],
)
def test_a_provider_out_of_order_is_unavailable(
    house: House, provider: LyingProvider, path: str, status: int, headers: dict[str, str], body: bytes
) -> None:
    """No trace, and it is not asked again within five seconds; afterwards it is."""
    provider.raw[path] = (status, headers, body)
    for _ in range(2):
        with pytest.raises(DirectoryUnavailable):
            house.oficialia.directory.depart("/")
    assert provider.asked.count(DISCOVERY) == 1
    del provider.raw[path]
    house.clock.advance(seconds=5)
    assert house.oficialia.directory.depart("/")


@pytest.mark.parametrize("status", [200, 307, 500])
def test_a_token_endpoint_out_of_order_lets_nobody_in(
    house: House, provider: LyingProvider, status: int
) -> None:
    """The code and the secret are not carried on to where a redirection leads."""
    provider.raw["/token"] = (status, {"Location": f"{provider.issuer}/otro"}, b"<html>")
    departure = house.oficialia.directory.depart("/")
    state = parse_qs(urlsplit(departure.address).query)["state"][0]
    with pytest.raises(Refusal) as refused:
        house.oficialia.directory.arrive(departure.ticket, {"state": state, "code": "x"}, ORIGIN)
    assert type(refused.value) in {DirectoryUnavailable, DirectoryAnswerNotValid}
    assert "/otro" not in provider.asked


@pytest.mark.parametrize(
    "discovery",
    [
        {"issuer": "https://otro.example"},
        {"token_endpoint": "file:///etc/passwd"},
        {"jwks_uri": None},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
    ids=str,
)
def test_what_the_provider_publishes_must_be_its_own(
    house: House, provider: LyingProvider, discovery: dict[str, object]
) -> None:
    """Another issuer's document, or addresses that are none, are refused before anybody is sent there."""
    provider.discovery = discovery
    with pytest.raises(DirectoryUnavailable):
        house.oficialia.directory.depart("/")


def test_a_provider_that_is_not_there(tmp_path: Path) -> None:
    """Nobody listens: a sentence. Nothing configured: the same, and nothing was asked."""
    for settings in (settings_for("http://127.0.0.1:9", tmp_path), {}):
        with opened(tmp_path / f"home{len(settings)}", **settings) as house:
            assert house.oficialia.directory.is_configured == bool(settings)
            with pytest.raises(DirectoryUnavailable):
                house.oficialia.directory.depart("/")
