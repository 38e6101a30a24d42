"""The door to the institution's mail server (RFC 5321, RFC 3207, RFC 8314)."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from pathlib import Path

from core.config import Settings
from core.domain.mail import usable_address

TIMEOUT_SECONDS = 30.0
"""For each answer of the server."""
_CODES: tuple[tuple[type[Exception], str], ...] = (
    (ssl.SSLCertVerificationError, "certificate"),
    (ssl.SSLError, "tls_failed"),
    (smtplib.SMTPRecipientsRefused, "recipient_refused"),
    (smtplib.SMTPDataError, "content_refused"),
    (smtplib.SMTPSenderRefused, "sender_refused"),
    (smtplib.SMTPServerDisconnected, "interrupted"),
    (smtplib.SMTPException, "unexpected_answer"),
    (TimeoutError, "timeout"),
    (OSError, "unreachable"),
)
_OF_THE_MESSAGE = frozenset({"recipient_refused", "content_refused", "address", "expired", "unwritable"})
_PERMANENT = range(500, 600)


class MailNotTaken(Exception):  # noqa: N818 - named as a sentence
    """The mail server did not take a message.

    Attributes:
        problem: a code, and the server's reply code after a blank where it gave one. Never its words:
            they repeat addresses.
        final: the server refuses this very message for good (5xx); anything else may pass.
    """

    def __init__(self, problem: str, *, final: bool = False) -> None:
        super().__init__(problem)
        self.problem = problem
        self.final = final

    @property
    def of_the_server(self) -> bool:
        """Whether the next message would meet the same."""
        return self.problem.partition(" ")[0] not in _OF_THE_MESSAGE


class SmtpTransport:
    """Delivers one message at a time, each over a connection of its own.

    With ``starttls`` and ``tls`` the server must show a certificate for its name that the machine trusts
    (``SSL_CERT_FILE`` names another list of authorities), and there is no way back to an open connection.
    Without either, no password is ever sent.
    """

    def __init__(self, settings: Settings, *, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._settings = settings
        self._timeout = timeout_seconds

    def check(self) -> None:
        """Connect, encrypt and sign in as for a message, and leave.

        Raises:
            MailNotTaken: what is in the way.
        """
        with self._session():
            pass

    def deliver(self, message: EmailMessage, to_address: str) -> None:
        """Hand a message over; returning means that the server answers for it.

        Raises:
            MailNotTaken: it does not.
        """
        if not usable_address(to_address):
            raise MailNotTaken("address", final=True)
        with self._session() as smtp:
            smtp.sendmail(self._settings.mail_from, [to_address], message.as_bytes())

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        if not usable_address(self._settings.mail_from):
            raise MailNotTaken("no_sender")
        try:
            smtp = self._connect()
            try:
                self._secure(smtp)
                self._sign_in(smtp)
                yield smtp
                with suppress(smtplib.SMTPException, OSError):  # what was taken stays taken
                    smtp.quit()
            finally:
                smtp.close()
        except (smtplib.SMTPException, OSError) as error:
            raise _not_taken(error) from None

    def _connect(self) -> smtplib.SMTP:
        settings = self._settings
        # names itself by the sender's domain: looking up the machine's own name may take long, and tells it
        name = settings.mail_from.rpartition("@")[2]
        if settings.smtp_security != "tls":
            return smtplib.SMTP(settings.smtp_host, settings.smtp_port, name, self._timeout)
        trusting = ssl.create_default_context()
        return smtplib.SMTP_SSL(
            settings.smtp_host, settings.smtp_port, name, timeout=self._timeout, context=trusting
        )

    def _secure(self, smtp: smtplib.SMTP) -> None:
        if self._settings.smtp_security != "starttls":
            return
        try:
            smtp.starttls(context=ssl.create_default_context())
        except (smtplib.SMTPNotSupportedError, smtplib.SMTPResponseException):
            raise MailNotTaken("no_starttls") from None

    def _sign_in(self, smtp: smtplib.SMTP) -> None:
        settings = self._settings
        if not settings.smtp_user:
            return
        if settings.smtp_security == "none":
            raise MailNotTaken("password_in_clear")
        try:
            smtp.login(settings.smtp_user, _password(settings.smtp_password_file))
        except smtplib.SMTPServerDisconnected:
            raise
        except (smtplib.SMTPException, ValueError):  # refused, not offered, or no ASCII (RFC 4954 §4)
            raise MailNotTaken("sign_in_refused") from None


def _password(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8").strip() if file else ""
    except (OSError, UnicodeDecodeError):
        raise MailNotTaken("password_file") from None


def _not_taken(error: Exception) -> MailNotTaken:
    code = next(code for kind, code in _CODES if isinstance(error, kind))
    reply = _reply(error)
    return MailNotTaken(
        f"{code} {reply}".removesuffix(" 0"), final=code in _OF_THE_MESSAGE and reply in _PERMANENT
    )


def _reply(error: Exception) -> int:
    """Return the server's three-digit reply, 0 where there is none."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max(reply for reply, _ in error.recipients.values())
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0
