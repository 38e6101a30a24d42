"""A supervisor suspends a day: a filing moves, filer, clerk and the public see it, and it moves back."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from console import formats
from core.clock import SystemClock
from core.config import Settings
from core.services.current_catalogs import CurrentCatalogs
from core.services.refiling import Refiling
from core.storage.engine import Database
from core.storage.tables import PromocionRow
from tests.acceptance import clerk, filer
from tests.acceptance.arranged import CLERK, PERSON, Arrangement, arranging
from tests.acceptance.running_app import RunningApp
from tests.acceptance.visitors import NewContext, SignIn

SUPERVISOR = "elena.castaneda"
BASIS = "Acuerdo 12/2026 por el que se suspenden labores"
WHY = "Falla general del sistema."
_ROW_PIXELS = 35


@pytest.fixture(scope="module")
def arrangement(server: RunningApp) -> Iterator[Arrangement]:
    """Return what arranges filings on the served folder."""
    with arranging(server.home) as arrangement:
        yield arrangement


@pytest.fixture
def supervising(new_context: NewContext, sign_in: SignIn) -> Page:
    """Return the calendar's page of a supervisor."""
    page = sign_in(new_context().new_page(), SUPERVISOR)
    page.goto("/calendario")
    expect(page.get_by_role("heading", name="Calendario")).to_be_visible()
    return page


def _set_day(dialog: Locator, label: str, on: date) -> None:
    group = dialog.get_by_role("group", name=label)
    group.get_by_role("spinbutton").first.click()
    dialog.page.keyboard.type(f"{on:%d%m%Y}")
    dialog.page.keyboard.press("Tab")


def _suspend(page: Page, on: date, folio: str) -> None:
    """Declare a suspension of a day, having seen that the filing moves with it."""
    filer.press(page, "Declarar suspensión")
    dialog = page.get_by_role("dialog")
    _set_day(dialog, "Del *", on)
    save = dialog.get_by_role("button", name="Guardar")
    filer.write(page, "Fundamento *", BASIS)
    expect(dialog.get_by_text("de fecha.")).to_be_visible()
    expect(clerk.grid_rows(page).filter(has_text=folio)).to_have_count(1)
    filer.write(page, "Motivo *", WHY)
    save.click()
    expect(page.get_by_text("Se declaró la suspensión. Edición 1 del calendario")).to_be_visible()


def _retire(page: Page, on: date) -> None:
    """Choose the suspension among the days of its year and retire it."""
    page.get_by_text("Días del año", exact=True).click()
    filer.choose(page, "Año", str(on.year))
    expect(clerk.grid_rows(page).filter(has_text=BASIS)).to_have_count(1)
    texts = clerk.grid_rows(page).all_inner_texts()
    place = next(n for n, text in enumerate(texts) if BASIS in text)
    canvas = page.get_by_test_id("data-grid-canvas")
    canvas.click(position={"x": 15, "y": _ROW_PIXELS * (place + 1) + 17}, force=True)
    retire = page.get_by_role("button", name="Retirar…")
    expect(retire).to_be_enabled()
    retire.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text(BASIS)).to_be_visible()
    filer.write(page, "Motivo *", "Se revocó el acuerdo.")
    save = dialog.get_by_role("button", name="Guardar")
    save.click()
    expect(page.get_by_text("Se retiró. Edición 2 del calendario")).to_be_visible()


def _restore(page: Page, folio: str) -> None:
    """Let the edition that suspended the day hold again, having seen that the filing moves with it."""
    page.get_by_text("Historia y archivo", exact=True).click()
    page.get_by_role("button", name="Restaurar…").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Se vuelve a usar suspensión:")).to_be_visible()
    expect(clerk.grid_rows(page).filter(has_text=folio)).to_have_count(1)
    filer.write(page, "Motivo *", "El acuerdo sigue vigente.")
    dialog.get_by_role("button", name="Restaurar").click()
    expect(page.get_by_text("Se restauró la edición 1 como edición 3.")).to_be_visible()


def _day(arrangement: Arrangement, folio: str) -> date:
    """Return the day on which a promoción is taken as filed."""
    filed_on = arrangement.promocion(folio).filed_on
    assert filed_on
    return filed_on


def test_a_suspension_moves_a_filing_and_its_retirement_moves_it_back(
    supervising: Page, new_context: NewContext, sign_in: SignIn, arrangement: Arrangement
) -> None:
    """The effect is seen before saving; then everybody reads both days, the parties why too; the receipt stays."""
    folio = arrangement.sent(PERSON, "Denuncia que cambia de fecha")
    before = _day(arrangement, folio)
    _suspend(supervising, before, folio)
    after = _day(arrangement, folio)
    assert after > before
    moved = f"pasó del {formats.day(before)} al {formats.day(after)}"
    filing = sign_in(new_context().new_page(), PERSON)
    filer.open_promocion(filing, folio, on="acuse")
    expect(filing.get_by_text(moved)).to_be_visible()
    expect(filing.get_by_text(WHY).first).to_be_visible()
    reviewing = sign_in(new_context().new_page(), CLERK)
    clerk.open_review(reviewing, folio)
    expect(reviewing.get_by_text(moved)).to_have_count(1)
    filing.goto(f"/verificar/{arrangement.codes(folio)[0]}")
    expect(filing.get_by_text(f"{formats.day(before)}; el calendario cambió después")).to_be_visible()
    expect(filing.get_by_text(BASIS)).to_have_count(0)
    _retire(supervising, before)
    assert _day(arrangement, folio) == before
    assert arrangement.actions(folio).count("refile") == 2
    filer.open_promocion(filing, folio, on="acuse")
    expect(filing.get_by_text(f"pasó del {formats.day(after)} al {formats.day(before)}")).to_be_visible()
    _restore(supervising, folio)
    assert _day(arrangement, folio) == after


def test_every_date_of_the_demonstration_follows_from_the_kept_calendar(server: RunningApp) -> None:
    """Each filing that the demonstration has sent counts from the day that its edition of the calendar gives."""
    settings = Settings(home=server.home)
    with closing(Database(settings.database_url)) as database:
        refiling = Refiling(database, SystemClock(), settings, CurrentCatalogs(database, settings.data))
        with database.read() as session:
            sent = select(PromocionRow.folio).where(PromocionRow.sent_at.is_not(None))
            folios = list(session.scalars(sent))
        found = [one for folio in folios for one in refiling.recompute(folio)]
    assert len(folios) > 20
    assert [one.folio for one in found if not one.agrees] == []


def test_a_clerk_reads_the_calendar_and_changes_nothing(new_context: NewContext, sign_in: SignIn) -> None:
    """What a day is and which date a sending would get can be asked; there is no button that changes anything."""
    page = sign_in(new_context().new_page(), CLERK)
    page.goto("/calendario")
    expect(page.get_by_text("inh. día inhábil")).to_be_visible()
    page.get_by_text("¿Qué fecha le toca?", exact=True).click()
    expect(page.get_by_text("Se tiene por presentada el").first).to_be_visible()
    expect(page.get_by_role("button", name="Declarar suspensión")).to_have_count(0)
    expect(page.get_by_text("Historia y archivo")).to_have_count(0)
