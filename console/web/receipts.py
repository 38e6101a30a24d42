"""Routes by which receipts and evidence packages are downloaded."""

from functools import partial

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from console.office import office
from console.web.answers import answering, answering_async, attachment
from console.web.identity import actor_of
from console.web.outflow import Outflow, OutflowResponse, Slots
from core.services.bundling import acuse_file_name

_PACKAGES = Slots(2)
_PRIVATE = {"Cache-Control": "private, no-store"}


@answering
def acuse(request: Request) -> Response:
    """``GET /api/acuses/{acuse_id}.pdf``: a sealed receipt; shown in the browser unless ``descargar``."""
    stored, promocion, pdf = office().reading.acuse(actor_of(request), int(request.path_params["acuse_id"]))
    replaced = stored.replaced_by is not None
    name = acuse_file_name(stored.kind, promocion.folio, stored.edition, replaced=replaced)
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


def _disposition(name: str) -> dict[str, str]:
    return {"Content-Disposition": attachment(name)}
