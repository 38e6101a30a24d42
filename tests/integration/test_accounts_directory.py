"""What the directory's word is worth: whom it lets in, and every answer of it that must be refused."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import RSAKey
from sqlalchemy import select

from core.domain.accounts import SessionStage
from core.errors import Refusal
from core.services.accounts.directory import (
    Arrival,
    Departure,
    DirectoryRefused,
    DirectorySignInExpired,
    NoAccountForDirectory,
)
from core.services.accounts.directory_identity import DirectoryAnswerNotValid
from core.storage.account_tables import AccountRow
from core.storage.tables import EventRow
from tests.offices import House, opened
from tests.openid import CLIENT_ID, CLIENT_SECRET, LyingProvider, lying_provider, settings_for
from tests.second_factors import ORIGIN, enrol

EMAIL = "lucia@institucion.example"


@pytest.fixture
def provider() -> Iterator[LyingProvider]:
    """Return a provider that says what the test wants; the truth unless told otherwise."""
    with lying_provider() as liar:
        yield liar


@pytest.fixture
def house(tmp_path: Path, database_url: str, provider: LyingProvider) -> Iterator[House]:
    """Return an Oficialía on each engine that uses that provider; Lucía's address is known."""
    with opened(tmp_path / "home", database_url, **settings_for(provider.issuer, tmp_path)) as built:
        _set(built, "lucia", email=EMAIL.upper())
        yield built


def _set(house: House, username: str, **values: object) -> None:
    with house.oficialia.database.write() as session:
        row = session.get_one(AccountRow, house.actor(username).account_id)
        for name, value in values.items():
            setattr(row, name, value)


def _account(house: House, username: str) -> AccountRow:
    with house.oficialia.database.read() as session:
        return session.get_one(AccountRow, house.actor(username).account_id)


def _sent(departure: Departure) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(departure.address).query).items()}


def _come(house: House, provider: LyingProvider, **changes: Any) -> Arrival:  # noqa: ANN401 - claims of any kind
    """Go to the directory and come back, with the truth but for ``changes`` to its token."""
    departure = house.oficialia.directory.depart("/bandeja")
    sent, now = _sent(departure), int(house.clock.at.timestamp())
    truth = {"iss": provider.issuer, "sub": "u-17", "aud": CLIENT_ID, "iat": now, "exp": now + 300}
    truth |= {"nonce": sent["nonce"], "email": EMAIL, "email_verified": True}
    provider.claims = {name: value for name, value in (truth | changes).items() if value is not None}
    return house.oficialia.directory.arrive(
        departure.ticket, {"state": sent["state"], "code": "un-codigo"}, ORIGIN
    )


def _refused(house: House, provider: LyingProvider, **changes: Any) -> type[Refusal]:  # noqa: ANN401 - as above
    with pytest.raises(Refusal) as refused:
        _come(house, provider, **changes)
    return type(refused.value)


def _acts(house: House) -> list[str]:
    with house.oficialia.database.read() as session:
        return [row.action for row in session.scalars(select(EventRow).order_by(EventRow.id))]


def test_the_first_coming_binds_the_account(house: House, provider: LyingProvider) -> None:
    """By the verified address, once; from then on by issuer and subject, whatever the address becomes."""
    arrival = _come(house, provider)
    assert (arrival.following, arrival.opened.stage) == ("/bandeja", SessionStage.OPEN)
    actor = house.oficialia.sessions.actor(arrival.opened.token, "x")
    assert actor is not None
    assert actor.username == "lucia"
    row = _account(house, "lucia")
    assert (row.oidc_issuer, row.oidc_subject) == (provider.issuer, "u-17")
    again = _come(house, provider, email="otra@institucion.example", email_verified=False)
    assert house.oficialia.sessions.actor(again.opened.token, "x") is not None
    assert _acts(house) == ["bind_directory", "use_directory", "sign_in", "use_directory", "sign_in"]


def test_the_request_is_made_as_the_standards_say(house: House, provider: LyingProvider) -> None:
    """Code with S256 challenge, new state and nonce each time; the verifier and secret go to the provider only."""
    one, other = (_sent(house.oficialia.directory.depart("/")) for _ in range(2))
    assert (one["response_type"], one["code_challenge_method"], one["scope"]) == (
        "code",
        "S256",
        "openid email",
    )
    assert one["redirect_uri"] == f"{house.oficialia.settings.public_url}/entrar/directorio/vuelta"
    assert all(one[name] != other[name] for name in ("state", "nonce", "code_challenge"))
    _come(house, provider)
    (form,) = provider.forms
    assert len(form["code_verifier"]) == 64
    assert "un secreto" not in str(form)
    assert provider.asked.count("/.well-known/openid-configuration") == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"nonce": "otro"},
        {"nonce": None},
        {"aud": "otro"},
        {"aud": [CLIENT_ID, "otro"]},
        {"aud": None},
        {"azp": "otro"},
        {"iss": "https://otro.example"},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"iat": 4_000_000_000},
        {"nbf": 4_000_000_000},
        {"sub": None},
        {"sub": ""},
        {"sub": 17},
        {"sub": "x" * 256},
        {"sub": "a\x00b"},
        {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
    ],
    ids=str,
)
def test_a_token_for_somebody_else_or_another_time(
    house: House, provider: LyingProvider, changes: dict[str, object]
) -> None:
    """Whatever the token says that it should not, nobody gets in and nothing is bound."""
    assert _refused(house, provider, **changes) is DirectoryAnswerNotValid
    assert _account(house, "lucia").oidc_subject is None
    assert _acts(house) == []


@pytest.mark.parametrize(
    "forgery", ["other key", "no signature", "our secret", "their public key", "nonsense"]
)
def test_a_token_signed_by_another(house: House, provider: LyingProvider, forgery: str) -> None:
    """Only a key that the provider publishes signs; ``none`` and shared secrets are no signatures."""
    if forgery == "other key":
        provider.signing_key = RSAKey.generate_key(2048, {"kid": "uno"})
    elif forgery == "no signature":
        provider.id_token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1LTE3In0."
    elif forgery == "nonsense":
        provider.id_token = "\u00f1.\ud800.x"
    else:
        known = CLIENT_SECRET.encode() if forgery == "our secret" else provider.key.as_pem(private=False)
        provider.shared_secret = known
    assert _refused(house, provider) is DirectoryAnswerNotValid
    assert _account(house, "lucia").oidc_subject is None


def test_new_keys_of_the_provider_are_fetched(house: House, provider: LyingProvider) -> None:
    """Keys change; a token that none of the known ones signed makes us ask for them once more."""
    _come(house, provider)
    provider.key = RSAKey.generate_key(2048, {"kid": "dos", "use": "sig"})
    provider.header = {"alg": "RS256", "kid": "dos"}
    assert _come(house, provider)
    assert provider.asked.count("/jwks") == 2


def test_nobody_but_the_staff_with_that_address(house: House, provider: LyingProvider) -> None:
    """One refusal: unknown, unverified, a filer's, suspended, two of one address, bound to another."""
    outcomes = [
        _refused(house, provider, email="nadie@institucion.example"),
        _refused(house, provider, email_verified=False),
        _refused(house, provider, email_verified="true"),
        _refused(house, provider, email=""),
        _refused(house, provider, email="\x00"),
    ]
    _set(house, "ana", email="ana@example.mx")
    outcomes.append(_refused(house, provider, email="ana@example.mx"))
    _set(house, "mario", email=EMAIL)
    outcomes.append(_refused(house, provider))
    _set(house, "mario", email="", suspended_at=None)
    _set(house, "lucia", suspended_at=datetime(2026, 1, 1, tzinfo=UTC))
    outcomes.append(_refused(house, provider))
    _set(house, "lucia", suspended_at=None, oidc_issuer=provider.issuer, oidc_subject="otro")
    outcomes.append(_refused(house, provider))
    assert outcomes == [NoAccountForDirectory] * 9
    assert _acts(house) == ["refuse_directory", "refuse_directory"]


def test_a_suspension_shuts_out_whoever_was_bound(house: House, provider: LyingProvider) -> None:
    """Also the account that came in before; a filer made of it would not come in either."""
    _come(house, provider)
    _set(house, "lucia", suspended_at=house.clock.at)
    assert _refused(house, provider) is NoAccountForDirectory


def test_the_directory_is_the_whole_sign_in(house: House, provider: LyingProvider) -> None:
    """An account with a second factor here comes in by the directory's, and a block by tries does not matter."""
    enrol(house, "lucia")
    _set(house, "lucia", blocked_at=house.clock.at)
    assert _come(house, provider).opened.stage is SessionStage.OPEN


def test_the_address_may_come_from_the_providers_own_answer(house: House, provider: LyingProvider) -> None:
    """Where the token holds none; it must be about the same person (OpenID Connect Core §5.3.2)."""
    provider.userinfo = {"sub": "otro", "email": EMAIL, "email_verified": True}
    assert _refused(house, provider, email=None) is DirectoryAnswerNotValid
    provider.userinfo["sub"] = "u-17"
    assert _come(house, provider, email=None)


@pytest.mark.parametrize("change", ["state", "none", "ticket", "tampered", "late", "nothing"])
def test_who_did_not_leave_from_here_does_not_arrive(
    house: House, provider: LyingProvider, change: str
) -> None:
    """Another state, another browser's ticket, eleven minutes: the code is not even taken to the provider."""
    departure = house.oficialia.directory.depart("/")
    other = house.oficialia.directory.depart("/")
    answer = {"state": _sent(departure)["state"], "code": "x"}
    ticket = departure.ticket
    if change == "state":
        answer["state"] = _sent(other)["state"]
    elif change == "none":
        del answer["state"]
    elif change == "ticket":
        ticket = other.ticket
    elif change == "tampered":
        ticket = ticket[:-4] + "AAA="
    elif change == "late":
        house.clock.advance(minutes=10, seconds=1)
    else:
        ticket = ""
    with pytest.raises(DirectorySignInExpired):
        house.oficialia.directory.arrive(ticket, answer, ORIGIN)
    assert provider.forms == []


def test_a_refusal_of_the_directory_is_one_of_ours(house: House, provider: LyingProvider) -> None:
    """``access_denied``, an answer without code, a code it does not know, another provider's answer."""
    departure = house.oficialia.directory.depart("/")
    state = _sent(departure)["state"]
    for answer in ({"error": "access_denied"}, {}):
        with pytest.raises(DirectoryRefused):
            house.oficialia.directory.arrive(departure.ticket, {"state": state, **answer}, ORIGIN)
    with pytest.raises(DirectoryAnswerNotValid):
        house.oficialia.directory.arrive(
            departure.ticket, {"state": state, "code": "x", "iss": "https://otro.example"}, ORIGIN
        )
    provider.raw["/token"] = (400, {}, b'{"error": "invalid_grant"}')
    assert _refused(house, provider) is DirectoryAnswerNotValid
