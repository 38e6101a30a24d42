"""``oficialia add-account`` and ``oficialia unblock``: what is asked of the institution (manual §1)."""

import re
from typing import Annotated

import typer

from console.cli.refused import saying_why
from core.clock import SystemClock
from core.config import Settings
from core.domain.identifiers import Rfc
from core.domain.people import Role

LEAST_PASSWORD = 15
"""NIST SP 800-63B-4 §3.1.1.2, where the password is the only factor."""
_USERNAME = re.compile(r"[a-z0-9._-]{3,64}", re.ASCII)
_TRIES = 3


def unblock(username: Annotated[str, typer.Argument(help="Usuario de la cuenta bloqueada.")]) -> None:
    """Desbloquea una cuenta. Termina con 1 si no existe y con 3 si la base no está lista."""
    from console.cli.database import working_database
    from core.server_key import ServerKey
    from core.services.accounts.unblocking import Unblocking

    settings = Settings.from_environment()
    with working_database(settings) as database:
        key = ServerKey.load(settings.server_key_file)
        found = Unblocking(database, SystemClock(), key).by_operator(username)
    if not found:
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
    """Crea una cuenta. Pregunta la contraseña (15 caracteres o más).

    Termina con 1 si no se puede crear y con 3 si la base no está lista.
    """
    from console.cli.database import working_database
    from core.services.accounts.creation import Accounts
    from core.services.accounts.hashing import PasswordHashing
    from core.storage.accounts import NewAccount

    settings = Settings.from_environment()
    _stop_at(_objection(username.strip().lower(), name.strip(), role, rfc))
    with working_database(settings) as database, saying_why():
        password = _password()
        checked = Rfc.parse(rfc).value if rfc.strip() else ""
        account = NewAccount(username, name.strip(), "", frozenset({role}), checked, email.strip())
        Accounts(database, SystemClock(), PasswordHashing()).create(account, password)
    typer.echo(f"La cuenta {username.strip().lower()} está lista.")


def _stop_at(objection: str) -> None:
    if objection:
        typer.echo(objection, err=True)
        raise typer.Exit(1)


def _objection(username: str, name: str, role: Role, rfc: str) -> str:
    """Return what is wrong, before anybody is asked for a password; empty where nothing is."""
    if not _USERNAME.fullmatch(username):
        return "El usuario lleva de 3 a 64 caracteres: letras sin acento, números, punto, guion o guion bajo."
    if not name or not name.isprintable():
        return "Indique con --name el nombre completo o la razón social, en una sola línea."
    if role is Role.FILER and not rfc.strip():
        return "Un promovente necesita su RFC: la e.firma con que firme debe ser la de ese RFC."
    try:
        Rfc.parse(rfc if rfc.strip() else "XAXX010101000")
    except ValueError:
        return "El RFC no tiene la forma correcta: 12 caracteres para empresas, 13 para personas."
    return ""


def _password() -> str:
    """Ask twice; never an option, since a command line is readable by every process of the machine."""
    for _ in range(_TRIES):
        password: str = typer.prompt("Contraseña", hide_input=True)
        if len(password) < LEAST_PASSWORD:
            typer.echo(f"La contraseña debe tener al menos {LEAST_PASSWORD} caracteres.", err=True)
        elif password != typer.prompt("Repita la contraseña", hide_input=True):
            typer.echo("Las dos contraseñas no son iguales.", err=True)
        else:
            return password
    typer.echo("No se creó la cuenta.", err=True)
    raise typer.Exit(1)
