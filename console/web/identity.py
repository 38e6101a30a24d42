"""Who a request comes from: the session cookie, and nothing else that a client sends."""

import hashlib
import hmac
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection, Request

from core.domain.people import Actor
from core.errors import Refusal

COOKIE = "oficialia_sesion"
SECURE_COOKIE = "__Host-oficialia_sesion"
ACTOR_SCOPE_KEY = "oficialia.actor"
IDENTITY_HEADER = "x-oficialia-identity"
CSRF_HEADER = "x-oficialia-csrf"


class SessionEnded(Refusal):
    """There is no live session behind the request."""


class FormExpired(Refusal):
    """The request does not carry the token of the session that it came with."""


def cookie_name(*, secure: bool) -> str:
    """Return the session cookie's name; under TLS the prefix binds it to this host (RFC 6265bis)."""
    return SECURE_COOKIE if secure else COOKIE


def session_token(connection: HTTPConnection, *, secure: bool) -> str:
    """Return the session's token; empty when the request carries none."""
    return connection.cookies.get(cookie_name(secure=secure), "")


def csrf_token(session: str) -> str:
    """Return the token that forms of a session carry; it cannot be told without the cookie."""
    return hashlib.sha256(b"oficialia csrf " + session.encode()).hexdigest()


def identity_of(session: str) -> str:
    """Return what Streamlit knows a session by: changes with each sign-in, tells nothing of the token."""
    return hashlib.sha256(b"oficialia identity " + session.encode()).hexdigest()


def client_address(connection: HTTPConnection) -> str:
    """Return the peer's address; a proxy in front is the operator's to declare to uvicorn."""
    return connection.client.host if connection.client else ""


def actor_of(request: Request) -> Actor:
    """Return the person whom the gate recognised.

    Raises:
        SessionEnded: nobody.
    """
    actor = request.scope.get(ACTOR_SCOPE_KEY)
    if not isinstance(actor, Actor):
        raise SessionEnded
    return actor


def require_csrf(request: Request, *, secure: bool) -> None:
    """Check the header by which our own pages prove that they sent the request.

    Raises:
        FormExpired: it is not the session's token.
    """
    sent = request.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(sent.encode(), csrf_token(session_token(request, secure=secure)).encode()):
        raise FormExpired


def same_origin(connection: HTTPConnection) -> bool:
    """Whether a request that changes something comes from our own pages, as far as its Origin tells."""
    origin, host = connection.headers.get("origin"), connection.headers.get("host", "")
    return origin is None or (bool(host) and _host_of(origin) == host)


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # what cannot be taken apart, such as http://[
        return ""


def safe_next(path: str) -> str:
    """Return where to go after signing in: a path of ours, never another host (open redirect)."""
    local = path.startswith("/") and not path.startswith("//")
    plain = "\\" not in path and not any(ord(c) <= ord(" ") for c in path)
    return path if local and plain else "/"
