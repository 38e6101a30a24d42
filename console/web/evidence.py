"""Routes of a promoción's evidence: each piece as a download, and the verification report to be printed."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.office import office
from console.web.answers import answering, attachment
from console.web.identity import actor_of

_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}


@answering
def piece(request: Request) -> Response:
    """``GET /api/promociones/{promocion_id}/evidencia/{name}``: one piece, always as a download."""
    promocion_id, name = int(request.path_params["promocion_id"]), request.path_params["name"]
    found = office().evidence_files.file(actor_of(request), promocion_id, name)
    headers = {**_HEADERS, "Content-Disposition": attachment(found.name)}
    return Response(found.data, media_type=found.media_type, headers=headers)


ROUTES = (Route("/api/promociones/{promocion_id:int}/evidencia/{name}", piece),)
