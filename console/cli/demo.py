"""``oficialia demo``: load the demonstration, or empty it and load it again."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from console.cli.refused import REFUSED, saying_why
from console.texts import label
from core.config import Settings
from core.domain.workflow import Status

if TYPE_CHECKING:
    from console.demo.loading import DemoSummary

_WORD = "borrar"
_WHAT_GOES = "cuentas, promociones, documentos, acuses, e.firmas y el sello"


def demo(
    reset: Annotated[
        bool,
        typer.Option("--reset", help="Borra la demostración y lo que se hizo en ella, y la carga de nuevo."),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="No preguntar antes de borrar.")] = False,
) -> None:
    """Carga cuentas, e.firmas y promociones de demostración. Repetirla no agrega ni pierde nada.

    Termina con 0 si la demostración está lista, 1 si la carpeta o la base contienen otra cosa, las usa un
    servidor o no se confirmó el borrado, y 3 si la base de datos no responde o no conserva lo que guarda.
    """
    from console.cli.database import NOT_READY, PROBLEMS, database_problem
    from console.demo.loading import load_demo

    settings = Settings.from_environment()
    if reset and not yes:
        _confirm(settings)
    try:
        with saying_why():
            summary = load_demo(settings, reset=reset)
    except PROBLEMS as error:
        typer.echo(database_problem(error), err=True)
        raise typer.Exit(NOT_READY) from None
    for line in _lines(settings, summary):
        typer.echo(line)


def _confirm(settings: Settings) -> None:
    """Ask for the word itself: an absent terminal, a bare Enter or anything else deletes nothing."""
    typer.echo(f"Se borra todo lo que hay en la demostración de {settings.home}: {_WHAT_GOES}.")
    answer = typer.prompt(f"Escriba «{_WORD}» para continuar", default="", show_default=False)
    if answer.strip().lower() != _WORD:
        typer.echo("No se borró nada.", err=True)
        raise typer.Exit(REFUSED)


def _lines(settings: Settings, summary: "DemoSummary") -> Iterator[str]:
    from console.demo.accounts import demo_efirmas

    done = "ya estaba cargada; no se cambió nada" if summary.already_there else "quedó cargada"
    yield f"Demostración: {done} ({settings.home})"
    counts = ", ".join(
        f"{label('status', s)} {summary.promociones[s]}" for s in Status if s in summary.promociones
    )
    yield f"Promociones: {summary.total} ({counts})"
    yield "Cuentas:"
    for account in summary.accounts:
        role = label("role", account.role)
        yield f"  {account.username:<20} {account.password:<24} {role} ({account.name})"
    yield f"Archivos de e.firma (.cer y .key) en {summary.efirmas}"
    yield f"  contraseña de todas las llaves: {summary.efirma_password}"
    for efirma in demo_efirmas(settings):
        yield f"  {efirma.file:<30} {efirma.note}"
    if not (settings.demo and settings.allow_test_anchors):
        yield "Para usarla, sirva la consola con OFICIALIA_DEMO=1 y OFICIALIA_ALLOW_TEST_ANCHORS=1."
