"""Signing in and out: plain pages of our own, since Streamlit cannot set a cookie."""

from functools import cache

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from console import texts
from console.demo.accounts import demo_credentials, demo_efirma_files, efirma_password
from console.office import office
from console.web.answers import answering, answering_async
from console.web.forms import page, read_form
from console.web.identity import (
    client_address,
    cookie_name,
    csrf_token,
    safe_next,
    session_token,
)
from core.errors import Refusal
from core.services.accounts.sessions import SessionOrigin

_HASHED_AT_ONCE = 2
"""Password hashes (64 MiB each) computed at the same time."""
_MOST_WAITING = 20
_FIELDS = ("usuario", "contrasena", "siguiente")


class TooManyAtOnce(Refusal):
    """So many people are signing in at this moment that this one is asked to try again."""


@answering
def show(request: Request) -> Response:
    """``GET /entrar``."""
    return _form(request, safe_next(request.query_params.get("siguiente", "/")))


def _form(request: Request, following: str, refusal: Refusal | None = None, username: str = "") -> Response:
    settings = office().settings
    return page(
        request,
        "entrar.html",
        422 if refusal else 200,
        following=following,
        username=username,
        error=texts.explain_refusal(refusal) if refusal else None,
        signed_out="salida" in request.query_params,
        accounts=_accounts() if settings.demo else (),
        key_password=efirma_password(settings) if settings.demo else "",
        efirmas=[path.name for path in demo_efirma_files(settings)] if settings.demo else (),
    )


def _accounts() -> list[dict[str, str]]:
    return [
        {
            "username": account.username,
            "password": account.password,
            "name": account.name,
            "role_label": texts.label("role", account.role),
        }
        for account in demo_credentials(office().settings)
    ]


@answering_async
async def sign_in(request: Request) -> Response:
    """``POST /entrar``: check the password, open a session, go where the person wanted to go."""
    values = await read_form(request, _FIELDS)
    if _hashing().statistics().tasks_waiting >= _MOST_WAITING:
        return await to_thread.run_sync(_form, request, safe_next(values["siguiente"]), TooManyAtOnce())
    return await to_thread.run_sync(_sign_in, request, values, limiter=_hashing())


@cache
def _hashing() -> CapacityLimiter:
    """Threads of their own: a flood of sign-ins must not take those that every other request needs."""
    return CapacityLimiter(_HASHED_AT_ONCE)


def _sign_in(request: Request, values: dict[str, str]) -> Response:
    following = safe_next(values["siguiente"] or "/")
    origin = SessionOrigin(client_address(request), request.headers.get("user-agent", ""))
    try:
        opened = office().sign_in.with_password(values["usuario"], values["contrasena"], origin)
    except Refusal as refusal:
        return _form(request, following, refusal, values["usuario"])
    secure = office().settings.secure_cookies
    old = session_token(request, secure=secure)
    if old:
        office().sessions.sign_out(old, origin.address)
    response = RedirectResponse(following, 303)
    response.set_cookie(
        cookie_name(secure=secure), opened.token, httponly=True, secure=secure, samesite="lax", path="/"
    )
    return response


@answering
def sign_out(request: Request) -> Response:
    """``GET /salir?clave=…``: end the session; the token keeps other sites from doing it."""
    secure = office().settings.secure_cookies
    token = session_token(request, secure=secure)
    if not token or request.query_params.get("clave") != csrf_token(token):
        return RedirectResponse("/", 303)
    office().sessions.sign_out(token, client_address(request))
    response = RedirectResponse("/entrar?salida=1", 303)
    response.delete_cookie(cookie_name(secure=secure), path="/", secure=secure, httponly=True, samesite="lax")
    return response


ROUTES = (
    Route("/entrar", show, methods=["GET"]),
    Route("/entrar", sign_in, methods=["POST"]),
    Route("/salir", sign_out, methods=["GET"]),
)
