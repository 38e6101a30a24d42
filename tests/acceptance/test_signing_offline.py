"""Signing while the line is down: the page was loaded before, and the signature is registered when it is back."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance import by_hand, filer
from tests.acceptance.arranged import COMPANY, PERSON, arranging, efirma
from tests.acceptance.overheard import Overheard, secrets_of
from tests.acceptance.papers import pdf_paper
from tests.acceptance.running_app import RunningApp, serve
from tests.acceptance.visitors import NewContext, SignIn, enter

OFFLINE = "Sin conexión: lo demás se comprobará al enviar."


@pytest.fixture
def filing(page: Page, sign_in: SignIn) -> Page:
    """Return the page of the person, signed in."""
    return sign_in(page, PERSON)


def test_signing_needs_no_network(filing: Page, server: RunningApp, tmp_path: Path) -> None:
    """Offline: who signs and what is refused is told, *Aceptar* signs; back on line it registers and goes on."""
    overheard = Overheard()
    overheard.listen(filing)
    filer.create(filing, "Denuncia firmada sin conexión")
    filer.upload(filing, pdf_paper())
    filer.step(filing, "Firmar y enviar")
    expect(filing.get_by_role("button", name="Aceptar")).to_be_enabled()
    filing.context.set_offline(True)
    _expect_refusals(filing, server)
    _sign(filing, server.home)
    for sentence in ("Firma hecha; falta registrarla.", "se registrará por sí sola en cuanto vuelva"):
        expect(filing.get_by_text(sentence)).to_be_visible()
    expect(filing.get_by_role("button", name="Reintentar")).to_be_visible()
    expect(filing.get_by_role("textbox", name="Contraseña de la llave")).to_have_count(0)
    filing.context.set_offline(False)
    expect(filing.get_by_role("button", name="Enviar información")).to_be_visible()
    key = efirma(server.home, PERSON, ".key").read_bytes()
    left = secrets_of(key, filer.KEY_PASSWORD).items()
    assert [name for name, secret in left if overheard.holds(secret)] == []
    filer.send(filing)
    bag = by_hand.unpack(filer.downloaded(filing, "Paquete de evidencia (ZIP)"), tmp_path)
    by_hand.expect_package_stands(bag)


def _expect_refusals(page: Page, server: RunningApp) -> None:
    problem = page.get_by_role("group", name="Problema")
    filer.give_certificate(page, efirma(server.home, "problema-csd"))
    expect(problem).to_contain_text("certificado de sello digital (CSD), no una e.firma")
    filer.give_certificate(page, efirma(server.home, COMPANY))
    expect(problem).to_contain_text(
        re.compile(r"El certificado es de otra persona\..*artículo 13", re.DOTALL)
    )
    expect(page.get_by_text(OFFLINE)).to_have_count(0)


def _sign(page: Page, home: Path) -> None:
    """Sign as far as it goes without network."""
    filer.give_certificate(page, efirma(home, PERSON))
    for fact in ("Vigente hasta", "NUPA850614QX0", OFFLINE):
        expect(page.get_by_text(fact).last).to_be_visible()
    filer.give_key(page, efirma(home, PERSON, ".key"))
    filer.give_password(page, filer.KEY_PASSWORD)
    filer.press(page, "Aceptar")


def test_what_changed_while_the_line_was_down_is_refused_and_told(filing: Page, server: RunningApp) -> None:
    """A document that another window adds meanwhile: the signature is not kept, and the page can be renewed."""
    with arranging(server.home) as arrangement:
        folio = arrangement.draft(PERSON, "Denuncia que cambia sin conexión")
        filer.open_promocion(filing, folio, "firmar")
        expect(filing.get_by_role("button", name="Aceptar")).to_be_enabled()
        filing.context.set_offline(True)
        _sign(filing, server.home)
        expect(filing.get_by_text("Firma hecha; falta registrarla.")).to_be_visible()
        arrangement.attach(PERSON, folio, pdf_paper("Anexo.pdf", 1))
        filing.context.set_offline(False)
        expect(filing.get_by_text("Lo que se firmó no es la promoción como está ahora.")).to_be_visible()
        filing.get_by_role("button", name="Actualizar").click()
        expect(filing.get_by_text("los datos de la promoción y 2 documentos")).to_be_visible()
        filer.sign(filing, efirma(server.home, PERSON))
        assert arrangement.actions(folio).count("sign") == 1


def test_a_server_that_went_away_loses_no_signature(new_context: NewContext, fresh_home: Path) -> None:
    """With Streamlit's own line down too: the page stays usable, and a server started anew takes the signature."""
    with serve(fresh_home) as app:
        with arranging(fresh_home) as arrangement:
            folio = arrangement.draft(PERSON, "Denuncia firmada durante un reinicio")
        page = enter(new_context(base_url=app.url).new_page(), PERSON)
        filer.open_promocion(page, folio, "firmar")
        expect(page.get_by_role("button", name="Aceptar")).to_be_enabled()
        app.kill()
    _sign(page, fresh_home)
    expect(page.get_by_text("Firma hecha; falta registrarla.")).to_be_visible()
    expect(page.get_by_text("No hay comunicación con la Oficialía.").first).to_be_visible()
    with serve(fresh_home, port=app.port):
        expect(page.get_by_role("button", name="Enviar información")).to_be_visible(timeout=60_000)
        with arranging(fresh_home) as arrangement:
            assert arrangement.actions(folio).count("sign") == 1
