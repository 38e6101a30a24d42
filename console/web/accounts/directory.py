"""Coming in through the institution's directory: there with a ticket in a cookie, and back with a code."""

from functools import cache

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from console import texts
from console.office import office
from console.web.answers import answering_async
from console.web.cookies import keep_session
from console.web.forms import page
from console.web.identity import origin_of, safe_next, session_token
from core.errors import NotFound, Refusal
from core.services.accounts.directory import TICKET_SECONDS
from core.services.accounts.directory_identity import RETURN_PATH, DirectoryUnavailable

PATH = "/entrar/directorio"
_COOKIE = "oficialia_directorio"
_ASKED_AT_ONCE = 4
_MOST_WAITING = 20
_PARAMETERS = ("state", "code", "error", "iss")
_LONGEST = 4096


@answering_async
async def depart(request: Request) -> Response:
    """``GET /entrar/directorio``: send the browser to the directory."""
    _require_configured()
    following = safe_next(request.query_params.get("siguiente", "/"))
    return await to_thread.run_sync(_depart, request, following, limiter=_asking())


def _depart(request: Request, following: str) -> Response:
    if _asking().statistics().tasks_waiting >= _MOST_WAITING:
        return _refused(request, DirectoryUnavailable())
    try:
        departure = office().directory.depart(following)
    except Refusal as refusal:
        return _refused(request, refusal)
    response = RedirectResponse(departure.address, 303)
    response.set_cookie(
        _cookie(),
        departure.ticket,
        max_age=TICKET_SECONDS,
        httponly=True,
        secure=office().settings.secure_cookies,
        samesite="lax",  # the directory sends the browser back from another site
        path="/",
    )
    return response


@answering_async
async def arrive(request: Request) -> Response:
    """``GET /entrar/directorio/vuelta``: open a session for whom the directory vouches for."""
    _require_configured()
    return await to_thread.run_sync(_arrive, request, limiter=_asking())


def _arrive(request: Request) -> Response:
    parameters = request.query_params
    answer = {name: parameters[name][:_LONGEST] for name in _PARAMETERS if name in parameters}
    origin = origin_of(request)
    try:
        arrival = office().directory.arrive(request.cookies.get(_cookie(), "")[:_LONGEST], answer, origin)
    except Refusal as refusal:
        return _without_ticket(_refused(request, refusal))
    old = session_token(request)
    if old:
        office().sessions.sign_out(old, origin.address)
    response = RedirectResponse(safe_next(arrival.following), 303)
    return _without_ticket(keep_session(response, arrival.opened.token))


def _refused(request: Request, refusal: Refusal) -> Response:
    status = 503 if isinstance(refusal, DirectoryUnavailable) else 403
    return page(request, "directorio.html", status, error=texts.explain_refusal(refusal))


def _require_configured() -> None:
    if not office().directory.is_configured:
        raise NotFound


def _without_ticket(response: Response) -> Response:
    secure = office().settings.secure_cookies
    response.delete_cookie(_cookie(), path="/", secure=secure, httponly=True, samesite="lax")
    return response


def _cookie() -> str:
    return f"__Host-{_COOKIE}" if office().settings.secure_cookies else _COOKIE


@cache
def _asking() -> CapacityLimiter:
    """Threads of their own: a slow directory must not take those that every other request needs."""
    return CapacityLimiter(_ASKED_AT_ONCE)


ROUTES = (Route(PATH, depart, methods=["GET"]), Route(RETURN_PATH, arrive, methods=["GET"]))
