"""Choosing passwords: signed in, and by link; what ends with the old one; on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from core.domain.accounts import LinkPurpose
from core.domain.passwords import PasswordNamesItsOwner, PasswordTooCommon, PasswordTooShort
from core.errors import Refusal
from core.services.accounts.links import LinkNotValid, Links
from core.services.accounts.password_rules import commonest
from core.services.accounts.passwords import (
    CurrentPasswordIsWrong,
    Passwords,
    TooManyWrongPasswords,
)
from core.services.accounts.sessions import OpenedSession, SessionOrigin
from core.services.accounts.tries import SignInMustWait
from core.storage.account_tables import AccountRow, MailRow
from core.storage.tables import EventRow
from tests.offices import PASSWORD, House, opened

CHOOSE = "/contrasena?enlace="
HOME = SessionOrigin("203.0.113.9", "navegador de casa")
NEW = "tranvía azul de los lunes"


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine, which mails, and whose people have addresses."""
    with opened(tmp_path / "home", database_url, smtp_host="127.0.0.1") as built:
        with built.oficialia.database.write() as session:
            for account in session.scalars(select(AccountRow)):
                account.email = f"{account.username}@correo.example"
        yield built


@pytest.fixture
def passwords(house: House) -> Passwords:
    """Return the service under test."""
    return house.oficialia.passwords


def enter(house: House, password: str = PASSWORD, device: str = "") -> OpenedSession:
    """Sign ana in."""
    return house.oficialia.sign_in.with_password("ana", password, HOME, [device] if device else [])


def lives(house: House, token: str) -> bool:
    """Whether a session is open."""
    return house.oficialia.sessions.actor(token, "x") is not None


def mails(house: House) -> list[MailRow]:
    """Return what waits in the outbox, oldest first."""
    with house.oficialia.database.read() as session:
        return list(session.scalars(select(MailRow).order_by(MailRow.id)))


def row(house: House, username: str = "ana") -> AccountRow:
    """Return an account as it is stored."""
    with house.oficialia.database.read() as session:
        return session.scalars(select(AccountRow).where(AccountRow.username == username)).one()


def mailed_token(house: House) -> str:
    """Return the token of the link that was mailed last."""
    path = str([m for m in mails(house) if "link_path" in m.facts][-1].facts["link_path"])
    assert path.startswith(CHOOSE)
    return path.removeprefix(CHOOSE)


def invited(house: House) -> str:
    """Return the token of an invitation for ana."""
    with house.oficialia.database.write() as session:
        links = Links(house.oficialia.server_key)
        account_id = house.ana.account_id
        return links.issue(session, LinkPurpose.CHOOSE_PASSWORD, house.clock.at, account_id=account_id)


def test_changing_ends_everything_else(house: House, passwords: Passwords) -> None:
    """This browser goes on under a new token and stays known; other sessions, devices and links end."""
    here, there = enter(house), enter(house)
    passwords.ask_link("ana", "x")
    link = mailed_token(house)
    opened_anew = passwords.change(house.ana, here.token, (PASSWORD, NEW), HOME, [here.device_token])
    assert [lives(house, t) for t in (opened_anew.token, here.token, there.token)] == [True, False, False]
    with pytest.raises(LinkNotValid):
        passwords.owner_by_link(link)
    assert enter(house, NEW, here.device_token).device_token == ""
    assert enter(house, NEW, there.device_token).device_token != ""
    assert row(house).password_changed_at == house.clock.at
    mail = mails(house)[-1]
    assert (mail.kind, mail.to_address) == ("password_changed", "ana@correo.example")
    assert mail.facts == {
        "name": house.ana.name,
        "at": house.clock.at.isoformat(),
        "address": house.ana.address,
    }


def test_changing_asks_for_todays_password(house: House, passwords: Passwords) -> None:
    """Wrong ones wait longer and longer; the sixth ends the session, and nothing has changed."""
    token, before = enter(house).token, row(house).password_hash
    for expected in [CurrentPasswordIsWrong] * 5 + [TooManyWrongPasswords]:
        assert lives(house, token)
        with pytest.raises(expected):
            passwords.change(house.ana, token, ("equivocada", NEW), HOME)
        if expected is CurrentPasswordIsWrong:
            house.clock.advance(seconds=10)
    assert not lives(house, token)
    assert row(house).password_hash == before
    assert row(house).blocked_at is None


def test_a_wait_is_told_before_anything_is_checked(house: House, passwords: Passwords) -> None:
    """After three wrong ones even the right one has to wait a second."""
    token = enter(house).token
    for _ in range(3):
        with pytest.raises(CurrentPasswordIsWrong):
            passwords.change(house.ana, token, ("equivocada", NEW), HOME)
    with pytest.raises(SignInMustWait) as refused:
        passwords.change(house.ana, token, (PASSWORD, NEW), HOME)
    assert refused.value.facts == {"seconds": 1}
    house.clock.advance(seconds=1)
    assert lives(house, passwords.change(house.ana, token, (PASSWORD, NEW), HOME).token)


@pytest.mark.parametrize(
    ("new", "kind"),
    [
        ("corta", PasswordTooShort),
        ("1234567890987654321", PasswordTooCommon),
        ("Institución demostración", PasswordNamesItsOwner),
    ],
)
def test_the_rules_hold_in_both_ways(
    house: House, passwords: Passwords, new: str, kind: type[Refusal]
) -> None:
    """A refused password changes nothing and uses no link up."""
    live = enter(house).token
    with pytest.raises(kind):
        passwords.change(house.ana, live, (PASSWORD, new), HOME)
    token = invited(house)
    with pytest.raises(kind):
        passwords.choose(token, new, "x")
    assert lives(house, live)
    assert passwords.owner_by_link(token).username == "ana"


def test_a_second_factor_allows_shorter_ones(house: House, passwords: Passwords) -> None:
    """Fifteen characters alone, eight beside a confirmed second factor."""
    assert passwords.owner(house.ana).least == 15
    with house.oficialia.database.write() as session:
        session.get_one(AccountRow, house.ana.account_id).totp_confirmed_at = house.clock.at
    assert passwords.owner(house.ana).least == 8
    token = invited(house)
    passwords.choose(token, "t7anv1a*", "x")
    assert row(house).password_changed_at == house.clock.at


def test_a_link_is_mailed_by_user_name_or_address(house: House, passwords: Passwords) -> None:
    """In any case; the newest only is good, for thirty minutes, and it is the account's address that gets it."""
    passwords.ask_link(" ANA ", "198.51.100.7")
    first = mailed_token(house)
    passwords.ask_link("Ana@Correo.example", "x")
    second = mailed_token(house)
    with pytest.raises(LinkNotValid):
        passwords.owner_by_link(first)
    assert passwords.owner_by_link(second).username == "ana"
    sent = mails(house)
    assert [(m.kind, m.to_address, m.account_id) for m in sent] == [
        ("reset_password", "ana@correo.example", house.ana.account_id)
    ] * 2
    assert set(sent[0].facts) == {"name", "link_path", "expires_at", "address"}
    assert sent[0].facts["address"] == "198.51.100.7"
    house.clock.advance(minutes=30)
    with pytest.raises(LinkNotValid):
        passwords.owner_by_link(second)


@pytest.mark.parametrize("who", ["nadie", "", "%", "a\x00b", "\ud800", "x" * 100_000, "' or 1=1 --"])
def test_nobody_is_mailed_for_nobody(house: House, passwords: Passwords, who: str) -> None:
    """Whatever is typed, nothing fails and nothing is sent."""
    passwords.ask_link(who, "x")
    assert mails(house) == []


def test_nobody_is_flooded(house: House, passwords: Passwords) -> None:
    """Three links of an account and twenty requests from an address in an hour; then nothing, silently."""
    for _ in range(6):
        passwords.ask_link("ana", "198.51.100.7")
    assert len(mails(house)) == 3
    for number in range(20):
        passwords.ask_link(f"nadie{number}", "198.51.100.7")
    passwords.ask_link("juan", "198.51.100.7")
    assert len(mails(house)) == 3
    passwords.ask_link("juan", "198.51.100.8")
    assert len(mails(house)) == 4
    house.clock.advance(hours=1)
    passwords.ask_link("ana", "198.51.100.7")
    assert len(mails(house)) == 5


def test_the_suspended_and_those_without_mail_get_no_link(house: House, passwords: Passwords) -> None:
    """An administrator's block is not lifted by mail, and a link that was out before does nothing."""
    token = invited(house)
    with house.oficialia.database.write() as session:
        session.get_one(AccountRow, house.ana.account_id).suspended_at = house.clock.at
        session.get_one(AccountRow, house.lucia.account_id).email = ""
    passwords.ask_link("ana", "x")
    passwords.ask_link("lucia", "x")
    assert mails(house) == []
    for act in (lambda: passwords.owner_by_link(token), lambda: passwords.choose(token, NEW, "x")):
        with pytest.raises(LinkNotValid):
            act()


def test_choosing_by_link_lifts_the_block_and_ends_the_rest(house: House, passwords: Passwords) -> None:
    """Block, sessions and devices end; the e-mail is confirmed; the link is used up; both acts are logged."""
    known = enter(house)
    for _ in range(6):
        with pytest.raises(Refusal):
            enter(house, "equivocada")
        house.clock.advance(seconds=61)
    assert row(house).blocked_at is not None
    passwords.ask_link("ana", "x")
    token = mailed_token(house)
    passwords.choose(token, NEW, "203.0.113.50")
    stored = row(house)
    assert (stored.blocked_at, stored.email_confirmed_at) == (None, house.clock.at)
    assert not lives(house, known.token)
    with pytest.raises(LinkNotValid):
        passwords.choose(token, NEW, "x")
    assert enter(house, NEW, known.device_token).device_token != ""
    with house.oficialia.database.read() as session:
        found = session.execute(select(EventRow.action, EventRow.subject_id, EventRow.address)).all()
    assert ("unblock_account", house.ana.account_id, "203.0.113.50") in found
    assert ("choose_password", house.ana.account_id, "203.0.113.50") in found
    assert mails(house)[-1].kind == "password_changed"


def test_an_address_changed_meanwhile_is_not_confirmed(house: House, passwords: Passwords) -> None:
    """A link confirms the address that it was sent to, no other."""
    passwords.ask_link("ana", "x")
    with house.oficialia.database.write() as session:
        session.get_one(AccountRow, house.ana.account_id).email = "otra@correo.example"
    passwords.choose(mailed_token(house), NEW, "x")
    assert row(house).email_confirmed_at is None


def test_a_link_handed_over_confirms_no_address(tmp_path: Path) -> None:
    """Where nothing is mailed, a link proves nothing about an e-mail."""
    with opened(tmp_path / "home") as house:
        house.oficialia.passwords.choose(invited(house), NEW, "x")
        assert row(house).email_confirmed_at is None
        assert enter(house, NEW).token


def test_links_of_other_purposes_choose_nothing(house: House, passwords: Passwords) -> None:
    """Nor do invented and broken ones."""
    with house.oficialia.database.write() as session:
        other = Links(house.oficialia.server_key).issue(
            session, LinkPurpose.UNBLOCK, house.clock.at, account_id=house.ana.account_id
        )
    for token in (other, "", "x" * 2000, "\x00", "\ud800", invited(house)[:-4]):
        with pytest.raises(LinkNotValid):
            passwords.owner_by_link(token)
        with pytest.raises(LinkNotValid):
            passwords.choose(token, NEW, "x")


def test_the_commonest_are_thousands() -> None:
    """ASVS 6.2.4 asks for 3,000 at least."""
    assert len(commonest()) >= 3_000
    assert {"password", "123456", "qwerty"} <= commonest()
