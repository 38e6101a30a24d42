"""The real application in a real browser: fixtures for every acceptance test.

A test that fails leaves a picture and the page's HTML in ``data/var/test-output``. With
``OFICIALIA_TRACE=1`` it leaves a trace as well, for ``playwright show-trace``; recording one for every
test costs a quarter of their processor time.
"""

import os
import re
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from core.config import PROJECT
from tests.acceptance.running_app import RunningApp, demo_home, serve
from tests.acceptance.visitors import NewContext, SignIn, enter
from tests.prerequisites import missing

OUTPUT = PROJECT / "data" / "var" / "test-output"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
STEP_MILLISECONDS = 20_000
TRACED = os.environ.get("OFICIALIA_TRACE") == "1"
DESKTOP = {"width": 1440, "height": 900}
expect.set_options(timeout=STEP_MILLISECONDS)
_FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, so that ``-m 'not acceptance'`` leaves them out."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.acceptance)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember a failure for the fixtures, and put the server's log into its report."""
    report = yield
    if report.failed:
        item.stash[_FAILED] = True
        app = getattr(item, "funcargs", {}).get("server")
        if isinstance(app, RunningApp):
            report.sections.append(("server log", app.log_tail()))
    return report


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Return a data folder with the demo loaded, once for all workers; copy it, never write to it."""
    base = tmp_path_factory.getbasetemp()
    return demo_home(base if worker_id == "master" else base.parent)


@pytest.fixture
def fresh_home(demo_template: Path, tmp_path: Path) -> Path:
    """Return a copy of the demo's data folder for one test, for those that restart or break the server."""
    return Path(shutil.copytree(demo_template, tmp_path / "home"))


@pytest.fixture(scope="module")
def server(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """Serve a copy of the demo, one for each test module: make your own filings and count only those."""
    home = shutil.copytree(demo_template, tmp_path_factory.mktemp("served") / "home")
    with serve(Path(home)) as app:
        yield app


# One for each module: while Playwright runs, no other test of this worker could use asyncio.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return Debian's Chromium, headless."""
    path = shutil.which("chromium")
    if path is None:
        missing("chromium is not installed (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def new_context(browser: Browser, server: RunningApp, request: pytest.FixtureRequest) -> Iterator[NewContext]:
    """Return a function that opens one more visitor's browser, with own cookies, at the server's address.

    It takes Playwright's options (``viewport``, ``color_scheme``, ``base_url``…). A request to anybody
    but that server fails the test: nothing of a filing may reach a third party.
    """
    opened: list[BrowserContext] = []
    strangers: set[str] = set()

    def open_one(**options: Any) -> BrowserContext:  # noqa: ANN401 - Playwright's own options
        address = options.setdefault("base_url", server.url)
        context = browser.new_context(
            **{
                "locale": "es-MX",
                "timezone_id": "America/Mexico_City",
                "viewport": DESKTOP,
                "accept_downloads": True,
                **options,
            }
        )
        own = (address, address.replace("http", "ws", 1), "data:", "blob:", "about:")
        context.on("request", lambda r: None if r.url.startswith(own) else strangers.add(r.url))
        # listened to from the start, or a chooser can open before the browser was told not to show it
        context.on("page", lambda page: page.on("filechooser", lambda _: None))
        context.set_default_timeout(STEP_MILLISECONDS)
        if TRACED:
            context.tracing.start(screenshots=True, snapshots=True)
        opened.append(context)
        return context

    yield open_one
    failed = request.node.stash.get(_FAILED, False)
    for number, context in enumerate(opened, start=1):
        _close(context, OUTPUT / f"{_file_name(request.node.nodeid)}-{number}" if failed else None)
    assert not strangers, "the browser asked somebody else"


@pytest.fixture
def page(new_context: NewContext) -> Page:
    """Return a page of a visitor who has not signed in."""
    return new_context().new_page()


@pytest.fixture
def sign_in() -> SignIn:
    """Return a function that signs a demo account in and waits until it is inside."""
    return enter


def _file_name(node_id: str) -> str:
    return re.sub(r"[^\w.-]+", "_", node_id.rpartition("/")[2])[:120]


def _close(context: BrowserContext, output: Path | None) -> None:
    if output is not None:
        output.mkdir(parents=True, exist_ok=True)
        for number, page in enumerate(context.pages, start=1):
            page.screenshot(path=output / f"page-{number}.png", full_page=True)
            (output / f"page-{number}.html").write_text(page.content(), encoding="utf-8")
        if TRACED:
            context.tracing.stop(path=output / "trace.zip")
    context.close()
