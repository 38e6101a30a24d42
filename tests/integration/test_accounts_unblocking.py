"""Lifting a block: by the staff and by a link, on both engines."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from core.domain.people import Actor, Role
from core.errors import NotAllowed, NotFound
from core.services.accounts.links import LinkNotValid
from core.services.accounts.reasons import ReasonMissing
from core.services.accounts.sessions import SessionOrigin
from core.services.accounts.sign_in import AccountIsBlocked, WrongCredentials
from core.services.accounts.unblocking import AccountNotBlocked, TooManyUnblockings
from core.storage.account_tables import AccountRow, LinkRow
from tests.concurrency import at_once
from tests.offices import PASSWORD, House, opened
from tests.registrations import events, mailed_token, mails

FROM = "203.0.113.50"
EMAIL = "ana@bufete.example"


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine, in which ana has an e-mail address."""
    with opened(tmp_path / "home", database_url, smtp_host="mail.example") as built:
        _change(built, "ana", email=EMAIL)
        yield built


def _change(house: House, name: str, **values: object) -> None:
    with house.oficialia.database.write() as session:
        row = session.get_one(AccountRow, house.actor(name).account_id)
        for field, value in values.items():
            setattr(row, field, value)


def _block(house: House, name: str = "ana") -> None:
    """Type a wrong password six times, waiting as long as one must."""
    for _ in range(6):
        house.clock.advance(hours=1)
        with pytest.raises(WrongCredentials):
            house.oficialia.sign_in.with_password(name, "equivocada", SessionOrigin(FROM, "Prueba"))


def _blocked(house: House, name: str = "ana") -> bool:
    with house.oficialia.database.read() as session:
        return session.get_one(AccountRow, house.actor(name).account_id).blocked_at is not None


def _enters(house: House, name: str = "ana") -> bool:
    try:
        house.oficialia.sign_in.with_password(name, PASSWORD, SessionOrigin("203.0.113.60", "Prueba"))
    except AccountIsBlocked:
        return False
    return True


def _administrator(house: House) -> Actor:
    elena = house.actor("elena")
    return Actor(elena.account_id, "admin", "Administradora", None, frozenset({Role.ADMINISTRATOR}))


def test_the_list_says_who_since_when_and_from_where(house: House) -> None:
    """Each blocked account with the address of its last wrong password; nobody else."""
    _block(house)
    since = house.clock.at
    _block(house, "lucia")
    for actor in (house.actor("elena"), _administrator(house)):
        first, second = house.oficialia.unblocking.blocked(actor)
        assert (first.username, first.name, first.blocked_at) == ("ana", house.ana.name, since)
        assert (first.wrong_from, second.username) == (FROM, "lucia")


def test_staff_lift_a_block_with_a_reason(house: House) -> None:
    """The owner can sign in again and is told; who did it and why stands in the log."""
    _block(house)
    assert not _enters(house)
    elena = house.actor("elena")
    house.oficialia.unblocking.by_staff(elena, house.ana.account_id, " Llamó y se identificó. ")
    assert _enters(house)
    (event,) = events(house, "unblock_account")
    assert (event.actor_id, event.subject_id) == (elena.account_id, house.ana.account_id)
    assert event.facts["reason"] == "Llamó y se identificó."
    (mail,) = mails(house, "account_unblocked")
    assert (mail.to_address, mail.facts["at"]) == (EMAIL, house.clock.at.isoformat())
    assert house.oficialia.unblocking.blocked(elena) == ()


def test_only_some_lift_blocks(house: House) -> None:
    """Filers and clerks neither see nor lift them, whatever account they name."""
    _block(house)
    for name in ("ana", "juan", "lucia"):
        actor = house.actor(name)
        for act in (
            partial(house.oficialia.unblocking.blocked, actor),
            partial(house.oficialia.unblocking.by_staff, actor, house.ana.account_id, "Porque sí."),
            partial(house.oficialia.unblocking.by_staff, actor, 999, ""),
        ):
            with pytest.raises(NotAllowed):
                act()
    assert _blocked(house)


def test_there_must_be_a_block_and_a_reason(house: House) -> None:
    """Without a reason, of nobody, or where there is no block, nothing is done."""
    lift = partial(house.oficialia.unblocking.by_staff, house.actor("elena"))
    with pytest.raises(AccountNotBlocked):
        lift(house.ana.account_id, "No hacía falta.")
    _block(house)
    with pytest.raises(ReasonMissing):
        lift(house.ana.account_id, " ")
    for nobody in (0, -1, 10_000, 2**63):
        with pytest.raises(NotFound):
            lift(nobody, "¿Quién es?")
    assert (_blocked(house), events(house, "unblock_account")) == (True, [])


def test_two_of_the_staff_at_once_lift_once(house: House) -> None:
    """One event and one message; the second is told that there is no block."""
    _block(house)
    act = partial(house.oficialia.unblocking.by_staff, house.actor("elena"), house.ana.account_id, "Llamó.")
    acts: list[Callable[[], object]] = [act, act]
    results = at_once(acts)
    assert sorted(type(r).__name__ for r in results) == ["AccountNotBlocked", "NoneType"]
    assert (len(events(house, "unblock_account")), len(mails(house, "account_unblocked"))) == (1, 1)


@pytest.mark.parametrize("asked", ["ana", " ANA ", EMAIL, EMAIL.upper()])
def test_the_owner_lifts_it_by_a_link(house: House, asked: str) -> None:
    """By user name or address; looking changes nothing, the button does, and once."""
    _block(house)
    unblocking = house.oficialia.unblocking
    unblocking.ask_link(asked, FROM)
    (mail,) = mails(house, "unblock_link")
    assert (mail.to_address, mail.account_id) == (EMAIL, house.ana.account_id)
    token = mailed_token(house, "unblock_link")
    assert unblocking.look(token) == "ana"
    assert _blocked(house)
    unblocking.by_link(token, FROM)
    assert _enters(house)
    (event,) = events(house, "unblock_by_link")
    assert (event.actor_id, event.address) == (house.ana.account_id, FROM)
    assert len(mails(house, "account_unblocked")) == 1
    with pytest.raises(LinkNotValid):
        unblocking.by_link(token, FROM)


def _traces(house: House) -> tuple[int, int, int]:
    with house.oficialia.database.read() as session:
        return (
            len(mails(house, "unblock_link")),
            session.query(LinkRow).count(),
            len(events(house, "unblock")),
        )


@pytest.mark.parametrize(
    "asked", ["nadie", "juan", "lucia", "", "a" * 100_000, "\x00\ud800", "%", "suspendida"]
)
def test_who_is_not_blocked_gets_nothing(house: House, asked: str) -> None:
    """Unknown, not blocked, suspended, without an address, hostile: no message, no link, no other answer."""
    _block(house, "lucia")  # has no address to write to
    _block(house, "pena")
    _change(house, "pena", email="x@y.mx", username="suspendida", suspended_at=house.clock.at)
    house.oficialia.unblocking.ask_link(asked, FROM)
    assert _traces(house) == (0, 0, 0)


def test_asking_again_spoils_no_link(house: House) -> None:
    """For ten minutes the first link stands, whoever asks; then a newer one takes its place."""
    _block(house)
    house.oficialia.unblocking.ask_link("ana", FROM)
    first = mailed_token(house, "unblock_link")
    house.clock.advance(minutes=9)
    house.oficialia.unblocking.ask_link("ana", "203.0.113.99")
    assert house.oficialia.unblocking.look(first) == "ana"
    house.clock.advance(minutes=1)
    house.oficialia.unblocking.ask_link("ana", FROM)
    assert len(mails(house, "unblock_link")) == 2
    with pytest.raises(LinkNotValid):
        house.oficialia.unblocking.look(first)


def test_the_link_ends_after_half_an_hour(house: House) -> None:
    """To the second; the block stays."""
    _block(house)
    house.oficialia.unblocking.ask_link("ana", FROM)
    token = mailed_token(house, "unblock_link")
    house.clock.advance(minutes=30)
    with pytest.raises(LinkNotValid):
        house.oficialia.unblocking.by_link(token, FROM)
    assert _blocked(house)


def test_one_address_asks_twenty_times_an_hour(house: House) -> None:
    """Then it is told to wait, for names that exist and names that do not; others are not."""
    for number in range(20):
        house.oficialia.unblocking.ask_link(f"nadie{number}", FROM)
    for asked in ("ana", "nadie"):
        with pytest.raises(TooManyUnblockings):
            house.oficialia.unblocking.ask_link(asked, FROM)
    house.oficialia.unblocking.ask_link("ana", "203.0.113.99")
    house.clock.advance(hours=1)
    house.oficialia.unblocking.ask_link("ana", FROM)


def test_the_same_statements_whoever_is_asked_about(house: House) -> None:
    """Blocked, not blocked or nobody: the database is asked the same, in the same order."""
    from sqlalchemy import event  # noqa: PLC0415 - of this test only

    _block(house)
    said: list[list[str]] = []

    def listen(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said[-1].append(statement)

    engine = house.oficialia.database.engine
    event.listen(engine, "before_cursor_execute", listen)
    for asked in ("ana", "juan", "nadie"):
        said.append([])
        house.oficialia.unblocking.ask_link(asked, FROM)
    event.remove(engine, "before_cursor_execute", listen)
    kinds = [[statement.split()[0] for statement in one if "SAVEPOINT" not in statement] for one in said]
    assert len(kinds[0]) > 6
    assert kinds[1] == kinds[0]
    assert kinds[2] == kinds[0]
