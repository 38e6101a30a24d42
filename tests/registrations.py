"""Requests for an account in tests: made, confirmed, and what was mailed about them."""

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from core.domain.registration import RegistrationForm
from core.services.accounts.registration import Sent
from core.storage.account_tables import MailRow, RegistrationRow
from core.storage.tables import EventRow
from tests.offices import House

ADDRESS = "203.0.113.77"
FORM = RegistrationForm(
    name="ROSA MARÍA ÁVILA LUNA",
    rfc="AILR850614Q10",
    person="fisica",
    email="rosa@bufete.example",
    email_again="rosa@bufete.example",
    phone="5512345678",
    username="rosa.avila",
    accepts_privacy=True,
)


def ask(house: House, address: str = ADDRESS, **changes: Any) -> int:  # noqa: ANN401 - fields of the form
    """Ask for an account as a person does, five seconds after the form was drawn; return the request's id."""
    drawn = house.oficialia.registration.drawn()
    house.clock.advance(seconds=5)
    form = replace(FORM, **{"email_again": changes.get("email", FORM.email), **changes})
    house.oficialia.registration.request(form, Sent(address, drawn), "2026-01")
    return max(row.id for row in requests(house))


def confirmed(house: House, **changes: Any) -> int:  # noqa: ANN401 - fields of the form
    """Ask for an account and confirm the address; return the request's id."""
    registration_id = ask(house, **changes)
    house.oficialia.registration.confirm(mailed_token(house, "confirm_registration"), ADDRESS)
    return registration_id


def requests(house: House) -> list[RegistrationRow]:
    """Return every request."""
    with house.oficialia.database.read() as session:
        return list(session.scalars(select(RegistrationRow).order_by(RegistrationRow.id)))


def mails(house: House, kind: str) -> list[MailRow]:
    """Return the messages of a kind, oldest first."""
    with house.oficialia.database.read() as session:
        return list(session.scalars(select(MailRow).where(MailRow.kind == kind).order_by(MailRow.id)))


def mailed_token(house: House, kind: str) -> str:
    """Return the token of the newest link of a kind."""
    return str(mails(house, kind)[-1].facts["link_path"]).partition("enlace=")[2]


def events(house: House, action: str) -> list[EventRow]:
    """Return the acts of a kind, oldest first."""
    with house.oficialia.database.read() as session:
        return list(session.scalars(select(EventRow).where(EventRow.action == action).order_by(EventRow.id)))
