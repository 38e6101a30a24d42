"""The cookies that signing in leaves in a browser: its session, and that it is a known device."""

from starlette.requests import Request
from starlette.responses import Response

from console.office import office
from console.web.identity import cookie_name
from core.domain.accounts import SessionStage
from core.services.accounts.known_devices import DEVICE_LIFETIME, MOST_DEVICE_TOKENS
from core.services.accounts.sessions import OpenedSession

_DEVICE_COOKIE = "oficialia_equipo"
_BETWEEN = "."
_LONGEST = 64
"""A token of ours has 43 characters; longer ones are nobody's."""


def keep_session(response: Response, token: str) -> Response:
    """Give the browser a session's token until it is closed."""
    secure = office().settings.secure_cookies
    response.set_cookie(
        cookie_name(secure=secure), token, httponly=True, secure=secure, samesite="lax", path="/"
    )
    return response


def device_tokens(request: Request) -> tuple[str, ...]:
    """Return what earlier sign-ins left in the browser, one token for each account, the newest last."""
    sent = request.cookies.get(_device_cookie(), "").split(_BETWEEN)
    return tuple(token for token in sent if 0 < len(token) <= _LONGEST)[-MOST_DEVICE_TOKENS:]


def keep_sign_in(response: Response, request: Request, opened: OpenedSession) -> Response:
    """Give the browser its session and, once the sign-in is complete, let it be known for another half year."""
    keep_session(response, opened.token)
    return _keep_device(response, request, opened) if opened.stage is SessionStage.OPEN else response


def _keep_device(response: Response, request: Request, opened: OpenedSession) -> Response:
    new = [opened.device_token] if opened.device_token else []
    tokens = [*device_tokens(request), *new][-MOST_DEVICE_TOKENS:]
    if not tokens:
        return response
    response.set_cookie(
        _device_cookie(),
        _BETWEEN.join(tokens),
        max_age=int(DEVICE_LIFETIME.total_seconds()),
        httponly=True,
        secure=office().settings.secure_cookies,
        samesite="lax",
        path="/",
    )
    return response


def _device_cookie() -> str:
    return f"__Host-{_DEVICE_COOKIE}" if office().settings.secure_cookies else _DEVICE_COOKIE
