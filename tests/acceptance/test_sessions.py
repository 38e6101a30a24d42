"""A session outlives reloads and restarts, ends when told, and without one nothing answers."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from console.web.identity import COOKIE
from tests.acceptance import clerk, filer
from tests.acceptance.arranged import CLERK, PERSON, arranging
from tests.acceptance.papers import pdf_paper
from tests.acceptance.running_app import RunningApp, serve
from tests.acceptance.visitors import NewContext, SignIn, enter, fill_credentials

PAGES = (
    "/mis-promociones?vista=todas",
    "/crear-promocion",
    "/promocion?folio=PRO-00001-ABCD",
    "/ayuda",
    "/revision?folio=PRO-00001-ABCD",
    "/cerradas",
    "/registro",
)
MACHINES = (
    "/_stcore/host-config",
    "/media/x.pdf",
    "/api/documentos/1/original",
    "/api/acuses/1.pdf",
    "/api/exportar/cerradas.csv",
)


def test_reload_keeps_session_and_place(page: Page, sign_in: SignIn, server: RunningApp) -> None:
    """After reloading, the person is still signed in and at the same step of the same promoción."""
    with arranging(server.home) as arrangement:
        folio = arrangement.draft(PERSON, "Borrador que se recarga")
    filer.open_promocion(sign_in(page, PERSON), folio, "documentos")
    expect(filer.row(page, "Escrito.pdf")).to_be_visible()
    page.reload()
    expect(filer.row(page, "Escrito.pdf")).to_be_visible()
    expect(page.get_by_text(folio).first).to_be_visible()


def test_restart_keeps_session_and_loses_nothing(new_context: NewContext, fresh_home: Path) -> None:
    """The server is killed and started again: the same page goes on, signed in, with everything stored."""
    with serve(fresh_home) as app:
        page = enter(new_context(base_url=app.url).new_page(), PERSON)
        folio = filer.create(page, "Denuncia que sobrevive")
        filer.upload(page, pdf_paper())
        app.kill()
    with serve(fresh_home, port=app.port):
        page.reload()
        expect(filer.row(page, "Escrito.pdf")).to_be_visible()
        expect(page.get_by_text(folio).first).to_be_visible()
        filer.upload(page, pdf_paper("Anexo.pdf"))


def test_sign_out_ends_the_session_for_good(page: Page, sign_in: SignIn) -> None:
    """After signing out the back button leads to the sign-in page, and the old cookie opens nothing."""
    sign_in(page, PERSON)
    page.goto("/mis-promociones")
    expect(page.get_by_role("heading", name="Mis promociones")).to_be_visible()
    (old,) = (c for c in page.context.cookies() if c.get("name") == COOKIE)
    assert old.get("httpOnly")
    assert old.get("sameSite") == "Lax"
    page.get_by_role("link", name="Cerrar sesión").click()
    expect(page.get_by_text("Su sesión se cerró.")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Entrar")).to_be_visible()
    expect(page.get_by_role("heading", name="Mis promociones")).to_have_count(0)
    headers = {"Cookie": f"{COOKIE}={old.get('value')}"}
    answer = page.request.get("/mis-promociones", headers=headers, max_redirects=0)
    assert answer.status == 303
    assert page.request.get("/_stcore/host-config", headers=headers).status == 403


def test_other_tab_notices_that_the_session_ended(page: Page, sign_in: SignIn) -> None:
    """A tab left open after signing out elsewhere says so, does nothing more, and keeps what was typed."""
    sign_in(page, PERSON)
    page.goto("/crear-promocion")
    page.get_by_role("textbox", name="Procedimiento *", exact=True).fill("Denuncia a medias")
    other = page.context.new_page()
    other.goto("/ayuda")
    other.get_by_role("link", name="Cerrar sesión").click()
    expect(other.get_by_text("Su sesión se cerró.")).to_be_visible()
    expect(page.get_by_role("alertdialog")).to_contain_text("Su sesión terminó")
    expect(page.get_by_role("textbox", name="Procedimiento *", exact=True)).to_have_value("Denuncia a medias")
    expect(
        page.locator('[data-testid="stApp"]:not([data-test-connection-state="CONNECTED"])')
    ).to_be_visible()


@pytest.mark.parametrize("path", PAGES)
def test_without_session_every_page_leads_to_the_sign_in(page: Page, path: str) -> None:
    """A stranger is sent to sign in, with the way back in the address."""
    page.goto(path)
    expect(page.get_by_role("heading", name="Entrar")).to_be_visible()
    assert page.url.endswith(f"/entrar?siguiente={quote(path, safe='')}")


def test_signing_in_leads_back_to_where_one_wanted(page: Page, server: RunningApp) -> None:
    """The address asked for before signing in opens after it, its query included."""
    with arranging(server.home) as arrangement:
        folio = arrangement.sent(PERSON, "Denuncia de un enlace")
    page.goto(f"/revision?folio={folio}")
    fill_credentials(page, CLERK)
    clerk.expect_review(page, folio)
    assert page.url.endswith(f"/revision?folio={folio}")


def test_without_session_no_machine_address_answers(page: Page) -> None:
    """Streamlit's own routes, documents, receipts and exports refuse a stranger with 403."""
    assert {path: page.request.get(path).status for path in MACHINES} == dict.fromkeys(MACHINES, 403)


def test_wrong_password_says_so_and_lets_nobody_in(page: Page) -> None:
    """The refusal does not tell which of the two was wrong, and keeps the user name."""
    said = []
    for username in (PERSON, "nadie"):
        page.goto("/entrar")
        fill_credentials(page, username, "equivocada")
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("El usuario o la contraseña no son correctos")
        said.append(alert.inner_text())
        expect(page.locator("[name=usuario]")).to_have_value(username)
    assert said[0] == said[1]


def test_filers_do_not_see_staffs_pages(page: Page, sign_in: SignIn) -> None:
    """A filer who types the address of the Bandeja, of a review or of the log gets nothing of them."""
    sign_in(page, PERSON)
    for path in ("/cerradas", "/revision?folio=PRO-00001-ABCD", "/registro"):
        page.goto(path)
        expect(
            page.get_by_text(re.compile("^(Page not found|No encontramos|Su cuenta no tiene permiso)"))
        ).to_be_visible()
    expect(page.get_by_role("button", name="Aceptar")).to_have_count(0)
    assert page.request.get("/api/exportar/cerradas.csv").status == 403
