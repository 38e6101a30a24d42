"""``oficialia unblock``: what a filer asks of the institution after too many wrong tries (manual §1)."""

from typing import Annotated

import typer

from core.clock import SystemClock
from core.config import Settings


def unblock(username: Annotated[str, typer.Argument(help="Usuario de la cuenta bloqueada.")]) -> None:
    """Desbloquea una cuenta. Termina con 1 si no existe."""
    from core.services.accounts import Accounts
    from core.storage.engine import Database

    settings = Settings.from_environment()
    accounts = Accounts(Database(settings.database_url), SystemClock(), settings)
    if not accounts.unblock(username):
        typer.echo(f"No hay ninguna cuenta con el usuario {username}.", err=True)
        raise typer.Exit(1)
    typer.echo(f"La cuenta {username} está desbloqueada.")
