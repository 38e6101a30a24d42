"""A supervisor's morning: find the oldest, give ten to somebody, take the month along."""

import csv
import io
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.arranged import Arrangement, arranging
from tests.acceptance.running_app import RunningApp
from tests.acceptance.visitors import NewContext, SignIn

SUPERVISOR, CLERK, PERSON = "elena.castaneda", "raul.ibanez", "maria.nunez"
NAME = "Raúl Ibáñez Tejeda"


@pytest.fixture(scope="module")
def arrangement(server: RunningApp) -> Iterator[Arrangement]:
    """Return what arranges filings on the served folder."""
    with arranging(server.home) as arrangement:
        yield arrangement


def _board(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", name="Tablero")).to_be_visible()
    expect(page.get_by_role("switch", name=f"En servicio: {NAME}")).to_be_visible()
    _settled(page)


def test_a_supervisors_morning(new_context: NewContext, sign_in: SignIn, arrangement: Arrangement) -> None:
    """The figures are links, the oldest is one click away, ten change hands, and the month comes as a table."""
    for number in range(10):
        arrangement.sent(PERSON, f"Para repartir {number}")
    page = sign_in(new_context(accept_downloads=True).new_page(), SUPERVISOR)
    _board(page)

    page.get_by_role("link", name="Abrir la más antigua").click()
    expect(page).to_have_url(re.compile(r"/revision\?folio=PRO-"))
    _board(page)

    _put_on_duty(page)
    _give_ten(page)
    _settled(page)
    own_list = page.get_by_role("link", name=f"Ver su lista: {NAME}")
    own_list.scroll_into_view_if_needed()
    own_list.click()
    expect(page.get_by_role("heading", name="Bandeja")).to_be_visible()
    expect(page).to_have_url(re.compile(r"persona=\d+"))

    page.goto("/?desde=2026-01-01&hasta=2099-12-31")
    expect(page.get_by_text("Llegadas y resoluciones", exact=True)).to_be_visible()
    _settled(page)
    rows = _taken(page)
    assert rows[0][:3] == ["Día o mes", "Llegadas", "Resoluciones"]
    assert sum(int(row[1]) for row in rows[1:]) >= 10


def _put_on_duty(page: Page) -> None:
    switch = page.get_by_role("switch", name=f"En servicio: {NAME}")
    if switch.get_attribute("aria-checked") == "false":
        switch.press("Space")
        expect(page.get_by_text(f"{NAME} está en servicio")).to_be_visible()
    expect(switch).to_have_attribute("aria-checked", "true")


def _settled(page: Page) -> None:
    """Wait until nothing is being drawn: what is pressed while it is may be drawn over."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def _give_ten(page: Page) -> None:
    _settled(page)
    page.get_by_role("button", name=f"Asignar: {NAME}").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("combobox", name="Tipo")).to_have_value(re.compile("por asignar"))
    expect(dialog.get_by_role("spinbutton")).to_have_value("10")
    dialog.get_by_role("button", name="Asignar", exact=True).click()
    expect(page.get_by_text(f"Se asignaron 10 a {NAME}: PRO-")).to_be_visible()


def _taken(page: Page) -> list[list[str]]:
    """Open the data of arrivals by keyboard and take them along as CSV."""
    data = page.get_by_text("Ver datos").nth(2)
    data.scroll_into_view_if_needed()
    data.click()
    link = page.locator("a:visible", has_text="CSV").first
    link.scroll_into_view_if_needed()
    with page.expect_download() as download:
        link.click()
    path = download.value.path()
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def test_a_clerk_says_that_they_are_on_duty(new_context: NewContext, sign_in: SignIn) -> None:
    """The switch stands beside their name; the board is not theirs to see."""
    page = sign_in(new_context().new_page(), "lucia.paredes")
    switch = page.get_by_role("switch", name="En servicio")
    expect(switch).to_be_attached()
    _settled(page)
    before = switch.is_checked()
    page.get_by_test_id("stSidebar").get_by_text("En servicio").click()
    told = "Ya no está en servicio." if before else "Está en servicio:"
    expect(page.get_by_text(told)).to_be_visible()
    page.goto("/tablero")
    expect(page.get_by_role("heading", name="Tablero")).to_have_count(0)
