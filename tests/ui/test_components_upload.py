"""The upload component in a real browser, against routes that keep the contract."""

from collections.abc import Iterator
from typing import cast

import pytest
from playwright.sync_api import Page, expect

from tests.ui.components_app import HOSTILE, MAX_BYTES
from tests.ui.components_browser import Bench, running_bench

pytestmark = pytest.mark.acceptance


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """Serve the page once for the tests of this file."""
    with running_bench(tmp_path_factory.mktemp("components") / "server.log") as running:
        yield running


def choose(page: Page, *files: tuple[str, int]) -> None:
    """Choose files of these names and sizes."""
    payload = [{"name": name, "mimeType": "application/pdf", "buffer": b"x" * size} for name, size in files]
    page.locator("input[type=file]").first.set_input_files(payload)  # type: ignore[arg-type]  # a FilePayload is a dict


def stored(page: Page) -> list[str]:
    """Return the names in the list of stored documents."""
    return page.locator("tbody .name .name").all_inner_texts()


def test_limit_is_inclusive_and_more_never_travels(bench: Bench) -> None:
    """A file of exactly the limit is stored; one byte more and an empty one are refused unsent."""
    page = bench.open("upload", "limit")
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    choose(page, ("justo.pdf", MAX_BYTES), ("grande.pdf", MAX_BYTES + 1), ("vacio.pdf", 0))
    expect(page.locator("tbody")).to_contain_text("justo.pdf")
    expect(page.get_by_text("El archivo está vacío (0 bytes).", exact=True)).to_be_visible()
    expect(page.locator(".row", has_text="grande.pdf")).to_contain_text("el límite es de")
    assert [url for url in posts if "documentos" in url] == [
        f"{bench.url}/api/promociones/limit/documentos?nombre=justo.pdf&si_existe=preguntar"
    ]


def test_a_rerun_does_not_cancel_what_travels(bench: Bench) -> None:
    """While a file travels the page runs again, and the file still arrives and asks for its own run."""
    bench.control("rerun", hold="1")
    page = bench.open("upload", "rerun")
    choose(page, ("lento.pdf", 500))
    expect(page.locator(".row")).to_contain_text("Verificando")
    page.get_by_role("button", name="Otra corrida").click()
    page.get_by_text("corrida 2:").wait_for()
    expect(page.locator(".row")).to_contain_text("Verificando")
    bench.control("rerun", release="1")
    expect(page.locator("tbody")).to_contain_text("lento.pdf")
    expect(page.locator(".row")).to_have_count(0)
    expect(page.get_by_text("corrida 3:")).not_to_contain_text("None")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [("Conservar ambos", ["acta.pdf", "acta.pdf (2)"]), ("Reemplazar", ["acta.pdf"])],
)
def test_same_name_asks_and_offers_what_loses_nothing(bench: Bench, answer: str, expected: list[str]) -> None:
    """A name already taken asks; the focus stands on keeping both; each answer does what it says."""
    page = bench.open("upload", f"same-{len(expected)}")
    choose(page, ("acta.pdf", 10))
    expect(page.locator("tbody")).to_contain_text("10 bytes")
    choose(page, ("acta.pdf", 20))
    expect(page.get_by_role("button", name="Conservar ambos")).to_be_focused()
    page.get_by_role("button", name=answer).click()
    expect(page.locator("tbody")).to_contain_text("20 bytes")
    assert stored(page) == expected


def test_deleting_asks_in_the_manuals_words(bench: Bench) -> None:
    """Deleting asks first, Cancelar keeps the document, Eliminar deletes it and redraws the page."""
    page = bench.open("upload", "delete")
    choose(page, ("acta.pdf", 10))
    menu = page.get_by_role("button", name="Acciones de «acta.pdf»")
    menu.click()
    page.get_by_role("menuitem", name="Eliminar").click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("¿Está seguro de que desea eliminar permanentemente este archivo?")
    expect(question.get_by_role("button", name="Cancelar")).to_be_focused()
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    assert stored(page) == ["acta.pdf"]
    expect(menu).to_be_focused()
    menu.click()
    page.get_by_role("menuitem", name="Eliminar").click()
    question.get_by_role("button", name="Eliminar").click()
    expect(page.get_by_text("Todavía no hay documentos.")).to_be_visible()
    assert bench.control("delete")["documents"] == []


def test_an_ended_session_leads_to_the_entrance(bench: Bench) -> None:
    """When the session ended meanwhile, the file stays in the list beside a link to sign in again."""
    bench.control("ended", refuse="401:session_ended")
    page = bench.open("upload", "ended")
    choose(page, ("acta.pdf", 10))
    expect(page.get_by_role("link", name="Entrar de nuevo")).to_have_attribute("href", "/entrar")
    expect(page.locator(".row")).to_contain_text("acta.pdf")


def test_a_cut_line_keeps_the_file_which_goes_on_by_itself(bench: Bench) -> None:
    """Without a network the file is kept and says so; with the network back, it is stored unasked."""
    page = bench.open("upload", "cut")
    page.context.set_offline(True)
    choose(page, ("acta.pdf", 10))
    expect(page.locator(".row")).to_contain_text("Sin conexión a internet.")
    expect(page.get_by_role("button", name="Reintentar «acta.pdf»")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("tbody")).to_contain_text("acta.pdf")
    assert len(cast("list[str]", bench.control("cut")["documents"])) == 1


def test_a_refusal_shows_its_three_sentences(bench: Bench) -> None:
    """What happened, what it means and what to do come from the server's catalogue."""
    bench.control("refused", refuse="422:damaged")
    page = bench.open("upload", "refused")
    choose(page, ("acta.pdf", 10))
    expect(page.locator(".row .note")).to_contain_text("Qué pasó: damaged.")
    expect(page.locator(".row .note")).to_contain_text("Qué significa. Qué hacer.")


def test_peoples_text_is_never_markup(bench: Bench) -> None:
    """Markup in a file's name or in a finding is shown as the text that it is."""
    page = bench.open("upload", "markup")
    choose(page, (f"{HOSTILE}.pdf".replace("/", ""), 10))
    expect(page.locator("tbody")).to_contain_text("<img src=x")
    assert page.locator(".surface img").count() == 0
    assert page.title() != "taken"
