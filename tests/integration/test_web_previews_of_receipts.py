"""The preview of a receipt over HTTP, and what whoever verifies a replaced receipt is told."""

from starlette.types import ASGIApp

from core.domain.reviewing import DraftKind
from tests.browsing import Browser
from tests.offices import REJECTION, House

DRAFT = {"ground": REJECTION.ground, "text": REJECTION.text, "document": "", "page": None}


def _signed_in(app: ASGIApp, username: str) -> Browser:
    browser = Browser(app)
    browser.sign_in(username)
    return browser


def test_a_preview_is_a_picture_for_whoever_holds_the_promocion(house: House, app: ASGIApp) -> None:
    """Pages from 1, kept by no cache; none for a colleague, for another paper, past the end, or without a draft."""
    promocion_id = house.taken()
    base = f"/api/promociones/{promocion_id}/vista-previa"
    lucia, mario = _signed_in(app, "lucia"), _signed_in(app, "mario")
    page = lucia.get(f"{base}/aceptacion/1.png")
    assert (page.status_code, page.headers["content-type"]) == (200, "image/png")
    assert page.content.startswith(b"\x89PNG")
    assert page.headers["cache-control"] == "private, no-store"
    for path in ("aceptacion/0.png", "aceptacion/99.png", "otro/1.png", "rechazo/1.png"):
        assert lucia.get(f"{base}/{path}").status_code == 404, path
    assert mario.get(f"{base}/aceptacion/1.png").status_code == 404
    assert Browser(app).get(f"{base}/aceptacion/1.png").status_code in {302, 303, 401, 403}
    house.oficialia.drafts.save(house.lucia, promocion_id, DraftKind.REJECTION, DRAFT)
    rejection = lucia.get(f"{base}/rechazo/1.png")
    assert rejection.status_code == 200
    assert rejection.content != page.content
    house.oficialia.deciding.accept(house.lucia, promocion_id)
    assert lucia.get(f"{base}/aceptacion/1.png").status_code == 404


def test_whoever_verifies_an_undone_receipt_is_told(house: House, app: ASGIApp) -> None:
    """First that the promoción was reopened, then what took its place; the code of the new one is not given away."""
    promocion_id = house.accepted()
    old = house.oficialia.filing.view(house.ana, promocion_id).acuses[-1]
    anybody, path = Browser(app), f"/verificar/{old.code}"
    assert "se reabrió" not in anybody.get(path).text
    house.clock.advance(minutes=1)
    house.oficialia.reopening.reopen(house.actor("elena"), promocion_id, "Se resolvió por error.")
    told = anybody.get(path).text
    assert "La promoción se reabrió el 23/11/2026" in told
    assert "Se resolvió por error" not in told
    house.clock.advance(minutes=1)
    house.oficialia.review.open(house.lucia, promocion_id)
    house.oficialia.deciding.reject(house.lucia, promocion_id, REJECTION)
    new = house.oficialia.filing.view(house.ana, promocion_id).acuses[-1]
    told = anybody.get(path).text
    assert "Este documento fue sustituido por: constancia de rechazo, del 23/11/2026" in told
    assert new.code not in told
    assert "sustituido" not in anybody.get(f"/verificar/{new.code}").text


def test_no_two_receipts_are_downloaded_under_one_name(house: House, app: ASGIApp) -> None:
    """That of an acceptance that was undone says that it was replaced; the later one says its number."""
    promocion_id = house.accepted()
    house.clock.advance(minutes=1)
    house.oficialia.reopening.reopen(house.actor("elena"), promocion_id, "Se resolvió por error.")
    house.oficialia.review.open(house.lucia, promocion_id)
    house.oficialia.deciding.accept(house.lucia, promocion_id)
    view, ana = house.oficialia.filing.view(house.ana, promocion_id), _signed_in(app, "ana")
    named = [
        ana.get(f"/api/acuses/{acuse.id}.pdf").headers["content-disposition"].split('"')[1]
        for acuse in view.acuses
    ]
    folio = view.promocion.folio
    assert named == [
        f"acuse-envio-{folio}.pdf",
        f"acuse-recepcion-{folio}-sustituido.pdf",
        f"acuse-recepcion-{folio}-2.pdf",
    ]
