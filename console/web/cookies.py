"""The cookies that signing in leaves in a browser: its session, and that it is a known device."""

from starlette.requests import Request
from starlette.responses import Response

from console.office import office
from console.web.identity import cookie_name
from core.services.accounts.sign_in import DEVICE_LIFETIME, MOST_DEVICE_TOKENS

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


def keep_device(response: Response, request: Request, new_token: str) -> Response:
    """Let the browser be known for another half year; ``new_token`` is empty where it was known already."""
    tokens = [*device_tokens(request), *([new_token] if new_token else [])][-MOST_DEVICE_TOKENS:]
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
