"""``oficialia trust``: whose certificates the institution believes."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from console.cli.refused import REFUSED, saying_why
from console.cli.signature_texts import instant, printable
from core.clock import SystemClock
from core.config import Settings

if TYPE_CHECKING:
    from core.signatures.anchor_files import AnchorFile
    from core.signatures.certificate import Certificate

    Placing = Callable[[Certificate], Path | None]

trust = typer.Typer(name="trust", help="Autoridades certificadoras que se reconocen.", no_args_is_help=True)
_RESTART = "Un servidor en marcha lo toma en cuenta cuando vuelve a arrancar."
Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Certificados de autoridades.")]
Yes = Annotated[bool, typer.Option("--yes", help="No preguntar; para programas.")]


@trust.command("list")
def list_() -> None:
    """Muestra cada autoridad con su huella, su vigencia y su archivo."""
    from core.signatures.anchor_files import anchor_files

    folder = Settings.from_environment().trust
    found = anchor_files(folder)
    for file in found:
        typer.echo(_described(file))
    if not found:
        typer.echo(f"No hay autoridades certificadoras en {folder}.")


@trust.command()
def add(
    files: Files,
    yes: Yes = False,
    sat: Annotated[bool, typer.Option("--sat", help="FILE es el ZIP de certificados del SAT.")] = False,
) -> None:
    """Agrega autoridades: muestra la huella de cada una y pregunta.

    Termina con 1 si no se agregó alguna y con 3 si la base no está lista.
    """
    from console.cli.database import working_database
    from core.services.trusting import Trusting

    settings = Settings.from_environment()
    with saying_why():
        authorities, responders = _read_bundles(files) if sat else (_read(files), ())
    with working_database(settings) as database:
        trusting = Trusting(database, SystemClock(), settings.trust)
        done = [_add(each, yes, trusting.add) for each in authorities]
        done += [_add(each, yes, trusting.add_responder) for each in responders]
    typer.echo(_RESTART)
    raise typer.Exit(0 if done and all(done) else REFUSED)


def _read(files: Iterable[Path]) -> "tuple[Certificate, ...]":
    from core.signatures.anchor_files import read_authority
    from core.signatures.certificate import MAX_BYTES

    return tuple(read_authority(_bytes(path, MAX_BYTES + 1)) for path in files)


def _bytes(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        typer.echo(f"El archivo {printable(str(path))} no puede leerse: {error.strerror}.", err=True)
        raise typer.Exit(REFUSED) from None


def _read_bundles(files: Iterable[Path]) -> "tuple[tuple[Certificate, ...], tuple[Certificate, ...]]":
    from core.signatures.anchor_files import read_bundle

    most = 16 * 1024 * 1024
    bundles = [read_bundle(_bytes(path, most), SystemClock().now()) for path in files]
    for name in (name for bundle in bundles for name in bundle.others):
        typer.echo(f"No se toma {printable(name)}: no emite e.firmas, o las que emitió ya vencieron.")
    return (
        tuple(each for bundle in bundles for each in bundle.authorities),
        tuple(each for bundle in bundles for each in bundle.responders),
    )


def _add(certificate: "Certificate", yes: bool, place: "Placing") -> bool:
    """Show, ask, place; whether it is there in the end."""
    typer.echo("\n".join(_lines(certificate)))
    if not yes and not typer.confirm("¿Comparó la huella con la que publica su autoridad y la reconoce?"):
        typer.echo("No se agregó.")
        return False
    try:
        path = place(certificate)
    except OSError as error:
        typer.echo(f"No se agregó: la carpeta no se puede escribir ({error.strerror}).", err=True)
        return False
    typer.echo(f"Agregada en {path}." if path else "Ya estaba.")
    return True


@trust.command()
def remove(
    prefix: Annotated[str, typer.Argument(metavar="SHA256", help="Huella, o sus primeros ocho dígitos.")],
    yes: Yes = False,
) -> None:
    """Deja de reconocer una autoridad. Termina con 1 si no se retiró y con 3 si la base no está lista."""
    from console.cli.database import working_database
    from core.services.trusting import Trusting
    from core.signatures.anchor_files import files_of

    settings = Settings.from_environment()
    with saying_why():
        files = files_of(settings.trust, prefix)
    typer.echo("\n".join(_described(file) for file in files))
    if not yes and not typer.confirm(
        "Las firmas de quienes tienen su certificado dejarán de valer. ¿Retirarla?"
    ):
        typer.echo("No se retiró.")
        raise typer.Exit(REFUSED)
    with working_database(settings) as database:
        Trusting(database, SystemClock(), settings.trust).remove(files)
    typer.echo(f"Retirada. {_RESTART}")


@trust.command()
def check(
    as_json: Annotated[bool, typer.Option("--json", help="Un objeto JSON por línea y por archivo.")] = False,
) -> None:
    """Revisa la carpeta. Termina con 0 si todo está bien, 1 si hay avisos y 2 si no hay ninguna autoridad."""
    from console.cli.trust_check import examined

    settings = Settings.from_environment()
    found = examined(settings, SystemClock().now())
    for each in found:
        shown = json.dumps(each.as_json(), ensure_ascii=False) if as_json else each.as_text()
        typer.echo(shown)
    if not any(each.is_usable for each in found):
        typer.echo(
            f"No hay autoridades certificadoras en {settings.trust}: ninguna firma se admite.", err=True
        )
        raise typer.Exit(2)
    raise typer.Exit(1 if any(each.problems for each in found) else 0)


def _described(file: "AnchorFile") -> str:
    heading = f"{file.path}{' (de prueba)' if file.is_test else ''}"
    if file.certificate is None:
        return f"{printable(heading)}\n  No es el certificado de una autoridad que pueda usarse."
    return "\n".join([printable(heading), *_lines(file.certificate)])


def _lines(certificate: "Certificate") -> list[str]:
    from core.signatures.anchor_files import fingerprint

    digits = fingerprint(certificate).upper()
    pairs = ":".join(digits[at : at + 2] for at in range(0, len(digits), 2))
    return [
        f"  Titular   {printable(certificate.holder)}",
        f"  Emisor    {printable(certificate.issuer)}",
        f"  Serie     {certificate.serial}",
        f"  Vigencia  {instant(certificate.not_before)} a {instant(certificate.not_after)}",
        f"  SHA-256   {pairs}",
    ]
