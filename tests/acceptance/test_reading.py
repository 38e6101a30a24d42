"""A clerk reads a filing without downloading it, and what was read stays with the decision."""

import re
from collections.abc import Iterator

import pytest
import typst
from playwright.sync_api import Locator, Page, expect

from core.domain.coverage import from_facts
from tests.acceptance import clerk, filer
from tests.acceptance.arranged import CLERK, PERSON, Arrangement, arranging
from tests.acceptance.papers import SHEET_TEXT, WORD_TEXT, Paper, sheet_paper, word_paper
from tests.acceptance.running_app import RunningApp
from tests.acceptance.visitors import NewContext, SignIn

PAGES = 6
RARE = "acción colectiva"
"""Stands on the second page and on the fifth."""


@pytest.fixture(scope="module")
def arrangement(server: RunningApp) -> Iterator[Arrangement]:
    """Return what arranges filings on the served folder."""
    with arranging(server.home) as arrangement:
        yield arrangement


@pytest.fixture
def reviewing(new_context: NewContext, sign_in: SignIn) -> Page:
    """Return the page of a clerk, signed in."""
    return sign_in(new_context().new_page(), CLERK)


def _writing() -> Paper:
    """Return a PDF of letter-size pages with text of their own."""
    plain = "Comparezco ante esa Autoridad para denunciar los hechos que enseguida se narran. " * 12
    rare = {2, 5}
    body = "\n#pagebreak()\n".join(
        f"= Hecho {number}\n{plain}\n\n{f'Se funda en la {RARE}.' if number in rare else ''}"
        for number in range(1, PAGES + 1)
    )
    source = f'#set page(paper: "us-letter")\n#set text(lang: "es")\n{body}'
    return Paper("Escrito inicial.pdf", "application/pdf", typst.compile(source.encode()))


def _viewer(page: Page) -> Locator:
    return page.get_by_role("region", name="Visor de documentos")


def _tab(page: Page, number: int) -> Locator:
    return _viewer(page).get_by_role("tab").nth(number - 1)


def _search(page: Page, text: str, told: str) -> None:
    """Search with the keyboard, from within the document."""
    _viewer(page).get_by_role("tabpanel").focus()
    page.keyboard.press("Control+f")
    field = _viewer(page).get_by_role("searchbox", name="Buscar en el documento")
    expect(field).to_be_focused()
    field.fill(text)
    field.press("Enter")
    expect(_viewer(page).get_by_role("search").get_by_role("status")).to_have_text(told)


def _hit(page: Page) -> str:
    """Return the text that is marked as the present hit, once there is one."""
    marked = "() => [...(CSS.highlights.get('oficialia-hit') ?? [])].map((range) => range.toString()).join()"
    found: str = page.wait_for_function(marked).json_value()
    return found.strip()


def _read_the_writing(page: Page) -> None:
    """Search, walk the hits, turn and enlarge a page, and look at it among the small ones."""
    viewer = _viewer(page)
    expect(viewer.get_by_role("img", name=f"Página 1 de {PAGES} de Escrito inicial.pdf")).to_be_visible()
    expect(viewer.get_by_text(f"visto 1 de {PAGES} páginas")).to_be_visible()
    expect(_tab(page, 1)).to_contain_text("visto en parte")
    _search(page, "ACCION  Colectiva", "1 de 2 resultados")
    assert _hit(page) == RARE
    expect(viewer.get_by_label("Ir a la página")).to_have_value("2")
    expect(viewer.get_by_text(f"visto 2 de {PAGES} páginas")).to_be_visible()
    page.keyboard.press("Enter")
    expect(viewer.get_by_label("Ir a la página")).to_have_value("5")
    page.keyboard.press("Escape")
    for key, pressed in (("9", "Página completa (9)"), ("1", "Tamaño real (1)")):
        page.keyboard.press(key)
        expect(viewer.get_by_role("button", name=pressed)).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("r")
    page.keyboard.press("t")
    expect(viewer.get_by_role("button", name="Página 2, vista")).to_be_visible()
    viewer.get_by_role("button", name="Página 3", exact=True).click()
    expect(viewer.get_by_label("Ir a la página")).to_have_value("3")
    page.keyboard.press("0")


def test_what_a_clerk_read_is_seen_kept_and_told(reviewing: Page, arrangement: Arrangement) -> None:
    """Pages, words, sheets and a letter are read on the screen; coming back and deciding, it is remembered."""
    papers = (_writing(), sheet_paper(), word_paper())
    folio = arrangement.sent(PERSON, "Denuncia que se lee en pantalla", *papers)
    clerk.open_review(reviewing, folio)
    _read_the_writing(reviewing)
    sheet = arrangement.document_ids(folio)[1]
    with reviewing.expect_response(re.compile(rf"/documentos/{sheet}/paginas-vistas")) as told:
        reviewing.keyboard.press("ArrowRight")
        expect(
            _viewer(reviewing).get_by_text("Vista convertida; el original es el que cuenta.")
        ).to_be_visible()
        _search(reviewing, "municipio", "1 de 1 resultado")
        assert _hit(reviewing) in SHEET_TEXT
        expect(_tab(reviewing, 2)).to_contain_text("visto completo")
    assert told.value.json() == {"pages": [1], "total": 1}
    clerk.open_review(reviewing, folio)
    expect(_tab(reviewing, 2)).to_contain_text("visto completo")
    expect(_tab(reviewing, 3)).to_contain_text("sin abrir")
    _expect_remembered(reviewing, arrangement, folio)


def _expect_remembered(page: Page, arrangement: Arrangement, folio: str) -> None:
    """Decide with the letter unread; the act says how far the rest had been."""
    expect(_viewer(page).get_by_text(re.compile(rf"visto [2-{PAGES}] de {PAGES} páginas"))).to_be_visible()
    dialog = clerk.ask(page, "Aceptar")
    expect(
        dialog.get_by_text(re.compile("Visto . de 8 páginas; sin abrir: «Contestación.docx»"))
    ).to_be_visible()
    clerk.confirm(dialog, "Aceptar")
    expect(page.get_by_text(re.compile(rf"{folio} aceptada"))).to_be_visible()
    (act,) = [event for event in arrangement.events(folio) if event.action == "accept"]
    shares = [(share.name, share.seen > 1, share.total) for share in from_facts(act.facts)]
    assert shares == [
        ("Escrito inicial.pdf", True, PAGES),
        ("Anexo 1 Precios.xlsx", False, 1),
        ("Contestación.docx", False, 1),
    ]
    clerk.open_review(page, folio)
    history = clerk.expand(page, "Historia")
    expect(
        history.get_by_text(
            re.compile(
                "lectura: completos 1 de 3 documentos; «Escrito inicial.pdf» . de 6 páginas; "
                "«Contestación.docx» sin abrir"
            )
        )
    ).to_be_visible()
    _tab(page, 3).click()
    expect(_viewer(page).frame_locator("iframe").get_by_text(WORD_TEXT)).to_be_visible()
    expect(_tab(page, 3)).to_contain_text("visto completo")


def test_the_original_is_only_a_download(reviewing: Page, arrangement: Arrangement) -> None:
    """It comes as an attachment that no browser takes for anything else, to whoever may read it."""
    folio = arrangement.sent(PERSON, "Denuncia cuyo original se descarga", _writing())
    clerk.open_review(reviewing, folio)
    link = _viewer(reviewing).get_by_role("link", name="Descargar original")
    answer = reviewing.request.get(str(link.get_attribute("href")))
    assert answer.headers["content-disposition"].startswith('attachment; filename="Escrito inicial.pdf"')
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert filer.downloaded(reviewing, "Descargar original") == answer.body()
