"""What waits for something outside the office is tried again at a supervisor's word."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest

from core.domain.board import Health
from core.domain.mail import MailKind
from core.domain.people import Actor
from core.errors import NotAllowed
from core.services.retrying import NothingToRetryWith, Retried, Waiting
from core.signatures.trust import TEST_FOLDER
from core.storage.account_tables import MailRow
from core.storage.events import latest_events
from core.storage.outbox import post_mail
from tests.offices import House, opened
from tests.pki import people
from tests.pki.ocsp_answers import HONEST
from tests.pki.served import Reply, Served, served

DOWN, GOOD = Reply(b"", status=503), Reply(HONEST.answer)


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    """Return an Oficialía on each engine with a mail server that nobody runs."""
    with opened(tmp_path / "home", database_url, smtp_host="127.0.0.1", mail_from="ope@o.example") as built:
        yield built


@contextmanager
def asking(home: Path, database_url: str, *replies: Reply) -> Iterator[tuple[House, Served]]:
    """Open an Oficialía that asks a responder about revocation, and has no list beside it."""
    folder = home / "trust" / TEST_FOLDER
    folder.mkdir(parents=True)
    (folder / "autoridad.cer").write_bytes(people.authority().certificate_der)
    with served(*replies) as running, opened(home, database_url, ocsp_url=running.url) as house:
        yield house, running


def _health(house: House, elena: Actor) -> Health:
    today = house.clock.now().date()
    return house.oficialia.board.figures(elena, today, today).health


def test_revocation_is_asked_again_for_what_is_not_decided(tmp_path: Path, database_url: str) -> None:
    """The responder was down when it was sent, and answers now; the log says what was tried."""
    with asking(tmp_path / "home", database_url, GOOD, GOOD, DOWN, GOOD) as (house, _):
        elena = house.actor("elena")
        house.sent()
        assert _health(house, elena).revocation_not_consulted == 1
        assert house.oficialia.retrying.retry(elena, Waiting.REVOCATION) == Retried(1, 1)
        assert _health(house, elena).revocation_not_consulted == 0
        with house.oficialia.database.read() as session:
            last = latest_events(session, limit=1)[0]
    assert (last.action, last.actor_id) == ("retry_waiting", elena.account_id)
    assert last.facts == {"what": "revocation", "tried": 1, "settled": 1}


def test_a_responder_that_stays_silent_is_not_asked_for_every_one(tmp_path: Path, database_url: str) -> None:
    """After two without an answer the others would only wait as well."""
    with asking(tmp_path / "home", database_url, DOWN) as (house, _):
        elena = house.actor("elena")
        for _ in range(4):
            house.sent()
        assert house.oficialia.retrying.retry(elena, Waiting.REVOCATION) == Retried(2, 0)
        assert _health(house, elena).revocation_not_consulted == 4


def test_a_receipt_that_was_interrupted_is_finished(house: House) -> None:
    """What made it fail is over; while it lasts, the supervisor is told that nothing was settled."""
    elena = house.actor("elena")
    with patch("core.services.acuses.render_acuse", side_effect=OSError("disk")):
        house.sent()
        assert _health(house, elena).acuses_waiting == 1
        assert house.oficialia.retrying.retry(elena, Waiting.ACUSES) == Retried(1, 0)
    assert house.oficialia.retrying.retry(elena, Waiting.ACUSES) == Retried(1, 1)
    assert _health(house, elena).acuses_waiting == 0
    assert house.oficialia.retrying.retry(elena, Waiting.ACUSES) == Retried(0, 0)


def test_messages_that_were_given_up_wait_again_while_they_can_be_written(house: House) -> None:
    """One whose text was forgotten stays where it is."""
    elena, now = house.actor("elena"), house.clock.now()
    with house.oficialia.database.write() as session:
        for name in ("Ana", "Eva"):
            post_mail(session, MailKind.ACCOUNT_RESTORED, "ana@o.example", now, name=name)
        for row, facts in zip(
            session.query(MailRow).order_by(MailRow.id), ({"name": "Ana"}, {}), strict=True
        ):
            row.next_try_at, row.tries, row.facts = None, 20, facts
    assert _health(house, elena).mails_stopped == 2
    assert house.oficialia.retrying.retry(elena, Waiting.MAILS) == Retried(2, 1)
    health = _health(house, elena)
    assert (health.mails_waiting, health.mails_stopped) == (1, 1)


def test_what_is_not_configured_is_said(house: House) -> None:
    """Neither an antivirus nor a timestamping authority is there to be asked."""
    elena = house.actor("elena")
    for waiting in (Waiting.ANTIVIRUS, Waiting.TIMESTAMPS):
        with pytest.raises(NothingToRetryWith):
            house.oficialia.retrying.retry(elena, waiting)


def test_a_clerk_retries_nothing(house: House) -> None:
    """It is for who answers for the office."""
    with pytest.raises(NotAllowed):
        house.oficialia.retrying.retry(house.lucia, Waiting.ACUSES)
