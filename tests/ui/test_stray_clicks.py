"""Two things pressed in the same instant, in parts of a page that run by themselves."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.ui.components_browser import Bench, running_bench

pytestmark = pytest.mark.acceptance

_AT_ONCE = """names => {
  const buttons = [...document.querySelectorAll('button, summary')];
  for (const name of names) buttons.find((each) => each.textContent.endsWith(name)).click();
}"""


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """Serve the page with two fragments."""
    with running_bench(tmp_path_factory.mktemp("stray") / "server.log", "stray_clicks_script.py") as running:
        yield running


@pytest.fixture
def page(bench: Bench) -> Iterator[Page]:
    """Return the page, drawn once."""
    with bench.browser.new_context() as context:
        page = context.new_page()
        page.goto(bench.url)
        expect(page.get_by_role("button", name="Pulsar fuera")).to_be_visible()
        expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
        yield page


@pytest.mark.parametrize("order", [1, -1])
def test_a_click_outside_a_fragment_counts(page: Page, order: int) -> None:
    """A button of the page pressed in the instant of one of a fragment: Streamlit alone would forget it."""
    page.evaluate(_AT_ONCE, ["Pulsar uno", "Pulsar fuera"][::order])
    expect(page.get_by_text("Pulsado fuera")).to_be_visible()


def test_a_click_in_another_fragment_counts(page: Page) -> None:
    """Two fragments' buttons pressed in one instant: the second one's dialog opens and stays."""
    page.evaluate(_AT_ONCE, ["Pulsar uno", "Preguntar dos"])
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Preguntado", exact=True)).to_be_visible()
    page.get_by_role("button", name="Otra vez").click()
    expect(dialog.get_by_text("Preguntado otra vez")).to_be_visible()


def test_a_section_opened_in_another_fragment_is_drawn(page: Page) -> None:
    """What draws its content when it is opened, in the instant of another fragment's button: it is not left empty."""
    page.evaluate(_AT_ONCE, ["Pulsar uno", "Abrir dos"])
    expect(page.get_by_text("Abierto dos")).to_be_visible()


def test_a_fragment_pressed_alone_runs_alone(page: Page) -> None:
    """As before: the page is run for what is astray, and for nothing else."""
    page.get_by_role("button", name="Pulsar uno").click()
    expect(page.get_by_text("uno: 2")).to_be_visible()
    page.get_by_role("button", name="Preguntar dos").click()
    expect(page.get_by_role("dialog").get_by_text("Preguntado", exact=True)).to_be_visible()
    expect(page.get_by_text("dos: 2")).to_be_visible()
    expect(page.get_by_text("página: 1")).to_be_visible()
