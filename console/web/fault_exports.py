"""The reports of faults as a table, sent while it is made."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console import texts
from console.export_words import file_name
from console.fault_address import fault_address
from console.office import office
from console.web.answers import answering_async, attachment
from console.web.identity import actor_of
from console.web.outflow import Outflow, OutflowResponse, Slots
from core.domain.people import Permission, require
from core.services.fault_desk import FaultWords

_EXPORTS = Slots(1)
_CHUNK = 500


@answering_async
async def table(request: Request) -> Response:
    """``GET /api/fallas.csv``: the reports of the list whose address's parameters follow."""
    actor = actor_of(request)
    require(actor, Permission.READ_FAULTS)
    query = fault_address(dict(request.query_params)).query(_CHUNK)
    words = FaultWords(texts.labels("fault_column"), texts.labels("fault_status"))
    write = partial(office().fault_desk.table, actor, query, words)
    with _EXPORTS.given_back_on_failure(actor.account_id):
        outflow = Outflow()
        outflow.start(write, partial(_EXPORTS.give_back, actor.account_id))
    try:
        first = await outflow.next()
    except BaseException:
        outflow.leave()
        raise
    name = file_name("fallas", "csv", office().clock.now(), office().settings.zone)
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": attachment(name)}
    return OutflowResponse(outflow, first, headers, "text/csv; charset=utf-8")


ROUTES = (Route("/api/fallas.csv", table),)
