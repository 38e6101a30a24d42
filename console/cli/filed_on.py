"""``oficialia filed-on``: how the day on which a promoción is taken as filed follows from the kept calendar."""

from typing import TYPE_CHECKING, Annotated

import typer

from core.config import Settings

if TYPE_CHECKING:
    from core.services.refiling import Recomputed

DIFFERS = 1


def filed_on(folio: Annotated[str, typer.Argument(help="Folio de la promoción, PRO-…")]) -> None:
    """Deduce la fecha en que se tiene por presentada una promoción, solo con las ediciones guardadas del calendario.

    Imprime cada fecha que tuvo y cómo resulta: la edición, el horario y los días que se saltan con su
    fundamento. Termina con 1 si el folio no existe o si alguna fecha guardada no resulta de su edición, y con 3
    si la base no responde o los catálogos no se pueden usar.
    """
    from console.cli.catalogs_in_force import working_catalogs
    from console.cli.refused import saying_why
    from core.clock import SystemClock
    from core.services.refiling import Refiling

    settings = Settings.from_environment()
    with working_catalogs(settings) as (database, catalogs), saying_why():
        found = Refiling(database, SystemClock(), settings, catalogs).recompute(folio)
    for one in found:
        _print(one, settings.zone, current=one is found[-1])
    if not all(one.agrees for one in found):
        raise typer.Exit(DIFFERS)


def _print(found: "Recomputed", zone: str, *, current: bool) -> None:
    from console.calendar_words import derivation_lines
    from console.cli.signature_texts import printable
    from console.filed_words import filed_words

    state = "vale ahora" if current else "valió antes"
    typer.echo(
        f"Edición {found.edition} del calendario: {filed_words(found.stored.filed_on, zone)} ({state})"
    )
    for line in derivation_lines(found.derivation):
        typer.echo(f"  {printable(line)}")
    if found.stored.cause:
        typer.echo(f"  Motivo: {printable(found.stored.cause)}")
    if not found.agrees:
        typer.echo("  NO COINCIDE: la fecha guardada no resulta de esta edición.")
