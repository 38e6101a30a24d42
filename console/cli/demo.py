"""``oficialia demo``: load the demonstration, or empty it and load it again."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from console.texts import explain_refusal, label
from core.config import Settings
from core.domain.workflow import Status
from core.errors import Refusal

if TYPE_CHECKING:
    from console.demo.loading import DemoSummary

REFUSED, UNSAFE = 1, 3


def demo(
    reset: Annotated[
        bool,
        typer.Option("--reset", help="Borra la demostración y lo que se hizo en ella, y la carga de nuevo."),
    ] = False,
) -> None:
    """Carga cuentas, e.firmas y promociones de demostración. Repetirla no agrega ni pierde nada.

    Termina con 0 si la demostración está lista, 1 si la carpeta o la base contienen otra cosa y 3 si la base
    de datos no conserva lo que guarda.
    """
    from console.demo.loading import load_demo
    from core.storage.engine import UnsafeDatabase

    settings = Settings.from_environment()
    try:
        summary = load_demo(settings, reset=reset)
    except Refusal as refusal:
        words = explain_refusal(refusal)
        typer.echo(f"{words.what}\n{words.means}\n{words.do}", err=True)
        raise typer.Exit(REFUSED) from None
    except UnsafeDatabase as error:
        typer.echo(f"La base de datos no está configurada para conservar lo guardado ({error}).", err=True)
        raise typer.Exit(UNSAFE) from None
    for line in _lines(settings, summary):
        typer.echo(line)


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
