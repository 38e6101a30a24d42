"""The viewer component in a real browser, against routes that keep the contract."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.ui.components_app import HOSTILE
from tests.ui.components_browser import Bench, running_bench

pytestmark = pytest.mark.acceptance


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """Serve the page once for the tests of this file."""
    with running_bench(tmp_path_factory.mktemp("components") / "server.log") as running:
        yield running


def turn_to(page: Page, number: int) -> None:
    """Choose the tab of a document."""
    page.get_by_role("tab").nth(number - 1).click()
    expect(page.get_by_role("tab", selected=True)).to_contain_text(f"Documento {number}")


def test_a_page_that_stood_before_the_reader_is_reported(bench: Bench) -> None:
    """The first page is seen after a moment, reported once, and marked on the tab in words."""
    page = bench.open("viewer", "seen")
    expect(page.get_by_role("tab").first).to_contain_text("sin abrir")
    page.locator(".page img").first.wait_for()
    page.get_by_text("corrida 2: 1 {'1': (1,)}").wait_for()
    expect(page.get_by_role("tab").first).to_contain_text("visto en parte")


def test_keys_walk_through_pages_and_documents(bench: Bench) -> None:
    """Space turns the page, arrows the document, plus enlarges, zero fits."""
    page = bench.open("viewer", "keys")
    page.locator(".page img").first.wait_for()
    for _ in range(4):
        page.keyboard.press("Space")
    expect(page.get_by_label("Ir a la página")).to_have_value("2")
    page.keyboard.press("+")
    expect(page.locator(".percent")).to_have_text("125 %")
    page.keyboard.press("0")
    expect(page.locator(".percent")).to_have_text("100 %")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", selected=True)).to_contain_text("Documento 2")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("tab", selected=True)).to_contain_text("Documento 1")


def test_keys_typed_in_a_field_stay_there(bench: Bench) -> None:
    """Arrows, space and figures typed in a field of the page leave the viewer alone."""
    page = bench.open("viewer", "typing")
    typed = page.get_by_label("Otro campo")
    typed.press_sequentially("a 0+")
    typed.press("ArrowRight")
    expect(typed).to_have_value("a 0+")
    expect(page.get_by_role("tab", selected=True)).to_contain_text("Documento 1")
    expect(page.locator(".percent")).to_have_text("100 %")


def test_a_converted_document_is_inert(bench: Bench) -> None:
    """Scripts do not run, pictures are not fetched and links lead nowhere in a converted document."""
    page = bench.open("viewer", "inert")
    strangers: list[str] = []
    page.on("requestfinished", lambda request: strangers.append(request.url))
    turn_to(page, 2)
    frame = page.frame_locator("iframe.paper")
    frame.get_by_role("link", name="liga").click()
    expect(frame.get_by_role("heading")).to_have_text("Contrato")
    assert page.locator("iframe.paper").get_attribute("sandbox") == ""
    assert len(page.context.pages) == 1
    assert page.title() != "taken"
    assert not [url for url in strangers if "127.0.0.1:9/" in url]
    expect(page.get_by_text("Vista convertida; el original es el que cuenta.")).to_be_visible()


@pytest.mark.parametrize("number", [3, 4])
def test_markup_in_cells_and_text_is_text(bench: Bench, number: int) -> None:
    """A cell or a line that looks like markup is shown as written."""
    page = bench.open("viewer", f"markup-{number}")
    turn_to(page, number)
    expect(page.locator(".reading")).to_contain_text(HOSTILE)
    assert page.locator(".reading img").count() == 0


def test_a_document_without_preview_says_why(bench: Bench) -> None:
    """What cannot be shown gives its reason and the way to the original; a mismatch is said in words."""
    page = bench.open("viewer", "none")
    turn_to(page, 6)
    expect(page.locator(".reading")).to_contain_text("Es un archivo comprimido.")
    expect(page.locator(".facts")).to_contain_text("No coincide con el manifiesto")
    original = page.get_by_role("link", name="Descargar original")
    expect(original).to_have_attribute("href", "/api/documentos/6/original")


def test_a_page_that_cannot_be_drawn_says_why(bench: Bench) -> None:
    """The refusal of a page stands where the page would, with a way to try again."""
    page = bench.open("viewer", "broken")
    page.locator(".page img").first.wait_for()
    page.get_by_label("Ir a la página").fill("3")
    page.get_by_label("Ir a la página").press("Enter")
    broken = page.locator("[data-page='3']")
    expect(broken).to_contain_text("Qué pasó: page_not_readable. Qué hacer.")
    expect(broken.get_by_role("button", name="Reintentar")).to_be_visible()


def test_the_page_can_turn_to_a_document_and_the_reader_back(bench: Bench) -> None:
    """What the page selects is shown once; afterwards the reader's own choice stands through reruns."""
    page = bench.open("viewer", "select")
    page.get_by_role("button", name="Ver el cuarto").click()
    expect(page.get_by_role("tab", selected=True)).to_contain_text("Documento 4")
    turn_to(page, 5)
    page.get_by_role("button", name="Otra corrida").click()
    page.get_by_text("corrida 3:").wait_for()
    expect(page.get_by_role("tab", selected=True)).to_contain_text("Documento 5")


@pytest.mark.parametrize("part", ["upload", "viewer", "efirma"])
@pytest.mark.parametrize("width", [390, 320])
def test_nothing_overflows_a_narrow_screen(bench: Bench, part: str, width: int) -> None:
    """On a telephone, and at 400 % zoom (320 px wide), no component makes the page scroll sideways."""
    page = bench.open(part, f"narrow-{part}", viewport={"width": width, "height": 800})
    measure = "e => e.scrollWidth - e.clientWidth"
    assert page.locator(".surface").evaluate(measure) == 0
    assert page.locator("html").evaluate(measure) == 0
