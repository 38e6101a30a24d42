"""Windows end with their session; the browser's watch is told the truth, and asking keeps nothing alive."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from unittest.mock import Mock

import anyio
import pytest
from anyio.abc import TaskGroup
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.web import connections
from console.web.connections import Connections
from console.web.gate import Gate
from console.web.identity import CSRF_HEADER, csrf_token
from core.storage.account_tables import AccountRow
from core.storage.sessions import end_sessions_of
from tests.browsing import Browser
from tests.handshakes import websocket_scope
from tests.offices import House


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Connections:
    """Return the open windows, none at the start."""
    fresh = Connections()
    monkeypatch.setattr("console.web.gate.OPEN", fresh)
    return fresh


class OpenWindow:
    """A browser's side of a WebSocket whose other side notes what reaches it."""

    def __init__(self) -> None:
        self.reached: list[Message] = []
        self.told: list[Message] = []
        self.accepted, self.arrived, self.ended = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._line: asyncio.Queue[Message] = asyncio.Queue()

    def say(self, text: bytes) -> None:
        """Send something, and let the other side do with it what it will."""
        self._line.put_nowait({"type": "websocket.receive", "bytes": text})

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stand where Streamlit stands."""
        del scope
        await receive()
        await send({"type": "websocket.accept"})
        while True:
            message = await receive()
            self.reached.append(message)
            self.arrived.set()
            if message["type"] == "websocket.disconnect":
                return
            await send({"type": "websocket.send", "bytes": b"a run's answer"})

    async def run(self, headers: tuple[str, str]) -> None:
        """Connect through the gate, and stay until the end."""
        self._line.put_nowait({"type": "websocket.connect"})

        async def send(message: Message) -> None:
            self.told.append(message)
            self.accepted.set()
            if message["type"] == "websocket.close":  # as uvicorn does
                self.ended.set()
                self._line.put_nowait({"type": "websocket.disconnect", "code": message["code"]})

        await Gate(self.serve)(websocket_scope(headers), self._line.get, send)

    @property
    def closed(self) -> bool:
        """Whether the browser was told that it ended."""
        return self.told[-1:] == [{"type": "websocket.close", "code": 1008}]


@asynccontextmanager
async def _opened(browser: Browser) -> AsyncIterator[tuple[OpenWindow, TaskGroup]]:
    window = OpenWindow()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(window.run, ("cookie", f"oficialia_sesion={browser.token}"))
        await window.accepted.wait()
        yield window, tasks
        tasks.cancel_scope.cancel()


def _suspend(house: House) -> None:
    with house.oficialia.database.write() as session:
        session.query(AccountRow).filter_by(username="ana").one().suspended_at = house.clock.now()


def _sign_out(house: House) -> None:
    with house.oficialia.database.read() as session:
        account = session.query(AccountRow).filter_by(username="ana").one().id
    with house.oficialia.database.write() as session:
        end_sessions_of(session, account, house.clock.now())


def _idle(house: House) -> None:
    house.clock.advance(minutes=61)


ENDS = pytest.mark.parametrize("end", [_sign_out, _suspend, _idle])


@ENDS
def test_a_silent_window_ends_when_the_console_looks(
    house: House, app: ASGIApp, windows: Connections, end: Callable[[House], None]
) -> None:
    """Signed out elsewhere, suspended, idle: one look closes that account's window and no other."""
    ana, lucia = Browser(app), Browser(app)
    ana.sign_in("ana")

    async def scenario() -> None:
        async with _opened(ana) as (hers, _), _opened(lucia) as (theirs, _):
            await windows.end_dead()
            assert (hers.closed, theirs.closed) == (False, False)
            await anyio.to_thread.run_sync(end, house)
            await windows.end_dead()
            await anyio.wait_all_tasks_blocked()
            assert hers.closed
            assert hers.reached == [{"type": "websocket.disconnect", "code": 1008}]
            assert theirs.closed is (end is _idle)
            assert windows.count(house.ana.account_id) == 0

    lucia.sign_in("lucia")
    anyio.run(scenario)


@ENDS
def test_no_message_arrives_after_the_sessions_end(
    house: House, app: ASGIApp, windows: Connections, end: Callable[[House], None]
) -> None:
    """An act in a window whose session ended meanwhile reaches nothing, before any look."""
    del windows
    ana = Browser(app)
    ana.sign_in("ana")

    async def scenario() -> None:
        async with _opened(ana) as (hers, _):
            hers.say(b"an act")
            await hers.arrived.wait()
            await anyio.to_thread.run_sync(end, house)
            hers.say(b"another act")
            await hers.ended.wait()
            await anyio.wait_all_tasks_blocked()
            assert [m.get("bytes") for m in hers.reached] == [b"an act", None]

    anyio.run(scenario)


def test_the_watch_looks_at_once_when_told_and_survives_a_failure(
    house: House, app: ASGIApp, windows: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Signing out in this process is looked at without waiting; a database that fails once ends nothing."""
    monkeypatch.setattr(connections, "LOOK_EVERY_SECONDS", 3600)
    ana = Browser(app)
    ana.sign_in("ana")
    looks: list[str] = []
    looking = windows.end_dead

    async def fails_once() -> None:
        looks.append("look")
        if len(looks) == 1:
            raise OSError
        await looking()

    monkeypatch.setattr(windows, "end_dead", fails_once)
    monkeypatch.setattr(connections, "_log", Mock())

    async def scenario() -> None:
        async with _opened(ana) as (hers, tasks):
            tasks.start_soon(windows.watch)
            await anyio.wait_all_tasks_blocked()
            windows.look_now()
            await anyio.wait_all_tasks_blocked()
            await anyio.to_thread.run_sync(_sign_out, house)
            windows.look_now()
            await hers.ended.wait()
            assert looks == ["look"] * 3  # signing in, another form, signing out

    anyio.run(scenario)


def test_signing_out_has_the_windows_looked_at(app: ASGIApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """So has every form of ours that may end sessions; a download or an upload has not."""
    told: list[str] = []
    monkeypatch.setattr(Connections, "look_now", lambda _self: told.append("look"))
    browser = Browser(app)
    browser.sign_in("ana")
    assert told == ["look"]
    browser.post("/api/sesion")
    browser.get("/api/nada")
    assert told == ["look"]
    browser.get(f"/salir?clave={browser.csrf[CSRF_HEADER]}")
    assert told == ["look", "look"]


def test_the_watch_is_told_how_long_a_session_lasts(house: House, app: ASGIApp) -> None:
    """Both ends in seconds; who it is, without saying it; asking for an hour keeps nothing alive."""
    ana, again, juan = Browser(app), Browser(app), Browser(app)
    for browser, name in ((ana, "ana"), (again, "ana"), (juan, "juan")):
        browser.sign_in(name)
    first = ana.get("/api/sesion")
    told = first.json()
    assert first.headers["cache-control"] == "no-store"
    assert (told["idle_seconds"], told["final_seconds"], told["warn_seconds"]) == (3600, 43_200, 300)
    assert told["csrf"] == csrf_token(ana.token)
    assert told["person"] == again.get("/api/sesion").json()["person"]
    assert told["person"] != juan.get("/api/sesion").json()["person"]
    house.clock.advance(minutes=59)
    assert ana.get("/api/sesion").json()["idle_seconds"] == 60
    house.clock.advance(minutes=2)
    assert ana.get("/api/sesion").json() == {"ended": True}


def test_saying_that_one_is_there_keeps_the_session(house: House, app: ASGIApp) -> None:
    """With the session's token only, never beyond the absolute end, and never after it ended."""
    ana = Browser(app)
    ana.sign_in("ana")
    house.clock.advance(minutes=50)
    assert ana.request("POST", "/api/sesion").status_code == 403
    assert ana.get("/api/sesion").json()["idle_seconds"] == 600
    assert ana.post("/api/sesion").json()["idle_seconds"] == 3600
    for _ in range(13):
        house.clock.advance(minutes=50)
        ana.post("/api/sesion")
    assert ana.get("/api/sesion").json()["final_seconds"] == 43_200 - 14 * 3000
    house.clock.advance(minutes=50)
    assert ana.post("/api/sesion").status_code == 403


def test_nobody_is_told_anything(app: ASGIApp) -> None:
    """Without a session there is nothing to know, and nothing to prolong."""
    stranger = Browser(app)
    assert stranger.get("/api/sesion").json() == {"ended": True}
    assert stranger.post("/api/sesion").status_code == 403
    assert stranger.get("/sesion-lista").headers["location"] == "/entrar?siguiente=%2Fsesion-lista"


def test_the_page_of_a_renewed_session_says_whose_it_is(house: House, app: ASGIApp) -> None:
    """The name is escaped text, and its one script is a file of ours."""
    ana = Browser(app)
    ana.sign_in("ana")
    page = ana.get("/sesion-lista")
    assert (page.status_code, house.ana.name in page.text) == (200, True)
    assert "script-src 'self';" in page.headers["content-security-policy"]
    assert ana.get("/publico/sesion-lista.js").status_code == 200
