"""Many requests at once: one person's do not keep another's, nor the health check, from being answered."""

import threading

import anyio
import httpx
import pytest
from anyio import from_thread
from starlette.types import ASGIApp

from core.documents.previews import PageImage
from core.documents.refusals import ReadersAreBusy
from core.domain.people import Actor
from core.errors import NotFound
from tests.browsing import HOST, Browser
from tests.offices import House

PAGE = PageImage(b"\x89PNG", "image/png", 1, 1)


def _client(app: ASGIApp, username: str = "") -> httpx.AsyncClient:
    browser = Browser(app)
    if username:
        browser.sign_in(username)
    transport = httpx.ASGITransport(app)
    return httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}", cookies=browser.cookies)


class SlowPages:
    """Readers that draw Ana's pages only when released, and everybody else's at once."""

    def __init__(self) -> None:
        self.released = threading.Event()
        self.begun = anyio.Event()
        self.running = self.most = 0

    def draw(self, actor: Actor, *_: int) -> PageImage:
        """Wait, while counting how many wait with it."""
        if actor.username == "ana":
            from_thread.run_sync(self._enter)
            self.released.wait(30)
            from_thread.run_sync(self._leave)
        return PAGE

    def _enter(self) -> None:
        self.running += 1
        self.most = max(self.most, self.running)
        self.begun.set()

    def _leave(self) -> None:
        self.running -= 1


def test_one_person_cannot_take_every_thread(
    house: House, app: ASGIApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While fifty pages of one filer hang, the health check and a clerk's page are answered."""
    answers: list[int] = []
    ana, lucia, nobody = _client(app, "ana"), _client(app, "lucia"), _client(app)

    async def ask(client: httpx.AsyncClient, page: int) -> None:
        answers.append((await client.get(f"/api/documentos/1/paginas/{page}")).status_code)

    async def scene() -> tuple[int, int, int]:
        slow = SlowPages()
        monkeypatch.setattr(type(house.oficialia.reading), "page_image", lambda _, *a: slow.draw(*a))
        try:
            with anyio.fail_after(30):
                async with ana, lucia, nobody, anyio.create_task_group() as group:
                    for page in range(50):
                        group.start_soon(ask, ana, page)
                    await slow.begun.wait()
                    health = await nobody.get("/salud")
                    drawn = await lucia.get("/api/documentos/1/paginas/1")
                    slow.released.set()
        finally:
            slow.released.set()
        return health.status_code, drawn.status_code, slow.most

    health, drawn, most = anyio.run(scene)
    assert (health, drawn) == (200, 200)
    assert most in {1, 2}
    assert answers == [200] * 50


def test_renaming_many_times_keeps_nobody_waiting(
    house: House, app: ASGIApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each new ending has the document examined: while fifty of one filer hang, the health check is answered."""
    browser, answers, slow = Browser(app), list[int](), SlowPages()
    browser.sign_in("ana")
    ana, nobody = _client(app), _client(app)
    ana.cookies = browser.cookies

    def move(_: object, actor: Actor, *_id_and_name: object) -> None:
        slow.draw(actor)
        raise NotFound

    async def rename(number: int) -> None:
        path, body = "/api/documentos/1", {"name": f"a.{number}"}
        answers.append((await ana.patch(path, headers=browser.csrf, json=body)).status_code)

    async def scene() -> int:
        try:
            with anyio.fail_after(30):
                async with ana, nobody, anyio.create_task_group() as group:
                    for number in range(50):
                        group.start_soon(rename, number)
                    await slow.begun.wait()
                    health = (await nobody.get("/salud")).status_code
                    slow.released.set()
        finally:
            slow.released.set()
        return health

    monkeypatch.setattr(type(house.oficialia.arranging), "move", move)
    assert anyio.run(scene) == 200
    assert (slow.most, answers) == (1, [404] * 50)


def test_busy_readers_are_a_reason_to_ask_again(
    house: House, app: ASGIApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """503 with the catalogue's sentences, as for any service that is busy for a while."""

    def busy(*_: object) -> PageImage:
        raise ReadersAreBusy

    monkeypatch.setattr(type(house.oficialia.reading), "page_image", busy)
    ana = Browser(app)
    ana.sign_in("ana")
    answer = ana.get("/api/documentos/1/paginas/1")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "readers_are_busy")
