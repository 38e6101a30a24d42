"""The gate: nothing behind it answers without a live session.

Streamlit's own routes (websocket, media, upload, metrics, host configuration) ask for no session, trust
identity headers and hand a session to whoever knows its id; so the identity is derived here from the
HttpOnly cookie, and whatever a client sends in its place is dropped.
"""

from functools import partial
from urllib.parse import urlencode

from anyio import to_thread
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.office import office
from console.texts import explain
from console.web.identity import (
    ACTOR_SCOPE_KEY,
    IDENTITY_HEADER,
    client_address,
    identity_of,
    same_origin,
    session_token,
)
from console.web.routes import public_routes
from core.domain.people import Actor

DEMO_PREFIX = "/demo/"
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
)
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Gate:
    """ASGI middleware in front of Streamlit and of our own routes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request in with its identity, or answer it here."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        actor = await _recognise(connection)
        _set_identity(scope, connection, actor)
        if scope["type"] == "websocket":
            await self._websocket(scope, receive, send, connection, actor)
            return
        answer = _answer_here(scope, connection, actor)
        hardened = partial(_send_hardened, send)
        await (answer or self.app)(scope, receive, hardened)

    async def _websocket(
        self, scope: Scope, receive: Receive, send: Send, connection: HTTPConnection, actor: Actor | None
    ) -> None:
        if actor is None or not same_origin(connection):
            await receive()
            await send({"type": "websocket.close", "code": 1008})  # before accepting: the client sees 403
            return
        await self.app(scope, receive, send)


async def _recognise(connection: HTTPConnection) -> Actor | None:
    token = session_token(connection, secure=office().settings.secure_cookies)
    if not token:
        return None
    return await to_thread.run_sync(office().sessions.actor, token, client_address(connection))


def _set_identity(scope: Scope, connection: HTTPConnection, actor: Actor | None) -> None:
    name = IDENTITY_HEADER.encode()
    headers = [(k, v) for k, v in scope["headers"] if k.lower() != name]
    if actor:
        token = session_token(connection, secure=office().settings.secure_cookies)
        headers.append((name, identity_of(token).encode()))
        scope[ACTOR_SCOPE_KEY] = actor
    scope["headers"] = headers


def _answer_here(scope: Scope, connection: HTTPConnection, actor: Actor | None) -> Response | None:
    path = str(scope["path"])
    if scope["method"] not in _SAFE_METHODS and not same_origin(connection):
        return _refuse("form_expired")
    if path.startswith(_CLOSED_PREFIXES):
        return _refuse("not_found", 404)
    if actor or _is_public(scope):
        return None
    if path.startswith(_MACHINE_PREFIXES) or scope["method"] not in _SAFE_METHODS:
        return _refuse("session_ended")
    return RedirectResponse(f"/entrar?{_next(scope)}", 303)


def _is_public(scope: Scope) -> bool:
    if str(scope["path"]).startswith(DEMO_PREFIX):
        return office().settings.demo
    # whole routes, not prefixes: below other public paths Streamlit's own pages would answer
    return any(route.matches(scope)[0] is not Match.NONE for route in public_routes())


def _next(scope: Scope) -> str:
    query = scope.get("query_string", b"").decode("latin-1")
    return urlencode({"siguiente": str(scope["path"]) + (f"?{query}" if query else "")})


def _refuse(code: str, status: int = 403) -> JSONResponse:
    text = explain(code)
    error = {"code": code, "what": text.what, "means": text.means, "do": text.do}
    return JSONResponse({"error": error}, status_code=status)


async def _send_hardened(send: Send, message: Message) -> None:
    if message["type"] == "http.response.start":
        headers = MutableHeaders(scope=message)
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)
        if headers.get("content-type", "").startswith("text/html"):
            # going back after signing out asks anew, and the gate shows the sign-in instead of an empty frame
            headers["Cache-Control"] = "no-store"
    await send(message)
