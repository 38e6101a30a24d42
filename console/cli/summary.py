"""``oficialia summary``: the board of a day or a week as a paper and a workbook."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from core.config import Settings

_DAY = ["%Y-%m-%d"]
_BAD_CHOICE = 2


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

    Termina con 2 si no se dice un periodo, y uno solo; con 3 si la base no responde.
    """
    from console.cli.database import working_database
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
    period = period_of(kind, on.date()) if on else last_over(kind, today)
    days = (period.since, period.until)
    with working_database(settings) as database:
        paper, workbook = summaries_of(database, clock, settings).by_operator(days)
    out.mkdir(parents=True, exist_ok=True)
    for suffix, data in (("pdf", paper), ("xlsx", workbook)):
        path = out / f"{file_stem(days)}.{suffix}"
        path.write_bytes(data)
        typer.echo(str(path))
