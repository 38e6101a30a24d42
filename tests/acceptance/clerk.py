"""What a clerk does in the browser."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.acceptance.filer import press


def find_in_queue(page: Page, folio: str) -> None:
    """Search the Bandeja for a promoción, so that it is the only row."""
    page.goto("/")
    expect(page.get_by_role("heading", name="Bandeja")).to_be_visible()
    box = page.get_by_role("searchbox", name="Buscar")
    box.fill(folio)
    box.press("Enter")
    expect(queue_rows(page)).to_have_count(1)
    expect(queue_rows(page)).to_contain_text(folio)


def queue_rows(page: Page) -> Locator:
    """Return the rows of the Bandeja's list, without what is unfolded below them."""
    return page.locator("tbody tr:not(.why)")


def grid_rows(page: Page) -> Locator:
    """Return the rows of the page's table, which is drawn on a canvas: its text stands inside that."""
    return page.get_by_test_id("data-grid-canvas").locator("tbody tr")


def click_first_row(page: Page, x: int) -> None:
    """Click the first row of the page's table, this far from its left edge (pixels)."""
    page.get_by_test_id("data-grid-canvas").click(
        position={"x": x, "y": 52}, force=True
    )  # below the head; a layer that scrolls lies over it


def open_from_queue(page: Page, folio: str) -> None:
    """Search the Bandeja for a promoción, open its row, and wait for the review screen."""
    find_in_queue(page, folio)
    queue_rows(page).get_by_role("link", name=folio).click()
    expect_review(page, folio)


def open_review(page: Page, folio: str) -> None:
    """Open a promoción to review by its address."""
    page.goto(f"/revision?folio={folio}")
    expect_review(page, folio)


def expect_review(page: Page, folio: str) -> None:
    """Wait for the review screen of a promoción, with its verdict."""
    expect(page.get_by_role("heading", name=re.compile(folio))).to_be_visible()
    expect(page.get_by_text(re.compile(r"^Verificado ")).first).to_be_visible()


def expand(page: Page, name: str) -> Locator:
    """Open a section of the panel, unless the clerk left it open, and return it."""
    section = page.get_by_test_id("stExpander").filter(has=page.get_by_text(name, exact=True))
    section.wait_for()
    if section.locator("details[open]").count() == 0:
        section.get_by_text(name, exact=True).click()
    expect(section.locator("details[open]")).to_have_count(1)
    return section


def ask(page: Page, decision: str) -> Locator:
    """Press a button of the decision bar and return its dialog."""
    press(page, decision)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Cancelar")).to_be_visible()
    return dialog


def confirm(dialog: Locator, decision: str) -> None:
    """Press the dialog's own button, whatever shortcut stands beside it."""
    dialog.get_by_role("button", name=re.compile(rf"^{decision}( Shortcut .*)?$")).click()
