"""Hands faster than the page: what is typed for a dialog that is not there yet, and letters while one is open."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance import clerk
from tests.acceptance.arranged import CLERK, OTHER_CLERK, PERSON, Arrangement, arranging
from tests.acceptance.filer import press
from tests.acceptance.running_app import RunningApp
from tests.acceptance.visitors import NewContext, SignIn

REASON = (
    "Conozco el asunto: falta el anexo 3, y la hoja 7."  # Playwright has no keys for letters with accents
)


@pytest.fixture
def arrangement(server: RunningApp) -> Iterator[Arrangement]:
    """Return what prepares filings on the running server's folder."""
    with arranging(server.home) as prepared:
        yield prepared


def _review(page: Page, arrangement: Arrangement, subject: str) -> str:
    """Take a new filing, and give its screen the time to settle."""
    folio = arrangement.sent(PERSON, subject)
    arrangement.take(CLERK, folio)
    clerk.open_review(page, folio)
    expect(page.get_by_role("button", name="Devolver")).to_be_enabled()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_role("region", name="Visor de documentos")).to_have_count(1)
    return folio


def test_a_reason_typed_at_once_is_whole(
    new_context: NewContext, sign_in: SignIn, arrangement: Arrangement
) -> None:
    """H and the reason in one go: not a letter is lost, and none of them presses another button of the page."""
    page = sign_in(new_context().new_page(), CLERK)
    folio = _review(page, arrangement, "Tlacuache en espera")
    page.keyboard.press("h")
    page.keyboard.type(REASON)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_have_count(1)
    expect(dialog.get_by_role("textbox", name="Motivo *")).to_have_value(REASON)
    clerk.expect_review(page, folio)


@pytest.mark.parametrize("hand", ["a screen keyboard", "a dead key"])
def test_an_accent_stands_where_it_was_typed(
    new_context: NewContext, sign_in: SignIn, arrangement: Arrangement, hand: str
) -> None:
    """A letter that comes by no key of its own does not overtake those typed before it."""
    page = sign_in(new_context().new_page(), CLERK)
    _review(page, arrangement, f"Tlacuache con acentos por {hand}")
    motive = page.get_by_role("dialog").get_by_role("textbox", name="Motivo *")
    page.keyboard.press("h")
    expect(motive).to_be_focused()
    page.keyboard.type("Se espera al ")
    if hand == "a dead key":
        _dead_acute(page, "á")
    else:
        page.keyboard.insert_text("á")
    page.keyboard.type("rea")
    expect(motive).to_have_value("Se espera al área")


def _dead_acute(page: Page, letter: str) -> None:
    """Compose a letter as Chromium does with the accent's key of a Spanish keyboard."""
    hands = page.context.new_cdp_session(page)
    hands.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": "Dead", "code": "BracketLeft"})
    hands.send("Input.imeSetComposition", {"text": "\u00b4", "selectionStart": 1, "selectionEnd": 1})
    hands.send("Input.insertText", {"text": letter})


def test_a_ground_typed_at_once_is_sought(
    new_context: NewContext, sign_in: SignIn, arrangement: Arrangement
) -> None:
    """Z and the beginning of a ground in one go: the list of grounds is narrowed to it."""
    page = sign_in(new_context().new_page(), CLERK)
    _review(page, arrangement, "Tlacuache sin firma")
    page.keyboard.press("z")
    page.keyboard.type("ilegible")
    ground = page.get_by_role("dialog").get_by_role("combobox", name="Causa *")
    expect(ground).to_have_value("ilegible")
    expect(page.get_by_role("option").first).to_be_visible()


def test_a_key_without_its_dialog_gives_the_keys_back(
    new_context: NewContext, sign_in: SignIn, arrangement: Arrangement
) -> None:
    """A on a promoción that a colleague has opens nothing; the next key is the page's again."""
    page = sign_in(new_context().new_page(), CLERK)
    folio = arrangement.sent(PERSON, "Tlacuache de otra")
    arrangement.take(OTHER_CLERK, folio)
    clerk.open_review(page, folio)
    expect(page.get_by_role("button", name="Aceptar")).to_be_disabled()
    expect(page.get_by_role("button", name="Plegar el panel")).to_be_visible()
    page.keyboard.press("a")
    page.keyboard.press("m")
    expect(page.get_by_role("button", name="Mostrar el panel")).to_be_visible()


def test_letters_in_a_dialog_press_nothing_behind_it(
    new_context: NewContext, sign_in: SignIn, arrangement: Arrangement
) -> None:
    """With *Etiquetar…* open and the focus on its button, N takes nothing and E exports nothing."""
    folio = arrangement.sent(PERSON, "Tlacuache de la bandeja")
    page = sign_in(new_context().new_page(), CLERK)
    clerk.find_in_queue(page, folio)
    page.get_by_role("checkbox", name=f"Marcar {folio}").check()
    press(page, "Etiquetar…")
    dialog = page.get_by_role("dialog")
    closing = dialog.get_by_role("button", name="Cancelar")
    closing.focus()
    page.keyboard.press("n")
    page.keyboard.press("e")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("heading", name="Bandeja")).to_be_visible()
    assert clerk.queue_rows(page).inner_text().count(folio) == 1
