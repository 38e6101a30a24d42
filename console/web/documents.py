"""Routes by which documents are read: the original, what can be shown of it, its pages and their words."""

from functools import partial

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from console.office import office
from console.web.answers import RequestNotUnderstood, answering, answering_async, attachment
from console.web.document_json import page_words, preview_json
from console.web.identity import actor_of
from console.web.turns import Turns
from core.domain.promocion import Scan

# what comes from a filer's file must never act in a reader's browser, nor stay in a shared cache
_UNTRUSTED = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_KEPT_SHORTLY = {**_UNTRUSTED, "Cache-Control": "private, max-age=600"}
_INERT = ".infectado"
DEFAULT_WIDTH = 1000
MAX_SOUGHT = 200
# three readers draw at once: one account takes two of them at most, and waiting takes no thread of other routes
_TURNS = Turns("readers", most=6, most_of_one=2)


@answering
def original(request: Request) -> Response:
    """``GET /api/documentos/{document_id}/original``: the filer's bytes, always as a download.

    What the antivirus found infected gets a name that no program opens by a double click.
    """
    document, chunks = office().reading.stream(actor_of(request), int(request.path_params["document_id"]))
    headers = {
        **_UNTRUSTED,
        "Content-Disposition": attachment(document.name + _INERT * (document.scan == Scan.INFECTED)),
        "Content-Length": str(document.size_bytes),
    }
    return StreamingResponse(chunks, media_type="application/octet-stream", headers=headers)


@answering_async
async def preview(request: Request) -> Response:
    """``GET /api/documentos/{document_id}/vista``: what the viewer shows."""
    actor = actor_of(request)
    show = partial(office().reading.preview, actor, int(request.path_params["document_id"]))
    return JSONResponse(preview_json(await _TURNS.run(actor.account_id, show)), headers=_UNTRUSTED)


@answering_async
async def page_text(request: Request) -> Response:
    """``GET /api/documentos/{document_id}/paginas/{page}/texto``: a page's words, to lay over its picture.

    ``{size: [width, height], words: [[text, left, top, width, height]…], truncated}`` with boxes in the units
    of ``size`` from the upper left corner of the page as it is drawn.
    """
    actor = actor_of(request)
    document_id, page = int(request.path_params["document_id"]), int(request.path_params["page"])
    read = partial(office().reading.page_text, actor, document_id, page)
    return JSONResponse(page_words(await _TURNS.run(actor.account_id, read)), headers=_KEPT_SHORTLY)


@answering_async
async def search(request: Request) -> Response:
    """``GET /api/documentos/{document_id}/buscar?texto=…``: on which pages of a PDF a text stands.

    ``{pages: [[page, count]…], total, searched, complete}``; case, accents and line ends do not count.
    """
    text = request.query_params.get("texto", "")
    if not text.strip() or len(text) > MAX_SOUGHT:
        raise RequestNotUnderstood
    actor = actor_of(request)
    find = partial(office().reading.search, actor, int(request.path_params["document_id"]), text)
    hits = await _TURNS.run(actor.account_id, find)
    found = {"pages": hits.pages, "total": hits.total, "searched": hits.searched, "complete": hits.complete}
    return JSONResponse(found, headers=_UNTRUSTED)


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
    return Response(image.data, media_type=image.media_type, headers=_KEPT_SHORTLY)
