"""Our own pages and their forms: strict headers, and a token that only our own pages know."""

import hmac
import secrets
from pathlib import Path

from python_multipart.exceptions import FormParserError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from console.announced import announced
from console.office import office
from console.web.answers import RequestNotUnderstood
from console.web.identity import FormExpired, session_token
from core.domain.announcements import Audience

templates = Jinja2Templates(Path(__file__).parent / "templates")
PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
}
TOKEN_FIELD = "clave"  # noqa: S105 - a field's name
_COOKIE = "oficialia_formulario"
_MAX_FIELD = 1_025
"""One more than the longest password, so that a longer one is noticed and not cut off."""
_MAX_FIELDS = 24


def page(request: Request, name: str, status_code: int = 200, **context: object) -> Response:
    """Return one of our own pages, with the institution's name, a form token and strict headers."""
    key = _form_key(request) or secrets.token_urlsafe(32)
    values = {
        "institucion": office().institucion,
        "demo": office().settings.demo,
        "mails": office().settings.mails,
        "test_anchors": office().settings.allow_test_anchors,
        "announcements": announced(Audience.PUBLIC),
        "form_token": _token(request, key),
        **context,
    }
    response = templates.TemplateResponse(
        request, name, values, status_code=status_code, headers=PAGE_HEADERS
    )
    if not _form_key(request):
        secure = office().settings.secure_cookies
        response.set_cookie(_cookie_name(), key, httponly=True, secure=secure, samesite="strict", path="/")
    return response


async def read_form(request: Request, names: tuple[str, ...], *, longest: int = _MAX_FIELD) -> dict[str, str]:
    """Return the fields of a form of ours, each cut to ``longest`` characters; absent ones are empty.

    Raises:
        RequestNotUnderstood: the body is no form.
        FormExpired: it does not carry the token of a page that this browser was given.
    """
    try:
        async with request.form(max_files=0, max_fields=_MAX_FIELDS) as form:
            values = {name: str(form.get(name, ""))[:longest] for name in (*names, TOKEN_FIELD)}
    except (HTTPException, FormParserError):
        raise RequestNotUnderstood from None
    check_token(request, values[TOKEN_FIELD])
    return values


def check_token(request: Request, sent: str) -> None:
    """Check that a request carries the token of a page that this browser was given.

    Raises:
        FormExpired: it does not.
    """
    key = _form_key(request)
    if not key or not hmac.compare_digest(sent.encode("utf-8", "replace"), _token(request, key).encode()):
        raise FormExpired


def _cookie_name() -> str:
    return f"__Host-{_COOKIE}" if office().settings.secure_cookies else _COOKIE


def _form_key(request: Request) -> str:
    return str(request.cookies.get(_cookie_name(), ""))


def _token(request: Request, key: str) -> str:
    """Bind a form to this browser and to the session that it was drawn in."""
    session = session_token(request)
    return office().server_key.digest("form", f"{key} {session}")
