"""Setting a second factor up, replacing it and turning it off, on both engines."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from core.domain.accounts import SessionStage
from core.errors import Refusal
from core.services.accounts.code_checking import CodesMustWait, TooManyWrongCodes, WrongCode, WrongProof
from core.services.accounts.enrolment import EnrolmentExpired
from core.services.accounts.second_factor import (
    CodeDoesNotConfirm,
    Confirmed,
    NoSecondFactor,
    PasswordTooShortAlone,
    Proof,
    SecondFactorIsRequired,
    SecondFactors,
    Standing,
)
from core.services.accounts.second_step import SecondStepExpired, stage_after_password
from core.storage.account_tables import AccountRow, MailRow, RecoveryCodeRow
from core.storage.tables import EventRow
from tests.offices import PASSWORD, House, opened
from tests.second_factors import ORIGIN, enrol, shown, token_at

PROOF = Proof(PASSWORD)
Act = Callable[[SecondFactors, str, Proof], object]
ACTS: dict[str, Act] = {
    "begin": lambda factors, token, proof: factors.begin(token, proof, ORIGIN),
    "renew": lambda factors, token, proof: factors.renew_codes(token, proof, ORIGIN),
    "off": lambda factors, token, proof: factors.turn_off(token, proof, ORIGIN),
}


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine."""
    with opened(tmp_path / "home", database_url) as built:
        yield built


@pytest.fixture
def factors(house: House) -> SecondFactors:
    """Return the service under test."""
    return house.oficialia.second_factors


def _account(house: House, username: str) -> AccountRow:
    with house.oficialia.database.read() as session:
        return session.get_one(AccountRow, house.actor(username).account_id)


def _standing(house: House, token: str) -> Standing:
    found = house.oficialia.second_factors.standing(token, "x")
    assert found is not None
    return found


def _set(house: House, username: str, **values: object) -> None:
    with house.oficialia.database.write() as session:
        row = session.get_one(AccountRow, house.actor(username).account_id)
        for name, value in values.items():
            setattr(row, name, value)


def _events(house: House) -> list[str]:
    with house.oficialia.database.read() as session:
        return [row.action for row in session.scalars(select(EventRow).order_by(EventRow.id))]


def _mails(house: House) -> list[str]:
    with house.oficialia.database.read() as session:
        return [row.kind for row in session.scalars(select(MailRow).order_by(MailRow.id))]


def _stage(house: House, username: str) -> SessionStage:
    with house.oficialia.database.read() as session:
        account = session.get_one(AccountRow, house.actor(username).account_id)
        return stage_after_password(session, account, house.oficialia.settings)


def test_an_enrolment_counts_once_it_is_confirmed(house: House, factors: SecondFactors) -> None:
    """The secret that is shown is stored only with the app's first code; then ten codes are given out."""
    _set(house, "ana", email="ana@example.mx")
    token = token_at(house, "ana")
    enrolment = factors.begin(token, PROOF, ORIGIN)
    assert _account(house, "ana").totp_secret is None
    with pytest.raises(CodeDoesNotConfirm):
        factors.confirm(token, enrolment.ticket, "000000", ORIGIN)
    assert _standing(house, token).since is None
    confirmed = factors.confirm(token, enrolment.ticket, shown(house, enrolment.secret), ORIGIN)
    standing = _standing(house, confirmed.opened.token)
    assert (standing.since, standing.codes_left) == (house.clock.at, 10)
    assert _events(house)[-2:] == ["add_second_factor", "sign_in"]
    assert _mails(house) == ["second_factor_added"]
    assert _stage(house, "ana") is SessionStage.SECOND_FACTOR


def test_the_address_tells_the_app_everything(house: House, factors: SecondFactors) -> None:
    """The QR's content names the Oficialía and the user, and holds the same secret as the text beside it."""
    enrolment = factors.begin(token_at(house, "ana"), PROOF, ORIGIN)
    parts = urlsplit(enrolment.address)
    values = {name: value for name, (value,) in parse_qs(parts.query).items()}
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert values["secret"] == enrolment.secret
    assert (values["issuer"], values["digits"], values["period"]) == (
        house.oficialia.institucion.unit,
        "6",
        "30",
    )
    assert parts.path.endswith(":ana")
    assert factors.begin(token_at(house, "ana"), PROOF, ORIGIN).secret != enrolment.secret


def test_every_other_session_ends_with_the_change(house: House) -> None:
    """Those that never showed the new factor, and the one that asked, which goes on under a new token."""
    elsewhere, here = token_at(house, "ana"), token_at(house, "ana")
    factors = house.oficialia.second_factors
    enrolment = factors.begin(here, PROOF, ORIGIN)
    opened_anew = factors.confirm(here, enrolment.ticket, shown(house, enrolment.secret), ORIGIN).opened
    assert [house.oficialia.sessions.actor(t, "x") for t in (elsewhere, here)] == [None, None]
    assert house.oficialia.sessions.actor(opened_anew.token, "x") is not None


@pytest.mark.parametrize("change", ["late", "other session", "other account", "used", "tampered", "long"])
def test_a_ticket_is_good_for_one_confirmation(house: House, factors: SecondFactors, change: str) -> None:
    """Half an hour, in the session that asked, once: whatever else is tried changes nothing."""
    token = token_at(house, "ana")
    enrolment = factors.begin(token, PROOF, ORIGIN)
    ticket = enrolment.ticket
    if change == "late":
        house.clock.advance(minutes=30, seconds=1)
    elif change == "other session":
        token = token_at(house, "ana")
    elif change == "other account":
        token = token_at(house, "juan")
    elif change == "used":
        token = factors.confirm(token, ticket, shown(house, enrolment.secret), ORIGIN).opened.token
    elif change == "tampered":
        ticket = ticket[:-8] + "AAAAAAA="
    else:
        ticket = "\ud800\x00" * 1000
    before = _account(house, "ana").totp_confirmed_at
    with pytest.raises(EnrolmentExpired):
        factors.confirm(token, ticket, shown(house, enrolment.secret), ORIGIN)
    with pytest.raises(EnrolmentExpired):
        factors.again(token, ticket)
    assert _account(house, "ana").totp_confirmed_at == before


def test_a_wrong_first_code_shows_the_same_secret_again(house: House, factors: SecondFactors) -> None:
    """Who mistypes need not scan anew."""
    token = token_at(house, "ana")
    enrolment = factors.begin(token, PROOF, ORIGIN)
    assert factors.again(token, enrolment.ticket) == enrolment


def test_replacing_keeps_the_old_one_until_the_new_one_is_confirmed(
    house: House, factors: SecondFactors
) -> None:
    """It asks for password and code; afterwards the old secret and its recovery codes are void."""
    old, confirmed = enrol(house, "ana")
    token = token_at(house, "ana")
    with pytest.raises(WrongProof):
        factors.begin(token, PROOF, ORIGIN)
    with pytest.raises(WrongProof):
        factors.begin(token, Proof("otra", shown(house, old)), ORIGIN)
    enrolment = factors.begin(token, Proof(PASSWORD, shown(house, old)), ORIGIN)
    house.clock.advance(seconds=30)
    waiting = token_at(house, "ana", SessionStage.SECOND_FACTOR)
    assert house.oficialia.second_step.finish(waiting, shown(house, old), ORIGIN)
    factors.confirm(token, enrolment.ticket, shown(house, enrolment.secret), ORIGIN)
    house.clock.advance(seconds=30)
    waiting = token_at(house, "ana", SessionStage.SECOND_FACTOR)
    for void in (shown(house, old), confirmed.codes[0]):
        with pytest.raises(WrongCode):
            house.oficialia.second_step.finish(waiting, void, ORIGIN)
    assert house.oficialia.second_step.finish(waiting, shown(house, enrolment.secret), ORIGIN)


def test_new_recovery_codes_void_the_old(house: House, factors: SecondFactors) -> None:
    """A recovery code may itself stand for the code that is asked for."""
    _, first = enrol(house, "ana")
    second = factors.renew_codes(first.opened.token, Proof(PASSWORD, first.codes[0]), ORIGIN)
    assert (len(second.codes), set(second.codes) & set(first.codes)) == (10, set())
    waiting = token_at(house, "ana", SessionStage.SECOND_FACTOR)
    with pytest.raises(WrongCode):
        house.oficialia.second_step.finish(waiting, first.codes[1], ORIGIN)
    assert house.oficialia.second_step.finish(waiting, second.codes[0], ORIGIN).codes_left == 9
    assert "renew_recovery_codes" in _events(house)


def test_turning_it_off_takes_all_of_it_away(house: House, factors: SecondFactors) -> None:
    """Secret, steps and recovery codes; the person is told by mail, and the password is enough again."""
    _set(house, "ana", email="ana@example.mx")
    secret, confirmed = enrol(house, "ana")
    done = factors.turn_off(confirmed.opened.token, Proof(PASSWORD, shown(house, secret)), ORIGIN)
    assert (done.codes, _stage(house, "ana")) == ((), SessionStage.OPEN)
    row = _account(house, "ana")
    assert (row.totp_secret, row.totp_confirmed_at, row.totp_last_step) == (None, None, None)
    with house.oficialia.database.read() as session:
        assert session.scalars(select(RecoveryCodeRow)).all() == []
    assert _mails(house) == ["second_factor_added", "second_factor_removed"]
    assert "remove_second_factor" in _events(house)


def test_a_short_password_does_not_stay_alone(house: House, factors: SecondFactors) -> None:
    """Eight characters are enough beside a second factor only (NIST SP 800-63B-4 §3.1.1.2)."""
    secret, confirmed = enrol(house, "ana")
    _set(house, "ana", password_hash=factors._hashing.hash("gatos-41"))
    with pytest.raises(PasswordTooShortAlone):
        factors.turn_off(confirmed.opened.token, Proof("gatos-41", shown(house, secret)), ORIGIN)
    assert _stage(house, "ana") is SessionStage.SECOND_FACTOR
    assert house.oficialia.sessions.actor(confirmed.opened.token, "x") is not None


@pytest.mark.parametrize("act", ["renew", "off"])
def test_there_must_be_one_to_change(house: House, factors: SecondFactors, act: str) -> None:
    """Without a second factor the password alone changes nothing."""
    with pytest.raises(NoSecondFactor):
        ACTS[act](factors, token_at(house, "ana"), PROOF)


@pytest.mark.parametrize("act", sorted(ACTS))
def test_every_change_counts_wrong_proofs(house: House, factors: SecondFactors, act: str) -> None:
    """A stolen session guesses neither password nor code: the sixth wrong try ends it, and the wait holds."""
    secret, confirmed = enrol(house, "ana")
    token = confirmed.opened.token
    wrong = [Proof(PASSWORD, "000000"), Proof("otra", shown(house, secret)), Proof("", "")] * 2
    refused: list[type[Refusal]] = []
    for proof in wrong:
        with pytest.raises(Refusal) as refusal:
            ACTS[act](factors, token, proof)
        refused.append(type(refusal.value))
    assert refused == [WrongProof] * 5 + [TooManyWrongCodes]
    assert house.oficialia.sessions.actor(token, "x") is None
    with pytest.raises(CodesMustWait):
        ACTS[act](factors, token_at(house, "ana"), Proof(PASSWORD, shown(house, secret)))


@pytest.mark.parametrize("act", sorted(ACTS))
@pytest.mark.parametrize("stage", [SessionStage.SECOND_FACTOR, SessionStage.ENROLMENT])
def test_a_half_way_session_changes_nothing(
    house: House, factors: SecondFactors, act: str, stage: SessionStage
) -> None:
    """The password alone is not enough to take a second factor away."""
    secret, _ = enrol(house, "ana")
    with pytest.raises(SecondStepExpired):
        ACTS[act](factors, token_at(house, "ana", stage), Proof(PASSWORD, shown(house, secret)))
    with pytest.raises(SecondStepExpired):
        ACTS[act](factors, "inventado", Proof(PASSWORD, shown(house, secret)))


def test_an_account_without_password_proves_nothing(house: House, factors: SecondFactors) -> None:
    """Who comes in through the directory has none: no empty password passes for it."""
    _set(house, "lucia", password_hash="")
    with pytest.raises(WrongProof):
        factors.begin(token_at(house, "lucia"), Proof(""), ORIGIN)


@pytest.mark.parametrize("required", [False, True])
def test_the_institution_may_require_it_of_its_staff(tmp_path: Path, sqlite_url: str, required: bool) -> None:
    """Then clerk and supervisor must enrol before anything else; a filer need not."""
    with opened(tmp_path / "home", sqlite_url, staff_second_factor=required) as house:
        stages = {name: _stage(house, name) for name in ("ana", "lucia", "elena")}
    staff = SessionStage.ENROLMENT if required else SessionStage.OPEN
    assert stages == {"ana": SessionStage.OPEN, "lucia": staff, "elena": staff}


def test_required_staff_enrols_at_sign_in_and_cannot_turn_it_off(tmp_path: Path, sqlite_url: str) -> None:
    """The half-way session leads to the secret without asking for the password again, and to no other act."""
    with opened(tmp_path / "home", sqlite_url, staff_second_factor=True) as house:
        factors, token = house.oficialia.second_factors, token_at(house, "lucia", SessionStage.ENROLMENT)
        assert _standing(house, token).is_required
        assert house.oficialia.sessions.actor(token, "x") is None
        enrolment = factors.begin_at_sign_in(token)
        done: Confirmed = factors.confirm(token, enrolment.ticket, shown(house, enrolment.secret), ORIGIN)
        assert house.oficialia.sessions.actor(done.opened.token, "x") is not None
        house.clock.advance(seconds=30)
        proof = Proof(PASSWORD, shown(house, enrolment.secret))
        with pytest.raises(SecondFactorIsRequired):
            factors.turn_off(done.opened.token, proof, ORIGIN)
        with pytest.raises(SecondStepExpired):
            factors.begin_at_sign_in(token_at(house, "lucia", SessionStage.ENROLMENT))
        assert _stage(house, "lucia") is SessionStage.SECOND_FACTOR
