"""``oficialia add-account`` and ``oficialia unblock``: what is asked of the institution (manual §1)."""

from typing import Annotated

import typer

from console.texts import explain_refusal
from core.clock import SystemClock
from core.config import Settings
from core.domain.identifiers import Rfc
from core.domain.people import Role
from core.errors import Refusal

LEAST_PASSWORD = 15
"""NIST SP 800-63B-4 §3.1.1.2, where the password is the only factor."""


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


def add_account(
    username: Annotated[str, typer.Argument(help="Usuario con el que se entra.")],
    name: Annotated[str, typer.Option(help="Nombre completo o razón social.")],
    role: Annotated[Role, typer.Option(help="Qué hace en la Oficialía.")],
    rfc: Annotated[str, typer.Option(help="RFC; obligatorio para promoventes.")] = "",
    email: Annotated[str, typer.Option(help="Correo electrónico.")] = "",
) -> None:
    """Crea una cuenta. Pregunta la contraseña (15 caracteres o más). Termina con 1 si no se puede."""
    from core.services.accounts import Accounts
    from core.storage.accounts import NewAccount
    from core.storage.engine import Database

    # asked, never an option: a command line is readable by every process of the machine
    password = typer.prompt("Contraseña", hide_input=True, confirmation_prompt="Repita la contraseña")
    problem = _objection(role, rfc, password)
    if problem:
        typer.echo(problem, err=True)
        raise typer.Exit(1)
    settings = Settings.from_environment()
    accounts = Accounts(Database(settings.database_url), SystemClock(), settings)
    checked = Rfc.parse(rfc).value if rfc else ""
    try:
        accounts.create(NewAccount(username, name.strip(), "", frozenset({role}), checked, email), password)
    except Refusal as refusal:
        typer.echo(explain_refusal(refusal).what, err=True)
        raise typer.Exit(1) from None
    typer.echo(f"La cuenta {username} está lista.")


def _objection(role: Role, rfc: str, password: str) -> str:
    if len(password) < LEAST_PASSWORD:
        return f"La contraseña debe tener al menos {LEAST_PASSWORD} caracteres."
    if role is Role.FILER and not rfc:
        return "Un promovente necesita su RFC: la e.firma con que firme debe ser la de ese RFC."
    try:
        Rfc.parse(rfc or "XAXX010101000")
    except ValueError:
        return "El RFC no tiene la forma correcta: 12 caracteres para empresas, 13 para personas."
    return ""
