"""The manual and the contact page without an account, and the articles that are for the staff alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.types import ASGIApp

from console.web.manual import html_of
from tests.browsing import Browser, serving
from tests.offices import House, opened


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Return an Oficialía."""
    with opened(tmp_path / "home") as built:
        yield built


@pytest.fixture
def app(house: House) -> Iterator[ASGIApp]:
    """Return our routes behind the gate."""
    with serving(house) as built:
        yield built


def test_whoever_cannot_sign_in_reads_help_and_contact(app: ASGIApp) -> None:
    """Articles with their contents, hours, and telephones and mail as links, all without a session."""
    browser = Browser(app)
    index, article, contact = (browser.get(path) for path in ("/manual", "/manual/firma", "/contactar"))
    assert [page.status_code for page in (index, article, contact)] == [200, 200, 200]
    assert 'href="/manual/promociones"' in index.text
    assert "/manual/bandeja" not in index.text
    assert '<a href="#contrasena">' in article.text
    assert '<h3 id="contrasena">' in article.text
    assert 'href="tel:+525500000000"' in contact.text
    assert 'href="mailto:soporte@institucion.example"' in contact.text
    assert "9:00 a 18:00 horas" in contact.text
    assert "Volver a la consola" not in article.text


def test_every_public_page_leads_there(app: ASGIApp) -> None:
    """The foot of the sign-in page, where people who cannot get in stand, has help and contact."""
    foot = Browser(app).get("/entrar").text
    assert 'href="/manual"' in foot
    assert 'href="/contactar"' in foot


def test_articles_of_the_staff_are_not_there_for_others(app: ASGIApp) -> None:
    """To a visitor and to a filer a clerk's article is as absent as one that never was."""
    visitor, filer, clerk = Browser(app), Browser(app), Browser(app)
    filer.sign_in("ana")
    clerk.sign_in("lucia")
    for browser in (visitor, filer):
        absent, never = (browser.get(f"/manual/{name}") for name in ("bandeja", "nunca"))
        assert (absent.status_code, absent.json()) == (404, never.json())
    assert clerk.get("/manual/bandeja").status_code == 200
    assert clerk.get("/manual/supervision").status_code == 404
    assert "Volver a la consola" in clerk.get("/manual/bandeja").text


def test_the_search_shows_sections_and_keeps_what_was_sought(app: ASGIApp) -> None:
    """A search leads to the very section; what was typed comes back as text, whatever it holds."""
    browser = Browser(app)
    found = browser.get("/manual", params={"buscar": "firel"})
    assert 'href="/manual/firma#firel"' in found.text
    hostile = browser.get("/manual", params={"buscar": '"><script>alert(1)</script>'})
    assert "<script>alert" not in hostile.text
    assert "Nada dice" in hostile.text


def test_the_contact_page_shows_the_calendar_in_force(app: ASGIApp, house: House) -> None:
    """It says whether the office is open by the Oficialía's own clock."""
    house.clock.at = house.clock.at.replace(year=2026, month=11, day=29, hour=18)
    assert "Hoy, domingo 29/11/2026, la oficina no abre." in Browser(app).get("/contactar").text


def test_an_article_becomes_text_and_nothing_that_acts() -> None:
    """HTML written in an article is shown as text, and no address of another kind than ours survives."""
    drawn = html_of('<script>x</script> [a](javascript:alert(1)) [b](/contactar) **c** ![d](e.webp "t")')
    assert "<script" not in drawn
    assert "javascript:" not in drawn.replace("(javascript:alert(1))", "")
    assert '<a href="/contactar">b</a>' in drawn
    assert "<strong>c</strong>" in drawn
    assert '<img src="/publico/ayuda/e.webp"' not in drawn  # a picture with a title is none of ours
    assert 'src="/publico/ayuda/e.webp" alt="d"' in html_of("![d](e.webp)")
