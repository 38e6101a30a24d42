"""The pages by which a filer asks for an account, behind the gate."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.types import ASGIApp

from tests.browsing import ADDRESS, Browser, serving
from tests.offices import House, opened
from tests.registrations import mailed_token, mails, requests

PATH = "/solicitar-cuenta"
FIELDS = {
    "nombre": "ROSA MARÍA ÁVILA LUNA",
    "rfc": "AILR850614Q10",
    "persona": "fisica",
    "correo": "rosa@bufete.example",
    "correo2": "rosa@bufete.example",
    "telefono": "55 1234 5678",
    "usuario": "rosa.avila",
}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Return an Oficialía with a mail server configured."""
    with opened(tmp_path / "home", smtp_host="mail.example") as built:
        yield built


def _filled(house: House, browser: Browser, **changes: str) -> dict[str, str]:
    """Open the form and fill it in, taking five seconds."""
    text = browser.get(PATH).text
    drawn = re.search(r'name="dibujada" value="([^"]+)"', text)
    house.clock.advance(seconds=5)
    assert drawn
    accepted = house.oficialia.privacy.current_version
    return {**FIELDS, "dibujada": drawn[1], "acepta": accepted, "sitio_web": "", **changes}


def test_a_request_goes_from_the_form_to_the_confirmation(house: House, app: ASGIApp) -> None:
    """Form, message, link, button: opening the link alone confirms nothing."""
    browser = Browser(app)
    answer = browser.submit(PATH, _filled(house, browser))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PATH}?enviada=1")
    assert "Recibimos su solicitud" in browser.get(answer.headers["location"]).text
    (row,) = requests(house)
    assert (row.address, row.privacy_version) == (ADDRESS[0], house.oficialia.privacy.current_version)
    link = str(mails(house, "confirm_registration")[0].facts["link_path"])
    shown = browser.get(link)
    assert FIELDS["correo"] in shown.text
    assert requests(house)[0].status == "requested"
    token = mailed_token(house, "confirm_registration")
    assert "quedó confirmado" in browser.submit(f"{PATH}/confirmar", {"enlace": token}, link).text
    assert requests(house)[0].status == "confirmed"
    again = browser.get(link)
    assert (again.status_code, "El enlace no sirve." in again.text) == (422, True)


def test_errors_stand_beside_their_fields(house: House, app: ASGIApp) -> None:
    """A list at the top leads to each field; what was typed is kept; nothing was stored."""
    browser = Browser(app)
    wrong = {"rfc": "X1", "telefono": '"><script>alert(1)</script>', "persona": "", "acepta": "vieja"}
    answer = browser.submit(PATH, _filled(house, browser, **wrong))
    assert answer.status_code == 422
    for field in ("rfc", "telefono", "persona", "acepta"):
        assert f'href="#{field}"' in answer.text
        assert f'id="{field}-error"' in answer.text
    assert 'value="ROSA MARÍA ÁVILA LUNA"' in answer.text
    assert "<script" not in answer.text
    assert requests(house) == []


def test_the_same_answer_for_who_is_known(house: House, app: ASGIApp) -> None:
    """A known user name and RFC lead to the same page, byte for byte but the form's token."""
    answers = []
    for changes in ({}, {"usuario": "ana", "rfc": str(house.ana.rfc)}):
        browser = Browser(app)
        sent = browser.submit(PATH, _filled(house, browser, **changes))
        answers.append((sent.status_code, sent.headers["location"], sent.text, browser.get(PATH).status_code))
    assert answers[0] == answers[1]
    assert len(mails(house, "confirm_registration")) == 2


def test_a_stale_form_keeps_what_was_typed(house: House, app: ASGIApp) -> None:
    """Without the browser's token, or two hours later, the values are on the page for another try."""
    browser = Browser(app)
    fields = _filled(house, browser)
    stranger = Browser(app)
    answer = stranger.request("POST", PATH, data=fields)
    assert (answer.status_code, FIELDS["nombre"] in answer.text) == (403, True)
    house.clock.advance(hours=3)
    late = browser.submit(PATH, fields)
    assert (late.status_code, "demasiado tiempo" in late.text, FIELDS["nombre"] in late.text) == (
        422,
        True,
        True,
    )
    drawn = re.search(r'name="dibujada" value="([^"]+)"', late.text)
    assert drawn
    assert drawn[1] != fields["dibujada"]
    assert requests(house) == []


def test_machines_are_told_to_wait(house: House, app: ASGIApp) -> None:
    """A filled-in honeypot is answered like a form sent too fast, and a person's next try gets through."""
    browser = Browser(app)
    fields = _filled(house, browser)
    trapped = browser.submit(PATH, {**fields, "sitio_web": "http://x"})
    assert (trapped.status_code, "más rápido" in trapped.text) == (422, True)
    assert requests(house) == []
    assert browser.submit(PATH, fields).status_code == 303


@pytest.mark.parametrize("body", [b"\xff\xfe", b"a" * 3_000_000, b"nombre=%00%ff&" * 40])
def test_bodies_that_are_no_form_are_answered(house: House, app: ASGIApp, body: bytes) -> None:
    """Neither a fault nor a request."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = Browser(app).request("POST", PATH, content=body, headers=headers)
    assert answer.status_code in {403, 422}
    assert requests(house) == []


@pytest.mark.parametrize("token", ["", "x", "ñ%00", "A" * 2000])
def test_links_that_are_none_are_answered_alike(app: ASGIApp, token: str) -> None:
    """Opening and using them says the same, and leads to another request."""
    browser = Browser(app)
    opened_link = browser.get(f"{PATH}/confirmar?enlace={token}")
    used = browser.submit(f"{PATH}/confirmar", {"enlace": token}, PATH)
    for answer in (opened_link, used):
        assert (answer.status_code, "El enlace no sirve." in answer.text) == (422, True)


def test_without_mail_the_page_says_so(tmp_path: Path) -> None:
    """Whoever asks learns beforehand that no message will come."""
    with opened(tmp_path / "otra") as house, serving(house) as app:
        browser = Browser(app)
        assert "no envía correos" in browser.get(PATH).text
        browser.submit(PATH, _filled(house, browser))
        assert "no tiene que confirmar" in browser.get(f"{PATH}?enviada=1").text
        assert len(requests(house)) == 1
