"""``oficialia summary``: the board of a day or a week as a paper and a workbook."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from core.config import Settings

_DAY = ["%Y-%m-%d"]
_NOT_WRITTEN, _BAD_CHOICE = 1, 2


def summary(
    out: Annotated[Path, typer.Option("--out", help="Carpeta donde se escriben el PDF y el libro de Excel.")],
    week: Annotated[
        bool, typer.Option("--week", help="La última semana completa, de lunes a domingo.")
    ] = False,
    day: Annotated[bool, typer.Option("--day", help="El último día completo.")] = False,
    on: Annotated[
        datetime | None,
        typer.Option("--on", formats=_DAY, help="En lugar de los últimos, el día o la semana de esta fecha."),
    ] = None,
) -> None:
    """Escribe el resumen del tablero en PDF/A y en Excel, y queda en el registro como acto del sistema.

    Termina con 1 si no se puede escribir en la carpeta; con 2 si no se dice un periodo, y uno solo, o si el periodo
    todavía no empieza; con 3 si la base no responde o los catálogos no se pueden usar.
    """
    from console.cli.catalogs_in_force import working_catalogs
    from core.bootstrap_board import summaries_of
    from core.clock import SystemClock
    from core.domain.summary import SummaryKind, last_over, period_of
    from core.services.summaries import file_stem

    settings, clock = Settings.from_environment(), SystemClock()
    if week == day:
        typer.echo("Diga --week o --day, una de las dos.", err=True)
        raise typer.Exit(_BAD_CHOICE)
    kind = SummaryKind.WEEKLY if week else SummaryKind.DAILY
    today: date = clock.now().astimezone(ZoneInfo(settings.zone)).date()
    if on and on.date() > period_of(kind, today).until:
        typer.echo(f"Ese periodo todavía no empieza: hoy es {today:%d/%m/%Y}.", err=True)
        raise typer.Exit(_BAD_CHOICE)
    period = period_of(kind, on.date()) if on else last_over(kind, today)
    days = (period.since, period.until)
    with working_catalogs(settings) as (database, catalogs):
        paper, workbook = summaries_of(database, clock, settings, catalogs).by_operator(days)
    _write(out, file_stem(days), {"pdf": paper, "xlsx": workbook})


def _write(out: Path, stem: str, files: Mapping[str, bytes]) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        for suffix, data in files.items():
            path = out / f"{stem}.{suffix}"
            path.write_bytes(data)
            typer.echo(str(path))
    except OSError as error:
        typer.echo(f"No se puede escribir en {out}: {error.strerror}", err=True)
        raise typer.Exit(_NOT_WRITTEN) from None
