"""The review by keyboard: the list that is followed, notes that survive, whose it is, duplicates side by side."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from core.domain.workflow import Action
from tests.acceptance import clerk
from tests.acceptance.arranged import (
    CLERK,
    CLERK_NAME,
    OTHER_CLERK,
    OTHER_CLERK_NAME,
    PERSON,
    Arrangement,
    arranging,
)
from tests.acceptance.papers import Paper
from tests.acceptance.running_app import RunningApp
from tests.acceptance.visitors import NewContext, SignIn
from tests.documents_samples import pdf

MATTER = "Asunto que se revisa con el teclado"
HALF_WRITTEN = "Falta cotejar el poder notarial"


@pytest.fixture(scope="module")
def arrangement(server: RunningApp) -> Iterator[Arrangement]:
    """Return what arranges filings on the served folder."""
    with arranging(server.home) as arrangement:
        yield arrangement


@pytest.fixture
def reviewing(new_context: NewContext, sign_in: SignIn) -> Page:
    """Return the page of a clerk, signed in."""
    return sign_in(new_context().new_page(), CLERK)


@pytest.fixture
def other_clerk(new_context: NewContext, sign_in: SignIn) -> Page:
    """Return the page of another clerk, signed in."""
    return sign_in(new_context().new_page(), OTHER_CLERK)


def _papers(mark: str) -> list[Paper]:
    """Return two PDFs that no other test files."""
    return [
        Paper(name, "application/pdf", pdf(pages) + f"\n%{mark}{name}\n".encode())
        for name, pages in (("Escrito.pdf", 1), ("Poder.pdf", 2))
    ]


def _open(page: Page, folio: str, matter: str) -> None:
    """Open a promoción as one of a list, and wait until its first page is drawn."""
    page.goto(f"/revision?lista=todas&buscar={matter}&folio={folio}")
    clerk.expect_review(page, folio)
    expect(_reading(page).locator(".page img").first).to_be_visible()


def _reading(page: Page) -> Locator:
    return page.get_by_role("region", name="Visor de documentos").get_by_role("tabpanel")


def _expect_to_read(page: Page) -> None:
    """Expect the focus in the document; the one before stays beside it while a page is being drawn."""
    expect(_reading(page)).to_have_count(1)
    expect(_reading(page)).to_be_focused()


def _note(page: Page) -> Locator:
    return page.get_by_label("Nueva nota")


def _write_note(page: Page, text: str) -> None:
    """Write by keyboard from wherever the focus is, and wait until the draft is kept."""
    page.keyboard.press("e")
    expect(_note(page)).to_be_focused()
    page.keyboard.type(text)
    expect(page.get_by_text("Borrador guardado")).to_be_visible()


def test_keys_lead_through_the_list_and_over_the_screen(reviewing: Page, arrangement: Arrangement) -> None:
    """The focus begins in the document; J and K follow the list, V, M, ? and / do theirs, Escape leads back."""
    matter = f"{MATTER} en orden"
    first, second = (arrangement.sent(PERSON, matter, *_papers(f"{n} orden")) for n in "ab")
    _open(reviewing, first, matter)
    _expect_to_read(reviewing)
    expect(reviewing.get_by_text("1 de 2 · Todas")).to_be_visible()
    reviewing.keyboard.press("j")
    clerk.expect_review(reviewing, second)
    expect(reviewing.get_by_text("2 de 2 · Todas")).to_be_visible()
    _expect_to_read(reviewing)
    expect(reviewing.get_by_role("button", name=re.compile("^Posterior"))).to_be_disabled()
    reviewing.keyboard.press("k")
    clerk.expect_review(reviewing, first)
    _expect_to_read(reviewing)
    _expect_keys_of_the_screen(reviewing)
    reviewing.keyboard.press("Escape")
    expect(reviewing.get_by_role("heading", name="Bandeja")).to_be_visible()
    expect(reviewing).to_have_url(re.compile("lista=todas"))
    assert arrangement.actions(second).count(Action.CLAIM) == 1


def _expect_keys_of_the_screen(page: Page) -> None:
    """Fold the panel, list the keys, open the report, go to the field of search and back."""
    verdict = page.get_by_text(re.compile(r"^Verificado "))
    page.keyboard.press("m")
    expect(verdict).to_be_hidden()
    page.keyboard.press("m")
    expect(verdict).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Teclas")).to_contain_text("Dejar en espera")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Teclas")).to_be_hidden()
    page.keyboard.press("v")
    expect(page.get_by_role("button", name="Revalidar")).to_be_visible()
    expect(page.locator("summary").filter(has_text="Informe completo")).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_label("Buscar otra promoción")).to_be_focused()
    page.keyboard.press("Escape")
    _expect_to_read(page)
    bar = page.get_by_role("button", name=re.compile("^Aceptar")).bounding_box()
    assert bar is not None
    assert bar["y"] + bar["height"] <= 900


def test_a_half_written_note_survives_everything(
    reviewing: Page, other_clerk: Page, arrangement: Arrangement
) -> None:
    """A browser that dies, a promoción that a colleague takes over, a key that leaves: the text stays until saved."""
    folio = arrangement.sent(PERSON, f"{MATTER} y notas", *_papers("notas"))
    _open(reviewing, folio, MATTER)
    _write_note(reviewing, HALF_WRITTEN)
    context = reviewing.context
    reviewing.close()  # asks nobody, as a crash does not
    again = context.new_page()
    _open(again, folio, MATTER)
    expect(_note(again)).to_have_value(HALF_WRITTEN)
    _take_over(other_clerk, folio)
    expect(again.get_by_text("Ya no la tiene usted.")).to_be_visible(timeout=40_000)
    expect(again.get_by_text(re.compile(f"{OTHER_CLERK_NAME}: Tomó el relevo"))).to_be_visible()
    again.get_by_role("button", name="Volver a cargar").click()
    expect(again.get_by_text("Lo que escribió está guardado: nota.")).to_be_visible()
    expect(_note(again)).to_have_value(HALF_WRITTEN)
    _save_when_asked(again)
    assert arrangement.actions(folio).count(Action.NOTE) == 1
    other_clerk.reload()
    clerk.expect_review(other_clerk, folio)
    expect(other_clerk.get_by_text(HALF_WRITTEN)).to_be_visible()


def _take_over(page: Page, folio: str) -> None:
    """Take a colleague's promoción over by keyboard, saying why."""
    _open(page, folio, MATTER)
    expect(page.get_by_text(f"La tiene {CLERK_NAME} desde el")).to_be_visible()
    page.keyboard.press("l")
    expect(page.get_by_role("dialog").get_by_label("Motivo")).to_be_focused()
    page.keyboard.type("Salió a una diligencia")
    page.keyboard.press("Control+Shift+Enter")
    expect(page.get_by_text("está ahora a su cargo")).to_be_visible()
    expect(page.get_by_text("La tiene usted")).to_be_visible()


def _save_when_asked(page: Page) -> None:
    """Leave with the note unsaved: stay first, then save it and go."""
    page.keyboard.press("Escape")
    asked = page.get_by_role("dialog")
    expect(asked.get_by_text(HALF_WRITTEN)).to_be_visible()
    asked.get_by_role("button", name="Quedarse").click()
    expect(asked).to_be_hidden()
    page.keyboard.press("Escape")
    asked.get_by_role("button", name="Guardarla y seguir").click()
    expect(page.get_by_role("heading", name="Bandeja")).to_be_visible()


def test_duplicates_are_compared_and_judged(reviewing: Page, arrangement: Arrangement) -> None:
    """The same bytes filed twice stand side by side, with what differs marked; the judgement is in both histories."""
    papers = _papers("doble")
    first = arrangement.sent(PERSON, f"{MATTER}, primera", *papers)
    second = arrangement.sent(PERSON, f"{MATTER}, segunda", *papers[:1])
    _open(reviewing, second, MATTER)
    reviewing.keyboard.press("d")
    expect(reviewing.get_by_text("Posibles duplicados (1)")).to_be_visible()
    reviewing.get_by_role("button", name="Comparar").click()
    dialog = reviewing.get_by_role("dialog")
    differing = dialog.get_by_role("row").filter(has_text="≠")
    expect(differing.filter(has_text=f"{MATTER}, primera")).to_contain_text(f"{MATTER}, segunda")
    expect(dialog.get_by_text("idéntico")).to_have_count(2)
    dialog.get_by_text("Es duplicada", exact=True).click()
    dialog.get_by_label("Motivo").fill("Se envió dos veces por error")
    dialog.get_by_role("button", name=re.compile("^Guardar")).click()
    expect(reviewing.get_by_text(re.compile("Es duplicada: Se envió dos veces por error"))).to_be_visible()
    for folio in (first, second):
        assert arrangement.actions(folio).count(Action.JUDGE_DUPLICATE) == 1


def test_a_promocion_waits_and_comes_back(reviewing: Page, arrangement: Arrangement) -> None:
    """Held by keyboard with a reason, labelled, and taken up again by the clerk before its time."""
    folio = arrangement.sent(PERSON, f"{MATTER}, en espera", *_papers("espera"))
    _open(reviewing, folio, MATTER)
    expect(reviewing.get_by_role("region", name="Visor de documentos")).to_contain_text("visto")
    expect(reviewing.locator('[data-test-script-state="notRunning"]')).to_be_visible()
    reviewing.get_by_role("button", name="Etiquetas").press("Enter")
    reviewing.get_by_test_id("stPopoverBody").locator("button", has_text="Urgente").press("Enter")
    expect(reviewing.locator(".st-key-revision_titulo").get_by_text("Urgente")).to_be_visible()
    reviewing.keyboard.press("Escape")
    _reading(reviewing).focus()
    reviewing.keyboard.press("h")
    expect(reviewing.get_by_role("dialog").get_by_label("Motivo")).to_be_focused()
    reviewing.keyboard.type("Se espera un oficio")
    reviewing.keyboard.press("Control+Shift+Enter")
    expect(reviewing.get_by_text(f"{folio} en espera hasta el")).to_be_visible()
    _open(reviewing, folio, MATTER)
    expect(reviewing.get_by_text(re.compile("En espera hasta el .*: Se espera un oficio"))).to_be_visible()
    reviewing.keyboard.press("l")
    expect(reviewing.get_by_text("La tiene usted")).to_be_visible()
    acts = arrangement.actions(folio)
    assert [acts.count(each) for each in (Action.LABEL, Action.HOLD, Action.RESUME)] == [1, 1, 1]
