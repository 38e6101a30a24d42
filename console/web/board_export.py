"""Routes by which the board leaves: one table as CSV or XLSX, the summary of a range as XLSX or PDF."""

import io
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.board_address import BoardAddress, board_address
from console.office import office
from console.web.answers import RequestNotUnderstood, answering, attachment
from console.web.identity import actor_of
from core.domain.board import ALL_TYPES
from core.domain.chart_tables import TableName
from core.domain.exporting import SheetKind
from core.domain.people import Permission, require
from core.errors import NotFound
from core.services.summaries import file_stem

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


@answering
def table(request: Request) -> Response:
    """``GET /api/tablero/{table}.{csv|xlsx}``: one of the board's tables, of the address's range and type."""
    actor = actor_of(request)
    require(actor, Permission.READ_BOARD)
    name, kind = request.path_params["table"], request.path_params["kind"]
    if name not in set(TableName) or kind not in set(SheetKind):
        raise RequestNotUnderstood
    asked, out = _asked(request), io.BytesIO()
    days = (asked.since, asked.until)
    office().summaries.table(actor, TableName(name), SheetKind(kind), days, asked.tipo, out)
    return _file(out.getvalue(), f"{name}-{asked.since.isoformat()}-a-{asked.until.isoformat()}", kind)


@answering
def summary(request: Request) -> Response:
    """``GET /api/tablero/resumen.{xlsx|pdf}``: every table of the address's range and type."""
    actor, kind = actor_of(request), request.path_params["kind"]
    require(actor, Permission.READ_BOARD)
    asked = _asked(request)
    days = (asked.since, asked.until)
    if kind == "pdf":
        return _file(office().summaries.paper(actor, days, asked.tipo), file_stem(days), kind)
    if kind != "xlsx":
        raise RequestNotUnderstood
    out = io.BytesIO()
    office().summaries.workbook(actor, days, asked.tipo, out)
    return _file(out.getvalue(), file_stem(days), kind)


def _asked(request: Request) -> BoardAddress:
    """Return what the address asks for; a type that there never was would be printed as it is written there."""
    zone = ZoneInfo(office().settings.zone)
    asked = board_address(request.query_params, office().clock.now().astimezone(zone).date())
    if asked.tipo != ALL_TYPES and office().catalogs.now().procedure_type(asked.tipo) is None:
        raise NotFound
    return asked


def _file(data: bytes, stem: str, kind: str) -> Response:
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": attachment(f"{stem}.{kind}")}
    return Response(data, media_type=_TYPES[kind], headers=headers)


ROUTES = (
    Route("/api/tablero/resumen.{kind}", summary),
    Route("/api/tablero/{table}.{kind}", table),
)
