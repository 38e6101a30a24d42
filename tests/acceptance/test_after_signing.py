"""What is signed is what is sent: an edit voids the signature, and after sending no door is open."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from console.web.identity import COOKIE, csrf_token
from tests.acceptance import filer
from tests.acceptance.arranged import PERSON, Arrangement, arranging, efirma
from tests.acceptance.papers import pdf_paper
from tests.acceptance.running_app import RunningApp
from tests.acceptance.visitors import SignIn

VOIDS = "La promoción está firmada. Si cambia un dato o un documento, la firma queda sin efecto"
FORBIDDEN = "La promoción ya no admite esta acción."


@pytest.fixture(scope="module")
def arrangement(server: RunningApp) -> Iterator[Arrangement]:
    """Return what arranges filings on the served folder."""
    with arranging(server.home) as arrangement:
        yield arrangement


@pytest.fixture
def filing(page: Page, sign_in: SignIn) -> Page:
    """Return the page of the person, signed in."""
    return sign_in(page, PERSON)


def _describe(page: Page, text: str) -> None:
    filer.write(page, "Descripción de la promoción", text)
    expect(page.get_by_text("Hay cambios sin guardar.")).to_be_visible()
    filer.press(page, "Guardar")


def test_edit_after_signing_voids_the_signature(
    filing: Page, server: RunningApp, arrangement: Arrangement
) -> None:
    """The form warns; after saving, sending is not offered, the history says why, and signing anew mends it."""
    folio = arrangement.signed(PERSON, "Denuncia que se corrige")
    filer.open_promocion(filing, folio, "datos")
    expect(filing.get_by_text(VOIDS)).to_be_visible()
    _describe(filing, "Corregida después de firmar")
    expect(filing.get_by_text("Todo está guardado.")).to_be_visible()
    expect(filing.get_by_text(VOIDS)).to_have_count(0)
    filer.step(filing, "Firmar y enviar")
    expect(filing.get_by_role("heading", name="Firmar con e.firma")).to_be_visible()
    expect(filing.get_by_role("button", name="Enviar información")).to_have_count(0)
    filer.step(filing, "Acuse e historia")
    expect(filing.get_by_text("la firma anterior quedó sin efecto")).to_be_visible()
    filer.step(filing, "Firmar y enviar")
    filer.sign(filing, efirma(server.home, PERSON))
    assert arrangement.actions(folio)[-3:] == ["sign", "edit", "sign"]


def test_document_added_after_signing_voids_the_signature(filing: Page, arrangement: Arrangement) -> None:
    """The document list warns too, and another document takes the offer to send away."""
    folio = arrangement.signed(PERSON, "Denuncia con un anexo más")
    filer.open_promocion(filing, folio, "documentos")
    expect(filing.get_by_text(VOIDS)).to_be_visible()
    filer.upload(filing, pdf_paper("Anexo.pdf", 1))
    expect(filing.get_by_text(VOIDS)).to_have_count(0)
    assert arrangement.promocion(folio).status == "draft"


def test_nothing_is_editable_after_sending(filing: Page, arrangement: Arrangement) -> None:
    """No field, upload or deletion is drawn, and the routes behind them refuse with 409, cookie and all."""
    folio = arrangement.sent(PERSON, "Denuncia cerrada a cambios")
    before = arrangement.promocion(folio)
    filer.open_promocion(filing, folio, "datos")
    filer.step(filing, "Datos")
    expect(filing.get_by_text("Denuncia cerrada a cambios").last).to_be_visible()
    expect(filing.get_by_role("main").get_by_role("textbox")).to_have_count(0)
    filer.step(filing, "Documentos")
    expect(filing.get_by_text("1 documento")).to_be_visible()
    expect(filing.get_by_role("button", name="Agregar archivos")).to_have_count(0)
    expect(filing.get_by_role("button", name="Eliminar")).to_have_count(0)
    (document,) = arrangement.document_ids(folio)
    prepare = f"/api/promociones/{before.id}/firma/preparar"
    requests = (
        ("POST", f"/api/promociones/{before.id}/documentos?nombre=otro.pdf", pdf_paper().data),
        ("POST", f"/api/promociones/{before.id}/documentos?nombre=Escrito.pdf&si_existe=reemplazar", b"%PDF"),
        ("DELETE", f"/api/documentos/{document}", None),
        ("POST", prepare, b'{"certificate": "MAA="}'),
    )
    for method, path, body in requests:
        answer = filing.request.fetch(path, method=method, data=body, headers=_headers(filing))
        assert answer.status == 409, path
        assert answer.json()["error"]["what"] == FORBIDDEN
    assert filing.request.delete(f"/api/documentos/{document}").status == 403, "without the page's token"
    assert arrangement.promocion(folio) == before


def _headers(page: Page) -> dict[str, str]:
    """Return what our own pages send with a change: the token made from the session's cookie."""
    (cookie,) = (c for c in page.context.cookies() if c.get("name") == COOKIE)
    return {"X-Oficialia-CSRF": csrf_token(str(cookie.get("value")))}


def test_second_tab_cannot_edit_what_the_first_has_sent(filing: Page, arrangement: Arrangement) -> None:
    """A form that stood open while another tab sent is refused in words, and the promoción stays as sent."""
    folio = arrangement.signed(PERSON, "Denuncia abierta dos veces")
    filer.open_promocion(filing, folio, "datos")
    filer.write(filing, "Descripción de la promoción", "Escrita a destiempo")
    expect(filing.get_by_role("button", name="Guardar")).to_be_enabled()
    sending = filing.context.new_page()
    filer.open_promocion(sending, folio, "firmar")
    filer.send(sending)
    filer.press(filing, "Guardar")
    expect(filing.get_by_role("alert")).to_contain_text(FORBIDDEN)
    expect(filing.get_by_role("main").get_by_role("textbox")).to_have_count(0)
    assert arrangement.promocion(folio).fields.descripcion == "Original"
    assert arrangement.actions(folio)[-1] == "send"


def test_second_tab_learns_that_its_form_is_old(filing: Page, arrangement: Arrangement) -> None:
    """Of two tabs that edit the same data, the second to save is told, and the first's change stays."""
    folio = arrangement.draft(PERSON, "Denuncia editada dos veces")
    tabs = (filing, filing.context.new_page())
    for number, tab in enumerate(tabs, 1):
        filer.open_promocion(tab, folio, "datos")
        filer.write(tab, "Descripción de la promoción", f"De la pestaña {number}")
        expect(tab.get_by_role("button", name="Guardar")).to_be_enabled()
    filer.press(tabs[0], "Guardar")
    expect(tabs[0].get_by_text("Todo está guardado.")).to_be_visible()
    filer.press(tabs[1], "Guardar")
    expect(tabs[1].get_by_role("alert")).to_contain_text(
        "La promoción cambió mientras usted trabajaba en ella."
    )
    assert arrangement.promocion(folio).fields.descripcion == "De la pestaña 1"


def test_two_tabs_that_both_send_make_one_sending(filing: Page, arrangement: Arrangement) -> None:
    """With the confirmation open in two tabs and both confirmed, there is one event and one acuse."""
    folio = arrangement.signed(PERSON, "Denuncia enviada dos veces")
    tabs = (filing, filing.context.new_page())
    for tab in tabs:
        filer.open_promocion(tab, folio, "firmar")
        filer.ask_to_send(tab)
    for tab in tabs:
        tab.get_by_role("button", name="Continuar").click()
    for tab in tabs:
        expect(tab.get_by_role("link", name="Acuse de envío (PDF)")).to_be_visible()
    assert arrangement.actions(folio).count("send") == 1
    assert arrangement.acuse_kinds(folio) == ["envio"]


def test_double_click_makes_one_sending(filing: Page, arrangement: Arrangement) -> None:
    """A double click on Continuar sends once."""
    folio = arrangement.signed(PERSON, "Denuncia con doble clic")
    filer.open_promocion(filing, folio, "firmar")
    filer.ask_to_send(filing).get_by_role("button", name="Continuar").dblclick()
    expect(filing.get_by_role("link", name="Acuse de envío (PDF)")).to_be_visible()
    assert arrangement.actions(folio).count("send") == 1
    assert arrangement.acuse_kinds(folio) == ["envio"]
