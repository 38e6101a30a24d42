"""Help and contact: for whoever cannot sign in, and in the console, by keyboard, on a phone and much enlarged."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.acceptance.arranged import CLERK, COMPANY, PERSON
from tests.acceptance.test_accessibility import _faults
from tests.acceptance.test_phone import _WIDER, PHONE
from tests.acceptance.visitors import NewContext, SignIn

ENLARGED = {"width": 320, "height": 256}
"""What is left of a screen of 1280 × 1024 at 400 % (WCAG 2.2, 1.4.10)."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_visitor_finds_help_by_keyboard(new_context: NewContext, scheme: str) -> None:
    """From the sign-in page to the section about a password, to its picture and to a telephone, without a mouse."""
    page = new_context(color_scheme=scheme).new_page()
    page.goto("/entrar")
    page.get_by_role("link", name="Ayuda para entrar").press("Enter")
    expect(page.get_by_role("heading", name="Inicio de sesión", exact=False).first).to_be_visible()
    expect(page.get_by_role("img")).not_to_have_count(0)
    page.get_by_role("link", name="Ayuda", exact=True).first.press("Enter")
    box = page.get_by_role("searchbox", name="Buscar en los artículos")
    box.fill("contrasena llave")
    box.press("Enter")
    page.get_by_role("link", name="La contraseña no abre la llave").press("Enter")
    expect(page).to_have_url(re.compile(r"/manual/firma#contrasena$"))
    expect(page.get_by_role("heading", name="La contraseña no abre la llave")).to_be_in_viewport()
    assert _faults(page) == set()
    page.get_by_role("contentinfo").get_by_role("link", name="Contacto").press("Enter")
    expect(page.get_by_role("link", name="55 0000 0000", exact=True)).to_have_attribute(
        "href", "tel:+525500000000"
    )
    assert _faults(page) == set()
    page.goto("/manual?buscar=firma")
    assert _faults(page) == set()


@pytest.mark.parametrize("size", [PHONE, ENLARGED], ids=["phone", "400 %"])
def test_public_pages_fit_a_narrow_window(new_context: NewContext, size: dict[str, int]) -> None:
    """On a phone, and on a screen enlarged four times, nothing has to be scrolled sideways, pictures neither."""
    page = new_context(viewport=size).new_page()
    for path in ("/manual", "/manual?buscar=llave", "/manual/promociones", "/manual/firma", "/contactar"):
        page.goto(path)
        page.evaluate("() => [...document.images].forEach((image) => { image.loading = 'eager'; })")
        page.wait_for_load_state("networkidle")
        assert page.evaluate(_WIDER) == [], path
        assert page.evaluate("() => [...document.images].every((image) => image.naturalWidth > 0)"), path


def test_an_article_prints_without_what_is_no_article(new_context: NewContext) -> None:
    """On paper there are the title and the text; the contents, the band and the foot stay on the screen."""
    page = new_context().new_page()
    page.goto("/manual/firma")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Firma electrónica, notificaciones y acuses")).to_be_visible()
    expect(page.get_by_text("Qué necesita para firmar").last).to_be_visible()
    for hidden in (page.locator(".indice"), page.locator(".banda"), page.locator("footer")):
        expect(hidden).to_be_hidden()


def _home(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", name="Promociones abiertas")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_filers_home_help_and_contact(new_context: NewContext, sign_in: SignIn, scheme: str) -> None:
    """The home says what comes next; an article is read with its pictures; the foot leads on."""
    page = sign_in(new_context(color_scheme=scheme).new_page(), PERSON)
    _home(page)
    expect(page.get_by_role("link", name=re.compile("Lo que sigue")).first).to_be_visible()
    assert _faults(page) == set()
    page.get_by_role("main").get_by_role("button", name="Firma electrónica, notificaciones y acuses").click()
    contents = page.get_by_role("link", name="La contraseña no abre la llave")
    expect(contents).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("tarjeta donde se eligen"))).to_be_visible()
    contents.click()
    expect(page.get_by_role("heading", name="La contraseña no abre la llave")).to_be_in_viewport()
    assert _faults(page) == set()
    page.goto("/ayuda?buscar=firel")
    expect(page.get_by_text("Use su e.firma del SAT.").first).to_be_visible()
    page.goto("/contacto")
    expect(page.get_by_role("link", name="soporte@institucion.example")).to_be_visible()
    assert _faults(page) == set()
    foot = page.get_by_role("link", name="Verificar un acuse")
    foot.scroll_into_view_if_needed()
    expect(page.get_by_role("main").get_by_role("link", name="Crear promoción")).to_be_visible()
    expect(page.get_by_text(re.compile(r"versión \d+\.\d+\.\d+"))).to_be_visible()


def test_news_go_once_they_were_read(page: Page, sign_in: SignIn) -> None:
    """What the Oficialía did is on top until it is marked as read, and does not come back."""
    sign_in(page, COMPANY)
    _home(page)
    news = page.get_by_role("heading", name=re.compile("Avisos sin leer"))
    expect(news).to_be_visible()
    page.get_by_role("button", name="Marcar como leídos").click()
    expect(news).to_have_count(0)
    _home(page)
    expect(news).to_have_count(0)


def test_the_filers_home_fits_a_phone(new_context: NewContext, sign_in: SignIn) -> None:
    """Nothing of the home, the help and the contact page has to be scrolled sideways on a phone."""
    page = sign_in(new_context(viewport=PHONE, has_touch=True).new_page(), PERSON)
    _home(page)
    assert page.evaluate(_WIDER) == []
    for path, heading in (
        ("/ayuda", "Ayuda"),
        ("/ayuda?articulo=promociones", "Enviar"),
        ("/contacto", "Contacto"),
    ):
        page.goto(path)
        expect(page.get_by_role("heading", name=heading, exact=True).first).to_be_visible()
        assert page.evaluate(_WIDER) == [], path


def test_a_clerk_reads_about_the_queue_first(page: Page, sign_in: SignIn) -> None:
    """The staff's own article comes first, with its keys as a table."""
    sign_in(page, CLERK)
    page.goto("/ayuda")
    first = page.get_by_role("main").get_by_role("button", name="Un día en la Bandeja")
    expect(first).to_be_visible()
    first.click()
    expect(page.get_by_role("cell", name="tomar la que sigue")).to_be_visible()
