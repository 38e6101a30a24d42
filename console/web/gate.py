"""The gate: nothing behind it answers without a live session, nor under a name that is not ours.

Streamlit's own routes (websocket, media, upload, metrics, host configuration) ask for no session, trust
identity headers and hand a session to whoever knows its id; so the identity is derived here from the
HttpOnly cookie, and whatever a client sends in its place is dropped.
"""

import re
from contextlib import AbstractContextManager, nullcontext
from urllib.parse import urlencode

from anyio import to_thread
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send

from console.office import office
from console.web.connections import OPEN, Window
from console.web.gate_answers import answer_at_the_gate, wants_page
from console.web.hardening import hardened
from console.web.identity import (
    ACTOR_SCOPE_KEY,
    IDENTITY_HEADER,
    FormExpired,
    HostNotOurs,
    SessionEnded,
    client_address,
    host_is_ours,
    identity_of,
    same_origin,
    session_token,
)
from console.web.quotas import (
    AtOnce,
    Quota,
    TooManyRequests,
    TooManyUploads,
    TooManyWindows,
    neighbourhood,
)
from console.web.routes import guarded_routes, public_routes
from console.web.shell import HOST_CONFIG
from core.domain.people import Actor
from core.errors import NotFound, Refusal
from core.services.accounts.sessions import digest

DEMO_PREFIX = "/demo/"
UPLOADS_AT_ONCE = 4
_MACHINE_PREFIXES = (
    "/_stcore",
    "/media",
    "/api",
    "/component",
    "/static",
    "/acuses",
    "/exportar",
    "/paquetes",
)
_CLOSED_PREFIXES = (
    "/_stcore/upload_file",  # keeps whatever is sent in memory; documents have their own route
    "/_stcore/metrics",
    "/_stcore/agent",
    "/_stcore/script-health-check",
    "/auth/",  # Streamlit's own sign-in, which nothing of ours uses
    "/oauth2callback",
)
_LIFELESS_PREFIXES = ("/_stcore", "/static", "/component", "/media", "/api/sesion")
"""What a browser asks for by itself: no sign of a person's life."""
_ANY_HOST_PREFIXES = ("/salud", "/publico/")
"""A probe asks by address; the style sheet of the page that says «not this address» has nothing to hide."""
_UNCOUNTED_PREFIXES = ("/salud",)
_CHEAP_PREFIXES = ("/static/", "/publico/", "/_stcore/bidi-components/", "/_stcore/h")
_CHEAP = 0.125
"""A page's first visit asks for some hundred and thirty files that the browser keeps afterwards."""
_HOST_CONFIG = "/_stcore/host-config"
_UPLOAD = re.compile(r"/api/promociones/\d+/documentos")
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Gate:
    """ASGI middleware in front of Streamlit and of our own routes.

    Args:
        app: what is guarded.
        quota: counts what each account and address asks for.
    """

    def __init__(self, app: ASGIApp, quota: Quota | None = None) -> None:
        self.app = app
        self._quota = Quota() if quota is None else quota  # an empty one is false
        self._uploads = AtOnce()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request in with its identity, or answer it here."""
        if scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, hardened(send, office().settings))
        else:
            await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        connection = HTTPConnection(scope)
        try:
            actor = await _identified(scope, connection)
            self._charge(scope, connection, actor)
            answer = _answer_here(scope, connection, actor)
            turn: AbstractContextManager[None] = self._turn(scope, actor)
        except Refusal as refusal:
            answer, turn = answer_at_the_gate(connection, refusal, machine=_is_machine(scope)), nullcontext()
        with turn:
            await (answer or self.app)(scope, receive, send)
        if _may_end_sessions(scope):
            OPEN.look_now()

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        connection = HTTPConnection(scope)
        try:
            actor = await _identified(scope, connection)
            if actor is None or not same_origin(connection):
                raise SessionEnded
            _require_room(actor)
        except Refusal:
            await receive()
            await send({"type": "websocket.close", "code": 1008})  # before accepting: the client sees 403
            return
        session = digest(session_token(connection))
        window = Window(session, actor.account_id, self._quota, receive, send)
        with OPEN.holding(window):
            await self.app(scope, window.receive, window.send)

    def _charge(self, scope: Scope, connection: HTTPConnection, actor: Actor | None) -> None:
        path = str(scope["path"])
        if path.startswith(_UNCOUNTED_PREFIXES):
            return
        most = office().settings.requests_per_minute
        key: tuple[str, object] = ("account", actor.account_id) if actor else ("", "")
        if not actor:
            # pages left open after their session's end ask by themselves: that must not shut the entrance
            kind, most = "refused" if _is_machine(scope) else "entrance", max(1, most // 3)
            key = (kind, neighbourhood(client_address(connection)))
        wait = self._quota.take(key, most, _CHEAP if path.startswith(_CHEAP_PREFIXES) else 1.0)
        if wait:
            raise TooManyRequests(seconds=wait)

    def _turn(self, scope: Scope, actor: Actor | None) -> AbstractContextManager[None]:
        if actor is None or scope["method"] != "POST" or not _UPLOAD.fullmatch(str(scope["path"])):
            return nullcontext()
        if self._uploads.running(actor.account_id) >= UPLOADS_AT_ONCE:
            raise TooManyUploads(most=UPLOADS_AT_ONCE)
        return self._uploads.one(actor.account_id)


async def _identified(scope: Scope, connection: HTTPConnection) -> Actor | None:
    """Return whose session the cookie names, and write that, and nothing else, into the identity header.

    Raises:
        HostNotOurs: the request names another host.
    """
    path = str(scope["path"])
    if not host_is_ours(connection) and not path.startswith(_ANY_HOST_PREFIXES):
        raise HostNotOurs(address=office().settings.public_url)
    actor = await _recognised(scope, connection)
    name = IDENTITY_HEADER.encode()
    headers = [(k, v) for k, v in scope["headers"] if k.lower() != name]
    if actor:
        headers.append((name, identity_of(actor).encode()))
        scope[ACTOR_SCOPE_KEY] = actor
    scope["headers"] = headers
    return actor


async def _recognised(scope: Scope, connection: HTTPConnection) -> Actor | None:
    token = session_token(connection)
    if not token:
        return None
    alive = scope["type"] == "http" and not str(scope["path"]).startswith(_LIFELESS_PREFIXES)
    sessions = office().sessions
    return await to_thread.run_sync(lambda: sessions.actor(token, client_address(connection), touch=alive))


def _answer_here(scope: Scope, connection: HTTPConnection, actor: Actor | None) -> Response | None:
    path = str(scope["path"])
    if scope["method"] not in _SAFE_METHODS and not same_origin(connection):
        raise FormExpired
    if path.startswith(_CLOSED_PREFIXES):
        raise NotFound
    if actor:
        if path == _HOST_CONFIG:
            return JSONResponse(HOST_CONFIG, headers={"Cache-Control": "no-store"})
        if wants_page(connection) and not _is_machine(scope) and not _is_ours(scope):
            _require_room(actor)
        return None
    if _is_public(scope):
        return None
    if _is_machine(scope) or scope["method"] not in _SAFE_METHODS:
        raise SessionEnded
    return RedirectResponse(f"/entrar?{_next(scope)}", 303)


def _require_room(actor: Actor) -> None:
    most = office().settings.connections_per_account
    if OPEN.count(actor.account_id) >= most:
        raise TooManyWindows(most=most)


def _is_machine(scope: Scope) -> bool:
    return str(scope["path"]).startswith(_MACHINE_PREFIXES)


def _is_public(scope: Scope) -> bool:
    if str(scope["path"]).startswith(DEMO_PREFIX):
        return office().settings.demo
    # whole routes, not prefixes: below other public paths Streamlit's own pages would answer
    return any(route.matches(scope)[0] is not Match.NONE for route in public_routes())


def _is_ours(scope: Scope) -> bool:
    return any(r.matches(scope)[0] is not Match.NONE for r in (*public_routes(), *guarded_routes()))


def _may_end_sessions(scope: Scope) -> bool:
    """Whether a form of ours was sent (another password, other sessions closed) or somebody signed out."""
    path = str(scope["path"])
    return path == "/salir" or (scope["method"] not in _SAFE_METHODS and not path.startswith("/api"))


def _next(scope: Scope) -> str:
    query = scope.get("query_string", b"").decode("latin-1")
    return urlencode({"siguiente": str(scope["path"]) + (f"?{query}" if query else "")})
