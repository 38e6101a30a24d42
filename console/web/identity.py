"""Who a request comes from: the session cookie, and nothing else that a client sends."""

import hashlib
import hmac
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection, Request

from console.office import office
from core.config import Settings
from core.domain.people import Actor
from core.errors import Refusal
from core.services.accounts.sessions import SessionOrigin

COOKIE = "oficialia_sesion"
SECURE_COOKIE = "__Host-oficialia_sesion"
ACTOR_SCOPE_KEY = "oficialia.actor"
IDENTITY_HEADER = "x-oficialia-identity"
CSRF_HEADER = "x-oficialia-csrf"
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class SessionEnded(Refusal):
    """There is no live session behind the request."""


class FormExpired(Refusal):
    """The request does not carry the token of the session that it came with."""


class HostNotOurs(Refusal):
    """The request names a host that this console does not answer for. Facts: ``address``, the right one."""


def cookie_name(*, secure: bool) -> str:
    """Return the session cookie's name; under TLS the prefix binds it to this host (RFC 6265bis)."""
    return SECURE_COOKIE if secure else COOKIE


def session_token(connection: HTTPConnection) -> str:
    """Return the session's token; empty when the request carries none."""
    return connection.cookies.get(cookie_name(secure=office().settings.secure_cookies), "")


def csrf_token(session: str) -> str:
    """Return the token that forms of a session carry; it cannot be told without the cookie."""
    return hashlib.sha256(b"oficialia csrf " + session.encode()).hexdigest()


def identity_of(actor: Actor) -> str:
    """Return what Streamlit knows a person by; nobody can tell it from the account.

    It is the account's, not the session's: after signing in again a person finds their screen as it was,
    with a half-written dialog on it. Who has no session of that account is not let through to ask.
    """
    return office().server_key.digest("identity", str(actor.account_id))


def person_mark(actor: Actor) -> str:
    """Return what stands for an account in the browser: tells whether two pages are the same person's."""
    return office().server_key.digest("person", str(actor.account_id))


def client_address(connection: HTTPConnection) -> str:
    """Return the peer's address; a proxy in front is the operator's to declare to uvicorn."""
    return connection.client.host if connection.client else ""


def origin_of(connection: HTTPConnection) -> SessionOrigin:
    """Return where a browser signs in from."""
    return SessionOrigin(client_address(connection), connection.headers.get("user-agent", ""))


def actor_of(request: Request) -> Actor:
    """Return the person whom the gate recognised.

    Raises:
        SessionEnded: nobody.
    """
    actor = request.scope.get(ACTOR_SCOPE_KEY)
    if not isinstance(actor, Actor):
        raise SessionEnded
    return actor


def require_csrf(request: Request) -> None:
    """Check the header by which our own pages prove that they sent the request.

    Raises:
        FormExpired: it is not the session's token.
    """
    sent = request.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(sent.encode(), csrf_token(session_token(request)).encode()):
        raise FormExpired


def same_origin(connection: HTTPConnection) -> bool:
    """Whether a request that changes something comes from our own pages, as far as its Origin tells.

    The Origin must be the Host that was asked, and that Host one of ours: a Host alone could be anybody's.
    """
    origin, host = connection.headers.get("origin"), connection.headers.get("host", "")
    return origin is None or (bool(host) and _host_of(origin) == host and host_is_ours(connection))


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # what cannot be taken apart, such as http://[
        return ""


def host_is_ours(connection: HTTPConnection) -> bool:
    """Whether the one Host header names this console; its port does not matter.

    Where the console's own address is a loopback one, every loopback name is ours.
    """
    hosts = connection.headers.getlist("host")
    return len(hosts) == 1 and _name_of(hosts[0]) in admitted_hosts(office().settings)


def admitted_hosts(settings: Settings) -> frozenset[str]:
    """Return the host names under which the console answers, in lower case, without port."""
    return settings.hosts | _LOOPBACK if settings.hosts & _LOOPBACK else settings.hosts


def _name_of(host: str) -> str:
    try:
        parts = urlsplit(f"//{host}")
        plain = parts.netloc == host and "@" not in host and (parts.port is None or parts.port > 0)
    except ValueError:  # an impossible port, half an IPv6 address
        return ""
    return (parts.hostname or "").rstrip(".") if plain else ""


def safe_next(path: str) -> str:
    """Return where to go after signing in: a path of ours, never another host (open redirect)."""
    local = path.startswith("/") and not path.startswith("//")
    plain = "\\" not in path and not any(ord(c) <= ord(" ") for c in path)
    return path if local and plain else "/"
