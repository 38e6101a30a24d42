"""The supervisor's decision on a request for an account, on both engines."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.errors import NotAllowed, NotFound, Refusal
from core.services.accounts.approvals import (
    RegistrationAlreadyDecided,
    UsernameNotAdmitted,
)
from core.services.accounts.creation import UsernameTaken
from core.services.accounts.links import LinkNotValid
from core.services.accounts.reasons import ReasonMissing
from core.storage.account_tables import AccountRow, PrivacyAcceptanceRow
from core.storage.accounts import account_by_username, to_actor
from tests.concurrency import at_once
from tests.offices import House, opened
from tests.registrations import ADDRESS, FORM, ask, confirmed, events, mailed_token, mails, requests


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine, with a mail server configured."""
    with opened(tmp_path / "home", database_url, smtp_host="mail.example") as built:
        yield built


@pytest.fixture
def handed(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía without a mail server: links are handed over."""
    with opened(tmp_path / "home", database_url) as built:
        yield built


def _approve(house: House, registration_id: int, username: str = FORM.username) -> int:
    return house.oficialia.approvals.approve(house.actor("elena"), registration_id, username)


def test_only_confirmed_requests_are_seen(house: House) -> None:
    """Unconfirmed ones stay out of the list; the oldest comes first, with all that was filled in."""
    first = confirmed(house)
    second = confirmed(house, username="otra", email="otra@bufete.example")
    ask(house, username="tercera", email="tercera@bufete.example")
    waiting = house.oficialia.approvals.pending(house.actor("elena"))
    assert ([r.id for r in waiting.registrations], waiting.total) == ([first, second], 2)
    found = waiting.registrations[0]
    assert (found.name, str(found.rfc), found.email) == (FORM.name, FORM.rfc, FORM.email)
    assert (found.phone, found.username, found.privacy_version) == (FORM.phone, FORM.username, "2026-01")
    assert (found.address, found.email_confirmed_at) == (ADDRESS, requests(house)[0].email_confirmed_at)


def test_warnings_tell_what_to_look_at(house: House) -> None:
    """Check digit, user name, RFC and address in use, and a request made twice; none of them for a new person."""
    with house.oficialia.database.write() as session:
        account = session.get_one(AccountRow, house.ana.account_id)
        account.email = "Ana@bufete.example"
    rfc = str(house.ana.rfc)
    confirmed(house, username="ana", rfc=rfc, email="ana@bufete.example")
    confirmed(house, username="ana2", rfc=rfc, email="otra@bufete.example")
    confirmed(house, rfc="NUPA850614QX0")
    found = house.oficialia.approvals.pending(house.actor("elena")).registrations
    assert [set(r.warnings) for r in found] == [
        {"check_digit", "username_taken", "rfc_has_account", "email_used", "asked_twice"},
        {"check_digit", "rfc_has_account", "asked_twice"},
        set(),
    ]


def test_approval_makes_the_account(house: House) -> None:
    """A filer with a confirmed address, no password and the notice accepted; the link goes out with it."""
    asked_at = house.clock.at
    account_id = _approve(house, confirmed(house), "rosa")
    with house.oficialia.database.read() as session:
        row = session.get_one(AccountRow, account_id)
        actor = to_actor(session, row, "")
        accepted = session.scalars(select(PrivacyAcceptanceRow)).all()
    assert (row.username, row.name, row.email, row.phone) == ("rosa", FORM.name, FORM.email, FORM.phone)
    assert (row.password_hash, row.email_confirmed_at is not None) == ("", True)
    assert (str(actor.rfc), [str(r) for r in actor.roles]) == (FORM.rfc, ["filer"])
    ours = [a for a in accepted if a.account_id == account_id]
    assert [(a.version, a.address, (a.accepted_at - asked_at).seconds) for a in ours] == [
        ("2026-01", ADDRESS, 5)
    ]
    (mail,) = mails(house, "registration_approved")
    assert mail.facts["link_path"].startswith("/contrasena?enlace=")
    assert (mail.account_id, mail.facts["username"]) == (account_id, "rosa")
    (event,) = events(house, "approve_registration")
    assert (event.subject_id, event.actor_name) == (account_id, "Elena Paz Ruiz")
    (request,) = requests(house)
    assert (request.status, request.account_id) == ("approved", account_id)
    assert house.oficialia.approvals.pending(house.actor("elena")).total == 0


def test_refusal_is_told_with_its_reason(house: House) -> None:
    """No account; the reason is mailed and stays in the log."""
    registration_id = confirmed(house)
    house.oficialia.approvals.refuse(house.actor("elena"), registration_id, " El RFC no es el suyo. ")
    (mail,) = mails(house, "registration_refused")
    assert (mail.to_address, mail.facts["reason"]) == (FORM.email, "El RFC no es el suyo.")
    (row,) = requests(house)
    assert (row.status, row.reason, row.decided_by) == (
        "refused",
        "El RFC no es el suyo.",
        house.actor("elena").account_id,
    )
    assert len(events(house, "refuse_registration")) == 1
    with house.oficialia.database.read() as session:
        assert account_by_username(session, FORM.username) is None


@pytest.mark.parametrize("reason", ["", "  \n", "\u200b", "x" * 1001, "\x00"])
def test_a_reason_can_be_read(house: House, reason: str) -> None:
    """Empty, invisible or endless reasons are none."""
    registration_id = confirmed(house)
    if reason == "\x00":  # what no database holds is stored as a mark that can be seen
        house.oficialia.approvals.refuse(house.actor("elena"), registration_id, reason)
        return
    with pytest.raises(ReasonMissing):
        house.oficialia.approvals.refuse(house.actor("elena"), registration_id, reason)
    assert requests(house)[0].status == "confirmed"


def test_a_taken_name_asks_for_another(house: House) -> None:
    """The request stays open; with another name it is approved."""
    registration_id = confirmed(house, username="ana")
    with pytest.raises(UsernameTaken):
        _approve(house, registration_id, "Ana")
    for wrong in ("", "a b", "ñandú", "x" * 65):
        with pytest.raises(UsernameNotAdmitted):
            _approve(house, registration_id, wrong)
    assert requests(house)[0].status == "confirmed"
    assert _approve(house, registration_id, "ana.b") > 0


def test_a_decided_request_is_not_decided_again(house: House) -> None:
    """Neither way, by nobody; and one that was never made is not found."""
    registration_id = confirmed(house)
    _approve(house, registration_id)
    with pytest.raises(RegistrationAlreadyDecided):
        _approve(house, registration_id, "otra")
    with pytest.raises(RegistrationAlreadyDecided):
        house.oficialia.approvals.refuse(house.actor("elena"), registration_id, "Tarde.")
    for nothing in (0, -1, registration_id + 1, 2**40):
        with pytest.raises(NotFound):
            _approve(house, nothing)


def test_an_unconfirmed_request_is_not_decided(house: House) -> None:
    """Where mail is sent, the address comes first."""
    registration_id = ask(house)
    with pytest.raises(RegistrationAlreadyDecided):
        _approve(house, registration_id)
    assert requests(house)[0].status == "requested"


def test_only_supervisors_decide(house: House) -> None:
    """Permission comes before everything else, also for requests that do not exist."""
    registration_id = confirmed(house)
    for name in ("ana", "lucia"):
        actor, approvals = house.actor(name), house.oficialia.approvals
        for act in (
            partial(approvals.pending, actor),
            partial(approvals.approve, actor, registration_id, ""),
            partial(approvals.refuse, actor, 999, ""),
        ):
            with pytest.raises(NotAllowed):
                act()
    assert requests(house)[0].status == "confirmed"


def test_two_supervisors_at_once_decide_once(house: House) -> None:
    """Approving twice, or approving and refusing: one decision stands, with one account at most."""
    elena, approvals = house.actor("elena"), house.oficialia.approvals
    for number in range(3):
        registration_id = confirmed(house, username=f"rosa{number}", email=f"n{number}@bufete.example")
        acts: list[Callable[[], object]] = [
            partial(approvals.approve, elena, registration_id, f"rosa{number}"),
            partial(approvals.approve, elena, registration_id, f"otra{number}"),
            partial(approvals.refuse, elena, registration_id, "No procede."),
        ]
        results = at_once(acts)
        assert [type(r) for r in results if isinstance(r, Refusal)] == [RegistrationAlreadyDecided] * 2
        made = [r for r in results if isinstance(r, int)]
        row = requests(house)[-1]
        assert (row.status, row.account_id) == (("approved", made[0]) if made else ("refused", None))


def test_one_name_for_two_requests_at_once(house: House) -> None:
    """One gets it, the other is told that it is taken and stays open."""
    elena, approvals = house.actor("elena"), house.oficialia.approvals
    ids = [confirmed(house, email=f"n{n}@bufete.example") for n in range(2)]
    results = at_once([partial(approvals.approve, elena, i, "rosa") for i in ids])
    assert sum(isinstance(r, UsernameTaken) for r in results) == 1
    assert sorted(row.status for row in requests(house)) == ["approved", "confirmed"]
    with house.oficialia.database.read() as session:
        named = select(func.count()).select_from(AccountRow).where(AccountRow.username == "rosa")
        assert session.scalar(named) == 1


def test_without_mail_nobody_waits_for_a_link(handed: House) -> None:
    """The supervisor sees it unconfirmed, decides, and the link that was never sent no longer works."""
    registration_id = ask(handed)
    (found,) = handed.oficialia.approvals.pending(handed.actor("elena")).registrations
    assert (found.id, found.email_confirmed_at) == (registration_id, None)
    account_id = _approve(handed, registration_id)
    with handed.oficialia.database.read() as session:
        assert session.get_one(AccountRow, account_id).email_confirmed_at is None
    with pytest.raises(LinkNotValid):
        handed.oficialia.registration.confirm(mailed_token(handed, "confirm_registration"), ADDRESS)
    handed.clock.advance(days=40)
    ask(handed, email="otra@bufete.example")
    handed.clock.advance(days=40)
    assert handed.oficialia.registration.sweep() == 0


def test_confirming_while_it_is_decided_ends_one_way(handed: House) -> None:
    """Whichever comes first: the account is made, and nothing waits for anything else for ever."""
    for number in range(3):
        registration_id = ask(handed, username=f"r{number}ab", email=f"n{number}@bufete.example")
        token = mailed_token(handed, "confirm_registration")
        results = at_once(
            [
                partial(handed.oficialia.registration.confirm, token, ADDRESS),
                partial(_approve, handed, registration_id, f"r{number}ab"),
            ]
        )
        assert isinstance(results[1], int)
        assert results[0] is None or isinstance(results[0], LinkNotValid)
        assert requests(handed)[-1].status == "approved"
