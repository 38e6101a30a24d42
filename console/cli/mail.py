"""``oficialia mail``: what waits to be delivered, a test, and a message to be handed over."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from console.cli.refused import REFUSED, saying_why
from core.config import Settings

if TYPE_CHECKING:
    from core.services.mailing import Mailing

SendTest = Annotated[str, typer.Option("--send-test", help="Envía un mensaje de prueba a esta dirección.")]
Show = Annotated[
    int, typer.Option("--show", help="Muestra un mensaje para entregarlo a mano; queda registrado.")
]


def mail(send_test: SendTest = "", show: Show = 0) -> None:
    """Dice cuántos mensajes esperan y si hay servidor de correo.

    Termina con 1 si el mensaje de prueba no sale o no hay nada que mostrar, y con 3 si la base no está lista.
    """
    settings = Settings.from_environment()
    with _mailing(settings) as mailing, saying_why():
        if show:
            letter = mailing.reveal_to_operator(show)
            typer.echo(f"{letter.subject}\n\n{letter.body}", nl=False)
        elif send_test:
            _send_test(mailing, send_test)
        else:
            _summary(mailing)


@contextmanager
def _mailing(settings: Settings) -> "Iterator[Mailing]":
    from console.cli.database import working_database
    from core.clock import SystemClock
    from core.mailing.smtp import SmtpTransport
    from core.mailing.stationery import CurrentStationery
    from core.server_key import ServerKey
    from core.services.current_catalogs import CurrentCatalogs
    from core.services.mailing import Mailing

    with working_database(settings) as database:
        catalogs = CurrentCatalogs(database, settings.data)
        stationery = CurrentStationery(settings, catalogs.institucion)
        key = ServerKey.load(settings.server_key_file)
        yield Mailing(database, SystemClock(), settings, stationery, SmtpTransport(settings), key)


def _send_test(mailing: "Mailing", to_address: str) -> None:
    from console.cli.mail_checks import problem_in_words
    from core.mailing.smtp import MailNotTaken

    if not mailing.configured:
        typer.echo("No hay servidor de correo: indique OFICIALIA_SMTP_HOST y OFICIALIA_MAIL_FROM.", err=True)
        raise typer.Exit(REFUSED)
    try:
        mailing.send_test(to_address)
    except MailNotTaken as refused:
        typer.echo(f"El mensaje no salió. {problem_in_words(refused.problem)}.", err=True)
        raise typer.Exit(REFUSED) from None
    typer.echo(f"El servidor de correo aceptó el mensaje de prueba para {to_address}.")


def _summary(mailing: "Mailing") -> None:
    from core.domain.mail import MailBox

    counts = mailing.counts_for_operator()
    if mailing.configured:
        typer.echo(f"{counts[MailBox.LINKS] + counts[MailBox.NOTICES]:>6}  en espera de salir por correo")
    else:
        typer.echo("No hay servidor de correo: los enlaces se entregan a mano en la pantalla «Correos».")
        typer.echo(f"{counts[MailBox.LINKS]:>6}  con un enlace, por entregar")
        typer.echo(f"{counts[MailBox.NOTICES]:>6}  avisos que nadie recibe por correo")
    typer.echo(f"{counts[MailBox.STOPPED]:>6}  con problema; ya no se intentan")
    typer.echo(f"{counts[MailBox.SENT]:>6}  enviados")
    typer.echo(f"{counts[MailBox.HANDED_OVER]:>6}  entregados a mano")
