"""The route by which the reader's browser tells which pages stood before their eyes."""

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from console.office import office
from console.web.answers import RequestNotUnderstood, answering_async
from console.web.bodies import json_object
from console.web.identity import actor_of, require_csrf

_MAX_BODY_BYTES = 64 * 1024
"""Enough for each of 10 000 pages in one report."""


@answering_async
async def see(request: Request) -> Response:
    """``POST /api/documentos/{document_id}/paginas-vistas`` with ``{pages: [number, …]}``, from 1.

    Answers with ``{pages: [number, …], total: number | null}``: all that this person saw of the document.
    """
    require_csrf(request)
    actor, document_id = actor_of(request), int(request.path_params["document_id"])
    pages = await _pages(request)
    kept = await to_thread.run_sync(office().coverage.see, actor, document_id, pages)
    return JSONResponse({"pages": kept.pages, "total": kept.total})


async def _pages(request: Request) -> list[object]:
    pages = (await json_object(request, _MAX_BODY_BYTES)).get("pages")
    if not isinstance(pages, list):
        raise RequestNotUnderstood
    return pages
