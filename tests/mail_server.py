"""A real mail server on this machine, with a certificate of its own, that answers as a test wants."""

import datetime as dt
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from queue import Queue
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

HOST, USER, PASSWORD = "127.0.0.1", "oficialia", "clave del correo"


@dataclass(slots=True)
class Answers:
    """What the server says, one for each time in turn; the last one for ever."""

    recipient: list[str] = field(default_factory=lambda: ["250 OK"])
    content: list[str] = field(default_factory=lambda: ["250 OK"])


@dataclass(slots=True)
class MailServer:
    """A running server: where it is, and what it took; ``arrived`` lets a test wait for the next one."""

    port: int = 0
    answers: Answers = field(default_factory=Answers)
    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    arrived: "Queue[EmailMessage]" = field(default_factory=Queue)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's own name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Answer for a recipient."""
        answer = _next(self.answers.recipient)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - the same
        """Answer for a message, and keep it where the answer takes it."""
        answer = _next(self.answers.content)
        if answer.startswith("2"):
            assert server.transport
            assert isinstance(envelope.content, bytes)
            message = message_from_bytes(envelope.content, policy=default)
            assert isinstance(message, EmailMessage)
            self.messages.append(message)
            self.arrived.put(message)
            self.recipients += envelope.rcpt_tos
            self.encrypted.append(server.transport.get_extra_info("sslcontext") is not None)
        return answer


def _next(answers: list[str]) -> str:
    return answers.pop(0) if len(answers) > 1 else answers[0]


@contextmanager
def mail_server(
    folder: Path, *, security: str = "none", authenticates: bool = False, offers_tls: bool = True
) -> Iterator[MailServer]:
    """Run a server until the block ends.

    Args:
        folder: where :func:`certificate` made its files.
        security: what the server needs: none, starttls or tls.
        authenticates: it takes mail from :data:`USER` only; for ``starttls``.
        offers_tls: with ``starttls``, whether it says so; without, it takes mail in clear.
    """
    server = MailServer(port=free_port())
    options: dict[str, Any] = {}
    if security == "starttls" and offers_tls:
        options |= {"tls_context": _context(folder), "require_starttls": True}
    if authenticates:
        options |= {"authenticator": _authenticate, "auth_required": True}
    implicit = _context(folder) if security == "tls" else None
    controller = Controller(server, hostname=HOST, port=server.port, ssl_context=implicit, **options)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def _authenticate(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object
) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (
        USER.encode(),
        PASSWORD.encode(),
    )
    return AuthResult(success=right, handled=False)  # not handled: the server itself says 535


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _context(folder: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return context


def certificate(folder: Path, name: str = HOST) -> Path:
    """Make a certificate for an address or a host name, signed by itself; return the file to trust it by."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail server of a test")])
    now = dt.datetime.now(dt.UTC)
    known = x509.IPAddress(ipaddress.ip_address(name)) if name == HOST else x509.DNSName(name)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([known]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    pem = made.public_bytes(Encoding.PEM)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "server.pem").write_bytes(private + pem)
    (folder / "trusted.pem").write_bytes(pem)
    return folder / "trusted.pem"
