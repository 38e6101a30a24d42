"""WebSockets without a server: a handshake and its messages, given to an ASGI application by hand."""

from typing import Any

import anyio
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.browsing import HOST


async def answer_everything(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer whatever gets here, as Streamlit would behind the gate."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        return
    await JSONResponse({})(scope, receive, send)


def websocket_scope(*headers: tuple[str, str]) -> dict[str, Any]:
    """Return the scope of Streamlit's WebSocket with these headers beside the Host."""
    raw = [(k.encode(), v.encode()) for k, v in (("host", HOST), *headers)]
    return {"type": "websocket", "path": "/_stcore/stream", "headers": raw, "query_string": b""}


def handshake(app: ASGIApp, *headers: tuple[str, str]) -> list[Message]:
    """Open a WebSocket and return what the application sends."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    anyio.run(app, websocket_scope(*headers), receive, send)
    return sent
