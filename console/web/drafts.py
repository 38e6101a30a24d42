"""The route by which a browser keeps half-written texts while they are typed."""

import json
from collections.abc import Mapping

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.office import office
from console.web.answers import RequestNotUnderstood, answering_async
from console.web.identity import actor_of, require_csrf
from core.domain.people import Actor
from core.domain.reviewing import LARGEST_DRAFT, DraftKind

_MAX_BODY_BYTES = 8 * LARGEST_DRAFT
"""A character may take twelve bytes as JSON escapes; what is longer than a draft may be is refused by core."""


@answering_async
async def save(request: Request) -> Response:
    """``POST /api/promociones/{promocion_id}/borradores/{kind}`` with ``{content: {field: text, …}}``.

    The fields are put beside those kept before. Where no field holds a text any more, nothing is kept.
    """
    require_csrf(request)
    actor, promocion_id = actor_of(request), int(request.path_params["promocion_id"])
    kind = request.path_params["kind"]
    if kind not in set(DraftKind):
        raise RequestNotUnderstood
    content = await _content(request)
    await to_thread.run_sync(_keep, actor, promocion_id, DraftKind(kind), content)
    return Response(status_code=204)


def _keep(actor: Actor, promocion_id: int, kind: DraftKind, content: Mapping[str, str]) -> None:
    drafts = office().drafts
    before = drafts.load(actor, promocion_id, kind)
    whole = {**(before.content if before else {}), **content}
    if any(isinstance(text, str) and text.strip() for text in whole.values()):
        drafts.save(actor, promocion_id, kind, whole)
    elif before:
        drafts.discard(actor, promocion_id, kind)


async def _content(request: Request) -> Mapping[str, str]:
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > _MAX_BODY_BYTES:
            raise RequestNotUnderstood
    try:
        told = json.loads(bytes(data))
    except (ValueError, RecursionError):
        raise RequestNotUnderstood from None
    content = told.get("content") if isinstance(told, dict) else None
    if not isinstance(content, dict) or not all(isinstance(text, str) for text in content.values()):
        raise RequestNotUnderstood
    return content


ROUTES = (Route("/api/promociones/{promocion_id:int}/borradores/{kind}", save, methods=["POST"]),)
