"""The route by which the reader's browser tells which pages stood before their eyes."""

import json

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from console.office import office
from console.web.answers import RequestNotUnderstood, answering_async
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
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > _MAX_BODY_BYTES:
            raise RequestNotUnderstood
    try:
        content = json.loads(bytes(data))
    except (ValueError, RecursionError):
        raise RequestNotUnderstood from None
    pages = content.get("pages") if isinstance(content, dict) else None
    if not isinstance(pages, list):
        raise RequestNotUnderstood
    return pages
