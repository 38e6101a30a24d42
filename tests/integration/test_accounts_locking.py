"""Blocks, waits and known devices: guessing gets slower and ends, and locks nobody out; on both engines."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from core.domain.people import Role
from core.domain.throttling import EVERYBODY, PER_ADDRESS
from core.errors import Refusal
from core.services.accounts.known_devices import DEVICE_LIFETIME
from core.services.accounts.sessions import OpenedSession, SessionOrigin, digest
from core.services.accounts.tries import address_key, name_key
from core.storage.account_tables import AccountRow, DeviceRow, MailRow, TallyRow
from core.storage.tables import EventRow
from tests.offices import PASSWORD, House, new_account, opened

HOME = SessionOrigin("203.0.113.9", "navegador de casa")
ELSEWHERE = SessionOrigin("198.51.100.77", "otro navegador")
WRONG = "equivocada"
SIX = ["wrong_credentials"] * 4 + ["one_try_left", "account_is_blocked"]


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine, whose people have mail."""
    with opened(tmp_path / "home", database_url) as built:
        with built.oficialia.database.write() as session:
            for account in session.scalars(select(AccountRow)):
                account.email = f"{account.username}@correo.example"
        yield built


def enter(
    house: House,
    username: str = "ana",
    password: str = PASSWORD,
    origin: SessionOrigin = HOME,
    device: str = "",
) -> OpenedSession:
    """Sign in, as a browser that keeps what earlier sign-ins left in it."""
    return house.oficialia.sign_in.with_password(username, password, origin, [device] if device else [])


def refused(
    house: House,
    username: str = "ana",
    password: str = WRONG,
    origin: SessionOrigin = HOME,
    device: str = "",
) -> Refusal:
    """Try in vain; return why."""
    with pytest.raises(Refusal) as found:
        enter(house, username, password, origin, device)
    return found.value


def wrong(house: House, times: int, username: str = "ana", origin: SessionOrigin = HOME) -> list[str]:
    """Try wrong passwords, each after any wait; return what was answered."""
    codes = []
    for _ in range(times):
        codes.append(refused(house, username, origin=origin).code)
        house.clock.advance(seconds=61)
    return codes


def acts(house: House) -> list[str]:
    """Return what the audit log says, oldest first."""
    with house.oficialia.database.read() as session:
        return [e.action for e in session.scalars(select(EventRow).order_by(EventRow.id))]


def blocked(house: House, username: str = "ana") -> bool:
    """Whether an account is blocked."""
    with house.oficialia.database.read() as session:
        found = session.scalars(select(AccountRow).where(AccountRow.username == username)).one()
        return found.blocked_at is not None


def test_more_than_five_wrong_tries_in_a_row_block(house: House) -> None:
    """Warned after the fifth, blocked by the sixth; the right password is told so, who is in stays in."""
    live = enter(house).token
    assert wrong(house, 6, origin=ELSEWHERE) == SIX
    assert blocked(house)
    assert refused(house, password=PASSWORD, origin=ELSEWHERE).code == "account_is_blocked"
    assert house.oficialia.sessions.actor(live, "x") is not None
    house.clock.advance(seconds=61)
    assert wrong(house, 1, origin=ELSEWHERE) == ["account_is_blocked"]
    assert Counter(acts(house)) == {
        "sign_in": 1,
        "wrong_password": 7,
        "block_account": 1,
        "refused_sign_in": 1,
    }


def test_a_block_is_told_to_its_owner(house: House) -> None:
    """One message, with the instant and the address; the event bears both, and whom it is about."""
    wrong(house, 8, origin=ELSEWHERE)
    with house.oficialia.database.read() as session:
        (mail,) = session.scalars(select(MailRow))
        event = session.scalars(select(EventRow).where(EventRow.action == "block_account")).one()
    assert (mail.kind, mail.to_address, mail.account_id) == (
        "account_blocked",
        "ana@correo.example",
        house.ana.account_id,
    )
    assert mail.facts == {
        "name": house.ana.name,
        "at": event.at.isoformat(),
        "address": ELSEWHERE.address,
    }
    assert (event.subject_id, event.address) == (house.ana.account_id, ELSEWHERE.address)


def test_the_right_password_resets_the_count(house: House) -> None:
    """Only tries in a row count."""
    assert wrong(house, 5) == SIX[:5]
    enter(house)
    assert wrong(house, 5) == SIX[:5]


def test_unblocking_lets_in_again(house: House) -> None:
    """The block and the count are lifted; a name that nobody has is said to be none."""
    wrong(house, 6)
    assert house.oficialia.unblocking.by_operator(" Ana ")
    assert not house.oficialia.unblocking.by_operator("nadie")
    assert wrong(house, 5) == SIX[:5]
    enter(house)
    assert not blocked(house)


@pytest.mark.parametrize("username", ["nadie", "a\x00b", "\ud800", "x" * 5000, "", "\u202eana"])
def test_a_name_that_nobody_has_is_answered_alike(
    house: House, username: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same warning, block and waits; something is hashed as often, and no event tells the difference."""
    hashed: list[bool] = []

    def matches(stored: str | None, _password: str) -> bool:
        hashed.append(stored is not None)
        return False

    monkeypatch.setattr(house.oficialia.sign_in._hashing, "matches", matches)
    for who in (username, "ana"):
        answers = [refused(house, who) for _ in range(4)]
        assert [a.code for a in answers] == ["wrong_credentials"] * 3 + ["sign_in_must_wait"]
        assert answers[3].facts == {"seconds": 1}
        house.clock.advance(seconds=61)
        assert wrong(house, 4, who) == [*SIX[3:], "account_is_blocked"]
        assert refused(house, who).code == "account_is_blocked"
        assert refused(house, who).code == "account_is_blocked"
        house.clock.advance(days=2)
    assert hashed == [False] * 8 + [True] * 8
    with house.oficialia.database.read() as session:
        assert session.scalars(select(EventRow.subject_id)).all() == [house.ana.account_id] * 9


def test_the_count_holds_no_name_and_no_address(house: House) -> None:
    """Whoever reads the database does not learn which names or addresses were tried."""
    wrong(house, 1, "nombre-secreto")
    with house.oficialia.database.read() as session:
        rows = list(session.scalars(select(TallyRow)))
    key = house.oficialia.server_key
    assert {row.key for row in rows} == {
        name_key(key, "Nombre-Secreto "),
        address_key(key, HOME.address),
        "everybody",
    }
    assert not any("secreto" in row.key or HOME.address in row.key for row in rows)


def test_waits_per_name_double_up_to_a_minute(house: House) -> None:
    """A second after the third failure, then twice as long each time; waiting in vain does not count."""
    waits = []
    for _ in range(3):
        refused(house, "nadie")
    for _ in range(5):
        waits.append(refused(house, "nadie").facts.get("seconds"))
        house.clock.advance(seconds=61)
        refused(house, "nadie")
    # from the sixth on the answer is the block, not the wait
    assert waits == [1, 2, 4, None, None]


def test_an_address_waits_longer_and_longer_and_is_forgotten_after_a_day(house: House) -> None:
    """Ten wrong tries with any names are free; a name's owner elsewhere waits for nobody."""
    for number in range(PER_ADDRESS.free + 1):
        refused(house, f"nadie{number}", origin=ELSEWHERE)
    first = refused(house, "ana", PASSWORD, origin=ELSEWHERE)
    assert (first.code, first.facts) == ("sign_in_must_wait", {"seconds": 1})
    assert enter(house, origin=HOME).token
    for number in range(20):
        house.clock.advance(minutes=16)
        assert refused(house, f"otro{number}", origin=ELSEWHERE).code == "wrong_credentials"
    assert refused(house, origin=ELSEWHERE).facts == {"seconds": 900}
    house.clock.advance(hours=24)
    for number in range(PER_ADDRESS.free):
        assert refused(house, f"nuevo{number}", origin=ELSEWHERE).code == "wrong_credentials"


def test_addresses_of_one_ipv6_network_are_one(house: House) -> None:
    """Whoever has 2^64 addresses has one count; IPv4 in IPv6's clothes is IPv4."""
    key = house.oficialia.server_key
    assert address_key(key, "2001:db8::1") == address_key(key, "2001:db8::ffff:2")
    assert address_key(key, "2001:db8::1") != address_key(key, "2001:db8:0:1::1")
    assert address_key(key, "::ffff:203.0.113.9") == address_key(key, "203.0.113.9")
    assert address_key(key, "::1") != address_key(key, "")


def test_everybody_waits_a_little_when_many_fail(house: House) -> None:
    """A flood from many addresses slows strangers down for a minute, and known devices not at all."""
    device = enter(house).device_token
    for number in range(EVERYBODY.free + 1):
        refused(house, f"n{number}", origin=SessionOrigin(f"192.0.2.{number}", ""))
    assert refused(house, "juan", PASSWORD, origin=ELSEWHERE).facts == {"seconds": 1}
    assert enter(house, device=device).token
    house.clock.advance(seconds=60)
    assert enter(house, "juan", origin=ELSEWHERE).token


def test_a_known_device_keeps_its_way_in(house: House) -> None:
    """Whoever locks a rival out finds the rival at work: blocks and waits are for strangers."""
    device = enter(house).device_token
    wrong(house, 7, origin=HOME)
    for _ in range(12):
        refused(house, "nadie", origin=HOME)
    assert refused(house, password=PASSWORD).code == "account_is_blocked"
    again = enter(house, device=device)
    assert (house.oficialia.sessions.actor(again.token, "x"), again.device_token) != (None, device)
    assert again.device_token == ""
    # the stranger's count and block stay: signing in from home gives no new guesses away
    assert blocked(house)
    assert refused(house, password=PASSWORD, origin=ELSEWHERE).code == "account_is_blocked"


def test_a_device_is_known_to_its_own_account_only(house: House) -> None:
    """Another account's device, an invented one and the stored digest are strangers."""
    juans, device = enter(house, "juan").device_token, enter(house).device_token
    wrong(house, 6)
    for token in (juans, "inventado", digest(device), ""):
        assert refused(house, password=PASSWORD, device=token).code == "account_is_blocked"
        house.clock.advance(hours=1)
    with house.oficialia.database.read() as session:
        stored = [row.token_sha256 for row in session.scalars(select(DeviceRow))]
    assert digest(device) in stored
    assert device not in stored


def test_a_desk_shared_by_two_is_known_to_both(house: House) -> None:
    """A browser sends every token it was given; more than four are not looked at."""
    tokens = [enter(house).device_token, enter(house, "juan").device_token]
    wrong(house, 6)
    wrong(house, 6, "juan")
    sign_in = house.oficialia.sign_in.with_password
    assert sign_in("ana", PASSWORD, HOME, tokens).token
    assert sign_in("juan", PASSWORD, HOME, tokens).token
    house.clock.advance(hours=1)
    with pytest.raises(Refusal):
        sign_in("ana", PASSWORD, HOME, [*tokens, "a", "b", "c", "d"])


def test_a_known_device_that_goes_too_far_is_a_stranger(house: House) -> None:
    """Its own six wrong tries in a row block as the manual says, and take its trust away for good."""
    device = enter(house).device_token
    other = enter(house, origin=ELSEWHERE).device_token
    codes = [refused(house, device=device).code for _ in range(6)]
    assert codes == SIX
    assert blocked(house)
    assert refused(house, password=PASSWORD, device=device).code == "account_is_blocked"
    assert "distrust_device" in acts(house)
    assert enter(house, origin=ELSEWHERE, device=other).token
    house.oficialia.unblocking.by_operator("ana")
    assert enter(house, device=device).device_token not in {"", device}


def test_a_devices_right_password_resets_its_own_count(house: House) -> None:
    """Five, then right, then five: only tries in a row count; strangers' are not touched."""
    device = enter(house).device_token
    for _ in range(2):
        assert [refused(house, device=device).code for _ in range(5)] == SIX[:5]
        assert enter(house, device=device).token
    assert wrong(house, 1, origin=ELSEWHERE) == ["wrong_credentials"]


def test_a_device_grows_too_old(house: House) -> None:
    """After half a year without a sign-in it is a stranger; each sign-in begins anew."""
    device = enter(house).device_token
    house.clock.advance(days=179)
    assert enter(house, device=device).device_token == ""
    house.clock.at += DEVICE_LIFETIME
    assert enter(house, device=device).device_token == ""
    house.clock.at += DEVICE_LIFETIME + timedelta(seconds=1)
    assert enter(house, device=device).device_token != ""


def test_a_suspension_lets_nobody_in(house: House) -> None:
    """Known device and right password are told so; a wrong one learns nothing, nor does a stranger's block."""
    device = enter(house).device_token
    with house.oficialia.database.write() as session:
        session.get_one(AccountRow, house.ana.account_id).suspended_at = house.clock.at
    assert refused(house, password=PASSWORD, device=device).code == "account_is_suspended"
    assert refused(house, password=PASSWORD).code == "account_is_suspended"
    assert wrong(house, 6) == SIX
    assert refused(house, password=PASSWORD).code == "account_is_blocked"
    assert refused(house, password=PASSWORD, device=device).code == "account_is_suspended"
    assert acts(house).count("refused_sign_in") == 4


def test_right_and_wrong_look_alike_once_blocked(house: House) -> None:
    """Both start the same wait and count the same, so that nobody finds the password behind a block."""
    wrong(house, 6)

    def counted() -> list[int]:
        with house.oficialia.database.read() as session:
            return sorted(session.scalars(select(TallyRow.failures)))

    before = counted()
    house.clock.advance(hours=1)
    refused(house, password=PASSWORD)
    after_right = counted()
    house.clock.advance(hours=1)
    refused(house)
    after_wrong = counted()
    assert after_right[-1] == before[-1] + 1
    assert after_wrong[-1] == before[-1] + 2


def test_an_account_made_after_its_name_was_tried_lets_its_owner_in(house: House) -> None:
    """What strangers tried before there was anybody blocks nobody."""
    wrong(house, 7, "nueva")
    house.oficialia.accounts.create(new_account("nueva", "Nueva", Role.CLERK), PASSWORD)
    assert enter(house, "nueva", origin=ELSEWHERE).token


def test_a_password_changed_meanwhile_is_no_longer_right(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was compared with is looked at again before the session is opened."""
    hashing = house.oficialia.sign_in._hashing
    matches = hashing.matches

    def changed_meanwhile(stored: str | None, password: str) -> bool:
        with house.oficialia.database.write() as session:
            session.get_one(AccountRow, house.ana.account_id).password_hash = hashing.hash(
                "otra cosa distinta"
            )
        return matches(stored, password)

    monkeypatch.setattr(hashing, "matches", changed_meanwhile)
    assert refused(house, password=PASSWORD).code == "wrong_credentials"
