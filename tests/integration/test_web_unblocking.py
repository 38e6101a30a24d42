"""The pages by which the owner of a blocked account lifts the block, behind the gate."""

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA256
from starlette.types import ASGIApp

from console.web.identity import CSRF_HEADER
from core.storage.account_tables import AccountRow
from tests.browsing import Browser
from tests.offices import House, opened
from tests.pki import people
from tests.pki.people import Holder
from tests.registrations import mailed_token, mails

EFIRMA = "/desbloquear/efirma"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Return an Oficialía with a mail server configured, in which ana is blocked."""
    with opened(tmp_path / "home", smtp_host="mail.example") as built:
        with built.oficialia.database.write() as session:
            row = session.get_one(AccountRow, built.ana.account_id)
            row.blocked_at, row.email = built.clock.at, "ana@bufete.example"
        yield built


def _blocked(house: House) -> bool:
    with house.oficialia.database.read() as session:
        return session.get_one(AccountRow, house.ana.account_id).blocked_at is not None


def test_the_link_is_asked_for_and_used(house: House, app: ASGIApp) -> None:
    """Form, message, link, button: opening the link alone lifts nothing, and it works once."""
    browser = Browser(app)
    answer = browser.submit("/desbloquear", {"cuenta": "ANA@bufete.example"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/desbloquear?enviada=1")
    link = str(mails(house, "unblock_link")[0].facts["link_path"])
    assert link.startswith("/desbloquear/enlace?enlace=")
    assert "Desbloquear mi cuenta" in browser.get(link).text
    assert _blocked(house)
    token = {"enlace": mailed_token(house, "unblock_link")}
    used = browser.submit("/desbloquear/enlace", token, link)
    assert (used.status_code, "está desbloqueada" in used.text, _blocked(house)) == (200, True, False)
    again = browser.submit("/desbloquear/enlace", token, "/desbloquear")
    assert (again.status_code, "El enlace no sirve." in again.text) == (422, True)


def test_the_answer_tells_nobody_who_is_here(house: House, app: ASGIApp) -> None:
    """Blocked, not blocked, nobody: the same redirection to the same page."""
    answers = set()
    for asked in ("ana", "juan", "nadie", "\x00", ""):
        browser = Browser(app)
        sent = browser.submit("/desbloquear", {"cuenta": asked})
        shown = browser.get(sent.headers["location"])
        answers.add((sent.status_code, sent.headers["location"], sent.text, shown.text))
    assert len(answers) == 1
    assert len(mails(house, "unblock_link")) == 1


def test_a_form_of_another_browser_asks_for_nothing(house: House, app: ASGIApp) -> None:
    """Without the page's token: refused in words, with what was typed kept; nothing is sent or lifted."""
    answer = Browser(app).request("POST", "/desbloquear", data={"cuenta": "ana <b>"})
    assert (answer.status_code, "ana &lt;b&gt;" in answer.text) == (403, True)
    assert mails(house, "unblock_link") == []
    house.oficialia.unblocking.ask_link("ana", "203.0.113.4")
    token = mailed_token(house, "unblock_link")
    refused = Browser(app).request("POST", "/desbloquear/enlace", data={"enlace": token})
    assert (refused.status_code, _blocked(house)) == (403, True)


def _token(browser: Browser) -> dict[str, str]:
    found = re.search(r'data-clave="([0-9a-f]+)"', browser.get(EFIRMA).text)
    assert found
    return {CSRF_HEADER: found[1]}


def _encoded(**values: bytes) -> dict[str, str]:
    return {name: base64.b64encode(value).decode() for name, value in values.items()}


def _sign(browser: Browser, username: str, who: Holder) -> httpx.Response:
    """Do what the page's script does."""
    headers = _token(browser)
    asked = {"username": username, **_encoded(certificate=who.cer)}
    given = browser.post(f"{EFIRMA}/preparar", json=asked, headers=headers)
    if given.status_code != 200:
        return given
    attributes = base64.b64decode(given.json()["attributes"])
    signature = who.private_key.sign(attributes, padding.PKCS1v15(), SHA256())
    signed = {"sealed": given.json()["sealed"], **_encoded(attributes=attributes, signature=signature)}
    return browser.post(f"{EFIRMA}/firma", json={**asked, **signed}, headers=headers)


def test_the_efirma_lifts_the_block(house: House, app: ASGIApp) -> None:
    """Two requests, neither with a key in it."""
    answer = _sign(Browser(app), "ana", people.person())
    assert (answer.status_code, answer.json(), _blocked(house)) == (200, {"unblocked": True}, False)


def test_nobody_and_somebody_else_are_answered_alike(house: House, app: ASGIApp) -> None:
    """The same words for an unknown user name as for another person's."""
    answers = [_sign(Browser(app), name, people.stranger()) for name in ("ana", "nadie")]
    assert [a.status_code for a in answers] == [422, 422]
    assert answers[0].text == answers[1].text
    assert answers[0].json()["error"]["code"] == "efirma_does_not_open_the_account"
    assert people.PERSON_RFC not in answers[0].text
    assert _blocked(house)


def test_a_certificate_is_refused_in_the_signing_cards_words(app: ASGIApp) -> None:
    """An expired one is told its date, a CSD what it is."""
    expired = _sign(Browser(app), "ana", people.expired()).json()["error"]
    assert (expired["code"], "23/11/2026" in expired["what"] + expired["means"]) == (
        "certificate_expired",
        True,
    )
    assert _sign(Browser(app), "ana", people.csd()).json()["error"]["code"] == "certificate_is_csd"


BODIES: list[dict[str, Any]] = [
    {"content": b""},
    {"content": b"[" * 60_000},
    {"content": b"x" * 70_000},
    {"json": []},
    {"json": {"username": "ana"}},
    {"json": {"username": "ana", "certificate": "ñ"}},
    {"json": {"username": "ana", "certificate": "", "attributes": "", "signature": "", "sealed": 3}},
]


@pytest.mark.parametrize("body", BODIES)
def test_what_is_no_request_is_not_understood(app: ASGIApp, body: dict[str, Any]) -> None:
    """Hostile bodies are refused in words, never a fault."""
    browser = Browser(app)
    headers = _token(browser)
    for step in ("preparar", "firma"):
        answer = browser.post(f"{EFIRMA}/{step}", headers=headers, **body)
        assert answer.status_code == 422
        assert answer.json()["error"]["what"]


def test_other_sites_cannot_ask(app: ASGIApp) -> None:
    """Without the page's token neither question is answered."""
    body = {"username": "ana", **_encoded(certificate=people.person().cer)}
    for headers in ({}, {CSRF_HEADER: "0" * 32}):
        for step in ("preparar", "firma"):
            answer = Browser(app).post(f"{EFIRMA}/{step}", json=body, headers=headers)
            assert (answer.status_code, answer.json()["error"]["code"]) == (403, "form_expired")


def test_the_page_cannot_send_its_secrets(app: ASGIApp) -> None:
    """Files and password have no name, there is no form around them, and the script is ours, kept by its name."""
    browser = Browser(app)
    page = browser.get(EFIRMA)
    assert "<form" not in page.text
    for tag in re.findall(r"<input[^>]*>", page.text):
        assert " name=" not in tag
    assert "script-src 'self'" in page.headers["content-security-policy"]
    address = re.search(r'src="(/publico/desbloqueo/[^"]+)"', page.text)
    assert address
    script = browser.get(address[1])
    assert (script.status_code, "javascript" in script.headers["content-type"]) == (200, True)
    assert "immutable" in script.headers["cache-control"]
    assert browser.get("/publico/desbloqueo/unblock-X.js").status_code == 404
    assert browser.get("/publico/desbloqueo/..%2f..%2fbuild.mjs").status_code in {303, 404}
