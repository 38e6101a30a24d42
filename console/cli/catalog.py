"""``oficialia catalog``: the catalogues' editions, read, taken out and put in from files."""

import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from console.cli.catalogs_in_force import working_catalogs
from console.cli.refused import REFUSED, saying_why
from console.cli.signature_texts import printable
from console.formats import instant
from console.texts import label
from core.config import Settings
from core.domain.editions import CatalogName, Change, Edition, entry_name

if TYPE_CHECKING:
    from core.services.catalog_keeping import CatalogKeeping

catalog = typer.Typer(
    name="catalog",
    help="Catálogos: sus ediciones, lo que dicen, e importarlos y exportarlos como TOML.",
    no_args_is_help=True,
)
Name = Annotated[CatalogName, typer.Argument(metavar="CATÁLOGO", help=", ".join(CatalogName))]
Number = Annotated[int | None, typer.Option("--edition", help="Cuál; sin esto, la que rige.")]
_LISTS = {CatalogName.CALENDAR: ("hours", "days"), CatalogName.INSTITUCION: ("support",)}
_LONGEST_LINE = 100


@catalog.command("list")
def list_() -> None:
    """Muestra qué edición rige de cada catálogo. Termina con 3 si la base no está lista."""
    settings = Settings.from_environment()
    with _keeping(settings) as keeping:
        for name in CatalogName:
            found = keeping.edition_for_operator(name)
            typer.echo(f"{name:<16} {label('catalog', name):<24} {_edition(found, settings.zone)}")


@catalog.command()
def history(name: Name) -> None:
    """Muestra quién guardó cada edición, cuándo y por qué. Termina con 3 si la base no está lista."""
    settings = Settings.from_environment()
    with _keeping(settings) as keeping:
        for found in keeping.editions_for_operator(name):
            typer.echo(f"{_edition(found, settings.zone)}\n    {printable(found.reason) or '—'}")


@catalog.command()
def show(name: Name, edition: Number = None) -> None:
    """Muestra las entradas de una edición y hasta cuándo se usan.

    Termina con 1 si no existe esa edición y con 3 si la base no está lista.
    """
    with _keeping(Settings.from_environment()) as keeping, saying_why():
        document = tomllib.loads(keeping.edition_for_operator(name, edition).content)
    for row in _rows(document, _LISTS.get(name, (name,))):
        typer.echo(_entry(row))


@catalog.command()
def export(name: Name, edition: Number = None) -> None:
    """Escribe una edición como TOML, tal como se guardó.

    Termina con 1 si no existe esa edición y con 3 si la base no está lista.
    """
    with _keeping(Settings.from_environment()) as keeping, saying_why():
        typer.echo(keeping.edition_for_operator(name, edition).content, nl=False)


@catalog.command("import")
def import_(
    name: Name,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="El documento entero, TOML.")],
    reason: Annotated[str, typer.Option(help="Por qué se cambia; queda en la historia.")],
    base: Annotated[
        int | None, typer.Option("--base", help="Edición de que parte; sin esto, la que rige.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="No preguntar; para programas.")] = False,
) -> None:
    """Guarda un archivo como la edición que sigue: muestra lo que cambia y pregunta. Rige desde ese momento.

    Termina con 1 si no se guarda y con 3 si la base no está lista.
    """
    content = _content(file)
    with _keeping(Settings.from_environment()) as keeping, saying_why():
        current = keeping.edition_for_operator(name)
        _tell(keeping.changes_for_operator(name, content))
        if not yes and not typer.confirm("¿Guardar esta edición?"):
            typer.echo("No se guardó.", err=True)
            raise typer.Exit(REFUSED)
        saved = keeping.save_by_operator(name, content, current.number if base is None else base, reason)
    typer.echo(f"Rige la edición {saved.number} de «{label('catalog', name)}».")


@contextmanager
def _keeping(settings: Settings) -> "Iterator[CatalogKeeping]":
    from core.bootstrap_calendar import calendar_services
    from core.clock import SystemClock

    with working_catalogs(settings) as (database, catalogs):
        yield calendar_services(database, SystemClock(), settings, catalogs).catalog_keeping


def _content(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        typer.echo(f"No se puede leer {file}: {error}", err=True)
        raise typer.Exit(REFUSED) from None


def _edition(found: Edition, zone: str) -> str:
    if found.number == 0:
        return "edición 0, el archivo"
    by = printable(found.saved_by) or "línea de órdenes"
    return f"edición {found.number}, {instant(found.saved_at, zone)}, {by}"


def _rows(document: dict[str, Any], keys: Sequence[str]) -> Iterator[dict[str, Any]]:
    for key in keys:
        rows = document.get(key, [])
        yield from rows if isinstance(rows, list) else [rows]


def _entry(row: dict[str, Any]) -> str:
    told = next((str(row[key]) for key in ("name", "title", "text", "legal_basis") if key in row), "")
    line = printable(f"{entry_name(row):<34} {told}")
    since = f" (desde {row['valid_from']})" if "valid_from" in row else ""
    retired = f" (retirada el {row['retired_on']})" if "retired_on" in row else ""
    return f"{line[:_LONGEST_LINE]}{since}{retired}"


def _tell(changes: Sequence[Change]) -> None:
    for change in changes:
        keys = f": {', '.join(change.keys)}" if set(change.keys) - {change.entry} else ""
        typer.echo(printable(f"{label('catalog_change_line', change.kind)} {change.entry}{keys}"))
