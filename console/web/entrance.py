"""Signing in and out: plain pages of our own, since Streamlit cannot set a cookie."""

from urllib.parse import urlencode

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from console import texts
from console.demo.accounts import demo_credentials, demo_efirma_files, efirma_password
from console.office import office
from console.web.accounts.outcomes import kept_fields
from console.web.answers import answering, answering_async
from console.web.cookies import device_tokens, keep_sign_in
from console.web.forms import page, read_form
from console.web.hashing import hashing_threads
from console.web.identity import (
    FormExpired,
    client_address,
    cookie_name,
    csrf_token,
    origin_of,
    safe_next,
    session_token,
)
from console.web.waiting import explained, retry_after
from core.domain.accounts import SessionStage
from core.errors import Refusal
from core.services.accounts.sessions import OpenedSession
from core.services.accounts.sign_in import AccountIsBlocked
from core.services.accounts.tries import SignInMustWait

_MOST_WAITING = 20
_FIELDS = ("usuario", "contrasena", "siguiente")
_KEPT = ("usuario", "siguiente")
_SECOND_STEP = "/entrar/segundo-factor"


class TooManyAtOnce(Refusal):
    """So many people are signing in at this moment that this one is asked to try again."""


_STATUS: dict[type[Refusal], int] = {FormExpired: 403, SignInMustWait: 429, TooManyAtOnce: 503}


@answering
def show(request: Request) -> Response:
    """``GET /entrar``."""
    return _form(request, {"siguiente": request.query_params.get("siguiente", "/")})


def _form(request: Request, values: dict[str, str], refusal: Refusal | None = None) -> Response:
    settings = office().settings
    shown = page(
        request,
        "entrar.html",
        _STATUS.get(type(refusal), 422) if refusal else 200,
        following=safe_next(values.get("siguiente", "/") or "/"),
        username=values.get("usuario", ""),
        error=explained(refusal) if refusal else None,
        blocked=isinstance(refusal, AccountIsBlocked),
        signed_out="salida" in request.query_params,
        chosen="contrasena" in request.query_params,
        directory=office().directory.is_configured,
        accounts=_accounts() if settings.demo else (),
        key_password=efirma_password(settings) if settings.demo else "",
        efirmas=[path.name for path in demo_efirma_files(settings)] if settings.demo else (),
    )
    if refusal:
        shown.headers.update(retry_after(refusal))
    return shown


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
    try:
        values = await read_form(request, _FIELDS)
        if hashing_threads().statistics().tasks_waiting >= _MOST_WAITING:
            raise TooManyAtOnce
    except Refusal as refusal:
        kept = await kept_fields(request, _KEPT, refusal)
        return await to_thread.run_sync(_form, request, kept, refusal)
    return await to_thread.run_sync(_sign_in, request, values, limiter=hashing_threads())


def _sign_in(request: Request, values: dict[str, str]) -> Response:
    try:
        opened = office().sign_in.with_password(
            values["usuario"], values["contrasena"], origin_of(request), device_tokens(request)
        )
    except Refusal as refusal:
        return _form(request, values, refusal)
    return _enter(request, opened, safe_next(values["siguiente"] or "/"))


def _enter(request: Request, opened: OpenedSession, following: str) -> Response:
    """End the session that the browser came with, and lead on with the new one."""
    old = session_token(request)
    if old:
        office().sessions.sign_out(old, client_address(request))
    if opened.stage is not SessionStage.OPEN:
        following = f"{_SECOND_STEP}?{urlencode({'siguiente': following})}"
    return keep_sign_in(RedirectResponse(following, 303), request, opened)


@answering
def sign_out(request: Request) -> Response:
    """``GET /salir?clave=…``: end the session; the token keeps other sites from doing it."""
    secure = office().settings.secure_cookies
    token = session_token(request)
    if not token or request.query_params.get("clave") != csrf_token(token):
        return RedirectResponse("/", 303)
    office().sessions.sign_out(token, client_address(request))
    response = RedirectResponse("/entrar?salida=1", 303)
    response.delete_cookie(cookie_name(secure=secure), path="/", secure=secure, httponly=True, samesite="lax")
    # pages of documents are kept for ten minutes: not for whoever sits down next (ASVS 5, 14.3.1)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


ROUTES = (
    Route("/entrar", show, methods=["GET"]),
    Route("/entrar", sign_in, methods=["POST"]),
    Route("/salir", sign_out, methods=["GET"]),
)
