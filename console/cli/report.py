"""``oficialia report``: every figure of a range, from the audit log alone."""

import json
from datetime import datetime
from typing import Annotated

import typer

from core.config import Settings

_DAY = ["%Y-%m-%d"]


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

    No lee los totales con que se dibuja el tablero: lee uno por uno los actos. Termina con 3 si la base no
    responde.
    """
    from console.cli.database import working_database
    from console.cli.report_table import report_lines
    from core.clock import SystemClock
    from core.domain.board_json import figures_to_json
    from core.services.reporting import Reporting

    settings = Settings.from_environment()
    with working_database(settings) as database:
        figures = Reporting(database, SystemClock(), settings).figures(since.date(), until.date(), tipo)
    if as_json:
        typer.echo(json.dumps(figures_to_json(figures, settings.zone), ensure_ascii=False, indent=2))
        return
    for line in report_lines(figures, settings.zone):
        typer.echo(line)
