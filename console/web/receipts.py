"""Routes by which receipts, evidence packages and exports are downloaded."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from console import texts
from console.office import office
from console.web.answers import RequestNotUnderstood, answering, answering_async, attachment
from console.web.identity import actor_of
from console.web.outflow import Outflow, OutflowResponse, Slots
from core.domain.queue import Tab
from core.services.reporting import acuse_file_name, to_csv, to_xlsx

if TYPE_CHECKING:  # slow to import, and only an export makes a table
    import pandas as pd

_MAX_SELECTION = 500
_PACKAGES = Slots(2)
_PRIVATE = {"Cache-Control": "private, no-store"}
_TABLES: "dict[str, tuple[Callable[[pd.DataFrame], bytes], str]]" = {
    "csv": (to_csv, "text/csv; charset=utf-8"),
    "xlsx": (to_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
HEADINGS = (
    "Folio",
    "Número de oficialía",
    "Estado",
    "Procedimiento",
    "Tipo de procedimiento",
    "Promovente",
    "RFC",
    "Documentos",
    "Enviada",
    "Se tiene por presentada",
    "Resuelta",
    "Resolvió",
    "Causa",
    "Motivo",
)


@answering
def acuse(request: Request) -> Response:
    """``GET /api/acuses/{acuse_id}.pdf``: a sealed receipt; shown in the browser unless ``descargar``."""
    stored, promocion, pdf = office().reading.acuse(actor_of(request), int(request.path_params["acuse_id"]))
    name = acuse_file_name(stored.kind, promocion.folio)
    return Response(pdf, media_type="application/pdf", headers={**_PRIVATE, **_disposition(name)})


@answering_async
async def package(request: Request) -> Response:
    """``GET /api/promociones/{promocion_id}/paquete.zip``: everything needed to verify without us.

    It is sent while it is packed. What is refused before the first MiB is answered as any refusal; later the
    connection is cut, and no program opens what had arrived.
    """
    actor, packaging = actor_of(request), office().packaging
    promocion_id = int(request.path_params["promocion_id"])
    with _PACKAGES.given_back_on_failure(actor.account_id):
        contents = await to_thread.run_sync(packaging.prepare, actor, promocion_id)
        outflow = Outflow()
        outflow.start(partial(packaging.write, contents), partial(_PACKAGES.give_back, actor.account_id))
    try:
        first = await outflow.next()
    except BaseException:
        outflow.leave()
        raise
    headers = {**_PRIVATE, **_disposition(f"evidencia-{contents.folio}.zip")}
    return OutflowResponse(outflow, first, headers, "application/zip")


@answering
def closed_list(request: Request) -> Response:
    """``GET /api/exportar/cerradas.{csv|xlsx}?buscar=…``: the closed view as a table."""
    kind = request.path_params["kind"]
    if kind not in _TABLES:
        raise RequestNotUnderstood
    actor = actor_of(request)
    query = replace(office().review.query(actor, Tab.CLOSED), search=request.query_params.get("buscar", ""))
    query = replace(query, sort="decided_at", descending=True)
    table = office().reporting.table(actor, query, HEADINGS, office().settings.zone)
    _name_codes(table)
    write, media_type = _TABLES[kind]
    return Response(
        write(table), media_type=media_type, headers={**_PRIVATE, **_disposition(f"cerradas.{kind}")}
    )


def _name_codes(table: "pd.DataFrame") -> None:
    """Put what people read in the place of codes: entries of the catalogues, retired ones too."""
    catalogs = office().catalogs
    types = {t.code: t.name for t in catalogs.procedure_types}
    grounds = {g.code: g.title for g in catalogs.grounds}
    names = {"Tipo de procedimiento": types, "Causa": grounds, "Estado": texts.labels("status")}
    for column, named in names.items():
        table[column] = [named.get(code, code) for code in table[column]]


@answering
def selected_receipts(request: Request) -> Response:
    """``GET /api/exportar/acuses.zip?id=…&id=…``: the receipts of a selection."""
    ids = request.query_params.getlist("id")
    if not 0 < len(ids) <= _MAX_SELECTION or not all(i.isascii() and i.isdigit() for i in ids):
        raise RequestNotUnderstood
    data = office().reporting.receipts(actor_of(request), [int(i) for i in ids])
    return Response(data, media_type="application/zip", headers={**_PRIVATE, **_disposition("acuses.zip")})


def _disposition(name: str) -> dict[str, str]:
    return {"Content-Disposition": attachment(name)}
