"""Routes by which lists leave as tables and receipts as a bundle; both are sent while they are made."""

from collections.abc import Callable
from functools import partial
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from console.export_words import bundle_words, file_name, table_words
from console.list_address import asked, list_address
from console.office import office
from console.web.answers import RequestNotUnderstood, answering, answering_async, attachment
from console.web.identity import actor_of
from console.web.outflow import Outflow, OutflowResponse, Slots
from core.domain.exporting import (
    DAY_COLUMNS,
    USUAL_COLUMNS,
    Scope,
    Selection,
    SheetKind,
    TableStyle,
    columns_named,
)
from core.domain.people import Actor, Permission, require

MOST_IN_ADDRESS = 500
"""Promociones that an address names one by one."""
_LONGEST_NUMBER = 100
"""Digits: Python makes no number of thousands of them."""
_EXPORTS = Slots(2)
_TYPES = {
    SheetKind.CSV: "text/csv; charset=utf-8",
    SheetKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@answering_async
async def table(request: Request) -> Response:
    """``GET /api/exportar/{cerradas|marcadas|dia}.{csv|xlsx}``: a list, the marked ones or the day as a table.

    ``columnas`` names the columns by their codes; a list is narrowed as its address is, the marked ones are
    named by ``id``.
    """
    actor, what = actor_of(request), request.path_params["what"]
    require(actor, Permission.EXPORT)
    selection = _selection(request, actor, what)
    kind = _kind(request.path_params["kind"])
    usual = DAY_COLUMNS if what == "dia" else USUAL_COLUMNS
    chosen = columns_named(request.query_params.get("columnas", "").split(",")) or usual
    style = TableStyle(kind, chosen, table_words())
    write = partial(office().exporting.table, actor, selection, style)
    return await _sent(actor, write, _name(what, kind), _TYPES[kind])


@answering_async
async def receipts(request: Request) -> Response:
    """``GET /api/exportar/acuses.zip``: the receipts of those named by ``id``, or of a whole list.

    ``envio=1`` adds each acuse de envío.
    """
    actor = actor_of(request)
    require(actor, Permission.EXPORT)
    what = "marcadas" if "lista" not in request.query_params else "cerradas"
    selection = _selection(request, actor, what)
    every = request.query_params.get("envio") == "1"

    def write(out: Outflow) -> object:
        return office().bundling.receipts(actor, selection, bundle_words(), out, every=every)

    return await _sent(actor, write, _name("acuses", "zip"), "application/zip")


@answering
def prepared(request: Request) -> Response:
    """``GET /api/exportar/preparado/{token}``: a table that its reader had prepared within the hour."""
    path = office().exporting.prepared(actor_of(request), request.path_params["token"])
    kind = _kind(path.suffix[1:])
    return FileResponse(path, media_type=_TYPES[kind], headers=_headers(path.name))


async def _sent(actor: Actor, write: Callable[[Outflow], object], name: str, media_type: str) -> Response:
    """Send what is written while it is written; what is refused before the first MiB is answered as such."""
    with _EXPORTS.given_back_on_failure(actor.account_id):
        outflow = Outflow()
        outflow.start(write, partial(_EXPORTS.give_back, actor.account_id))
    try:
        first = await outflow.next()
    except BaseException:
        outflow.leave()
        raise
    return OutflowResponse(outflow, first, _headers(name), media_type)


def _selection(request: Request, actor: Actor, what: str) -> Selection:
    if what == "dia":
        return Selection(Scope.DAY)
    if what == "marcadas":
        return Selection(Scope.MARKED, ids=_ids(request))
    if what != "cerradas":
        raise RequestNotUnderstood
    address = list_address({"lista": "cerradas", "orden": "resueltas", **request.query_params})
    query = asked(address, office().queue.query(actor, address.tab), ZoneInfo(office().settings.zone))
    return Selection(Scope.LIST, query, filters=address.query_string())


def _ids(request: Request) -> tuple[int, ...]:
    ids = request.query_params.getlist("id")
    if not 0 < len(ids) <= MOST_IN_ADDRESS or not all(map(_is_number, ids)):
        raise RequestNotUnderstood
    return tuple(dict.fromkeys(int(i) for i in ids))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER


def _kind(suffix: str) -> SheetKind:
    if suffix not in set(SheetKind):
        raise RequestNotUnderstood
    return SheetKind(suffix)


def _name(what: str, suffix: str) -> str:
    return file_name(what, suffix, office().clock.now(), office().settings.zone)


def _headers(name: str) -> dict[str, str]:
    return {"Cache-Control": "private, no-store", "Content-Disposition": attachment(name)}


ROUTES = (
    Route("/api/exportar/acuses.zip", receipts),
    Route("/api/exportar/preparado/{token}", prepared),
    Route("/api/exportar/{what}.{kind}", table),
)
