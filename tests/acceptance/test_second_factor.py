"""A filer sets a second factor up in the browser, signs in with it, and loses her telephone."""

import base64
from datetime import UTC, datetime
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from playwright.sync_api import Page, expect

from tests.acceptance.running_app import demo_password
from tests.acceptance.visitors import NewContext, SignIn, fill_credentials

FILER = "maria.nunez"
PATH = "/cuenta/segundo-factor"


def _code(secret: str, steps: int = 0) -> str:
    totp = TOTP(base64.b32decode(secret.replace(" ", "")), 6, SHA1(), 30)  # noqa: S303 - RFC 6238 §1.2: within HMAC
    return totp.generate(int(datetime.now(UTC).timestamp()) + steps * 30).decode()


def _faults(page: Page) -> list[Any]:
    found = Axe().run(page).response["violations"]
    return [v["id"] for v in found if v["impact"] in {"serious", "critical"}]


def _type_code(page: Page, code: str, button: str) -> None:
    page.get_by_role("textbox", name="Código").fill(code)
    page.get_by_role("button", name=button).click()


def _enrol(page: Page) -> tuple[str, str]:
    """Set it up, with one mistake; return the secret and the first recovery code."""
    page.goto(PATH)
    page.get_by_label("Su contraseña").fill(demo_password(FILER))
    page.get_by_role("button", name="Activar").click()
    expect(page.get_by_role("img", name="Código QR")).to_be_visible()
    secret = page.locator(".secreto").inner_text()
    _type_code(page, "000000", "Confirmar")
    expect(page.get_by_role("alert")).to_contain_text("no corresponde a este QR")
    assert (page.locator(".secreto").inner_text(), _faults(page)) == (secret, [])
    _type_code(page, _code(secret), "Confirmar")
    expect(page.locator(".codigos code")).to_have_count(10)
    return secret, page.locator(".codigos code").first.inner_text()


def test_a_filer_protects_her_account(new_context: NewContext, sign_in: SignIn) -> None:
    """QR and text, ten codes to keep; then in with a code, and in without the telephone."""
    page = sign_in(new_context(color_scheme="dark").new_page(), FILER)
    secret, recovery = _enrol(page)
    assert _faults(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Descargar como texto").click()
    assert recovery in download.value.path().read_text(encoding="utf-8")
    page.get_by_role("link", name="Ya los guardé").click()
    page.wait_for_url(lambda url: PATH not in url and "/entrar" not in url)

    elsewhere = new_context(viewport={"width": 390, "height": 800}).new_page()
    elsewhere.goto(f"/entrar?siguiente={PATH}")
    fill_credentials(elsewhere, FILER)
    elsewhere.wait_for_url("**/entrar/segundo-factor**")
    assert _faults(elsewhere) == []
    _type_code(elsewhere, _code(secret, 1), "Continuar")  # that of now confirmed the enrolment
    expect(elsewhere.get_by_text("Está activo desde el")).to_be_visible()
    assert _faults(elsewhere) == []

    elsewhere.context.clear_cookies()
    elsewhere.goto("/entrar")
    fill_credentials(elsewhere, FILER)
    _type_code(elsewhere, recovery.lower(), "Continuar")
    expect(elsewhere.get_by_text("Le quedan 9 de 10.")).to_be_visible()
