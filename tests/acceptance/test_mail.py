"""Messages leave the real server by themselves, or wait for an administrator who hands them over."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.config import Settings
from core.domain.mail import MailKind
from core.storage.accounts import account_by_username
from core.storage.engine import Database
from core.storage.outbox import post_mail
from tests.acceptance.arranged import PERSON, arranging
from tests.acceptance.running_app import RunningApp, serve
from tests.acceptance.visitors import SignIn
from tests.mail_server import HOST, MailServer, mail_server

ADMINISTRATOR = "ines.robles"
SECRET = "/desbloquear/enlace?enlace=SECRETO-de-un-solo-uso"


@pytest.fixture
def mailed(tmp_path: Path) -> Iterator[MailServer]:
    """Return a mail server."""
    with mail_server(tmp_path) as running:
        yield running


def post_link(home: Path) -> None:
    """Put a message with a link for the demonstration's filer into the outbox."""
    database, now = Database(Settings(home=home).database_url), datetime.now(UTC)
    with database.write() as session:
        who = account_by_username(session, PERSON)
        assert who
        ends = (now + timedelta(minutes=30)).isoformat()
        facts = {"name": who.name, "link_path": SECRET, "expires_at": ends}
        post_mail(session, MailKind.UNBLOCK_LINK, who.email, now, account_id=who.id, **facts)
    database.close()


def test_a_filer_hears_of_the_sending_by_mail(fresh_home: Path, mailed: MailServer) -> None:
    """What the transaction wrote leaves the served process by itself, under the operator's address."""
    settings = {
        "OFICIALIA_SMTP_HOST": HOST,
        "OFICIALIA_SMTP_PORT": str(mailed.port),
        "OFICIALIA_SMTP_SECURITY": "none",
        "OFICIALIA_MAIL_FROM": "oficialia@institucion.example",
    }
    with serve(fresh_home, 0, **settings) as app:
        with arranging(fresh_home) as arrangement:
            folio = arrangement.sent(PERSON, "Denuncia con aviso por correo")
        message = mailed.arrived.get(timeout=60)
        while folio not in str(message["Subject"]):  # the demonstration's own notices go first
            message = mailed.arrived.get(timeout=60)
        assert f"{app.url}/promocion?folio={folio}" in message.get_content().splitlines()
        assert "Denuncia con aviso" not in message.get_content()


def test_an_administrator_hands_a_link_over(server: RunningApp, page: Page, sign_in: SignIn) -> None:
    """Without a mail server: listed without its text, shown on demand, and moved to what was handed over."""
    post_link(server.home)
    sign_in(page, ADMINISTRATOR)
    page.get_by_role("link", name="Correos").click()
    expect(page.get_by_text("No hay servidor de correo")).to_be_visible()
    page.get_by_role("combobox", name="Abrir un mensaje de la lista").click()
    page.get_by_role("option").filter(has_text="Enlace para desbloquear").click()
    assert "SECRETO" not in page.content()
    page.get_by_role("button", name="Abrir", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Mostrar el mensaje y darlo por entregado").click()
    expect(dialog.get_by_text(f"{server.url}{SECRET}")).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(page.get_by_role("radio", name="Entregados a mano 1")).to_be_visible()
    assert "SECRETO" not in page.content()
    assert "SECRETO" not in server.log_tail()
