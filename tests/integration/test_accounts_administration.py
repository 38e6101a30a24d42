"""Administering accounts: each act with its reason, never on oneself, always leaving an administrator."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from core.domain.accounts import AccountState
from core.domain.administration import AccountEntry, AccountQuery, Invitation
from core.domain.people import Actor, Role, RolesDoNotMix
from core.errors import NotAllowed, NotFound, Refusal
from core.services.accounts.administration import (
    AccountHasNoAddress,
    AccountIsAlreadySo,
    Administration,
    InvitationNotAdmitted,
    OwnAccount,
)
from core.services.accounts.creation import UsernameTaken
from core.services.accounts.reasons import ReasonMissing
from core.services.accounts.second_factor import NoSecondFactor
from core.services.accounts.sessions import SessionOrigin
from core.storage.account_tables import AccountRow, MailRow, RecoveryCodeRow
from core.storage.accounts import insert_account, to_actor
from core.storage.second_factors import replace_recovery_codes, set_second_factor
from core.storage.tables import EventRow
from tests.offices import PASSWORD, House, new_account, opened

WHY = "Oficio 12/2026"
NEW = Invitation("Rosa.Luz", " Rosa  Luz Gil ", "Rosa@oficialia.EXAMPLE", frozenset({Role.CLERK}))


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine, with two administrators and addresses for everybody."""
    with opened(tmp_path / "home", database_url) as built:
        with built.oficialia.database.write() as session:
            for name in ("ines", "omar"):
                account = new_account(name, name.title(), Role.ADMINISTRATOR)
                row = session.get_one(AccountRow, insert_account(session, account, built.clock.at))
                built.actors[name] = to_actor(session, row, "192.0.2.13")
            for row in session.scalars(select(AccountRow)):
                row.email = f"{row.username}@oficialia.example"
        yield built


@pytest.fixture
def administration(house: House) -> Administration:
    """Return the service under test."""
    return house.oficialia.administration


@pytest.fixture
def ines(house: House) -> Actor:
    """Return the administrator who acts."""
    return house.actor("ines")


def _id(house: House, name: str) -> int:
    return house.actor(name).account_id


def _entry(house: House, name: str) -> AccountEntry:
    with house.oficialia.database.read() as session:
        administrators = [
            a for a in ("ines", "omar") if not session.get_one(AccountRow, _id(house, a)).suspended_at
        ]
    return house.oficialia.account_listing.account(house.actor(administrators[0]), _id(house, name))


def _token(house: House, username: str) -> str:
    origin = SessionOrigin("203.0.113.9", "Firefox")
    return house.oficialia.sign_in.with_password(username, PASSWORD, origin).token


def _acts(house: House) -> list[tuple[str, int | None, dict[str, str]]]:
    """Return what was done to accounts: action, subject, facts."""
    query = select(EventRow).where(EventRow.subject_id.is_not(None)).order_by(EventRow.id)
    with house.oficialia.database.read() as session:
        return [(e.action, e.subject_id, dict(e.facts)) for e in session.scalars(query)]


def _mails(house: House) -> list[tuple[str, str]]:
    with house.oficialia.database.read() as session:
        return [(m.kind, m.to_address) for m in session.scalars(select(MailRow).order_by(MailRow.id))]


def test_an_invited_person_gets_a_link_and_no_password(
    house: House, administration: Administration, ines: Actor
) -> None:
    """User name, name and address are stored as everywhere; the link works for a week."""
    account_id = administration.invite(ines, NEW, WHY)
    made = house.oficialia.account_listing.account(ines, account_id)
    assert (made.username, made.name, made.email) == ("rosa.luz", "Rosa Luz Gil", "Rosa@oficialia.example")
    assert made.states == (AccountState.WITHOUT_PASSWORD, AccountState.EMAIL_UNCONFIRMED)
    assert made.invited_until is not None
    assert (made.invited_until - house.clock.at).days == 7
    assert _mails(house) == [("invitation", "Rosa@oficialia.example")]
    assert _acts(house)[-1] == ("invite_account", account_id, {"reason": WHY})
    house.clock.advance(days=8)
    assert house.oficialia.account_listing.account(ines, account_id).invited_until is None
    administration.invite_again(ines, account_id, WHY)
    assert len(_mails(house)) == 2


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"username": "a b"}, {("username", "username_form")}),
        ({"name": "\u202e", "email": ""}, {("name", "unprintable"), ("email", "required")}),
        ({"email": "x@y", "phone": "1"}, {("email", "email_form"), ("phone", "phone_form")}),
        ({"roles": frozenset({Role.FILER})}, {("rfc", "required")}),
        ({"roles": frozenset({Role.FILER}), "rfc": "\x00" * 10**6}, {("rfc", "rfc_form")}),
    ],
)
def test_an_invitation_is_checked(
    administration: Administration, ines: Actor, changes: dict[str, object], problems: set[tuple[str, str]]
) -> None:
    """Every problem at once; a filer needs an RFC."""
    with pytest.raises(InvitationNotAdmitted) as refused:
        administration.invite(ines, replace(NEW, **changes), WHY)  # type: ignore[arg-type]  # fields of it
    assert {(p.field, p.code) for p in refused.value.problems} == problems


def test_an_invitation_makes_one_account(house: House, administration: Administration, ines: Actor) -> None:
    """A name that is taken and roles that do not mix are refused, and nobody is written to."""
    for roles in (frozenset[Role](), frozenset({Role.FILER, Role.CLERK})):
        with pytest.raises(RolesDoNotMix):
            administration.invite(ines, replace(NEW, roles=roles), WHY)
    for taken in ("ana", " ANA "):
        with pytest.raises(UsernameTaken):
            administration.invite(ines, replace(NEW, username=taken), WHY)
    assert (_mails(house), _acts(house)) == ([], [])


def test_a_suspension_ends_everything_at_once_and_is_lifted(
    house: House, administration: Administration, ines: Actor
) -> None:
    """Open sessions and links end, the right password lets nobody in; afterwards it does again."""
    token = _token(house, "lucia")
    administration.send_reset(ines, _id(house, "lucia"), WHY)
    administration.suspend(ines, _id(house, "lucia"), WHY)
    assert house.oficialia.sessions.actor(token, "") is None
    assert _entry(house, "lucia").states[0] is AccountState.SUSPENDED
    assert _entry(house, "lucia").suspended_reason == WHY
    with pytest.raises(Refusal):
        _token(house, "lucia")
    with pytest.raises(AccountIsAlreadySo):
        administration.suspend(ines, _id(house, "lucia"), WHY)
    administration.restore(ines, _id(house, "lucia"), "Volvió")
    with pytest.raises(AccountIsAlreadySo):
        administration.restore(ines, _id(house, "lucia"), WHY)
    assert house.oficialia.sessions.actor(_token(house, "lucia"), "") is not None
    assert [kind for kind, _ in _mails(house)] == ["reset_password", "account_suspended", "account_restored"]
    assert [(a, f) for a, s, f in _acts(house) if s == _id(house, "lucia") and "reason" in f] == [
        ("send_reset_link", {"reason": WHY}),
        ("suspend_account", {"reason": WHY}),
        ("restore_account", {"reason": "Volvió"}),
    ]


def test_other_roles_end_open_screens(house: House, administration: Administration, ines: Actor) -> None:
    """Several roles of the staff go together; what the old ones allowed is refused at once."""
    token = _token(house, "lucia")
    both = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
    administration.change_roles(ines, _id(house, "lucia"), both, WHY)
    assert house.oficialia.sessions.actor(token, "") is None
    actor = house.oficialia.sessions.actor(_token(house, "lucia"), "")
    assert actor is not None
    assert actor.roles == both
    assert _mails(house) == [("roles_changed", "lucia@oficialia.example")]
    facts = {"old": "clerk", "new": "administrator+supervisor", "reason": WHY}
    assert ("change_roles", _id(house, "lucia"), facts) in _acts(house)
    with pytest.raises(AccountIsAlreadySo):
        administration.change_roles(ines, _id(house, "lucia"), both, WHY)


def test_staff_and_filers_stay_what_they_are(
    house: House, administration: Administration, ines: Actor
) -> None:
    """From filer to staff, or back, is another account; none at all is no role."""
    wrong = [
        ("ana", frozenset({Role.CLERK})),
        ("lucia", frozenset({Role.FILER})),
        ("lucia", frozenset({Role.FILER, Role.CLERK})),
        ("lucia", frozenset[Role]()),
    ]
    for name, roles in wrong:
        with pytest.raises(RolesDoNotMix):
            administration.change_roles(ines, _id(house, name), roles, WHY)
    assert _acts(house) == []


def test_a_lost_second_factor_is_taken_away(
    house: House, administration: Administration, ines: Actor
) -> None:
    """With its recovery codes; sessions end and the owner is told."""
    with pytest.raises(NoSecondFactor):
        administration.reset_second_factor(ines, _id(house, "lucia"), WHY)
    token = _token(house, "lucia")
    with house.oficialia.database.write() as session:
        account = session.get_one(AccountRow, _id(house, "lucia"))
        set_second_factor(session, account, b"boxed", house.clock.at, 1)
        replace_recovery_codes(session, account.id, ("a" * 64,))
    assert _entry(house, "lucia").has_second_factor
    administration.reset_second_factor(ines, _id(house, "lucia"), WHY)
    assert not _entry(house, "lucia").has_second_factor
    assert house.oficialia.sessions.actor(token, "") is None
    with house.oficialia.database.read() as session:
        assert session.scalars(select(RecoveryCodeRow)).all() == []
    assert _mails(house) == [("second_factor_removed", "lucia@oficialia.example")]


def test_links_go_where_they_make_sense(house: House, administration: Administration, ines: Actor) -> None:
    """A first password is chosen once, another one only where there is one, and never without an address."""
    with pytest.raises(AccountIsAlreadySo):
        administration.invite_again(ines, _id(house, "lucia"), WHY)
    invited = administration.invite(ines, NEW, WHY)
    with pytest.raises(AccountIsAlreadySo):
        administration.send_reset(ines, invited, WHY)
    administration.correct(ines, _id(house, "lucia"), "Lucía Ríos", "", WHY)
    with pytest.raises(AccountHasNoAddress):
        administration.send_reset(ines, _id(house, "lucia"), WHY)


def test_a_correction_is_kept_and_told(house: House, administration: Administration, ines: Actor) -> None:
    """Name and address, with their history; the old address is told, the new one is to be confirmed."""
    administration.correct(ines, _id(house, "lucia"), " Lucía  Ríos ", "nueva@oficialia.example", WHY)
    now = _entry(house, "lucia")
    assert (now.name, now.email) == ("Lucía Ríos", "nueva@oficialia.example")
    assert AccountState.EMAIL_UNCONFIRMED in now.states
    assert _mails(house) == [("email_changed", "lucia@oficialia.example")]
    assert [c.by for c in house.oficialia.profile.view(house.lucia).changes] == ["Ines", "Ines"]
    with pytest.raises(AccountIsAlreadySo):
        administration.correct(ines, _id(house, "lucia"), "Lucía Ríos", "nueva@oficialia.example", WHY)
    with pytest.raises(InvitationNotAdmitted) as refused:
        administration.correct(ines, _id(house, "lucia"), " ", "x", WHY)
    assert len(refused.value.problems) == 2


def _every_act(administration: Administration) -> list[Callable[[Actor, int, str], object]]:
    def roles(actor: Actor, account_id: int, why: str) -> None:
        administration.change_roles(actor, account_id, frozenset({Role.CLERK}), why)

    def correct(actor: Actor, account_id: int, why: str) -> None:
        administration.correct(actor, account_id, "Otro Nombre", "o@oficialia.example", why)

    return [
        administration.suspend,
        administration.restore,
        roles,
        correct,
        administration.reset_second_factor,
        administration.send_reset,
        administration.invite_again,
    ]


def test_every_act_asks_permission_reason_and_another_account(
    house: House, administration: Administration, ines: Actor
) -> None:
    """In this order, whatever the account; nothing is changed, written or sent."""
    lucia = _id(house, "lucia")
    for act in _every_act(administration):
        for nobody in (house.lucia, house.ana, house.actor("elena")):
            with pytest.raises(NotAllowed):
                act(nobody, 999_999, "")
        for nothing in ("", " \n", "\u200b\u2800", "x" * 1_000_000):
            with pytest.raises(ReasonMissing):
                act(ines, lucia, nothing)
        with pytest.raises(OwnAccount):
            act(ines, ines.account_id, WHY)
        for unknown in (0, -1, 999_999, 2**70):
            with pytest.raises(NotFound):
                act(ines, unknown, WHY)
    with pytest.raises(NotAllowed):
        administration.invite(house.lucia, NEW, WHY)
    assert (_acts(house), _mails(house)) == ([], [])


def test_a_person_is_signed_out_everywhere(house: House, administration: Administration, ines: Actor) -> None:
    """Every session of theirs ends, nobody else's does, and the right password lets them in again."""
    tokens = [_token(house, "lucia") for _ in range(2)]
    other = _token(house, "mario")
    administration.end_sessions(ines, _id(house, "lucia"), WHY)
    assert [house.oficialia.sessions.actor(token, "") for token in tokens] == [None, None]
    assert house.oficialia.sessions.actor(other, "") is not None
    assert house.oficialia.sessions.actor(_token(house, "lucia"), "") is not None
    assert ("sign_out_account", {"ended": 2, "reason": WHY}) in [(a, f) for a, _, f in _acts(house)]


def test_of_two_administrators_who_suspend_each_other_one_remains(
    house: House, administration: Administration
) -> None:
    """Both begin together: the second is asked for permission again, under lock, and has it no more."""
    ines, omar = house.actor("ines"), house.actor("omar")
    for _ in range(4):
        barrier = threading.Barrier(2)

        def act(pair: tuple[Actor, Actor], barrier: threading.Barrier = barrier) -> str:
            barrier.wait()
            try:
                administration.suspend(pair[0], pair[1].account_id, WHY)
            except Refusal as refusal:
                return refusal.code
            return "done"

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(act, [(ines, omar), (omar, ines)])) == ["done", "not_allowed"]
        gone = "ines" if AccountState.SUSPENDED in _entry(house, "ines").states else "omar"
        left = house.actor("omar" if gone == "ines" else "ines")
        administration.restore(left, _id(house, gone), WHY)


def test_stale_rights_are_refused(house: House, administration: Administration) -> None:
    """An act that was begun before the roles changed looks again at what is stored."""
    ines, omar = house.actor("ines"), house.actor("omar")
    administration.change_roles(ines, omar.account_id, frozenset({Role.CLERK}), WHY)
    for act in (
        partial(administration.suspend, omar, ines.account_id, WHY),
        partial(administration.invite, omar, NEW, WHY),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert _entry(house, "ines").states == (AccountState.ACTIVE, AccountState.EMAIL_UNCONFIRMED)


def test_the_list_is_searched_and_filtered(house: House, administration: Administration, ines: Actor) -> None:
    """By a part of name, user, RFC or address without accents; by role and state; page by page."""
    listing = house.oficialia.account_listing
    administration.suspend(ines, _id(house, "mario"), WHY)

    def names(**asked: object) -> list[str]:
        found, total = listing.page(ines, AccountQuery(**asked))  # type: ignore[arg-type]  # fields of the query
        assert total >= len(found)
        return [entry.username for entry in found]

    everybody = names()
    assert everybody == sorted(["ana", "pena", "juan", "lucia", "mario", "elena", "ines", "omar"])
    assert names(search=" RIOS pena ") == ["lucia"]
    assert names(search=str(house.ana.rfc)[:8].lower()) == ["ana"]
    assert names(search="mario@") == ["mario"]
    assert names(search="%\x00\ud800" * 10**5) == []
    assert names(role=Role.ADMINISTRATOR) == ["ines", "omar"]
    assert names(state=AccountState.SUSPENDED) == ["mario"]
    assert (names(limit=3), names(limit=3, offset=6)) == (everybody[:3], everybody[6:])


def test_an_account_is_shown_to_administrators_alone(house: House, ines: Actor) -> None:
    """With its last sign-in, and whether it is their own."""
    listing = house.oficialia.account_listing
    _token(house, "lucia")
    lucia = _entry(house, "lucia")
    assert (lucia.last_sign_in_at, lucia.is_own) == (house.clock.at, False)
    assert _entry(house, "elena").last_sign_in_at is None
    assert listing.account(ines, ines.account_id).is_own
    for actor in (house.lucia, house.ana, house.actor("elena")):
        with pytest.raises(NotAllowed):
            listing.page(actor, AccountQuery())
        with pytest.raises(NotAllowed):
            listing.account(actor, 1)
    with pytest.raises(NotFound):
        listing.account(ines, 2**70)
