"""The second step of a sign-in on both engines: codes, recovery codes, wrong ones and their wait."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.domain.accounts import SessionStage
from core.domain.second_factor import grouped
from core.errors import Refusal
from core.services.accounts.code_checking import CodesMustWait, TooManyWrongCodes, WrongCode
from core.services.accounts.second_step import SecondStepExpired
from core.storage.account_tables import AccountRow, DeviceRow, MailRow, RecoveryCodeRow
from core.storage.tables import EventRow
from tests.offices import PASSWORD, House, opened
from tests.second_factors import ORIGIN, enrol, shown, token_at

WAITING = SessionStage.SECOND_FACTOR


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine."""
    with opened(tmp_path / "home", database_url) as built:
        yield built


def _wrong(house: House, token: str, code: str = "000000") -> Refusal:
    with pytest.raises(Refusal) as refused:
        house.oficialia.second_step.finish(token, code, ORIGIN)
    return refused.value


def _acts(house: House) -> list[tuple[str, object]]:
    with house.oficialia.database.read() as session:
        rows = session.scalars(select(EventRow).order_by(EventRow.id))
        return [(row.action, row.facts.get("left", row.facts.get("tries"))) for row in rows]


def test_a_right_code_opens_another_session(house: House) -> None:
    """The half-way token lets in nowhere, ends with the code, and the new one is another."""
    secret, _ = enrol(house, "lucia")
    token = token_at(house, "lucia", WAITING)
    assert house.oficialia.sessions.actor(token, "x") is None
    finished = house.oficialia.second_step.finish(token, f" {grouped(shown(house, secret))} ", ORIGIN)
    assert (finished.opened.stage, finished.codes_left) == (SessionStage.OPEN, None)
    assert finished.opened.token != token
    assert house.oficialia.sessions.actor(finished.opened.token, "x") is not None
    assert isinstance(_wrong(house, token, shown(house, secret, later=30)), SecondStepExpired)


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_a_clock_may_be_one_step_off(house: House, seconds: int) -> None:
    """The code before, the code now and the one after are right (RFC 6238 §6)."""
    secret, _ = enrol(house, "lucia")
    house.clock.advance(minutes=5)
    code = shown(house, secret, later=seconds)
    assert house.oficialia.second_step.finish(token_at(house, "lucia", WAITING), code, ORIGIN)


@pytest.mark.parametrize("seconds", [-60, 60])
def test_two_steps_off_is_wrong(house: House, seconds: int) -> None:
    """What was shown a minute ago, or will be in one, is not accepted."""
    secret, _ = enrol(house, "lucia")
    house.clock.advance(minutes=5)
    assert isinstance(
        _wrong(house, token_at(house, "lucia", WAITING), shown(house, secret, later=seconds)), WrongCode
    )


def test_a_code_works_once(house: House) -> None:
    """Nor do older codes after a newer one; the code that confirmed the enrolment is used up as well."""
    secret, _ = enrol(house, "lucia")
    house.clock.advance(minutes=-0.5)  # the instant of the confirmation
    assert isinstance(_wrong(house, token_at(house, "lucia", WAITING), shown(house, secret)), WrongCode)
    house.clock.advance(minutes=5)
    used, older = shown(house, secret), shown(house, secret, later=-30)
    house.oficialia.second_step.finish(token_at(house, "lucia", WAITING), used, ORIGIN)
    for code in (used, older):
        assert isinstance(_wrong(house, token_at(house, "lucia", WAITING), code), WrongCode)


def test_of_two_at_once_with_one_code_one_gets_in(house: House) -> None:
    """The used step is compared and set while the account is locked."""
    secret, _ = enrol(house, "lucia")
    tokens = [token_at(house, "lucia", WAITING) for _ in range(4)]
    code = shown(house, secret)

    def finish(token: str) -> bool:
        try:
            house.oficialia.second_step.finish(token, code, ORIGIN)
        except WrongCode:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(finish, tokens)) == [False, False, False, True]


def test_a_recovery_code_works_once_and_says_how_many_are_left(house: House) -> None:
    """Typed in lower case, with misread letters and in groups it is the same code; its owner is told."""
    with house.oficialia.database.write() as session:
        session.get_one(AccountRow, house.lucia.account_id).email = "lucia@example.mx"
    _, confirmed = enrol(house, "lucia")
    typed = grouped(confirmed.codes[3]).lower().replace("o", "0").replace("i", "1")
    finished = house.oficialia.second_step.finish(token_at(house, "lucia", WAITING), typed, ORIGIN)
    assert finished.codes_left == 9
    assert ("use_recovery_code", 9) in _acts(house)
    with house.oficialia.database.read() as session:
        told = session.scalars(select(MailRow).order_by(MailRow.id.desc())).first()
        assert told is not None
        assert (told.kind, told.facts["left"], told.facts["address"]) == (
            "recovery_code_used",
            9,
            ORIGIN.address,
        )
    assert isinstance(_wrong(house, token_at(house, "lucia", WAITING), typed), WrongCode)
    assert len(set(confirmed.codes)) == 10


def test_what_is_stored_opens_nothing(house: House) -> None:
    """Neither the secret nor a recovery code stands in the database, and a copied row is no use elsewhere."""
    secret, confirmed = enrol(house, "lucia")
    with house.oficialia.database.write() as session:
        lucia = session.get_one(AccountRow, house.lucia.account_id)
        mario = session.get_one(AccountRow, house.mario.account_id)
        mario.totp_secret, mario.totp_confirmed_at = lucia.totp_secret, lucia.totp_confirmed_at
        stored = [str(row.code_sha256) for row in session.scalars(select(RecoveryCodeRow))]
        assert secret.encode() not in (lucia.totp_secret or b"")
    assert not set(stored) & set(confirmed.codes)
    token = token_at(house, "mario", WAITING)
    assert isinstance(_wrong(house, token, shown(house, secret)), WrongCode)
    assert isinstance(_wrong(house, token, confirmed.codes[0]), WrongCode)


def test_more_than_five_wrong_codes_end_the_sign_in(house: House) -> None:
    """Five are forgiven and counted down; the sixth ends the session, and even a right code waits."""
    secret, _ = enrol(house, "lucia")
    token = token_at(house, "lucia", WAITING)
    assert [_wrong(house, token).facts for _ in range(5)] == [{"left": n} for n in (5, 4, 3, 2, 1)]
    ended = _wrong(house, token)
    assert (type(ended), ended.facts) == (TooManyWrongCodes, {"minutes": 1})
    assert isinstance(_wrong(house, token), SecondStepExpired)
    fresh = token_at(house, "lucia", WAITING)
    assert isinstance(_wrong(house, fresh, shown(house, secret)), CodesMustWait)
    house.clock.advance(seconds=60)
    assert house.oficialia.second_step.finish(fresh, shown(house, secret), ORIGIN)
    assert [act for act, _ in _acts(house)].count("wrong_code") == 6
    assert ("refuse_codes", None) in _acts(house)


def test_the_wait_grows_until_the_right_code(house: House) -> None:
    """Each further wrong code doubles it up to an hour, one try a sign-in; the right one starts anew."""
    secret, _ = enrol(house, "lucia")
    token = token_at(house, "lucia", WAITING)
    for _ in range(6):
        _wrong(house, token)
    waits = []
    for _ in range(7):
        house.clock.advance(hours=1)
        waits.append(_wrong(house, token_at(house, "lucia", WAITING)).facts["minutes"])
    assert waits == [2, 4, 8, 16, 32, 60, 60]
    house.clock.advance(hours=1)
    house.oficialia.second_step.finish(token_at(house, "lucia", WAITING), shown(house, secret), ORIGIN)
    assert _wrong(house, token_at(house, "lucia", WAITING)).facts == {"left": 5}


def test_a_sign_in_waits_ten_minutes(house: House) -> None:
    """To the second; asking keeps it alive no longer."""
    secret, _ = enrol(house, "lucia")
    token = token_at(house, "lucia", WAITING)
    house.clock.advance(minutes=10)
    assert house.oficialia.second_factors.standing(token, "x") is not None
    house.clock.advance(seconds=1)
    assert house.oficialia.second_factors.standing(token, "x") is None
    assert isinstance(_wrong(house, token, shown(house, secret)), SecondStepExpired)


def _suspend(house: House) -> None:
    with house.oficialia.database.write() as session:
        session.get_one(AccountRow, house.lucia.account_id).suspended_at = house.clock.at


@pytest.mark.parametrize("stage", [SessionStage.OPEN, SessionStage.ENROLMENT])
def test_other_sessions_take_no_code(house: House, stage: SessionStage) -> None:
    """An open session needs none, and one that must enrol has none to show; invented tokens neither."""
    secret, _ = enrol(house, "lucia")
    token = token_at(house, "lucia", stage)
    assert isinstance(_wrong(house, token, shown(house, secret)), SecondStepExpired)
    for invented in ("", "x", "\x00\ud800", "x" * 100_000):
        assert isinstance(_wrong(house, invented, shown(house, secret)), SecondStepExpired)


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "１２３４５６", "\x00" * 6, "\ud800", "x" * 1_000_000]
)
def test_odd_codes_are_wrong_codes(house: House, typed: str) -> None:
    """Whatever is typed is looked at as text and answered like any wrong code."""
    enrol(house, "lucia")
    assert isinstance(_wrong(house, token_at(house, "lucia", WAITING), typed), WrongCode)


def test_a_suspended_account_cannot_finish(house: House) -> None:
    """A suspension between password and code ends the sign-in."""
    secret, _ = enrol(house, "lucia")
    token = token_at(house, "lucia", WAITING)
    _suspend(house)
    assert isinstance(_wrong(house, token, shown(house, secret)), SecondStepExpired)


def test_only_the_last_step_makes_a_known_device(house: House) -> None:
    """Whoever has the password alone stays a stranger, who must wait and can be shut out."""
    secret, _ = enrol(house, "lucia")
    sign_in, second_step = house.oficialia.sign_in, house.oficialia.second_step
    opened = sign_in.with_password("lucia", PASSWORD, ORIGIN)
    assert (opened.stage, opened.device_token, _devices(house)) == (WAITING, "", 0)
    device = second_step.finish(opened.token, shown(house, secret), ORIGIN).opened.device_token
    assert (device != "", _devices(house)) == (True, 1)
    house.clock.advance(seconds=30)
    again = sign_in.with_password("lucia", PASSWORD, ORIGIN, [device])
    finished = second_step.finish(again.token, shown(house, secret), ORIGIN, [device])
    assert (finished.opened.device_token, _devices(house)) == ("", 1)


def test_setting_up_the_second_factor_is_the_last_step_of_a_first_sign_in(house: House) -> None:
    """There it makes a known device; done later, in a complete session, it makes none."""
    factors, token = house.oficialia.second_factors, token_at(house, "lucia", SessionStage.ENROLMENT)
    enrolment = factors.begin_at_sign_in(token)
    confirmed = factors.confirm(token, enrolment.ticket, shown(house, enrolment.secret), ORIGIN)
    assert (confirmed.opened.device_token != "", _devices(house)) == (True, 1)
    _, later = enrol(house, "mario")
    assert (later.opened.device_token, _devices(house)) == ("", 1)


def _devices(house: House) -> int:
    with house.oficialia.database.read() as session:
        return session.scalar(select(func.count()).select_from(DeviceRow)) or 0
