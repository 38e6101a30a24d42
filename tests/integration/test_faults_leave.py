"""What leaves of the reports of faults: messages by a real mail server, and the list as a table."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.types import ASGIApp

from tests.browsing import Browser
from tests.fault_samples import FORM, outage, report
from tests.mail_server import HOST, MailServer, mail_server
from tests.offices import House, opened
from tests.registrations import events

HOSTILE = "Falla\r\nBcc: todos@malo.example\u202e\0 \U0001f4a5"
FORMULA = '=HYPERLINK("http://malo.example","clic")'


@pytest.fixture
def mailed(tmp_path: Path) -> Iterator[MailServer]:
    """Return a running mail server."""
    with mail_server(tmp_path) as running:
        yield running


@pytest.fixture
def house(tmp_path: Path, mailed: MailServer) -> Iterator[House]:
    """Return an Oficialía that sends its messages to that server."""
    sender = "oficialia@institucion.example"
    with opened(
        tmp_path / "home", smtp_host=HOST, smtp_port=mailed.port, smtp_security="none", mail_from=sender
    ) as built:
        yield built


def test_reporter_and_support_are_written_to(house: House, mailed: MailServer) -> None:
    """One each; nothing typed goes to an address that nobody confirmed, and no header is forged."""
    folio = report(house, title=HOSTILE, username="x\nSubject: y").folio
    assert house.oficialia.mailing.deliver_due() == 2
    support = house.oficialia.institucion.support[0].email
    told = dict(zip(mailed.recipients, mailed.messages, strict=True))
    assert set(told) == {FORM.email, support}
    assert folio in told[FORM.email]["Subject"]
    assert folio in told[FORM.email].get_content()
    for typed in ("malo.example", FORM.given_names, FORM.problem.splitlines()[0]):
        assert typed not in told[FORM.email].get_content()
    assert "Falla Bcc: todos@malo.example \U0001f4a5" in told[support]["Subject"]
    assert "> Al oprimir «Firmar»" in told[support].get_content()
    assert f"/fallas?reporte={folio}" in told[support].get_content()
    assert all(message["Bcc"] is None for message in mailed.messages)


def test_an_answer_goes_to_the_reporter(house: House, mailed: MailServer) -> None:
    """As it was written, quoted, with the way to the report's state; closing tells too, where it is asked for."""
    folio, desk, elena = report(house).folio, house.oficialia.fault_desk, house.actor("elena")
    house.oficialia.mailing.deliver_due()
    desk.take(elena, folio)
    desk.reply(elena, folio, "Pruebe otra vez.\nhttps://malo.example")
    desk.resolve(elena, folio, "Se reinició.", tell=True)
    assert house.oficialia.mailing.deliver_due() == 2
    answer, closing = mailed.messages[-2:]
    assert mailed.recipients[-2:] == [FORM.email] * 2
    assert "> Pruebe otra vez.\n> https://malo.example" in answer.get_content().replace("\r\n", "\n")
    assert "/consultar-reporte" in answer.get_content()
    assert "Se resolvió" in closing["Subject"]


def test_the_list_leaves_as_a_table(house: House, app: ASGIApp) -> None:
    """Filtered as on screen, no cell a formula, every column headed; that it left is in the log."""
    first = report(house, title=FORMULA, system="SINEC").folio
    second = report(house, problem="-1+1|cmd").folio
    house.oficialia.outages.name(house.actor("elena"), outage(house), [second])
    browser = Browser(app)
    browser.sign_in("elena")
    answer = browser.get("/api/fallas.csv")
    assert answer.headers["content-disposition"].startswith('attachment; filename="fallas-')
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["Folio"] for row in rows] == [second, first]
    assert rows[1]["Título"] == f"'{FORMULA}"
    assert rows[0]["Problema"] == "'-1+1|cmd"
    assert (rows[0]["Interrupción"], rows[0]["Estado"], rows[1]["Interrupción"]) == ("INT-0001", "Nuevo", "")
    only = browser.get("/api/fallas.csv?sistema=SINEC&estado=todos&buscar=hyperlink")
    assert [r["Folio"] for r in csv.DictReader(io.StringIO(only.content.decode("utf-8-sig")))] == [first]
    assert [e.facts for e in events(house, "export_faults")] == [{"rows": 2}, {"rows": 1}]


def test_a_long_list_leaves_whole(house: House, app: ASGIApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read a page after the other, nothing is missing and nothing stands twice."""
    monkeypatch.setattr("core.services.fault_desk._CHUNK", 2)
    folios = [report(house).folio for _ in range(5)]
    browser = Browser(app)
    browser.sign_in("elena")
    rows = list(csv.DictReader(io.StringIO(browser.get("/api/fallas.csv").content.decode("utf-8-sig"))))
    assert [row["Folio"] for row in rows] == folios[::-1]
