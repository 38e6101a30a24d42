"""The outbox on both databases: each message goes out once, and what cannot is given up or handed over."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from core.bootstrap import Oficialia
from core.domain.mail import MailBox, MailKind
from core.domain.people import Actor, Role
from core.errors import NotAllowed, NotFound
from core.mailing.smtp import SmtpTransport
from core.mailing.stationery import CurrentStationery
from core.services.mailing import (
    CLAIM,
    Mailing,
    MessageCannotBeRetried,
    MessageIsGone,
    MessagesAreMailed,
    OwnMessageIsNotShown,
)
from core.storage.account_tables import AccountRow, MailRow
from core.storage.accounts import insert_account, to_actor
from core.storage.engine import Database
from core.storage.events import latest_events
from core.storage.outbox import post_mail
from core.storage.tables import EventRow
from tests.mail_server import HOST, MailServer, free_port, mail_server
from tests.offices import REJECTION, House, new_account, opened

TO = "ana@correo.example"
SECRET = "/contrasena?enlace=SECRETO-de-un-solo-uso"
MAILING: dict[str, Any] = {
    "smtp_host": HOST,
    "smtp_security": "none",
    "mail_from": "oficialia@institucion.example",
    "public_url": "https://oficialia.example",
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MailServer]:
    """Return a mail server that takes everything."""
    with mail_server(tmp_path) as running:
        yield running


@pytest.fixture
def house(tmp_path: Path, database_url: str, server: MailServer) -> Iterator[House]:
    """Return an Oficialía that sends its mail to the server."""
    with opened(tmp_path / "home", database_url, smtp_port=server.port, **MAILING) as built:
        yield built


@pytest.fixture
def quiet(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía without a mail server."""
    with opened(tmp_path / "home", database_url) as built:
        yield built


def administrator(house: House, username: str = "ines") -> Actor:
    """Make an administrator with an e-mail address; return who that is."""
    with house.oficialia.database.write() as session:
        account = replace(new_account(username, "Inés Robles", Role.ADMINISTRATOR), email=TO)
        row = session.get(AccountRow, insert_account(session, account, house.clock.now()))
        assert row
        return to_actor(session, row, "192.0.2.13")


def post_link(house: House, account_id: int | None = None, *, minutes: int = 30, to: str = TO) -> int:
    """Put a message with a link into the outbox; return its id."""
    now = house.clock.now()
    with house.oficialia.database.write() as session:
        made = post_mail(
            session,
            MailKind.RESET_PASSWORD,
            to,
            now,
            account_id=account_id or house.ana.account_id,
            name="Ana",
            link_path=SECRET,
            expires_at=(now + timedelta(minutes=minutes)).isoformat(),
            address="198.51.100.24",
        )
    assert made
    return made


def post_notice(house: House, name: str = "Ana") -> int:
    """Put a message without a link into the outbox; return its id."""
    with house.oficialia.database.write() as session:
        made = post_mail(session, MailKind.ACCOUNT_RESTORED, TO, house.clock.now(), name=name)
    assert made
    return made


def row(house: House, mail_id: int) -> MailRow:
    """Return a message as it is stored."""
    with house.oficialia.database.read() as session:
        found = session.get(MailRow, mail_id)
        assert found
        return found


def actions(house: House) -> list[tuple[str, str]]:
    """Return who did what, newest first."""
    with house.oficialia.database.read() as session:
        return [(e.action, e.actor_name) for e in latest_events(session, limit=5)]


def test_what_is_delivered_is_forgotten(house: House, server: MailServer) -> None:
    """The link arrives under the operator's own address, and neither table nor log keeps it."""
    mail_id = post_link(house)
    with capture_logs() as logged:
        assert house.oficialia.mailing.deliver_due() == 1
        assert house.oficialia.mailing.deliver_due() == 0
    assert server.recipients == [TO]
    assert f"https://oficialia.example{SECRET}" in server.messages[0].get_content().splitlines()
    stored = row(house, mail_id)
    assert (stored.facts, stored.next_try_at, stored.sent_at, stored.tries) == (
        {},
        None,
        house.clock.now(),
        1,
    )
    assert "SECRETO" not in str(logged)
    assert "correo.example" not in str(logged)


def test_what_was_rolled_back_is_never_sent(house: House, server: MailServer) -> None:
    """The message stands and falls with what it tells."""

    def act() -> None:
        with house.oficialia.database.write() as session:
            post_mail(session, MailKind.ACCOUNT_RESTORED, TO, house.clock.now(), name="Ana")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert house.oficialia.mailing.deliver_due() == 0
    assert server.messages == []


def test_a_message_that_lacks_a_fact_or_has_no_kind_cannot_be_posted(house: House) -> None:
    """Found by whoever writes the code, in the act that tells it, not days later in the queue."""
    for kind in ("invitation", "no_such_kind"):
        with pytest.raises(ValueError, match=kind), house.oficialia.database.write() as session:
            post_mail(session, kind, TO, house.clock.now(), name="Ana")
    with house.oficialia.database.write() as session:
        assert post_mail(session, MailKind.ACCOUNT_RESTORED, "", house.clock.now(), name="Ana") is None


def test_hostile_facts_are_stored_and_sent(house: House, server: MailServer) -> None:
    """NUL and half a surrogate pair stop no act and no message."""
    post_notice(house, "Ana\0\ud800\r\nBcc: todos@malo.example\u202e")
    assert house.oficialia.mailing.deliver_due() == 1
    assert server.recipients == [TO]
    assert server.messages[0]["Bcc"] is None


def test_a_refusal_for_now_is_tried_again_later_and_longer(house: House, server: MailServer) -> None:
    """Greylisted twice: after one minute, then two, it is taken; not before."""
    server.answers.recipient = ["450 wait", "450 wait", "250 OK"]
    mail_id, mailing = post_link(house), house.oficialia.mailing
    assert mailing.deliver_due() == 0
    assert row(house, mail_id).last_problem == "recipient_refused 450"
    for minutes, sent in ((0.9, 0), (0.2, 0), (1.9, 0), (0.2, 1)):
        house.clock.advance(minutes=minutes)
        assert mailing.deliver_due() == sent
    stored = row(house, mail_id)
    assert (stored.tries, stored.last_problem, stored.sent_at) == (3, "", house.clock.now())


def test_a_refusal_for_good_stops_at_once_and_holds_up_nobody(house: House, server: MailServer) -> None:
    """A 5xx for one recipient: that message waits for an administrator, the next one is sent."""
    server.answers.recipient = ["550 no such user", "250 OK"]
    first, second = post_link(house), post_notice(house)
    assert house.oficialia.mailing.deliver_due() == 1
    stopped = row(house, first)
    assert (stopped.next_try_at, stopped.sent_at, stopped.last_problem) == (
        None,
        None,
        "recipient_refused 550",
    )
    assert row(house, second).sent_at
    house.clock.advance(days=2)
    assert house.oficialia.mailing.deliver_due() == 0


def test_an_address_that_is_none_stops_at_once(house: House, server: MailServer) -> None:
    """Whatever a form let through, no server hears of it."""
    mail_id = post_link(house, to="ana@correo.example\nBcc: x@y.example")
    house.oficialia.mailing.deliver_due()
    assert (row(house, mail_id).last_problem, server.messages) == ("address", [])


def test_a_template_that_fails_holds_up_nobody(house: House, server: MailServer) -> None:
    """Facts that an earlier version wrote, or somebody spoilt: given up, and the next one is sent."""
    with house.oficialia.database.write() as session:
        session.add(
            MailRow(
                kind="gone",
                to_address=TO,
                facts={"x": 1},
                created_at=house.clock.now(),
                next_try_at=house.clock.now(),
            )
        )
    post_notice(house)
    assert house.oficialia.mailing.deliver_due() == 1
    assert len(server.messages) == 1


def test_a_server_that_is_down_is_asked_once_a_round(tmp_path: Path, database_url: str) -> None:
    """Ten messages wait; one was tried, and none is lost when it comes back."""
    port = free_port()
    with opened(tmp_path / "home", database_url, smtp_port=port, **MAILING) as house:
        mails = [post_notice(house) for _ in range(10)]
        assert house.oficialia.mailing.deliver_due() == 0
        assert [row(house, m).tries for m in mails] == [1] + [0] * 9
        assert row(house, mails[0]).last_problem == "unreachable"


def test_after_three_days_an_administrator_decides(house: House, server: MailServer) -> None:
    """Given up after the longest wait; one press puts it back as if it were new."""
    server.answers.content = ["451 not now"]
    mail_id, mailing, ines = post_notice(house), house.oficialia.mailing, administrator(house)
    begun = house.clock.now()
    while (stored := row(house, mail_id)).next_try_at:
        house.clock.at = max(house.clock.now(), stored.next_try_at)
        mailing.deliver_due()
    assert timedelta(days=3) <= house.clock.now() - begun < timedelta(days=3, hours=8)
    assert [e.id for e in mailing.listing(ines, [MailBox.STOPPED])] == [mail_id]
    server.answers.content = ["250 OK"]
    mailing.retry(ines, mail_id)
    assert actions(house)[0] == ("retry_mail", "Inés Robles")
    assert mailing.deliver_due() == 1
    with pytest.raises(MessageCannotBeRetried):
        mailing.retry(ines, mail_id)


def test_a_link_that_expired_is_not_sent_but_forgotten(house: House, server: MailServer) -> None:
    """A link that opens nothing only confuses; it cannot be put back either."""
    mail_id, ines = post_link(house, minutes=30), administrator(house)
    house.clock.advance(minutes=31)
    assert house.oficialia.mailing.deliver_due() == 0
    stored = row(house, mail_id)
    assert (stored.facts, stored.last_problem, server.messages) == ({}, "expired", [])
    with pytest.raises(MessageCannotBeRetried):
        house.oficialia.mailing.retry(ines, mail_id)


def test_old_news_are_not_sent_when_a_server_is_set_up(house: House, server: MailServer) -> None:
    """Months of notices waited for no server: none goes out by itself, an administrator may send one."""
    mail_id = post_notice(house)
    house.clock.advance(days=8)
    fresh = post_notice(house)
    assert house.oficialia.mailing.deliver_due() == 1
    assert (row(house, mail_id).last_problem, row(house, mail_id).next_try_at) == ("stale", None)
    assert row(house, fresh).sent_at
    house.oficialia.mailing.retry(administrator(house), mail_id)
    assert house.oficialia.mailing.deliver_due() == 1
    assert len(server.messages) == 2


def second_sender(house: House) -> Mailing:
    """Return the mailing of another process on the same database; close its engine at the end."""
    current: Oficialia = house.oficialia
    return Mailing(
        Database(current.settings.database_url),
        house.clock,
        current.settings,
        CurrentStationery(current.settings, current.catalogs.institucion),
        SmtpTransport(current.settings),
        current.server_key,
    )


def test_two_senders_send_each_message_once(house: House, server: MailServer) -> None:
    """Two processes at once on one table: thirty messages, thirty identities, none twice."""
    for _ in range(30):
        post_notice(house)
    other = second_sender(house)
    with ThreadPoolExecutor(2) as together:
        sent = list(together.map(Mailing.deliver_due, [house.oficialia.mailing, other]))
    other._database.close()
    assert sum(sent) == 30
    assert len({message["Message-ID"] for message in server.messages}) == len(server.messages) == 30


def test_a_crash_after_the_answer_sends_twice_never_not_at_all(
    house: House, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The power fails before the commit: nobody else takes it meanwhile; later it goes out under the same identity."""

    class PowerCut(BaseException):
        """Nothing after it is run."""

    def cut(*_arguments: object) -> None:
        raise PowerCut

    mail_id, other = post_notice(house), second_sender(house)
    with monkeypatch.context() as failing:
        failing.setattr("core.services.mailing.record_sent", cut)
        with pytest.raises(PowerCut):
            house.oficialia.mailing.deliver_due()
    assert (len(server.messages), other.deliver_due()) == (1, 0)
    house.clock.advance(seconds=CLAIM.total_seconds())
    assert other.deliver_due() == 1
    other._database.close()
    assert server.messages[0]["Message-ID"] == server.messages[1]["Message-ID"]
    assert row(house, mail_id).tries == 2


def test_without_a_server_a_link_is_handed_over_and_audited(quiet: House) -> None:
    """The administrator reads it while it works, each time with an act; then it is forgotten; notices stay."""
    post_notice(quiet)
    quiet.clock.advance(days=8)
    ines, mailing, mail_id = administrator(quiet), quiet.oficialia.mailing, post_link(quiet)
    assert mailing.deliver_due() == 0
    assert [e.box for e in mailing.listing(ines, [MailBox.LINKS])] == [MailBox.LINKS]
    letter = mailing.reveal(ines, mail_id)
    assert f"http://127.0.0.1:8501{SECRET}" in letter.body.splitlines()
    assert mailing.reveal(ines, mail_id) == letter
    assert actions(quiet)[:2] == [("reveal_mail", "Inés Robles")] * 2
    assert mailing.counts(ines)[MailBox.HANDED_OVER] == 1
    quiet.clock.advance(minutes=31)
    mailing.deliver_due()
    assert (row(quiet, mail_id).facts, mailing.counts(ines)[MailBox.NOTICES]) == ({}, 1)
    with pytest.raises(MessageIsGone):
        mailing.reveal(ines, mail_id)


def test_an_act_about_somebody_names_whom(quiet: House) -> None:
    """The log's subject is the account whose message was read; a request has no account yet."""
    ines, mailing = administrator(quiet), quiet.oficialia.mailing
    mailing.reveal(ines, post_link(quiet))
    mailing.reveal(ines, post_notice(quiet))
    with quiet.oficialia.database.read() as session:
        reveals = select(EventRow.subject_id).where(EventRow.action == "reveal_mail").order_by(EventRow.id)
        subjects = session.scalars(reveals).all()
    assert subjects == [quiet.ana.account_id, None]


def test_a_link_to_ones_own_account_comes_by_somebody_else(quiet: House) -> None:
    """An unlocked screen must not be enough to take the account over; the operator can."""
    ines, other = administrator(quiet), administrator(quiet, "otra")
    mail_id, mailing = post_link(quiet, ines.account_id), quiet.oficialia.mailing
    with pytest.raises(OwnMessageIsNotShown):
        mailing.reveal(ines, mail_id)
    assert row(quiet, mail_id).handed_over_at is None
    assert SECRET in mailing.reveal(other, mail_id).body
    assert SECRET in mailing.reveal_to_operator(mail_id).body
    assert actions(quiet)[0] == ("reveal_mail", "")


def test_with_a_server_nobody_reads_a_link(house: House) -> None:
    """Not even while it waits, nor once it was given up; nor the operator's command."""
    ines, mail_id = administrator(house), post_link(house)
    with pytest.raises(MessagesAreMailed):
        house.oficialia.mailing.reveal(ines, mail_id)
    with pytest.raises(MessagesAreMailed):
        house.oficialia.mailing.reveal_to_operator(mail_id)


@pytest.mark.parametrize("who", ["ana", "lucia", "elena"])
def test_nobody_else_sees_or_moves_messages(quiet: House, who: str) -> None:
    """Filers, clerks and supervisors get the same refusal for any number."""
    mailing, actor = quiet.oficialia.mailing, quiet.actor(who)
    asked: list[Callable[[], object]] = [
        lambda: mailing.counts(actor),
        lambda: mailing.listing(actor, [MailBox.LINKS]),
        lambda: mailing.reveal(actor, 1),
        lambda: mailing.retry(actor, 2**70),
    ]
    for ask in asked:
        with pytest.raises(NotAllowed):
            ask()


@pytest.mark.parametrize("mail_id", [0, -1, 999, 2**70])
def test_a_number_that_names_no_message_is_not_found(quiet: House, mail_id: int) -> None:
    """Whatever a forged widget sends."""
    ines = administrator(quiet)
    for act in (quiet.oficialia.mailing.reveal, quiet.oficialia.mailing.retry):
        with pytest.raises(NotFound):
            act(ines, mail_id)


def test_filers_hear_what_became_of_their_promocion(house: House, server: MailServer) -> None:
    """Sent, accepted, rejected: folio and link in each, nothing of the filing in any."""
    _give_email(house)
    accepted = house.load(house.accepted(procedimiento="Asunto reservado"))
    rejected = house.load(house.taken(procedimiento="Asunto reservado"))
    house.oficialia.deciding.reject(house.lucia, rejected.id, REJECTION)
    house.clock.advance(minutes=1)
    assert house.oficialia.mailing.deliver_due() == 4
    told = {str(m["Subject"]).removeprefix("[Demostración] "): m.get_content() for m in server.messages}
    assert set(told) == {
        f"Se recibió su promoción {accepted.folio}",
        f"Se aceptó su promoción {accepted.folio}",
        f"Se recibió su promoción {rejected.folio}",
        f"Se rechazó su promoción {rejected.folio}",
    }
    assert accepted.decision
    assert accepted.decision.numero_oficialia in told[f"Se aceptó su promoción {accepted.folio}"]
    for subject, body in told.items():
        folio = subject.rpartition(" ")[2]
        assert f"https://oficialia.example/promocion?folio={folio}" in body.splitlines()
        assert "reservado" not in body
        assert REJECTION.text not in body


def test_an_account_without_an_address_gets_no_mail_and_files_all_the_same(house: House) -> None:
    """Nothing is posted; the acceptance stands."""
    house.accepted()
    with house.oficialia.database.read() as session:
        assert session.scalars(select(MailRow)).all() == []


def _give_email(house: House) -> None:
    with house.oficialia.database.write() as session:
        found = session.get(AccountRow, house.ana.account_id)
        assert found
        found.email = TO
