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


def seen_pages(page: Page, identifier: str) -> list[int]:
    """Return the pages of a document that the viewer has reported."""
    told: list[int] = page.request.get(f"/api/documentos/{identifier}/paginas-vistas").json()["pages"]
    return told


def test_a_page_that_stood_before_the_reader_is_reported(bench: Bench) -> None:
    """The first page is seen after a moment, told to the server once, and marked on tab and bar in words."""
    page = bench.open("viewer", "seen")
    expect(page.get_by_role("tab").first).to_contain_text("sin abrir")
    expect(page.get_by_role("tab").nth(4)).to_contain_text("visto completo")
    with page.expect_response("**/api/documentos/1/paginas-vistas") as reported:
        page.locator(".page img").first.wait_for()
    assert reported.value.status == 200
    assert 1 in seen_pages(page, "1")
    expect(page.get_by_role("tab").first).to_contain_text("visto en parte")
    expect(page.get_by_text("visto 1 de 3 páginas")).to_be_visible()
    assert page.get_by_text("corrida 1:").is_visible()  # the report made nobody draw the page again


def test_keys_walk_through_pages_and_documents(bench: Bench) -> None:
    """Space turns the page, arrows the document; sizes, turning and the page's field too."""
    page = bench.open("viewer", "keys")
    page.locator(".page img").first.wait_for()
    for _ in range(4):
        page.keyboard.press("Space")
    expect(page.get_by_label("Ir a la página")).to_have_value("2")
    page.keyboard.press("1")
    expect(page.locator(".percent")).to_have_text("100 %")
    page.keyboard.press("+")
    expect(page.locator(".percent")).to_have_text("110 %")
    page.keyboard.press("9")
    expect(page.get_by_role("button", name="Página completa (9)")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("r")
    expect(page.locator(".pages")).to_have_attribute("data-turns", "1")
    expect(page.get_by_text("corrida 1:")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Ir a la página")).to_have_value("1")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", selected=True)).to_contain_text("Documento 2")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("tab", selected=True)).to_contain_text("Documento 1")


def test_the_keys_are_listed(bench: Bench) -> None:
    """A question mark shows them; meanwhile none of them acts, and Escape closes the list."""
    page = bench.open("viewer", "help")
    page.locator(".page img").first.wait_for()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Teclas")).to_contain_text("Buscar en el documento")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("tab", selected=True)).to_contain_text("Documento 1")


def test_words_of_a_page_are_found_and_copied(bench: Bench) -> None:
    """Ctrl+F takes the keyboard, hits are counted and walked through, and a selection copies as running text."""
    page = bench.open("viewer", "words")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".words span").first.wait_for()
    page.locator(".reading").focus()
    page.keyboard.press("Control+f")
    page.keyboard.type("De  Amparo")
    page.keyboard.press("Enter")
    expect(page.locator(".hits")).to_have_text("Sin resultados")
    page.get_by_role("searchbox").fill("ACCION")
    page.keyboard.press("Enter")
    expect(page.locator(".hits")).to_have_text("1 de 2 resultados")
    marked = "() => [...CSS.highlights.get('oficialia-hit')].map((range) => range.toString())"
    page.wait_for_function(f"() => ({marked})().join() === 'Acción'")
    page.keyboard.press("Enter")
    expect(page.locator(".hits")).to_have_text("2 de 2 resultados")
    expect(page.get_by_label("Ir a la página")).to_have_value("2")
    page.keyboard.press("Escape")
    expect(page.get_by_role("searchbox")).to_be_hidden()
    page.locator("[data-page='2'] .words").evaluate("layer => getSelection().selectAllChildren(layer)")
    page.keyboard.press("Control+c")
    assert page.evaluate("() => navigator.clipboard.readText()").strip() == "Acción de amparo."


def test_a_workbook_and_a_text_are_searched_where_they_stand(bench: Bench) -> None:
    """A hit on another sheet opens it, however far down; in a text accents do not count."""
    page = bench.open("viewer", "sheets")
    turn_to(page, 3)
    expect(page.get_by_text("vistas 1 de 2 hojas")).to_be_visible()
    page.locator(".reading").focus()
    page.keyboard.press("/")
    page.keyboard.type("accion")
    expect(page.locator(".hits")).to_have_text("1 de 1 resultado")
    expect(page.get_by_role("cell", name="Acción")).to_be_in_viewport()
    expect(page.get_by_role("cell", name="=SUM(A1:A3) → 6")).to_be_visible()
    expect(page.get_by_text("Esta hoja está oculta en el libro.")).to_be_visible()
    expect(page.get_by_text("vistas 2 de 2 hojas")).to_be_visible()
    turn_to(page, 4)
    expect(page.locator(".hits")).to_have_text("1 de 2 resultados")


def test_a_letter_is_searched_within_its_frame(bench: Bench) -> None:
    """Hits are marked where they stand, also across runs of markup, and the frame stays as closed as before."""
    page = bench.open("viewer", "letter")
    turn_to(page, 2)
    page.get_by_role("button", name="Buscar en el documento (Ctrl + F)").click()
    page.keyboard.type("tratoliga")
    page.keyboard.press("Enter")
    expect(page.locator(".hits")).to_have_text("1 de 1 resultado")
    frame = page.frame_locator("iframe.paper")
    expect(frame.locator("mark")).to_have_text(["trato", "liga"])
    expect(frame.locator("mark:target")).to_have_text("trato")
    assert page.locator("iframe.paper").get_attribute("sandbox") == ""
    assert page.title() != "taken"
    page.keyboard.press("Escape")
    expect(frame.locator("mark")).to_have_count(0)


def test_five_hundred_pages_are_few_at_a_time(bench: Bench) -> None:
    """Running through a long document leaves a handful of pages in the browser, and asks for no page passed by."""
    page = bench.open("viewer", "long")
    page.get_by_role("tab").nth(8).click()
    page.locator("[data-page='1'] img").wait_for()
    page.get_by_role("button", name="Miniaturas (T)").click()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator(".reading").evaluate(
        "async (box) => { for (let top = 0; top < box.scrollHeight; top += 3000) {"
        " box.scrollTop = top; await new Promise(requestAnimationFrame); } box.scrollTop = box.scrollHeight }"
    )
    page.locator("[data-page='500'] img").wait_for()
    expect(page.get_by_role("button", name="Página 500", exact=False).first).to_be_visible()
    assert page.locator(".page").count() <= 8
    assert page.locator(".thumbnail").count() <= 16
    assert len({url for url in asked if "ancho=" in url and "ancho=200" not in url}) < 30
    page.get_by_role("button", name="Página 498", exact=False).click()
    expect(page.get_by_label("Ir a la página")).to_have_value("498")


def test_keys_typed_in_a_field_stay_there(bench: Bench) -> None:
    """Arrows, space and figures typed in a field of the page leave the viewer alone."""
    page = bench.open("viewer", "typing")
    percent = page.locator(".percent").inner_text()
    typed = page.get_by_label("Otro campo")
    typed.press_sequentially("a 0+")
    typed.press("ArrowRight")
    expect(typed).to_have_value("a 0+")
    expect(page.get_by_role("tab", selected=True)).to_contain_text("Documento 1")
    expect(page.locator(".percent")).to_have_text(percent)


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


@pytest.mark.parametrize("number", [3, 4, 7, 8])
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
    expect(page.get_by_text("sin descargar")).to_be_visible()
    expect(page.locator(".facts")).to_contain_text("No coincide con el manifiesto")
    original = page.get_by_role("link", name="Descargar original")
    expect(original).to_have_attribute("href", "/api/documentos/6/original")


def test_the_class_of_a_document_and_its_public_summary_are_told(bench: Bench) -> None:
    """Each document says who may see it; a confidential one unfolds its summary, which is never markup."""
    page = bench.open("viewer", "class")
    expect(page.locator(".facts")).to_contain_text("Pública")
    expect(page.get_by_text("Resumen público")).to_have_count(0)
    turn_to(page, 4)
    expect(page.locator(".facts")).to_contain_text("Confidencial")
    page.get_by_text("Resumen público").click()
    expect(page.locator(".public-summary p")).to_have_text(HOSTILE)
    expect(page.locator(".public-summary p")).to_be_visible()


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
