"""Markdown and HTML in every free field, as the staff and others see it: text, and nothing but text."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from core.bootstrap import build
from core.config import Settings
from core.domain.accounts import RegistrationStatus
from core.domain.editions import CatalogName
from core.domain.fault_reports import FaultForm, FaultSystem, admit_fault
from core.domain.outages import OutageStatement
from core.domain.promocion import PromocionFields, Rejection
from core.storage.account_tables import AccountRow, RegistrationRow
from core.storage.fault_reports import insert_fault
from core.storage.outbox import post_mail
from tests.acceptance.arranged import CLERK, OTHER_CLERK, PERSON, Arrangement
from tests.acceptance.papers import Paper, pdf_paper
from tests.acceptance.running_app import RunningApp
from tests.acceptance.visitors import NewContext, enter

SUPERVISOR, ADMINISTRATOR = "elena.castaneda", "ines.robles"
EVIL = (
    "FALSO ![x](http://evil.example/p.png) [pulse](http://evil.example/) <img src=http://evil.example/i.png "
    "onerror='window.__hit=1'> <script>window.__hit=1</script> _✔ FIRMA VÁLIDA_ :green-badge[VÁLIDA] $x^2$"
)
SHORT = "FALSO ![x](http://evil.example/p) <b onclick=x>VÁLIDA</b> _✔_"
FOUND = """() => ({
    hit: window.__hit ?? null,
    loaded: [...document.querySelectorAll('[src*="evil.example"],[href*="evil.example"]')].length,
    drawn: [...document.querySelectorAll('em, b, script:not([src]), .katex')]
        .filter(e => /VÁLIDA|__hit|✔$|x\\^2/.test(e.textContent)).length,
    badges: [...document.querySelectorAll('.stMarkdownBadge')]
        .filter(e => e.textContent.trim() === 'VÁLIDA').length,
})"""
NOTICE = EVIL.replace("FALSO", "AVISO")
"""On every page, so that it must not be taken for what the page itself shows."""
ENTRIES: dict[CatalogName, dict[str, Any]] = {
    CatalogName.NOTICES: {"code": "EVIL", "text": NOTICE, "level": "error", "audience": "all"},
    CatalogName.PROCEDURE_TYPES: {"name": EVIL, "source": EVIL, "advice": EVIL},
    CatalogName.GROUNDS: {"title": EVIL, "legal_basis": EVIL, "advice": EVIL, "source": EVIL},
    CatalogName.LABELS: {"name": EVIL, "advice": EVIL, "source": EVIL},
    CatalogName.CALENDAR: {"legal_basis": EVIL, "source": EVIL},
}
DOCUMENT = pdf_paper("FALSO ![x](evil) _VÁLIDA_ $x^2$ [y](z).pdf")
NOTHING = {"hit": None, "loaded": 0, "drawn": 0, "badges": 0}


class _Hostile(Arrangement):
    """Files promociones in which every free field is hostile."""

    def draft(self, username: str, procedimiento: str, *papers: Paper) -> str:
        """Create one; return its folio."""
        actor, current = self.actor(username), self._oficialia
        fields = PromocionFields(
            procedimiento,
            "complementaria",
            "DEN",
            expediente=SHORT[:50],
            caracter="representante",
            promovente=SHORT,
            agente_economico=SHORT,
            descripcion=EVIL,
        )
        promocion_id = current.filing.create(actor, fields)
        for paper in papers:
            stored = current.store.put(paper.data)
            current.attaching.add_document(actor, promocion_id, paper.name, stored)
        return self.promocion_by_id(promocion_id).folio

    def arrange(self) -> dict[str, str]:
        """Let a hostile person file, be rejected, be put back, ask for an account, and be written about."""
        current = self._oficialia
        self._rename_and_ask()
        made = {name: self.sent(PERSON, EVIL, DOCUMENT) for name in ("open", "rejected", "released")}
        clerk, other = self.actor(CLERK), self.actor(OTHER_CLERK)
        rejected, released = (self.promocion(made[name]).id for name in ("rejected", "released"))
        current.review.open(clerk, rejected)
        with ThreadPoolExecutor(1) as aside:  # the seal runs an event loop of its own
            rejection = Rejection("FALTA-ANEXO", EVIL, DOCUMENT.name)
            aside.submit(current.deciding.reject, clerk, rejected, rejection).result()
        current.review.open(other, released)
        current.claims.release(other, released, EVIL[:500])
        return made

    def announce(self) -> None:
        """Let a supervisor write hostile entries of catalogues, or take a hostile file for one."""
        keeping, supervisor = self._oficialia.catalog_keeping, self.actor(SUPERVISOR)
        for name, change in ENTRIES.items():
            key = "days" if name is CatalogName.CALENDAR else name
            document, number = keeping.document(supervisor, name), keeping.edition(supervisor, name).number
            rows = [{**row, **{k: v for k, v in change.items() if k in row}} for row in document[key][:1]]
            document[key] = [*(rows or [change]), *document[key][1:]]
            keeping.save_document(supervisor, name, document, number, EVIL)

    def report(self) -> str:
        """Report a fault as nobody, and let it show an outage; return its folio."""
        current, supervisor, at = self._oficialia, self.actor(SUPERVISOR), self._oficialia.clock.now()
        form = FaultForm("OPE", SHORT, SHORT, SHORT, SHORT, "x@y.example", "x@y.example", SHORT, EVIL)
        with current.database.write() as session:
            folio = insert_fault(session, admit_fault(form), "f" * 64, at, None, "203.0.113.7").folio
        current.fault_desk.note(supervisor, folio, EVIL)
        began = at - timedelta(hours=2)
        said = OutageStatement(FaultSystem.OPE, began, at - timedelta(hours=1), EVIL)
        current.outages.name(supervisor, said, [folio])
        return folio

    def _rename_and_ask(self) -> None:
        current, at = self._oficialia, self._oficialia.clock.now()
        with current.database.write() as session:
            person = session.query(AccountRow).filter_by(username=PERSON).one()
            person.name, person.suspended_reason = SHORT, EVIL
            facts = {"name": SHORT, "reason": EVIL}
            post_mail(session, "account_suspended", person.email, at, account_id=person.id, **facts)
            request = RegistrationRow(
                status=RegistrationStatus.CONFIRMED,
                username="rosa.avila",
                name=SHORT,
                rfc="AILR850614Q10",
                email="rosa@bufete.example",
                phone="5512345678",
                privacy_version="2026-01",
                address="203.0.113.7",
                created_at=at,
                email_confirmed_at=at,
            )
            session.add(request)


@pytest.fixture(scope="module")
def folios(server: RunningApp) -> Iterator[dict[str, str]]:
    """Return the folios of what a hostile person filed, by what became of it."""
    oficialia = build(Settings(home=server.home, demo=True, allow_test_anchors=True))
    hostile = _Hostile(oficialia)
    made = {**hostile.arrange(), "fault": hostile.report()}
    hostile.announce()
    yield made
    oficialia.close()


PLACES = (
    (CLERK, "/"),
    (CLERK, "/revision?folio={open}"),
    (CLERK, "/revision?folio={rejected}"),
    (OTHER_CLERK, "/revision?folio={released}"),
    (SUPERVISOR, "/revision?folio={rejected}"),
    (SUPERVISOR, "/"),
    (SUPERVISOR, "/calendario"),
    (SUPERVISOR, "/catalogos"),
    (SUPERVISOR, "/fallas"),
    (SUPERVISOR, "/fallas?reporte={fault}"),
    (SUPERVISOR, "/fallas?ver=interrupciones"),
    (SUPERVISOR, "/registro"),
    (SUPERVISOR, "/solicitudes"),
    (ADMINISTRATOR, "/correos"),
    (ADMINISTRATOR, "/?cuenta=maria.nunez"),
    (PERSON, "/"),
    (PERSON, "/crear-promocion"),
    (PERSON, "/promocion?folio={rejected}"),
    (PERSON, "/mis-promociones?vista=todas"),
    (PERSON, "/perfil"),
)


ON_CANVAS = {"/registro", "/correos", "/", "/calendario", "/catalogos", "/fallas", "/crear-promocion"}
"""There, or behind a closed list."""


@pytest.mark.parametrize(("who", "place"), PLACES)
def test_a_hostile_text_is_only_text(
    new_context: NewContext, folios: dict[str, str], who: str, place: str
) -> None:
    """Nothing is loaded, linked, run, set in another letter or drawn as a mark of ours, wherever it is shown."""
    page = enter(new_context().new_page(), who)
    page.goto(place.format(**folios))
    expect(page.locator('[data-test-script-state="notRunning"]')).to_be_visible()
    page.evaluate("() => document.querySelectorAll('details:not([open]) > summary').forEach(s => s.click())")
    expect(page.locator('[data-test-script-state="notRunning"]')).to_be_visible()
    assert page.evaluate(FOUND) == NOTHING, page.url
    expect(page.get_by_text("AVISO").first).to_be_attached()
    if place not in ON_CANVAS:
        expect(page.get_by_text("FALSO").first).to_be_attached()
