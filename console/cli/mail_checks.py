"""What ``oficialia doctor`` says about mail."""

from urllib.parse import urlsplit

from console.texts import label
from core.config import Settings
from core.domain.mail import usable_address
from core.mailing.smtp import MailNotTaken, SmtpTransport

_PATIENCE_SECONDS = 10.0


def mail(settings: Settings) -> tuple[str, str]:
    """Is there a mail server that takes our messages, and do the links in them lead here?"""
    if not settings.mails:
        return "aviso", (
            "No hay servidor de correo (OFICIALIA_SMTP_HOST): los enlaces se entregan a mano en la pantalla «Correos»."
        )
    if not usable_address(settings.mail_from):
        return "falla", "Falta la dirección de remitente (OFICIALIA_MAIL_FROM): no saldrá ningún correo."
    try:
        SmtpTransport(settings, timeout_seconds=_PATIENCE_SECONDS).check()
    except MailNotTaken as refused:
        return "falla", f"El correo no sale por {_place(settings)}: {problem_in_words(refused.problem)}."
    return _remark(settings) or ("bien", f"El correo sale por {_place(settings)}.")


def problem_in_words(problem: str) -> str:
    """Return a problem's code in words, with the server's reply code."""
    code, _, reply = problem.partition(" ")
    words = label("mail_problem", code)
    return f"{words} (respuesta {reply})" if reply else words


def _place(settings: Settings) -> str:
    return f"{settings.smtp_host}:{settings.smtp_port} ({settings.smtp_security})"


def _remark(settings: Settings) -> tuple[str, str] | None:
    host = urlsplit(settings.public_url).hostname or ""
    if host in {"localhost", "::1"} or host.startswith("127."):
        return "aviso", (
            f"Los enlaces de los correos llevarán a {settings.public_url}, que sólo existe en esta máquina: "
            "indique en OFICIALIA_PUBLIC_URL la dirección que usa la gente."
        )
    if settings.smtp_security == "none":
        return "aviso", f"El correo sale sin cifrar por {_place(settings)}: los enlaces viajan a la vista."
    return None
