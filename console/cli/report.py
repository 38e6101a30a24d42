"""``oficialia report``: every figure of a range, from the audit log alone."""

import json
from dataclasses import astuple
from datetime import datetime
from typing import Annotated

import typer

from core.config import Settings

_DAY = ["%Y-%m-%d"]
_NO_SUCH_TYPE = 2


def report(
    since: Annotated[
        datetime, typer.Option("--from", formats=_DAY, help="Primer día, en la zona de la oficina.")
    ],
    until: Annotated[datetime, typer.Option("--to", formats=_DAY, help="Último día, incluido.")],
    tipo: Annotated[
        str, typer.Option("--tipo", help="Clave de un tipo de procedimiento; todos si falta.")
    ] = "",
    as_json: Annotated[
        bool, typer.Option("--json", help="Un objeto JSON, descrito en core/domain/board_json.py.")
    ] = False,
) -> None:
    """Vuelve a calcular desde la bitácora las cifras del tablero de unos días.

    No lee los totales con que se dibuja el tablero: lee uno por uno los actos. Termina con 2 si ni los
    catálogos ni los actos de esos días conocen el tipo; con 3 si la base no responde o los catálogos no se pueden
    usar.
    """
    from console.cli.catalogs_in_force import working_catalogs
    from console.cli.report_table import report_lines
    from core.clock import SystemClock
    from core.domain.board import ALL_TYPES
    from core.domain.board_json import figures_to_json
    from core.services.reporting import Reporting

    settings = Settings.from_environment()
    with working_catalogs(settings) as (database, catalogs):
        figures = Reporting(database, SystemClock(), settings).figures(since.date(), until.date(), tipo)
        types = catalogs.now().procedure_types
    known = [entry.code for entry in types]
    # What the log tells is told, even of a code that somebody took out of the file.
    if tipo not in (ALL_TYPES, *known) and not any(astuple(figures.flow)):
        typer.echo(
            f"No hay un tipo de procedimiento con la clave {tipo!r}. Hay: {', '.join(known)}.", err=True
        )
        raise typer.Exit(_NO_SUCH_TYPE)
    if as_json:
        typer.echo(json.dumps(figures_to_json(figures, settings.zone), ensure_ascii=False, indent=2))
        return
    for line in report_lines(figures, settings.zone):
        typer.echo(line)
