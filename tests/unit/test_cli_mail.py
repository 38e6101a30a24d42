"""``oficialia mail`` and what the doctor says of mail: in words, with the exit codes that scripts need."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from console.cli import app
from console.cli.mail_checks import mail, problem_in_words
from core.config import Settings
from core.domain.mail import MailKind
from core.storage.engine import Database
from core.storage.outbox import post_mail
from tests.mail_server import HOST, MailServer, free_port, mail_server

TO = "ana@correo.example"
SENDER = "oficialia@institucion.example"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a data folder whose database is ready."""
    monkeypatch.setenv("OFICIALIA_HOME", str(tmp_path))
    assert run("migrate").exit_code == 0
    return tmp_path


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """Return a running mail server that the settings name."""
    with mail_server(tmp_path) as running:
        monkeypatch.setenv("OFICIALIA_SMTP_HOST", HOST)
        monkeypatch.setenv("OFICIALIA_SMTP_PORT", str(running.port))
        monkeypatch.setenv("OFICIALIA_SMTP_SECURITY", "none")
        monkeypatch.setenv("OFICIALIA_MAIL_FROM", SENDER)
        yield running


def run(*arguments: str) -> Result:
    """Run one command; what it raises is a failure of the test."""
    result = CliRunner().invoke(app, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def post_link(settings: Settings) -> int:
    """Put a message with a link into the outbox; return its id."""
    database, now = Database(settings.database_url), datetime.now(UTC)
    with database.write() as session:
        mail_id = post_mail(
            session,
            MailKind.UNBLOCK_LINK,
            TO,
            now,
            name="Ana",
            link_path="/desbloquear/enlace?enlace=SECRETO",
            expires_at=(now + timedelta(hours=1)).isoformat(),
        )
    database.close()
    assert mail_id
    return mail_id


def test_without_a_server_it_says_what_must_be_handed_over(home: Path) -> None:
    """Counts, and the message itself only when asked for by its number; audited, and there for nobody else."""
    mail_id = post_link(Settings.from_environment())
    told = run("mail")
    assert (told.exit_code, home.is_dir()) == (0, True)
    assert "     1  con un enlace, por entregar" in told.stdout
    assert "SECRETO" not in told.output
    shown = run("mail", "--show", str(mail_id))
    assert shown.stdout.startswith("[Demostración] Enlace para desbloquear su cuenta\n")
    assert "http://127.0.0.1:8501/desbloquear/enlace?enlace=SECRETO\n" in shown.stdout
    assert "     1  entregados a mano" in run("mail").stdout


def test_a_number_that_names_nothing_ends_with_1(home: Path) -> None:
    """Three sentences, no traceback; and no test can be sent without a server."""
    assert (run("mail", "--show", "999").exit_code, home.is_dir()) == (1, True)
    refused = run("mail", "--send-test", TO)
    assert refused.exit_code == 1
    assert "OFICIALIA_SMTP_HOST" in refused.stderr


def test_a_test_message_arrives(home: Path, server: MailServer) -> None:
    """Past the outbox, with the answer at once; then what waits is counted, and shown to nobody."""
    sent = run("mail", "--send-test", TO)
    assert (sent.exit_code, home.is_dir()) == (0, True)
    assert [m["Subject"] for m in server.messages] == ["[Demostración] Mensaje de prueba"]
    mail_id = post_link(Settings.from_environment())
    assert "     1  en espera de salir por correo" in run("mail").stdout
    hidden = run("mail", "--show", str(mail_id))
    assert hidden.exit_code == 1
    assert "SECRETO" not in hidden.output


def test_a_test_message_that_is_refused_says_why(home: Path, server: MailServer) -> None:
    """In words, with the server's number, and exit code 1."""
    server.answers.recipient = ["550 no"]
    refused = run("mail", "--send-test", TO)
    assert (refused.exit_code, home.is_dir()) == (1, True)
    assert "El servidor no admite a este destinatario (respuesta 550)." in refused.stderr


def test_a_database_that_is_not_there_ends_with_3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As every command."""
    monkeypatch.setenv("OFICIALIA_HOME", str(tmp_path / "none"))
    assert run("mail").exit_code == 3


def test_the_doctor_looks_at_the_mail_server(server: MailServer) -> None:
    """None, no sender, out of reach, links that lead nowhere, in clear: each has its sentence."""
    usual = Settings(
        smtp_host=HOST, smtp_port=server.port, smtp_security="none", mail_from=SENDER,
        public_url="https://oficialia.example",
    )  # fmt: skip
    said = {
        "none": mail(Settings()),
        "sender": mail(replace(usual, mail_from="")),
        "down": mail(replace(usual, smtp_port=free_port())),
        "open": mail(replace(usual, smtp_security="starttls")),
        "local": mail(replace(usual, public_url="http://127.0.0.1:8501")),
        "clear": mail(usual),
    }
    assert {name: level for name, (level, _) in said.items()} == {
        "none": "aviso",
        "sender": "falla",
        "down": "falla",
        "open": "falla",
        "local": "aviso",
        "clear": "aviso",
    }
    assert "no ofrece cifrado" in said["open"][1]
    assert "sólo existe en esta máquina" in said["local"][1]
    assert server.messages == []


def test_problems_are_told_in_words() -> None:
    """With the number where there is one; an unknown code as it is."""
    assert problem_in_words("content_refused 451") == "El servidor no admite el mensaje (respuesta 451)"
    assert problem_in_words("nuevo") == "nuevo"
