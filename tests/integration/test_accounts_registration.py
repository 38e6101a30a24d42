"""Asking for an account and confirming the address, on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.domain.registration import RegistrationNotAdmitted
from core.errors import Refusal
from core.services.accounts.links import LinkNotValid
from core.services.accounts.registration import (
    FilledInTooFast,
    RegistrationFormTooOld,
    Sent,
    TooManyRegistrations,
)
from tests.offices import House, opened
from tests.registrations import ADDRESS, FORM, ask, confirmed, events, mailed_token, mails, requests


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine, with a mail server configured."""
    with opened(tmp_path / "home", database_url, smtp_host="mail.example") as built:
        yield built


def _send(house: House, drawn: str, honeypot: str = "") -> None:
    house.oficialia.registration.request(FORM, Sent(ADDRESS, drawn, honeypot), "2026-01")


def test_a_request_waits_for_its_address(house: House) -> None:
    """It is kept with what was accepted and from where; one message holds the link and until when it works."""
    ask(house)
    (row,) = requests(house)
    assert (row.status, row.rfc, row.privacy_version) == ("requested", FORM.rfc, "2026-01")
    assert (row.address, row.email_confirmed_at) == (ADDRESS, None)
    (mail,) = mails(house, "confirm_registration")
    assert (mail.to_address, mail.facts["name"]) == (FORM.email, FORM.name)
    assert mail.facts["link_path"].startswith("/solicitar-cuenta/confirmar?enlace=")
    assert mail.facts["expires_at"] == "2026-11-25T18:30:20+00:00"
    assert len(events(house, "request_registration")) == 1


def test_the_link_confirms_once(house: House) -> None:
    """Looking shows the address and changes nothing; using it confirms; a second time is refused."""
    ask(house)
    token = mailed_token(house, "confirm_registration")
    assert house.oficialia.registration.look(token) == FORM.email
    assert requests(house)[0].status == "requested"
    house.oficialia.registration.confirm(token, ADDRESS)
    (row,) = requests(house)
    assert (row.status, row.email_confirmed_at) == ("confirmed", house.clock.at)
    with pytest.raises(LinkNotValid):
        house.oficialia.registration.confirm(token, ADDRESS)
    assert [e.facts["registration"] for e in events(house, "confirm_registration")] == [row.id]


def test_the_link_ends_after_two_days(house: House) -> None:
    """Forty-eight hours to the second; the request then stays unconfirmed."""
    ask(house)
    token = mailed_token(house, "confirm_registration")
    house.clock.advance(hours=48)
    with pytest.raises(LinkNotValid):
        house.oficialia.registration.confirm(token, ADDRESS)
    assert requests(house)[0].status == "requested"


def test_who_has_an_account_changes_nothing(house: House) -> None:
    """A known user name, RFC and address are kept and answered like new ones."""
    rfc = str(house.ana.rfc)
    ask(house, username="ana", rfc=rfc)
    ask(house, address="203.0.113.78", username="nadie", email="otra@bufete.example")
    assert [row.username for row in requests(house)] == ["ana", "nadie"]
    assert len(mails(house, "confirm_registration")) == 2


def test_a_wrong_field_keeps_nothing(house: House) -> None:
    """Neither a request nor a message."""
    with pytest.raises(RegistrationNotAdmitted):
        ask(house, phone="1")
    assert requests(house) == []
    assert mails(house, "confirm_registration") == []


def test_machines_are_too_fast(house: House) -> None:
    """Under three seconds, or with the invisible field filled in, nothing is kept; a person just waits."""
    drawn = house.oficialia.registration.drawn()
    house.clock.advance(seconds=2)
    with pytest.raises(FilledInTooFast):
        _send(house, drawn)
    house.clock.advance(seconds=1)
    with pytest.raises(FilledInTooFast):
        _send(house, drawn, honeypot="x")
    assert requests(house) == []
    _send(house, drawn)
    assert len(requests(house)) == 1


@pytest.mark.parametrize("drawn", ["", "gAAAAA", "ñ\x00\ud800", None])
def test_the_instant_of_drawing_is_ours(house: House, drawn: str | None) -> None:
    """Invented instants, and one of more than two hours ago, are refused."""
    sealed = house.oficialia.registration.drawn() if drawn is None else drawn
    house.clock.advance(hours=2, seconds=1)
    with pytest.raises(RegistrationFormTooOld):
        _send(house, sealed)
    assert requests(house) == []


def test_one_address_asks_ten_times_a_day(house: House) -> None:
    """The eleventh is refused, another address is not, and the next day begins anew."""
    for number in range(10):
        ask(house, email=f"n{number}@bufete.example")
    with pytest.raises(TooManyRegistrations):
        ask(house, email="n11@bufete.example")
    assert len(requests(house)) == 10
    ask(house, address="203.0.113.78", email="n12@bufete.example")
    house.clock.advance(days=1)
    ask(house, email="n13@bufete.example")
    assert len(requests(house)) == 12


def test_no_mailbox_is_filled(house: House) -> None:
    """Three messages a day to one address, whoever asks and however it is written."""
    for number in range(3):
        ask(house, address=f"203.0.113.{number}")
    with pytest.raises(TooManyRegistrations):
        ask(house, address="203.0.113.200", email="ROSA@bufete.example")
    assert len(mails(house, "confirm_registration")) == 3


def test_what_nobody_confirmed_is_swept(house: House) -> None:
    """After thirty days an unconfirmed request goes with its link; a confirmed one stays."""
    kept = confirmed(house)
    swept = ask(house, email="otra@bufete.example")
    house.clock.advance(days=29)
    assert house.oficialia.registration.sweep() == 0
    house.clock.advance(days=1, seconds=1)
    assert house.oficialia.registration.sweep() == 1
    assert [row.id for row in requests(house)] == [kept]
    assert swept != kept


def test_hostile_values_are_answered(house: House) -> None:
    """Megabytes, NUL and lone surrogates in every field end in a refusal."""
    for value in ("x" * 1_000_000, "a\x00b", "\ud800", "\u202e"):
        fields = ("name", "rfc", "person", "email", "phone", "username")
        with pytest.raises(Refusal):
            ask(house, **dict.fromkeys(fields, value))
    assert requests(house) == []
