"""One page after another, on a line that is slow."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.ui.components_app import SLOW_SECONDS
from tests.ui.components_browser import running_bench

pytestmark = pytest.mark.acceptance

_LATE = """
const Socket = window.WebSocket;
window.lateBy = 0;
window.WebSocket = class extends Socket {
  set onmessage(hear) { super.onmessage = (event) => setTimeout(() => hear(event), window.lateBy); }
  addEventListener(name, hear, options) {
    const late = (event) => setTimeout(() => hear(event), window.lateBy);
    super.addEventListener(name, name === "message" ? late : hear, options);
  }
};"""
_GO_AND_PRESS = """async ({go, press, slow}) => {
  const pass = (part) => new Promise((on) => setTimeout(on, part * slow * 1000));
  window.lateBy = slow * 500;
  go.click();
  await pass(0.25);
  press.click();
  await pass(3);
}"""
"""Press a button of the page that is being left, while the next is drawn and nothing has come of it yet."""


def test_a_key_of_the_page_before_leaves_the_next_page_alone(tmp_path: Path) -> None:
    """The next page is drawn and stays: Streamlit alone would take it away for a fragment that is gone."""
    with running_bench(tmp_path / "server.log", "two_pages_script.py") as bench:
        page = bench.browser.new_page()
        page.add_init_script(_LATE)
        page.goto(bench.url)
        go, press = (page.get_by_role("button", name=name) for name in ("Seguir", "Fragmento"))
        expect(go).to_be_visible()
        expect(press).to_be_visible()
        handles = {"go": go.element_handle(), "press": press.element_handle()}
        page.evaluate(_GO_AND_PRESS, {**handles, "slow": SLOW_SECONDS})
        expect(page).to_have_url(f"{bench.url}/segunda")
        expect(page.get_by_role("heading", name="Segunda")).to_be_visible()
