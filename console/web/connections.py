"""Every open WebSocket, bound to the session that it was opened with, and ended with it (ASVS 5, 7.4.1)."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import anyio
import structlog
from anyio import to_thread
from starlette.types import Message, Receive, Send

from console.office import office
from console.web.client_messages import is_admitted
from console.web.quotas import Quota

_log = structlog.get_logger(__name__)
LOOK_EVERY_SECONDS = 15.0
"""How long a window without traffic may outlive its session; one with traffic ends at its next message."""
_POLICY_VIOLATION = 1008


@dataclass(eq=False, slots=True)
class Window:
    """One open WebSocket. ``session``: the digest of its session's token."""

    session: str
    account_id: int
    quota: Quota
    _receive: Receive
    _send: Send
    _ended: bool = field(default=False, init=False)

    async def receive(self) -> Message:
        """Return the next message, if the session still lives: no act arrives after its end.

        What comes faster than the account's quota waits, since a message refused would be an act lost. What
        no page of ours asks for is left out.
        """
        message = await self._next()
        while message["type"] == "websocket.receive" and not is_admitted(message.get("bytes") or b""):
            message = await self._next()
        return message

    async def _next(self) -> Message:
        message = await self._receive()
        if message["type"] != "websocket.receive":
            return message
        if self._ended or not await self._lives():
            await self.end()
            return {"type": "websocket.disconnect", "code": _POLICY_VIOLATION}
        wait = self.quota.take(("account", self.account_id), office().settings.requests_per_minute)
        if wait:
            await anyio.sleep(wait)
        return message

    async def send(self, message: Message) -> None:
        """Pass on what Streamlit says, until the session's end."""
        if not self._ended:
            await self._send(message)

    async def end(self) -> None:
        """Close it; the page in the browser stays as it is and asks to come back."""
        if self._ended:
            return
        self._ended = True
        with suppress(OSError):  # the browser was faster
            await self._send({"type": "websocket.close", "code": _POLICY_VIOLATION})

    async def _lives(self) -> bool:
        return bool(await to_thread.run_sync(office().sessions.live_among, (self.session,)))


class Connections:
    """The open windows of this process."""

    def __init__(self) -> None:
        self._open: set[Window] = set()
        self._look = anyio.Event()

    def count(self, account_id: int) -> int:
        """Return how many windows an account has open."""
        return sum(window.account_id == account_id for window in self._open)

    @contextmanager
    def holding(self, window: Window) -> Iterator[None]:
        """Keep a window among the open ones while the block runs."""
        self._open.add(window)
        try:
            yield
        finally:
            self._open.discard(window)

    def look_now(self) -> None:
        """Look soon whether sessions ended: somebody signed out, or changed what ends sessions."""
        self._look.set()

    async def watch(self) -> None:
        """Look again and again until cancelled; one failure (a database that restarts) ends nothing."""
        while True:
            with anyio.move_on_after(LOOK_EVERY_SECONDS):
                await self._look.wait()
            self._look = anyio.Event()
            try:
                await self.end_dead()
            except Exception:  # noqa: BLE001 - the next look comes; the log is the only reader
                _log.exception("open windows could not be compared with their sessions")

    async def end_dead(self) -> None:
        """End every window whose session ended, idled out, grew too old, or is of a suspended account."""
        asked = tuple(self._open)
        if not asked:
            return
        live = await to_thread.run_sync(office().sessions.live_among, {window.session for window in asked})
        for window in asked:
            if window.session not in live:
                await window.end()


OPEN = Connections()
"""This process's windows: the gate fills it, the application's lifespan watches it."""
