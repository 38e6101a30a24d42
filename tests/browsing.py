"""A browser without a window: asks the console's routes behind the gate, and keeps their cookies."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import anyio
import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import ASGIApp

from console import office
from console.web.gate import Gate
from console.web.identity import CSRF_HEADER, cookie_name, csrf_token
from console.web.routes import routes
from tests.offices import PASSWORD, House

HOST = "oficialia.example"
ADDRESS = ("203.0.113.9", 50_000)


@contextmanager
def serving(house: House) -> Iterator[ASGIApp]:
    """Make a test's Oficialía the process's own, and return our routes behind the gate."""
    office._current[:] = [house.oficialia]
    yield Starlette(routes=routes(), middleware=[Middleware(Gate)])
    office._current.clear()


class Browser:
    """One person's browser; never follows a redirection by itself."""

    def __init__(self, app: ASGIApp, *, secure: bool = False) -> None:
        self._app = app
        self._secure = secure
        self.cookies = httpx.Cookies()

    @property
    def token(self) -> str:
        """The session's token; empty when signed out."""
        return str(self.cookies.get(cookie_name(secure=self._secure)) or "")

    @property
    def csrf(self) -> dict[str, str]:
        """The header that our own pages send with a request that changes something."""
        return {CSRF_HEADER: csrf_token(self.token)}

    def sign_in(self, username: str, password: str = PASSWORD, following: str = "/") -> httpx.Response:
        """Fill in and send the form of ``/entrar``."""
        data = {"usuario": username, "contrasena": password, "siguiente": following}
        return self.submit("/entrar", data)

    def submit(self, path: str, fields: dict[str, str], drawn_at: str = "") -> httpx.Response:
        """Open the page of a form (``drawn_at``, or where it is sent to) and send the form filled in."""
        drawn = self.get(drawn_at or path)
        found = re.search(r'name="clave" value="([0-9a-f]+)"', drawn.text)
        return self.request("POST", path, data={"clave": found[1] if found else "", **fields})

    def get(self, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401 - httpx's own options
        """Ask for a path."""
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401 - httpx's own options
        """Send something, with the header of our own pages unless other headers are given."""
        return self.request("POST", path, **{"headers": self.csrf, **options})

    def delete(self, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401 - httpx's own options
        """Delete something, likewise."""
        return self.request("DELETE", path, **{"headers": self.csrf, **options})

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401 - httpx's own
        """Ask for anything; an exception that the application lets through is raised here."""
        return anyio.run(partial(self._ask, method, path, **options))

    async def _ask(self, method: str, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401 - httpx's own
        scheme = "https" if self._secure else "http"
        transport = httpx.ASGITransport(self._app, client=ADDRESS)
        async with httpx.AsyncClient(
            transport=transport, base_url=f"{scheme}://{HOST}", cookies=self.cookies
        ) as client:
            response = await client.request(method, path, **options)
            self.cookies = client.cookies
            return response
