"""Somebody who opens an address that is not theirs is told so, and finds the way on."""

import re

from playwright.sync_api import Page, expect

from tests.acceptance.visitors import SignIn

LOST = "No encontramos la página que pidió."


def test_an_address_that_is_no_page_of_theirs(page: Page, sign_in: SignIn) -> None:
    """A clerk's page and an invented one lead a filer to the start page with a word, which goes away after."""
    sign_in(page, "maria.nunez")
    expect(page.get_by_role("heading", name="Promociones abiertas")).to_be_visible()
    expect(page.get_by_text(LOST)).to_have_count(0)
    for path in ("/bandeja", "/no-existe"):
        page.goto(path)
        expect(page.get_by_text(LOST)).to_be_visible()
    page.get_by_role("link", name="Mis promociones").first.click()
    expect(page.get_by_role("heading", name="Mis promociones")).to_be_visible()
    expect(page.get_by_text(LOST)).to_have_count(0)


def test_a_link_of_somebody_who_begins_elsewhere(page: Page, sign_in: SignIn) -> None:
    """A supervisor's link to the Bandeja shows a clerk what it names: for clerks that page stands at the root."""
    sign_in(page, "lucia.paredes")
    page.goto("/bandeja?lista=todas")
    expect(page.get_by_role("heading", name="Bandeja", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/\?lista=todas$"))
    expect(page.get_by_text(LOST)).to_have_count(0)


def test_a_folio_that_is_not_ones_own_has_a_way_back(page: Page, sign_in: SignIn) -> None:
    """Beside the refusal stands the link to the filer's own list."""
    sign_in(page, "maria.nunez")
    page.goto("/promocion?folio=PRO-99999-AAAA")
    page.get_by_role("link", name="Volver a mis promociones").click()
    expect(page.get_by_role("heading", name="Mis promociones")).to_be_visible()
