"""``oficialia board``: the totals that the supervisor's board is drawn from."""

import typer

from core.config import Settings

board = typer.Typer(name="board", help="Totales con que se dibuja el tablero.", no_args_is_help=True)


@board.callback()
def _group() -> None:
    """Keep the name of the one command that there is."""


@board.command()
def rebuild() -> None:
    """Vuelve a sumar los totales del tablero desde la bitácora.

    Se puede interrumpir: sigue donde se quedó, aquí o en el servidor. Mientras tanto las cifras del tablero están
    incompletas y el tablero lo dice. Termina con 3 si la base no responde.
    """
    from console.cli.database import working_database
    from core.services.board_tallying import BoardTallying

    settings = Settings.from_environment()
    with working_database(settings) as database:
        tallying = BoardTallying(database, settings)
        if not tallying.is_rebuilding():
            tallying.begin_rebuilding()
        tallying.go_on_rebuilding(
            lambda at: typer.echo(f"{at.done} de {at.total} actos de la bitácora", err=True)
        )
        tallying.keep()
    typer.echo("Los totales del tablero están al día.")
