"""A person's own data: changed by rules, an address only by the link sent to it; on both engines."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from core.domain.accounts import LinkPurpose
from core.domain.people import Actor
from core.errors import NotFound
from core.services.accounts.code_checking import CodesMustWait, TooManyWrongCodes, WrongCode
from core.services.accounts.links import LinkNotValid, Links
from core.services.accounts.profile import (
    EmailIsManaged,
    EmailIsTheSame,
    NothingToConfirm,
    Profile,
    ProfileNotAdmitted,
    TooManyEmailLinks,
)
from core.services.accounts.sessions import SessionOrigin
from core.storage.account_tables import AccountRow, MailRow
from core.storage.tables import EventRow
from tests.offices import PASSWORD, House, opened

OLD, NEW = "antes@despacho.example", "Nueva@despacho.example"


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine where Ana has a confirmed address."""
    with opened(tmp_path / "home", database_url) as built:
        with built.oficialia.database.write() as session:
            account = session.get_one(AccountRow, built.ana.account_id)
            account.email, account.email_confirmed_at = OLD, built.clock.at
        yield built


@pytest.fixture
def profile(house: House) -> Profile:
    """Return the service under test."""
    return house.oficialia.profile


def _token(house: House, username: str = "ana") -> str:
    origin = SessionOrigin("203.0.113.9", "Firefox")
    return house.oficialia.sign_in.with_password(username, PASSWORD, origin).token


def _mails(house: House) -> list[tuple[str, str]]:
    with house.oficialia.database.read() as session:
        return [(m.kind, m.to_address) for m in session.scalars(select(MailRow).order_by(MailRow.id))]


def _link(house: House) -> str:
    """Return the token in the last message to confirm an address."""
    query = select(MailRow).where(MailRow.kind == "confirm_email").order_by(MailRow.id.desc())
    with house.oficialia.database.read() as session:
        mail = session.scalars(query).first()
        assert mail is not None
        path, _, token = str(mail.facts["link_path"]).partition("=")
    assert path == "/correo/confirmar?enlace"
    return token


def _acts(house: House, action: str) -> list[dict[str, str]]:
    with house.oficialia.database.read() as session:
        rows = session.scalars(select(EventRow).where(EventRow.action == action).order_by(EventRow.id))
        return [dict(row.facts) for row in rows]


def test_a_filer_changes_name_and_telephone(house: House, profile: Profile) -> None:
    """Tidied as they are stored; each change is kept with what was there before, newest first."""
    before = profile.view(house.ana)
    profile.change(house.ana, "  Ana   María Ruiz ", "+52 (55) 1234-5678")
    profile.change(house.ana, "Ana María Ruiz", "5587654321")
    now = profile.view(house.ana)
    assert (now.name, now.phone, now.rfc, now.username) == (
        "Ana María Ruiz",
        "5587654321",
        str(house.ana.rfc),
        "ana",
    )
    assert [(c.field, c.old, c.new) for c in now.changes] == [
        ("phone", "5512345678", "5587654321"),
        ("phone", "", "5512345678"),
        ("name", before.name, "Ana María Ruiz"),
    ]
    assert {c.by for c in now.changes} == {house.ana.name}
    assert profile.view(house.lucia).changes == ()


def test_a_promocion_keeps_the_name_it_was_created_under(house: House, profile: Profile) -> None:
    """It may be signed already; the next one bears the new name."""
    first = house.draft()
    profile.change(house.ana, "Ana María Ruiz", "5512345678")
    assert house.load(first).owner_name == house.ana.name
    assert house.load(house.draft()).owner_name == "Ana María Ruiz"


@pytest.mark.parametrize(
    ("name", "phone", "problems"),
    [
        ("", "", {("name", "required"), ("phone", "required")}),
        ("Ana\u202e Ruiz", "5512345678", {("name", "unprintable")}),
        ("\u2800", "5512345678", {("name", "unprintable")}),
        ("x" * 1_000_000, "5" * 1_000_000, {("name", "too_long"), ("phone", "phone_form")}),
        ("Ana\x00", "551234567", {("name", "unprintable"), ("phone", "phone_form")}),
        ("Ana \ud800", "٥٥١٢٣٤٥٦٧٨", {("name", "unprintable"), ("phone", "phone_form")}),
    ],
)
def test_hostile_values_are_refused(
    house: House, profile: Profile, name: str, phone: str, problems: set[tuple[str, str]]
) -> None:
    """Every problem at once, and nothing is changed."""
    with pytest.raises(ProfileNotAdmitted) as refused:
        profile.change(house.ana, name, phone)
    assert {(p.field, p.code) for p in refused.value.problems} == problems
    assert profile.view(house.ana).changes == ()


def test_staff_do_not_rename_themselves(house: House, profile: Profile) -> None:
    """Their name stands in the log and on receipts; a telephone they need not have."""
    with pytest.raises(ProfileNotAdmitted) as refused:
        profile.change(house.lucia, "Elena Paz Ruiz", "")
    assert [(p.field, p.code) for p in refused.value.problems] == [("name", "name_is_managed")]
    profile.change(house.lucia, house.lucia.name, "5512345678")
    profile.change(house.lucia, house.lucia.name, " ")
    assert profile.view(house.lucia).phone == ""
    assert not profile.view(house.lucia).may_rename


def test_a_new_address_counts_once_its_link_is_used(house: House, profile: Profile) -> None:
    """Until then it is said to be pending; then the old one is told, and its other links end."""
    assert profile.ask_email(house.ana, _token(house), f" {NEW} ", PASSWORD) == NEW
    asked = profile.view(house.ana)
    assert (asked.email, asked.pending_email) == (OLD, NEW)
    token = _link(house)
    with house.oficialia.database.write() as session:
        links = Links(house.oficialia.server_key)
        reset = links.issue(
            session, LinkPurpose.RESET_PASSWORD, house.clock.at, account_id=house.ana.account_id
        )
    assert [profile.look(token), profile.look(token)] == [NEW, NEW]
    assert profile.confirm_email(token, "192.0.2.1") == NEW
    now = profile.view(house.ana)
    assert (now.email, now.email_confirmed_at, now.pending_email) == (NEW, house.clock.at, "")
    assert [(c.field, c.old, c.new) for c in now.changes] == [("email", OLD, NEW)]
    assert _mails(house) == [("confirm_email", NEW), ("email_changed", OLD)]
    with pytest.raises(LinkNotValid), house.oficialia.database.read() as session:
        links.look(session, LinkPurpose.RESET_PASSWORD, reset, house.clock.at)
    for again in (profile.look, lambda t: profile.confirm_email(t, "")):
        with pytest.raises(LinkNotValid):
            again(token)


def test_a_pending_address_is_cancelled_replaced_or_expires(house: House, profile: Profile) -> None:
    """Only the newest link counts, for a day, until its owner gives it up."""
    session = _token(house)
    profile.ask_email(house.ana, session, "uno@despacho.example", PASSWORD)
    first = _link(house)
    profile.ask_email(house.ana, session, "dos@despacho.example", PASSWORD)
    second = _link(house)
    with pytest.raises(LinkNotValid):
        profile.look(first)
    profile.cancel_email(house.ana)
    profile.cancel_email(house.ana)
    assert profile.view(house.ana).pending_email == ""
    with pytest.raises(LinkNotValid):
        profile.confirm_email(second, "")
    assert len(_acts(house, "cancel_email")) == 1
    profile.ask_email(house.ana, session, "tres@despacho.example", PASSWORD)
    third = _link(house)
    house.clock.advance(hours=25)
    with pytest.raises(LinkNotValid):
        profile.confirm_email(third, "")
    assert profile.view(house.ana).email == OLD


def test_the_present_password_is_asked_for_and_wrong_ones_end_the_session(
    house: House, profile: Profile
) -> None:
    """More than five in a row end it and make the next one wait; no message leaves."""
    token = _token(house)
    for left in (5, 4, 3, 2, 1):
        with pytest.raises(WrongCode) as wrong:
            profile.ask_email(house.ana, token, NEW, "equivocada")
        assert wrong.value.facts["left"] == left
    with pytest.raises(TooManyWrongCodes):
        profile.ask_email(house.ana, token, NEW, "")
    assert house.oficialia.sessions.actor(token, "") is None
    with pytest.raises(CodesMustWait):
        profile.ask_email(house.ana, _token(house), NEW, PASSWORD)
    assert _mails(house) == []


def test_what_is_no_address_or_the_same_is_refused(house: House, profile: Profile) -> None:
    """Also line breaks with which messages are forged, and addresses that only look alike."""
    token = _token(house)
    for bad in (
        "",
        "ana",
        "ana@b",
        "a@b.mx\nBcc: x@y.mx",
        "a@b.mx,c@d.mx",
        "ana@ejempl\u043e.mx",
        "a@" * 10**6,
    ):
        with pytest.raises(ProfileNotAdmitted):
            profile.ask_email(house.ana, token, bad, PASSWORD)
    with pytest.raises(EmailIsTheSame):
        profile.ask_email(house.ana, token, OLD, PASSWORD)
    assert _mails(house) == []


def test_an_unconfirmed_address_is_confirmed_by_its_own_link(house: House, profile: Profile) -> None:
    """No password is asked for, since nothing changes hands; a confirmed one has nothing to confirm."""
    with pytest.raises(NothingToConfirm):
        profile.confirm_own(house.ana)
    with pytest.raises(NothingToConfirm):
        profile.confirm_own(house.lucia)
    with house.oficialia.database.write() as session:
        session.get_one(AccountRow, house.ana.account_id).email_confirmed_at = None
    profile.confirm_own(house.ana)
    profile.confirm_email(_link(house), "")
    assert profile.view(house.ana).email_confirmed_at == house.clock.at
    assert (_mails(house), profile.view(house.ana).changes) == ([("confirm_email", OLD)], ())


def test_ten_links_an_hour_are_enough(house: House, profile: Profile) -> None:
    """Nobody floods somebody else's mailbox from here; an hour later it goes on."""
    token = _token(house)
    for number in range(10):
        profile.ask_email(house.ana, token, f"a{number}@despacho.example", PASSWORD)
    with pytest.raises(TooManyEmailLinks):
        profile.ask_email(house.ana, token, NEW, PASSWORD)
    assert len(_mails(house)) == 10
    house.clock.advance(hours=1)
    assert profile.ask_email(house.ana, _token(house), NEW, PASSWORD) == NEW


def test_without_a_password_the_administration_changes_the_address(house: House, profile: Profile) -> None:
    """Who comes in by the directory could otherwise open a second way in by a mailbox of their own."""
    with house.oficialia.database.write() as session:
        session.get_one(AccountRow, house.lucia.account_id).password_hash = ""
    with pytest.raises(EmailIsManaged):
        profile.ask_email(house.lucia, "", NEW, "")
    assert not profile.view(house.lucia).has_password


def test_an_account_that_is_none_has_no_data(house: House, profile: Profile) -> None:
    """Whatever number an actor bears."""
    for number in (0, 999_999, 2**40):
        stranger: Actor = replace(house.ana, account_id=number)
        with pytest.raises(NotFound):
            profile.view(stranger)
        with pytest.raises(NotFound):
            profile.cancel_email(stranger)
