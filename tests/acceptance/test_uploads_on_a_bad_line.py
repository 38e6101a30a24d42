"""Uploads on a slow line that breaks: nothing is lost, nothing is stored twice, nobody has to do anything."""

import hashlib
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import CDPSession, Dialog, Page, Route, expect

from tests.acceptance import filer
from tests.acceptance.arranged import PERSON, Arrangement, arranging
from tests.acceptance.lines import Line, line
from tests.acceptance.papers import Paper, pdf_paper
from tests.acceptance.running_app import RunningApp
from tests.acceptance.visitors import NewContext, SignIn
from tests.documents_samples import pdf

LATENCY_MS = 150
UPLOAD_BYTES_PER_SECOND = 150_000
LONG_BYTES = 3_000_000


@pytest.fixture(scope="module")
def arrangement(server: RunningApp) -> Iterator[Arrangement]:
    """Return what arranges filings on the served folder."""
    with arranging(server.home) as arrangement:
        yield arrangement


@pytest.fixture
def wire() -> Iterator[Line]:
    """Return a line to the server that can be cut."""
    with line() as wire:
        yield wire


def _long_paper(name: str) -> Paper:
    """Return a PDF that takes twenty seconds on the slow line; what follows its end is a comment."""
    start = pdf(1)
    return Paper(name, "application/pdf", start + b"%" * (LONG_BYTES - len(start)))


def _slow(page: Page) -> CDPSession:
    cdp = page.context.new_cdp_session(page)
    cdp.send("Network.enable")
    _throttle(cdp, UPLOAD_BYTES_PER_SECOND)
    return cdp


def _throttle(cdp: CDPSession, bytes_per_second: int) -> None:
    conditions = {"offline": False, "latency": LATENCY_MS, "downloadThroughput": -1}
    cdp.send("Network.emulateNetworkConditions", {**conditions, "uploadThroughput": bytes_per_second})


def test_a_slow_line_that_breaks_midway_goes_on_by_itself(
    wire: Line, new_context: NewContext, sign_in: SignIn, arrangement: Arrangement
) -> None:
    """Cut in the middle of an upload, it says so, holds the page, and ends with one document, digest right."""
    paper = _long_paper("Pruebas.pdf")
    folio = arrangement.draft(PERSON, "Denuncia en una línea que se corta")
    page = new_context(proxy={"server": wire.address, "bypass": "<-loopback>"}).new_page()
    sign_in(page, PERSON)
    filer.open_promocion(page, folio, "documentos")
    cdp = _slow(page)
    filer.offer(page, [paper])
    row = filer.on_its_way(page, paper.name)
    expect(row).to_contain_text(re.compile(r"Subiendo [1-9]\d? % de 2\.9 MB · .*/s · quedan \d+ s"))
    wire.cut()
    expect(row).to_contain_text("La conexión se cortó. Sigue sola")
    page.context.set_offline(True)
    expect(row).to_contain_text("Sin conexión a internet. Sigue sola en cuanto vuelva")
    expect(page.get_by_text("0 de 1 listos")).to_be_visible()
    _leaving_is_warned(page)
    _throttle(cdp, -1)
    wire.mend()
    page.context.set_offline(False)
    expect(filer.row(page, paper.name)).to_be_visible()
    expect(row).to_have_count(0)
    expect(page.get_by_role("button", name="Seguir")).to_be_visible()
    stored = [d for d in arrangement.documents(folio) if d.name == paper.name]
    assert [d.sha256 for d in stored] == [hashlib.sha256(paper.data).hexdigest()]


def _leaving_is_warned(page: Page) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    with page.expect_event("dialog"):
        page.close(run_before_unload=True)
    assert asked == ["beforeunload"]


def test_a_lost_answer_is_recognised_and_nothing_is_asked(
    page: Page, sign_in: SignIn, arrangement: Arrangement
) -> None:
    """Refused by the line, then stored without our knowing: the third try finds it there, once."""
    paper = pdf_paper("Contrato.pdf")
    sign_in(page, PERSON)
    folio = arrangement.draft(PERSON, "Denuncia con una respuesta perdida")
    filer.open_promocion(page, folio, "documentos")
    tries: list[str] = []

    def bad_line(route: Route) -> None:
        tries.append(route.request.headers.get("x-oficialia-sha256", ""))
        if len(tries) == 1:
            route.abort("connectionreset")
        elif len(tries) == 2:
            assert route.fetch().ok
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/documentos?*", bad_line)
    assert page.workers == []
    filer.offer(page, [paper])
    expect(filer.row(page, paper.name)).to_be_visible()
    expect(filer.on_its_way(page, paper.name)).to_have_count(0)
    digest = hashlib.sha256(paper.data).hexdigest()
    assert tries == [digest] * 3
    assert len(page.workers) == 1, "the digest was not computed beside the page"
    assert [d.sha256 for d in arrangement.documents(folio) if d.name == paper.name] == [digest]
    expect(page.get_by_role("button", name="Conservar ambos")).to_have_count(0)
