"""The route by which the preview of a receipt reaches the clerk who is about to decide."""

from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.office import office
from console.web.answers import answering
from console.web.identity import actor_of
from core.domain.people import Actor
from core.domain.workflow import StatusForbids
from core.errors import NotFound
from core.services.claims import NotClaimed, SomebodyElseHasIt

_HEADERS = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}


def _papers() -> Mapping[str, Callable[[Actor, int], tuple[bytes, ...]]]:
    previews = office().previews
    return {"aceptacion": previews.acceptance, "rechazo": previews.rejection}


@answering
def page(request: Request) -> Response:
    """``GET /api/promociones/{promocion_id}/vista-previa/{paper}/{page}.png``: a page, from 1, of a preview.

    ``paper``: ``aceptacion``, or ``rechazo`` as the clerk's own draft has it.
    """
    actor, wanted = actor_of(request), int(request.path_params["page"])
    draw = _papers().get(request.path_params["paper"])
    if draw is None:
        raise NotFound
    try:
        pages = draw(actor, int(request.path_params["promocion_id"]))
    except (NotClaimed, SomebodyElseHasIt, StatusForbids):  # whoever cannot decide it now has none to look at
        raise NotFound from None
    if not 1 <= wanted <= len(pages):
        raise NotFound
    return Response(pages[wanted - 1], media_type="image/png", headers=_HEADERS)


ROUTES = (Route("/api/promociones/{promocion_id:int}/vista-previa/{paper}/{page:int}.png", page),)
