"""Routes by which documents are read: the original, what can be shown of it, and its pages as pictures."""

from dataclasses import asdict
from functools import partial

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from console import texts
from console.office import office
from console.web.answers import RequestNotUnderstood, answering, answering_async, attachment
from console.web.identity import actor_of
from console.web.turns import Turns
from core.documents.previews import NoPreview, PagesPreview, Preview

# what comes from a filer's file must never act in a reader's browser, nor stay in a shared cache
_UNTRUSTED = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_PICTURE_HEADERS = {**_UNTRUSTED, "Cache-Control": "private, max-age=600"}
DEFAULT_WIDTH = 1000
# three readers draw at once: one account takes two of them at most, and waiting takes no thread of other routes
_TURNS = Turns("readers", most=6, most_of_one=2)


@answering
def original(request: Request) -> Response:
    """``GET /api/documentos/{document_id}/original``: the filer's bytes, always as a download."""
    document, chunks = office().reading.stream(actor_of(request), int(request.path_params["document_id"]))
    headers = {
        **_UNTRUSTED,
        "Content-Disposition": attachment(document.name),
        "Content-Length": str(document.size_bytes),
    }
    return StreamingResponse(chunks, media_type="application/octet-stream", headers=headers)


@answering_async
async def preview(request: Request) -> Response:
    """``GET /api/documentos/{document_id}/vista``: what the viewer shows."""
    actor = actor_of(request)
    show = partial(office().reading.preview, actor, int(request.path_params["document_id"]))
    return JSONResponse(_content(await _TURNS.run(actor.account_id, show)), headers=_UNTRUSTED)


def _content(found: Preview) -> dict[str, object]:
    if isinstance(found, NoPreview):
        reason = texts.finding(found.finding.code, found.finding.facts, "clerk")
        return {"kind": found.kind, "reason": reason}
    if isinstance(found, PagesPreview):
        return {"kind": found.kind, "pages": found.pages, "sizes": found.sizes}
    return {"kind": found.kind, **asdict(found)}


@answering_async
async def page_image(request: Request) -> Response:
    """``GET /api/documentos/{document_id}/paginas/{page}?ancho=…``: one page, drawn on the server."""
    width = request.query_params.get("ancho", str(DEFAULT_WIDTH))
    if not (width.isascii() and width.isdigit() and len(width) <= 5):  # noqa: PLR2004 - digits of a width
        raise RequestNotUnderstood
    actor = actor_of(request)
    document_id, page = int(request.path_params["document_id"]), int(request.path_params["page"])
    draw = partial(office().reading.page_image, actor, document_id, page, int(width))
    image = await _TURNS.run(actor.account_id, draw)
    return Response(image.data, media_type=image.media_type, headers=_PICTURE_HEADERS)
