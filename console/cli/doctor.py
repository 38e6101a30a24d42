"""``oficialia doctor``: is this installation ready to serve?"""

import typer

from core.config import Settings


def doctor() -> None:
    """Revisa la instalación. Termina con 0 si todo está bien, 1 si hay avisos y 2 si hay fallas."""
    from console.cli.diagnosis import CHECKS, examine

    settings = Settings.from_environment()
    worst = 0
    for check in CHECKS:
        level, sentence = examine(check, settings)
        typer.echo(f"{level:<6} {sentence}")
        worst = max(worst, ("bien", "aviso", "falla").index(level))
    raise typer.Exit(worst)
