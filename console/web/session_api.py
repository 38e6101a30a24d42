"""What the browser's watch over the session asks, and the page on which a renewed session ends up."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from console.office import office
from console.web.answers import answering
from console.web.forms import page
from console.web.identity import (
    ACTOR_SCOPE_KEY,
    actor_of,
    client_address,
    csrf_token,
    person_mark,
    require_csrf,
    session_token,
)
from core.domain.people import Actor

_WARN_SECONDS = 300
_NEVER_CACHED = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class _Standing:
    """How a session stands. Seconds from now; ``warn_seconds`` before either end the person is warned."""

    person: str
    csrf: str
    idle_seconds: int
    final_seconds: int
    warn_seconds: int


@answering
def standing(request: Request) -> Response:
    """``GET /api/sesion``: how long the session lasts if nothing is done. No sign of life; open to anybody."""
    return _answer(request)


@answering
def stay(request: Request) -> Response:
    """``POST /api/sesion``: the person is there and goes on."""
    actor_of(request)
    require_csrf(request)
    office().sessions.actor(session_token(request), client_address(request))
    return _answer(request)


def _answer(request: Request) -> Response:
    actor = request.scope.get(ACTOR_SCOPE_KEY)
    found = _standing(request, actor) if isinstance(actor, Actor) else None
    told = {"ended": True} if found is None else {name: getattr(found, name) for name in _Standing.__slots__}
    return JSONResponse(told, headers=_NEVER_CACHED)


def _standing(request: Request, actor: Actor) -> _Standing | None:
    token = session_token(request)
    left, now = office().sessions.time_left(token), office().clock.now()
    if left is None:
        return None
    return _Standing(
        person=person_mark(actor),
        csrf=csrf_token(token),
        idle_seconds=int((left.idle_at - now).total_seconds()),
        final_seconds=int((left.final_at - now).total_seconds()),
        warn_seconds=min(_WARN_SECONDS, office().settings.session_idle_minutes * 20),
    )


@answering
def ready(request: Request) -> Response:
    """``GET /sesion-lista``: signed in again in another tab; the first tab is told, and goes on."""
    return page(request, "sesion_lista.html", person=actor_of(request).name)


PUBLIC_ROUTES = (
    Route("/api/sesion", standing, methods=["GET"]),
    Route("/api/sesion", stay, methods=["POST"]),
)
GUARDED_ROUTES = (Route("/sesion-lista", ready, methods=["GET"]),)
