"""The Bandeja in the browser: found, explained, marked, labelled, shared by address, searched by a file."""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.acceptance import clerk
from tests.acceptance.arranged import CLERK, OTHER_CLERK, PERSON, Arrangement, arranging
from tests.acceptance.filer import press
from tests.acceptance.papers import pdf_paper
from tests.acceptance.running_app import RunningApp
from tests.acceptance.visitors import NewContext, SignIn


@pytest.fixture
def arrangement(server: RunningApp) -> Iterator[Arrangement]:
    """Return what prepares filings on the running server's folder."""
    with arranging(server.home) as prepared:
        yield prepared


def _row(page: Page, folio: str) -> Locator:
    return clerk.queue_rows(page).filter(has_text=folio)


def _address(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def _search(page: Page, text: str) -> None:
    """Search by keyboard alone, once the list is there to take the key."""
    expect(clerk.queue_rows(page).first).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    search = page.get_by_role("searchbox", name="Buscar")
    expect(search).to_be_visible()  # its script may come after the list's
    page.keyboard.press("/")
    expect(search).to_be_focused()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def _put_label(page: Page) -> None:
    """Put a label on what is marked and still there, and close the results."""
    press(page, "Etiquetar…")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox").click()
    page.get_by_role("option", name="Urgente").click()
    dialog.get_by_role("button", name=re.compile(r"^Poner la etiqueta \(1\)")).click()
    expect(dialog.get_by_text("Se hizo en 1 de 1.")).to_be_visible()
    page.keyboard.press("Control+Shift+Enter")
    expect(dialog).to_have_count(0)


def test_rows_are_found_and_explained_by_keyboard(
    new_context: NewContext, sign_in: SignIn, arrangement: Arrangement
) -> None:
    """Search, down to a row, its reasons; the address tells the list, and the filters go with one button."""
    folios = [arrangement.sent(PERSON, f"Ornitorrinco {number}") for number in (1, 2)]
    page = sign_in(new_context().new_page(), CLERK)
    expect(page.get_by_role("heading", name="Bandeja")).to_be_visible()
    _search(page, "ornitorrinco")
    expect(clerk.queue_rows(page)).to_have_count(2)
    assert _address(page) == {"buscar": ["ornitorrinco"]}
    _row(page, folios[0]).focus()
    page.keyboard.press("j")
    expect(_row(page, folios[1])).to_be_focused()
    page.keyboard.press("p")
    expect(_reasons(page)).to_contain_text("por tomar: primero la fecha en que se tiene por presentada")
    page.reload()
    expect(clerk.queue_rows(page)).to_have_count(2)
    press(page, "Quitar filtros")
    expect(page.get_by_text("Filtrando:")).to_have_count(0)
    assert _address(page) == {}


def test_what_is_marked_stays_marked_while_others_work(
    new_context: NewContext, sign_in: SignIn, arrangement: Arrangement
) -> None:
    """Two marked, one of them taken meanwhile: the other is labelled, stays marked, explained and focused."""
    folios = [arrangement.sent(PERSON, f"Tepezcuintle {number}") for number in (1, 2)]
    page = sign_in(new_context().new_page(), CLERK)
    page.goto("/?buscar=tepezcuintle")
    for folio in folios:
        page.get_by_role("checkbox", name=f"Marcar {folio}").check()
    expect(page.get_by_text("2 marcadas")).to_be_visible()
    page.get_by_role("button", name=f"¿Por qué está aquí {folios[1]}?").click()
    expect(_reasons(page)).to_be_visible()
    arrangement.take(OTHER_CLERK, folios[0])
    _put_label(page)
    expect(_row(page, folios[1])).to_contain_text("Urgente")
    expect(_row(page, folios[0])).to_have_count(0)
    expect(page.get_by_text("1 marcada · 1 ya no está en esta lista")).to_be_visible()
    expect(page.get_by_role("checkbox", name=f"Marcar {folios[1]}")).to_be_checked()
    expect(_reasons(page)).to_be_visible()


def _reasons(page: Page) -> Locator:
    return page.locator("tr.why:not([hidden])")


def test_a_list_is_shared_named_and_followed(
    new_context: NewContext, sign_in: SignIn, arrangement: Arrangement
) -> None:
    """An address shows a colleague the same list; a name brings it back; what is opened carries the list along."""
    folio = arrangement.sent(PERSON, "Axolote compartido")
    page = sign_in(new_context().new_page(), CLERK)
    page.goto("/?lista=todas&buscar=axolote&tipo=DEN&firma=valida&etiqueta=URGENTE")
    expect(page.get_by_text("Ninguna promoción de «Todas» coincide con los filtros.")).to_be_visible()
    expect(page.get_by_text("Filtrando: Búsqueda: axolote · Tipo: Denuncia")).to_be_visible()
    page.goto("/?lista=todas&buscar=axolote&tipo=DEN")
    expect(_row(page, folio)).to_be_visible()
    press(page, "Vistas")
    page.get_by_role("textbox", name="Guardar esta lista con el nombre").fill("Mis axolotes")
    page.get_by_role("textbox", name="Guardar esta lista con el nombre").press("Enter")
    press(page, "Guardar la vista")
    expect(page.get_by_role("button", name="Mis axolotes")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("searchbox", name="Buscar")).to_have_value("")
    press(page, "Vistas")
    press(page, "Mis axolotes")
    expect(page.get_by_role("searchbox", name="Buscar")).to_have_value("axolote")
    assert _address(page) == {"lista": ["todas"], "buscar": ["axolote"], "tipo": ["DEN"]}
    page.keyboard.press("Escape")
    _row(page, folio).focus()
    page.keyboard.press("Enter")
    clerk.expect_review(page, folio)
    assert _address(page) == {"folio": [folio], "lista": ["todas"], "buscar": ["axolote"], "tipo": ["DEN"]}


def test_a_file_leads_to_what_holds_it(
    new_context: NewContext, sign_in: SignIn, arrangement: Arrangement
) -> None:
    """A file that is dropped on the page is looked for by its digest, and no byte of it is sent."""
    paper = replace(pdf_paper("Único.pdf"), data=pdf_paper().data + b"\n% una sola vez\n")
    folio = arrangement.sent(PERSON, "Con un documento único", paper)
    page = sign_in(new_context().new_page(), CLERK)
    expect(page.get_by_role("heading", name="Bandeja")).to_be_visible()
    expect(clerk.queue_rows(page).first).to_be_visible()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method) if request.method != "GET" else None)
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Buscar por un archivo…").press("Enter")
    chosen.value.set_files({"name": "cualquiera.pdf", "mimeType": "application/pdf", "buffer": paper.data})
    expect(page.get_by_text("Documento con huella")).to_be_visible()
    expect(clerk.queue_rows(page)).to_have_count(1)
    expect(_row(page, folio)).to_be_visible()
    assert sent == []
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Buscar por un archivo…").press("Enter")
    chosen.value.set_files({"name": "otro.pdf", "mimeType": "application/pdf", "buffer": b"nadie lo tiene"})
    expect(
        page.get_by_text("Ninguna promoción presentada contiene un documento con esa huella.")
    ).to_be_visible()
