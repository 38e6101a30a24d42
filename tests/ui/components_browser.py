"""Serving the components' page and opening it in Chromium, for the tests beside this file."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

from core.config import PROJECT
from tests.prerequisites import missing

START_SECONDS = 120
STEP_MILLISECONDS = 20_000
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
ARGUMENTS += ["--disable-component-update", "--disable-sync"]


@dataclass(frozen=True, slots=True)
class Bench:
    """A served page and a browser to look at it with."""

    url: str
    browser: Browser

    def open(self, part: str, name: str, **options: object) -> Page:
        """Open one component on a filing of its own; ``options`` are Playwright's for a context."""
        context = self.browser.new_context(locale="es-MX", base_url=self.url, **options)  # type: ignore[arg-type]  # passed through
        context.set_default_timeout(STEP_MILLISECONDS)
        page = context.new_page()
        page.goto(f"{self.url}/?parte={part}&id={name}")
        page.get_by_text("corrida 1:").wait_for()
        page.locator(".surface").wait_for()
        return page

    def control(self, name: str, **orders: str) -> dict[str, object]:
        """Tell the fake server how a filing behaves; gives back what it holds."""
        answer: dict[str, object] = httpx.get(f"{self.url}/control/{name}", params=orders).json()
        return answer


@contextmanager
def running_bench(log: Path, script: str = "components_script.py") -> Iterator[Bench]:
    """Serve the page of a script beside this file and start the browser until the block ends."""
    path = shutil.which("chromium")
    if path is None:
        missing("chromium is not installed (apt-get install chromium)")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-c", f"from tests.ui.components_app import main; main({port}, {script!r})"]
    with log.open("wb") as output:
        server = subprocess.Popen(command, cwd=PROJECT, stdout=output, stderr=subprocess.STDOUT)
    try:
        _await(f"http://127.0.0.1:{port}", server, log)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
            yield Bench(f"http://127.0.0.1:{port}", browser)
            browser.close()
    finally:
        server.terminate()
        server.wait(timeout=10)


def _await(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = monotonic() + START_SECONDS
    while monotonic() < deadline and server.poll() is None:
        try:
            if httpx.get(f"{url}/_stcore/health", timeout=5).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            try:  # to wait for its death is what lets it come up
                server.wait(timeout=0.05)
            except subprocess.TimeoutExpired:
                continue
    raise RuntimeError(log.read_text(errors="replace")[-4000:])
