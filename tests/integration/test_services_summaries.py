"""The board taken along: a table, a workbook, a paper; and by mail, once for each period."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path
from unittest.mock import patch
from zoneinfo import ZoneInfo

import openpyxl
import pypdf
import pytest

from core.domain.chart_tables import TableName
from core.domain.exporting import SheetKind
from core.domain.people import Actor
from core.domain.summary import SummaryKind
from core.errors import NotAllowed
from core.storage.account_tables import AccountRow
from core.storage.events import latest_events
from tests.concurrency import at_once
from tests.mail_server import HOST, MailServer, mail_server
from tests.mailed import mails
from tests.offices import House, opened

ZONE = ZoneInfo("America/Mexico_City")
TUESDAY = datetime(2026, 11, 24, 7, tzinfo=ZONE)
DAYS = (date(2026, 11, 1), date(2026, 11, 24))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MailServer]:
    """Return a mail server on this machine."""
    with mail_server(tmp_path) as running:
        yield running


@pytest.fixture
def house(tmp_path: Path, database_url: str, server: MailServer) -> Iterator[House]:
    """Return an Oficialía on each engine that mails, with one promoción accepted on Monday."""
    fast = patch("core.services.acuses.render_acuse", lambda record, *_, **__: record.code.encode())
    mailing = opened(
        tmp_path / "home",
        database_url,
        mail_from="ope@oficialia.example",
        smtp_host=HOST,
        smtp_port=server.port,
        smtp_security="none",
    )
    with mailing as built, fast:
        built.clock.at = datetime(2026, 11, 23, 10, tzinfo=ZONE)
        built.accepted()
        built.clock.at = TUESDAY
        with built.oficialia.database.write() as session:
            session.get_one(AccountRow, built.actor("elena").account_id).email = "elena@oficialia.example"
        yield built


@pytest.fixture
def elena(house: House) -> Actor:
    """Return the supervisor, who has an address."""
    return house.actor("elena")


def test_a_table_leaves_with_its_headings_and_the_log_says_who_took_it(house: House, elena: Actor) -> None:
    """A clerk's name that begins like a formula stays a text."""
    with house.oficialia.database.write() as session:
        session.get_one(AccountRow, house.lucia.account_id).name = "=HYPERLINK(1)"
    out = io.BytesIO()
    house.oficialia.summaries.table(elena, TableName.TEAM, SheetKind.CSV, DAYS, "", out)
    rows = list(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"))))
    assert rows[0][:3] == ["Persona", "Sin resolver", "En revisión"]
    assert {row[0] for row in rows[1:]} == {"'=HYPERLINK(1)", house.mario.name}
    with house.oficialia.database.read() as session:
        last = latest_events(session, limit=1)[0]
    assert (last.action, last.actor_id) == ("export_board", elena.account_id)
    assert last.facts == {"what": "equipo.csv", "since": "2026-11-01", "until": "2026-11-24"}


def test_the_workbook_holds_every_table_and_the_papers_numbers_are_the_same(
    house: House, elena: Actor
) -> None:
    """One acceptance of one sending, in both."""
    out = io.BytesIO()
    house.oficialia.summaries.workbook(elena, DAYS, "", out)
    book = openpyxl.load_workbook(out)
    assert len(book.sheetnames) == len(TableName)
    assert all(len(title) <= 31 for title in house.oficialia.summaries.words().tables.values())
    days = list(book["Llegadas y resoluciones"].iter_rows(min_row=2, values_only=True))
    assert [row[1:4] for row in days if row[0] == datetime(2026, 11, 23)] == [(1, 1, 1)]  # noqa: DTZ001 - a cell has no zone
    paper = pypdf.PdfReader(io.BytesIO(house.oficialia.summaries.paper(elena, DAYS, "")))
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in paper.pages))
    assert "Del 01/11/2026 al 24/11/2026" in text
    assert "23/11/2026 1 1 1 0 0" in text
    assert house.lucia.name in text


def test_the_paper_is_pdf_a_2a_tagged_and_in_spanish(house: House, elena: Actor) -> None:
    """As the acuses are: it claims PDF/A-2a and has tags, title and language."""
    data = house.oficialia.summaries.paper(elena, DAYS, "DEN")
    paper = pypdf.PdfReader(io.BytesIO(data))
    claims = re.sub(r"\s+", "", paper.xmp_metadata.stream.get_data().decode()) if paper.xmp_metadata else ""
    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in claims
    assert str(paper.root_object["/Lang"]) == "es-MX"
    assert "/StructTreeRoot" in paper.root_object
    assert paper.metadata
    assert paper.metadata.title == "Resumen de la Oficialía. Del 01/11/2026 al 24/11/2026"
    assert "Denuncia" in paper.pages[0].extract_text()


def test_a_period_is_posted_once_by_however_many_replicas(house: House, elena: Actor) -> None:
    """To who wishes it alone; on Tuesday morning Monday's day, and the week that ended on Sunday."""
    summaries = house.oficialia.summaries
    assert summaries.post_due() == 0
    house.clock.advance(days=7)
    summaries.wish(elena, SummaryKind.WEEKLY, wished=True)
    assert summaries.wishes(elena) == {SummaryKind.DAILY: False, SummaryKind.WEEKLY: True}
    assert sum(int(str(n)) for n in at_once([partial(summaries.post_due)] * 4)) == 1
    assert summaries.post_due() == 0
    posted = [facts for kind, facts in mails(house) if kind == "summary"]
    assert [(f["since_on"], f["until_on"]) for f in posted] == [("2026-11-23", "2026-11-29")]


def test_after_a_standstill_every_missing_day_of_business_comes(house: House, elena: Actor) -> None:
    """A weekend has no summary of its own; before six in the morning nothing is posted."""
    summaries = house.oficialia.summaries
    summaries.wish(elena, SummaryKind.DAILY, wished=True)
    house.clock.at = TUESDAY.replace(hour=5)
    assert summaries.post_due() == 0
    house.clock.at = TUESDAY
    assert summaries.post_due() == 1
    house.clock.advance(days=7)
    assert summaries.post_due() == 5
    days = [facts["since_on"] for kind, facts in mails(house) if kind == "summary"]
    assert days == [f"2026-11-{day:02d}" for day in (23, 24, 25, 26, 27, 30)]


def test_the_message_brings_both_files(house: House, elena: Actor, server: MailServer) -> None:
    """A PDF to read and a workbook to count on, made when it leaves."""
    house.oficialia.summaries.wish(elena, SummaryKind.DAILY, wished=True)
    house.oficialia.summaries.post_due()
    house.oficialia.mailing.deliver_due()
    message = next(m for m in server.messages if "Resumen de la Oficialía" in m["Subject"])
    assert message["To"] == "elena@oficialia.example"
    body = message.get_body()
    assert body
    assert "desactívelo al pie del tablero" in body.get_content()
    files = {str(part.get_filename()): part.get_content() for part in message.iter_attachments()}
    assert sorted(files) == ["resumen-2026-11-23.pdf", "resumen-2026-11-23.xlsx"]
    assert files["resumen-2026-11-23.pdf"].startswith(b"%PDF-")
    assert "Equipo" in openpyxl.load_workbook(io.BytesIO(files["resumen-2026-11-23.xlsx"])).sheetnames


def test_who_reads_the_board_no_more_gets_nothing(house: House, elena: Actor, server: MailServer) -> None:
    """What waited for them stops, and the board's health says so."""
    house.oficialia.summaries.wish(elena, SummaryKind.DAILY, wished=True)
    house.oficialia.summaries.post_due()
    with house.oficialia.database.write() as session:
        session.get_one(AccountRow, elena.account_id).suspended_at = house.clock.now()
    house.oficialia.mailing.deliver_due()
    assert not [m for m in server.messages if "Resumen" in m["Subject"]]
    assert house.oficialia.board.figures(elena, *DAYS).health.mails_stopped == 1


def test_only_who_reads_the_board_takes_it_along(house: House) -> None:
    """A clerk sees their queue, not the office's figures."""
    with pytest.raises(NotAllowed):
        house.oficialia.summaries.paper(house.lucia, DAYS, "")
    with pytest.raises(NotAllowed):
        house.oficialia.summaries.wish(house.lucia, SummaryKind.DAILY, wished=True)
