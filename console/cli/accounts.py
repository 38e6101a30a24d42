"""``oficialia add-account`` and ``oficialia unblock``: what is asked of the institution (manual §1)."""

import re
from typing import TYPE_CHECKING, Annotated

import typer

from console.cli.refused import saying_why
from console.texts import explain_refusal
from core.clock import SystemClock
from core.config import Settings
from core.domain.identifiers import Rfc
from core.domain.passwords import OwnData, PasswordNotAdmitted
from core.domain.people import Role, check_roles

if TYPE_CHECKING:
    from core.services.accounts.password_rules import PasswordRules

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
    role: Annotated[
        list[Role], typer.Option(help="Qué hace; repítalo si el personal tiene varias funciones.")
    ],
    rfc: Annotated[str, typer.Option(help="RFC; obligatorio para promoventes.")] = "",
    email: Annotated[str, typer.Option(help="Correo electrónico.")] = "",
) -> None:
    """Crea una cuenta. Pregunta la contraseña (15 caracteres o más).

    Termina con 1 si no se puede crear y con 3 si la base no está lista.
    """
    from console.cli.database import working_database
    from core.services.accounts.creation import Accounts
    from core.services.accounts.hashing import PasswordHashing
    from core.services.accounts.password_rules import PasswordRules, own_data
    from core.services.current_catalogs import CurrentCatalogs
    from core.storage.accounts import NewAccount

    settings, roles = Settings.from_environment(), frozenset(role)
    _stop_at(_objection(username.strip().lower(), name.strip(), roles, rfc))
    with working_database(settings) as database, saying_why():
        check_roles(roles)
        checked = Rfc.parse(rfc).value if rfc.strip() else ""
        account = NewAccount(username, name.strip(), "", roles, checked, email.strip())
        rules = PasswordRules.load(settings.data, CurrentCatalogs(database, settings.data).institucion)
        password = _password(rules, own_data(account))
        Accounts(database, SystemClock(), PasswordHashing()).create(account, password)
    typer.echo(f"La cuenta {username.strip().lower()} está lista.")


def _stop_at(objection: str) -> None:
    if objection:
        typer.echo(objection, err=True)
        raise typer.Exit(1)


def _objection(username: str, name: str, roles: frozenset[Role], rfc: str) -> str:
    """Return what is wrong, before anybody is asked for a password; empty where nothing is."""
    if not _USERNAME.fullmatch(username):
        return "El usuario lleva de 3 a 64 caracteres: letras sin acento, números, punto, guion o guion bajo."
    if not name or not name.isprintable():
        return "Indique con --name el nombre completo o la razón social, en una sola línea."
    if Role.FILER in roles and not rfc.strip():
        return "Un promovente necesita su RFC: la e.firma con que firme debe ser la de ese RFC."
    try:
        Rfc.parse(rfc if rfc.strip() else "XAXX010101000")
    except ValueError:
        return "El RFC no tiene la forma correcta: 12 caracteres para empresas, 13 para personas."
    return ""


def _password(rules: "PasswordRules", own: OwnData) -> str:
    """Ask twice; never an option, since a command line is readable by every process of the machine."""
    for _ in range(_TRIES):
        password: str = typer.prompt("Contraseña", hide_input=True)
        objection = _objection_to(password, rules, own)
        if objection:
            typer.echo(objection, err=True)
        elif password != typer.prompt("Repita la contraseña", hide_input=True):
            typer.echo("Las dos contraseñas no son iguales.", err=True)
        else:
            return password
    typer.echo("No se creó la cuenta.", err=True)
    raise typer.Exit(1)


def _objection_to(password: str, rules: "PasswordRules", own: OwnData) -> str:
    try:
        rules.check(password, own, has_second_factor=False)
    except PasswordNotAdmitted as refusal:
        words = explain_refusal(refusal)
        return f"{words.what} {words.means} {words.do}"
    return ""
