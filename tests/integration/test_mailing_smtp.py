"""The door to the mail server, against a real one: encrypted or not at all, and every refusal told apart."""

import socket
import ssl
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from core.config import Settings
from core.domain.mail import Letter
from core.mailing.message import Envelope, compose
from core.mailing.smtp import MailNotTaken, SmtpTransport
from tests.mail_server import HOST, PASSWORD, USER, MailServer, certificate, free_port, mail_server

TO = "maria@correo.example"
SENDER = "oficialia@institucion.example"


def message() -> EmailMessage:
    """Return a short message with everything that a careless path would spoil."""
    letter = Letter("Promoción aceptada: «ñ»", "Línea larga " + "á" * 300 + "\n.\n.punto\nfin\n")
    return compose(letter, Envelope(SENDER, "Oficialía, de Partes", TO, datetime.now(UTC), "a1"))


def transport(server_port: int, security: str = "none", **more: str) -> SmtpTransport:
    """Return the transport for a server of a test."""
    settings = Settings(smtp_host=HOST, smtp_port=server_port, smtp_security=security, mail_from=SENDER)
    return SmtpTransport(replace(settings, **more), timeout_seconds=5)  # type: ignore[arg-type]  # text settings


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a certificate that this machine trusts; return the folder that it lies in."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate(tmp_path)))
    return tmp_path


@pytest.fixture
def password_file(tmp_path: Path) -> str:
    """Return the file of the right password."""
    path = tmp_path / "smtp-password"
    path.write_text(PASSWORD + "\n", encoding="utf-8")
    return str(path)


def refused(door: SmtpTransport) -> MailNotTaken:
    """Return why a message is not taken."""
    with pytest.raises(MailNotTaken) as caught:
        door.deliver(message(), TO)
    return caught.value


@pytest.mark.parametrize(("security", "user"), [("starttls", USER), ("tls", "")])
def test_a_message_arrives_whole_over_tls(
    trusted: Path, password_file: str, security: str, user: str
) -> None:
    """Headers and body as they were written, to one recipient, encrypted, signed in where that is asked."""
    with mail_server(trusted, security=security, authenticates=bool(user)) as server:
        door = transport(server.port, security, smtp_user=user, smtp_password_file=password_file)
        door.check()
        assert server.messages == []
        door.deliver(message(), TO)
    assert server.recipients == [TO]
    assert server.encrypted == [True]
    arrived = server.messages[0]
    assert arrived["Subject"] == "Promoción aceptada: «ñ»"
    assert arrived["From"].addresses[0].display_name == "Oficialía, de Partes"
    assert arrived["From"].addresses[0].addr_spec == SENDER
    assert arrived.get_content().replace("\r\n", "\n") == message().get_content().replace("\r\n", "\n")


def test_a_server_without_starttls_gets_nothing(trusted: Path) -> None:
    """Taken out of the answer by whoever sits between, or not offered: there is no way back to clear text."""
    with mail_server(trusted, security="starttls", offers_tls=False) as server:
        found = refused(transport(server.port, "starttls"))
    assert (found.problem, found.final, found.of_the_server) == ("no_starttls", False, True)
    assert server.messages == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_trusts_gets_nothing(tmp_path: Path, security: str) -> None:
    """Encryption to a stranger is no encryption."""
    certificate(tmp_path)
    with mail_server(tmp_path, security=security) as server:
        assert refused(transport(server.port, security)).problem == "certificate"
    assert server.messages == []


def test_a_certificate_for_another_name_gets_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trusted, but somebody else's."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate(tmp_path, "otro.example")))
    with mail_server(tmp_path, security="tls") as server:
        assert refused(transport(server.port, "tls")).problem == "certificate"


def test_a_server_that_does_not_speak_tls_is_told_apart(trusted: Path) -> None:
    """The operator took the wrong port."""
    with mail_server(trusted) as server:
        assert refused(transport(server.port, "tls")).problem == "tls_failed"


@pytest.mark.parametrize("password", ["otra clave", "contraseña", ""])
def test_a_wrong_password_is_no_fault_of_the_message(trusted: Path, tmp_path: Path, password: str) -> None:
    """The message waits until somebody mends the setting; so does one with a password that SMTP cannot say."""
    path = tmp_path / "wrong"
    path.write_text(password, encoding="utf-8")
    with mail_server(trusted, security="starttls", authenticates=True) as server:
        found = refused(transport(server.port, "starttls", smtp_user=USER, smtp_password_file=str(path)))
    assert (found.problem, found.final) == ("sign_in_refused", False)


def test_a_password_file_that_is_gone_is_told(trusted: Path) -> None:
    """Read at each delivery, so that a new password needs no new start."""
    with mail_server(trusted, security="starttls", authenticates=True) as server:
        missing = str(trusted / "missing")
        found = refused(transport(server.port, "starttls", smtp_user=USER, smtp_password_file=missing))
    assert found.problem == "password_file"


def test_a_password_never_travels_in_clear(trusted: Path, password_file: str) -> None:
    """Whatever the settings say together."""
    with mail_server(trusted) as server:
        found = refused(transport(server.port, smtp_user=USER, smtp_password_file=password_file))
    assert found.problem == "password_in_clear"


@pytest.mark.parametrize(
    ("part", "answer", "problem", "final"),
    [
        ("recipient", "550 5.1.1 <maria@correo.example> unknown", "recipient_refused 550", True),
        ("recipient", "450 4.2.1 greylisted", "recipient_refused 450", False),
        ("content", "554 5.7.1 spam https://secreto.example", "content_refused 554", True),
        ("content", "451 4.3.0 try later", "content_refused 451", False),
        ("content", "421 closing", "content_refused 421", False),
    ],
)
def test_refusals_are_told_by_their_number(
    tmp_path: Path, part: str, answer: str, problem: str, final: bool
) -> None:
    """5xx of this very message is for good, 4xx is not; the server's own words are never kept."""
    with mail_server(tmp_path) as server:
        setattr(server.answers, part, [answer])
        found = refused(transport(server.port))
    assert (found.problem, found.final, found.of_the_server) == (problem, final, False)
    assert "maria" not in str(found)


def test_nobody_listening_is_told() -> None:
    """A server that is down takes nothing."""
    assert refused(transport(free_port())).problem == "unreachable"
    assert refused(SmtpTransport(Settings(smtp_host="no.such.host.invalid", mail_from=SENDER))).final is False


def test_a_server_that_says_nothing_is_not_waited_for() -> None:
    """Each answer has its time."""
    with socket.create_server((HOST, 0)) as silent:  # the kernel takes the connection, nobody answers it
        port = silent.getsockname()[1]
        settings = Settings(smtp_host=HOST, smtp_port=port, smtp_security="none", mail_from=SENDER)
        found = refused(SmtpTransport(settings, timeout_seconds=0.1))
    assert (found.problem, found.final, found.of_the_server) == ("interrupted", False, True)


def test_an_answer_after_the_message_was_taken_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trouble while leaving must not make it be sent again."""
    with mail_server(tmp_path) as server:

        def rude(*_arguments: object) -> str:
            raise ssl.SSLError("cut")

        monkeypatch.setattr("smtplib.SMTP.quit", rude)
        transport(server.port).deliver(message(), TO)
    assert len(server.messages) == 1


@pytest.mark.parametrize("address", ["x", "a@b.example\r\nRCPT TO:<z@y.example>", "", "a b@c.example"])
def test_what_is_no_address_reaches_no_server(address: str) -> None:
    """Nothing is asked of anybody: the message is given up."""
    with pytest.raises(MailNotTaken) as caught:
        transport(free_port()).deliver(message(), address)
    assert (caught.value.problem, caught.value.final) == ("address", True)


def test_without_a_sender_nothing_is_sent() -> None:
    """The setting is missing: the operator's fault, so the message waits."""
    found = refused(transport(free_port(), mail_from=""))
    assert (found.problem, found.final) == ("no_sender", False)


def test_the_server_is_a_real_one(tmp_path: Path) -> None:
    """The stand-in takes what is well formed, and says where it is."""
    with mail_server(tmp_path) as server:
        assert isinstance(server, MailServer)
        transport(server.port).deliver(message(), TO)
    assert server.encrypted == [False]
