"""The route by which an edition of a catalogue leaves as a file."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.office import office
from console.web.answers import answering, attachment
from console.web.identity import actor_of
from core.domain.editions import CatalogName
from core.domain.people import Permission, require
from core.errors import NotFound


@answering
def edition(request: Request) -> Response:
    """``GET /api/catalogos/{name}/{number}.toml``: an edition to the letter, comments and all."""
    actor = actor_of(request)
    require(actor, Permission.MANAGE_CATALOGS)
    name, number = request.path_params["name"], int(request.path_params["number"])
    if name not in set(CatalogName):
        raise NotFound
    content = office().catalog_keeping.export(actor, CatalogName(name), number)
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": attachment(f"{name}-{number}.toml"),
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type="application/toml; charset=utf-8", headers=headers)


ROUTES = (Route("/api/catalogos/{name}/{number:int}.toml", edition),)
