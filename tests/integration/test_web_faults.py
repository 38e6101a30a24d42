"""The public pages of reports of faults, behind the gate."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.types import ASGIApp

from core.config import Settings
from core.services.human_check import HumanCheck
from core.services.reading import Reading
from tests.browsing import Browser
from tests.fault_samples import FORM, report, reports
from tests.offices import House, opened

PATH, LOOK = "/reportar-falla", "/consultar-reporte"
FIELDS = {
    "sistema": FORM.system,
    "usuario": FORM.username,
    "nombres": FORM.given_names,
    "apellido_paterno": FORM.first_surname,
    "apellido_materno": FORM.second_surname,
    "correo": FORM.email,
    "correo2": FORM.email_again,
    "titulo": FORM.title,
    "problema": FORM.problem,
    "promocion": "",
    "clave_error": "",
}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Return an Oficialía with a mail server configured."""
    with opened(tmp_path / "home", smtp_host="mail.example") as built:
        yield built


def _sealed(text: str) -> str:
    found = re.search(r'name="hoja" value="([^"]+)"', text)
    assert found
    return found[1]


def _asked(text: str) -> str:
    found = re.search(r'<label for="respuesta">([^<]+)</label>', text)
    return html.unescape(found[1]) if found else ""


def _answer(house: House, sealed: str) -> str:
    """Return the right answer as only the server can know it."""
    check: HumanCheck = house.oficialia.fault_reporting._check
    return check.read(sealed, house.clock.now()).answers[0]


def _filled(house: House, text: str, **changes: str) -> dict[str, str]:
    """Fill in a page that was drawn ten seconds ago."""
    house.clock.advance(seconds=10)
    sealed = _sealed(text)
    return {**FIELDS, "hoja": sealed, "sitio_web": "", "respuesta": _answer(house, sealed), **changes}


def test_a_report_goes_from_the_form_to_its_state(house: House, app: ASGIApp) -> None:
    """Form, folio, state: without an account, without a script, and the question's answer is not in the page."""
    browser = Browser(app)
    text = browser.get(PATH).text
    fields = _filled(house, text)
    assert _asked(text)
    sent = browser.submit(PATH, fields)
    assert sent.status_code == 303
    shown = browser.get(sent.headers["location"]).text
    (row,) = reports(house)
    assert row.folio in shown
    assert FORM.title not in shown
    looked = browser.submit(LOOK, {"folio": row.folio.lower(), "correo": FORM.email})
    assert (looked.status_code, "está por atenderse" in looked.text) == (200, True)
    assert FORM.title not in looked.text
    again = browser.submit(PATH, fields)
    assert (again.status_code, len(reports(house))) == (303, 1)


def test_errors_stand_beside_their_fields_and_nothing_is_lost(house: House, app: ASGIApp) -> None:
    """A list at the top leads to each field, in the page's order; an overlong text comes back whole."""
    browser = Browser(app)
    long = "línea <b>\n" * 1_500
    wrong = {"correo2": "otra@x.example", "titulo": '"><script>alert(1)</script>' * 20, "problema": long}
    answer = browser.submit(PATH, _filled(house, browser.get(PATH).text, **wrong, respuesta="", sistema=""))
    assert answer.status_code == 422
    assert "<title>Error: Reporte de fallas" in answer.text
    named = re.findall(r'<li><a href="#(\w+)">', answer.text)
    assert named == ["sistema", "titulo", "problema", "correo2", "respuesta"]
    assert all(f'id="{name}-error"' in answer.text for name in named)
    assert "<script>alert" not in answer.text
    kept = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", answer.text, re.DOTALL)
    assert kept
    assert html.unescape(kept[1]) == long
    assert 'value="Ávila"' in answer.text
    assert reports(house) == []


def test_a_wrong_answer_gets_another_question_and_keeps_the_rest(house: House, app: ASGIApp) -> None:
    """The second try needs no waiting; asking for another question checks and keeps nothing wrong."""
    browser = Browser(app)
    first = browser.get(PATH).text
    wrong = browser.submit(PATH, _filled(house, first, respuesta="no sé"))
    assert (wrong.status_code, _asked(wrong.text) != _asked(first)) == (422, True)
    assert 'value="No se puede firmar"' in wrong.text
    sealed = _sealed(wrong.text)
    other = browser.submit(PATH, {**FIELDS, "correo": "", "hoja": sealed, "accion": "otra"})
    assert (other.status_code, 'role="alert"' in other.text) == (200, False)
    assert _asked(other.text) != _asked(wrong.text)
    sealed = _sealed(other.text)
    done = browser.submit(PATH, {**FIELDS, "hoja": sealed, "respuesta": _answer(house, sealed).upper() + "."})
    assert (done.status_code, len(reports(house))) == (303, 1)


def test_programs_and_stale_pages_are_answered_with_everything_kept(house: House, app: ASGIApp) -> None:
    """Honeypot, too fast, another browser's page, half a day later: each says why and keeps what was typed."""
    browser = Browser(app)
    text = browser.get(PATH).text
    fields = _filled(house, text)
    trapped = browser.submit(PATH, {**fields, "sitio_web": "http://x"})
    stranger = Browser(app).request("POST", PATH, data=fields)
    house.clock.advance(hours=13)
    late = browser.submit(PATH, fields)
    assert [a.status_code for a in (trapped, stranger, late)] == [422, 403, 422]
    for answer in (trapped, stranger, late):
        assert FORM.problem.splitlines()[0] in html.unescape(answer.text)
    assert _sealed(late.text) != fields["hoja"]
    assert reports(house) == []


def test_who_is_signed_in_finds_it_filled_in(house: House, app: ASGIApp) -> None:
    """User name and name are there, no question is asked, and the report is theirs."""
    browser = Browser(app)
    browser.sign_in("ana")
    text = browser.get(f"{PATH}?clave=ab12cd34&promocion=PRO-00001-AAAA").text
    assert 'value="ana"' in text
    assert 'value="ab12cd34"' in text
    assert not _asked(text)
    house.clock.advance(seconds=10)
    sent = browser.submit(PATH, {**FIELDS, "hoja": _sealed(text)})
    assert sent.status_code == 303
    assert reports(house)[0].account_id == house.ana.account_id
    assert "/reporte-de-fallas" in browser.get(sent.headers["location"]).text


def test_a_receipt_cannot_be_made_up(app: ASGIApp) -> None:
    """Only what this server sealed says that a report was received."""
    for sealed in ("", "FAL-2222-2222", "gAAAAA" + "x" * 200, "ñ%00"):
        answer = Browser(app).get(f"{PATH}?recibo={sealed}")
        assert (answer.status_code, answer.headers["location"]) == (303, LOOK)


@pytest.mark.parametrize("mails", [True, False])
def test_the_state_says_where_answers_come(
    house: House, app: ASGIApp, monkeypatch: pytest.MonkeyPatch, *, mails: bool
) -> None:
    """Nobody is told to look into a mailbox to which nothing is ever sent."""
    folio = report(house).folio
    monkeypatch.setattr(Settings, "mails", property(lambda _: mails))
    looked = Browser(app).submit(LOOK, {"folio": folio, "correo": FORM.email}).text
    assert ("las respuestas van a su correo" in looked) is mails
    assert ("no envía correos" in looked) is not mails


def test_half_of_it_looks_like_nothing(house: House, app: ASGIApp) -> None:
    """A wrong e-mail and a wrong folio give the same page but for what was typed."""
    folio = report(house).folio
    pages = []
    for asked, email in ((folio, "nadie@x.example"), ("FAL-2222-2222", FORM.email)):
        answer = Browser(app).submit(LOOK, {"folio": asked, "correo": email})
        plain = re.sub(r'name="clave" value="\w+"', "", answer.text).replace(asked, "").replace(email, "")
        pages.append((answer.status_code, plain))
    assert pages[0] == pages[1]
    assert pages[0][0] == 404


@pytest.mark.parametrize("body", [b"\xff\xfe", b"a" * 3_000_000, b"titulo=%00%ff&" * 40])
@pytest.mark.parametrize("path", [PATH, LOOK])
def test_bodies_that_are_no_form_are_answered(house: House, app: ASGIApp, path: str, body: bytes) -> None:
    """Neither a fault nor a report."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = Browser(app).request("POST", path, content=body, headers=headers)
    assert answer.status_code in {403, 422}
    assert reports(house) == []


def test_a_fault_of_ours_leads_to_its_report(app: ASGIApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page that says so links to the form, which has the key of the log filled in."""

    def fails(_self: Reading, _code: str) -> None:
        raise RuntimeError

    monkeypatch.setattr(Reading, "public_acuse", fails)
    browser = Browser(app)
    said = browser.get("/verificar/X", headers={"Accept": "text/html"})
    link = re.search(r'href="(/reportar-falla\?clave=([0-9a-f]{8}))"', said.text)
    assert (said.status_code, bool(link)) == (500, True)
    assert link
    assert link[2] in said.text.replace(link[0], "")
    assert f'value="{link[2]}"' in browser.get(link[1]).text
