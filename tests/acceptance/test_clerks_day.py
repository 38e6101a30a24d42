"""A clerk's day without the mouse: take, read, reject, accept, hold, find by a file, export; keys are counted."""

import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

import openpyxl
import pytest
from playwright.sync_api import Download, Locator, Page, expect

from tests.acceptance import clerk, filer
from tests.acceptance.arranged import CLERK, PERSON, Arrangement, arranging
from tests.acceptance.papers import Paper
from tests.acceptance.running_app import RunningApp
from tests.acceptance.visitors import NewContext, SignIn
from tests.documents_samples import pdf

MOST_KEYS = 6
"""Aim for a decision, beyond reading and typing the texts."""
GROUND, SOUGHT = "Falta un anexo mencionado en el escrito", "falta un anexo"
REASON = "El escrito menciona en su página 2 un anexo que no se acompañó."
WAITS = "Se espera respuesta del área jurídica."
DAY = "Jornada del oficial"
PHONE = {"width": 390, "height": 844}
BAR = ("Aceptar", "Rechazar", "En espera", "Devolver", "Saltar", "Siguiente")
DIALOGS = {"a": "Aceptar", "z": "Rechazar", "h": "Dejar en espera", "x": "Devolver", "s": "Saltar y seguir"}


@dataclass(slots=True)
class Hands:
    """Two hands on a keyboard: presses are counted by what they are for; texts are typed and not counted."""

    page: Page
    counts: dict[str, int] = field(default_factory=dict)
    doing: str = ""

    def begin(self, doing: str) -> None:
        """Count from here for this."""
        self.doing = doing
        self.counts[doing] = 0

    def press(self, *keys: str) -> None:
        """Press keys, one after the other; a chord is one press."""
        for key in keys:
            self.page.keyboard.press(key)
            self.counts[self.doing] += 1

    def write(self, text: str) -> None:
        """Type a text."""
        self.page.keyboard.type(text)

    def tab_to(self, goal: Locator) -> None:
        """Press Tab until the goal has the focus."""
        for _ in range(60):
            if goal.evaluate("element => element.getRootNode().activeElement === element"):
                return
            self.press("Tab")
        raise AssertionError("Tab never got there")


@pytest.fixture(scope="module")
def arrangement(server: RunningApp) -> Iterator[Arrangement]:
    """Return what arranges filings on the served folder."""
    with arranging(server.home) as arrangement:
        yield arrangement


def _papers(number: int) -> list[Paper]:
    """Return three PDFs; the second has two pages, and no other filing holds its very bytes."""
    names = ("Escrito.pdf", f"Contrato {number}.pdf", "Poder.pdf")
    return [
        Paper(name, "application/pdf", pdf(pages) + b"\n%" + f"{DAY} {number}/{name}".encode() + b"\n")
        for name, pages in zip(names, (1, 2, 1), strict=True)
    ]


def test_a_day_by_keyboard_alone(
    new_context: NewContext, sign_in: SignIn, arrangement: Arrangement, capsys: pytest.CaptureFixture[str]
) -> None:
    """Take with N, read three documents each time, reject with ground and page, accept, hold, find, export."""
    papers = {n: _papers(n) for n in (1, 2, 3)}
    folios = [arrangement.sent(PERSON, f"{DAY} {n}", *papers[n]) for n in papers]
    page = sign_in(new_context().new_page(), CLERK)
    page.on("filechooser", lambda _: None)  # from the start: the browser is told of it in its own time
    hands = Hands(page)
    _narrow_to_the_day(hands)
    hands.begin("tomar")
    hands.press("n")
    clerk.expect_review(page, folios[0])
    _read_three(hands, ending_at=2)
    _reject(hands, folios[0])
    clerk.expect_review(page, folios[1])
    _read_three(hands)
    _accept(hands, folios[1])
    clerk.expect_review(page, folios[2])
    _hold(hands, folios[2])
    _find_by_file(hands, papers[2][1], folios[1])
    day = _export_the_day(hands)
    _expect_decided(arrangement, folios)
    _expect_day(day, folios)
    with capsys.disabled():
        told = ", ".join(f"{doing} {count}" for doing, count in hands.counts.items())
        sys.stdout.write(f"\nkeys beyond reading and typing: {told}\n")
    for decision in ("rechazar", "aceptar", "dejar en espera"):
        assert hands.counts[decision] <= MOST_KEYS, decision


def _narrow_to_the_day(hands: Hands) -> None:
    """Search the Bandeja for the day's three filings, so that the demonstration's others are out of the way."""
    page = hands.page
    expect(page.get_by_role("heading", name="Bandeja")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^PRO-")).first).to_be_visible()
    search = page.get_by_role("searchbox", name="Buscar")
    expect(search).to_be_visible()  # its script may come after the list's
    hands.begin("buscar")
    hands.press("/")
    expect(search).to_be_focused()
    hands.write(DAY)
    hands.press("Enter")
    expect(page.get_by_role("link", name=re.compile("^PRO-"))).to_have_count(3)


def _read_three(hands: Hands, *, ending_at: int = 3) -> None:
    """Read the three documents to their ends by keys alone, then go back to one of them, at its last page."""
    hands.begin("leer")
    tabs = _viewer(hands.page).get_by_role("tab")
    expect(tabs).to_have_count(3)
    for number in (1, 2, 3):
        tab = tabs.nth(number - 1)
        expect(tab).to_have_attribute("aria-selected", "true")
        _page_through(hands, tab)
        if number < 3:
            hands.press("ArrowRight")
    for number in range(3, ending_at, -1):
        hands.press("ArrowLeft")
        expect(tabs.nth(number - 2)).to_have_attribute("aria-selected", "true")
    if ending_at != 3:
        hands.press("End")
        expect(_viewer(hands.page).get_by_role("spinbutton", name="Página").or_(
            _viewer(hands.page).get_by_role("textbox", name="Página")
        ).first).to_have_value("2")  # fmt: skip


def _page_through(hands: Hands, tab: Locator) -> None:
    """Press Space to the end of a document, once its first page was seen; its tab then says that it was read."""
    expect(tab).to_have_accessible_name(re.compile("visto"))
    if "completo" not in tab.inner_text():
        hands.press(*["Space"] * 4)
    expect(tab).to_have_accessible_name(re.compile("completo"))


def _viewer(page: Page) -> Locator:
    return page.get_by_role("region", name="Visor de documentos")


def _reject(hands: Hands, folio: str) -> None:
    """Ground, text and the page before the clerk's eyes."""
    page, dialog = hands.page, hands.page.get_by_role("dialog")
    hands.begin("rechazar")
    hands.press("z")
    ground = dialog.get_by_role("combobox", name="Causa *")
    expect(ground).to_be_focused()
    hands.write(SOUGHT)
    expect(ground).to_have_value(SOUGHT)  # the ground stands in the list before it is sought, too
    expect(page.get_by_role("option", name=GROUND)).to_be_visible()
    hands.press("Enter")
    expect(dialog.get_by_text(f"Rechazada: {GROUND}")).to_be_visible()
    hands.tab_to(dialog.get_by_role("textbox", name="Texto para el promovente *"))
    hands.write(REASON)
    hands.press("Alt+p")
    expect(dialog.get_by_role("combobox", name=re.compile("^Documento"))).to_have_value("Contrato 1.pdf")
    expect(dialog.get_by_text("«Contrato 1.pdf», página 2")).to_be_visible()
    hands.press("Control+Shift+Enter")
    expect(page.get_by_text(f"{folio} rechazada")).to_be_visible()


def _accept(hands: Hands, folio: str) -> None:
    hands.begin("aceptar")
    hands.press("a")
    dialog = hands.page.get_by_role("dialog")
    expect(dialog.get_by_text("Vista previa del acuse de recepción")).to_be_visible()
    expect(dialog.get_by_role("button", name="Cancelar")).to_be_visible()
    hands.press("Control+Shift+Enter")
    expect(hands.page.get_by_text(re.compile(rf"{folio} aceptada con el número OP-"))).to_be_visible()


def _hold(hands: Hands, folio: str) -> None:
    hands.begin("dejar en espera")
    hands.press("h")
    reason = hands.page.get_by_role("dialog").get_by_role("textbox", name="Motivo *")
    expect(reason).to_be_focused()
    hands.write(WAITS)
    hands.press("Control+Shift+Enter")
    expect(hands.page.get_by_text(re.compile(rf"{folio} en espera hasta"))).to_be_visible()


def _find_by_file(hands: Hands, paper: Paper, folio: str) -> None:
    """Which filings hold this file? From the Bandeja, by the control that has the focus."""
    page = hands.page
    expect(page.get_by_role("heading", name="Bandeja")).to_be_visible()
    expect(page.get_by_text(re.compile("^actualizado hace"))).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^PRO-"))).to_have_count(
        0
    )  # each of the day's was dealt with
    hands.begin("buscar por archivo")
    with page.expect_file_chooser() as chooser:
        hands.press("f")
    chooser.value.set_files(paper.payload)
    rows = page.get_by_role("link", name=re.compile("^PRO-"))
    expect(rows).to_have_count(1)
    expect(rows).to_have_text(folio)


def _export_the_day(hands: Hands) -> list[list[str]]:
    hands.begin("exportar el día")
    page = hands.page
    page.evaluate("document.activeElement?.blur()")
    with page.expect_download() as waiting:
        hands.press("e")
    return _sheet(waiting.value)


def _sheet(download: Download) -> list[list[str]]:
    book = openpyxl.load_workbook(io.BytesIO(download.path().read_bytes()))
    return [[str(cell.value or "") for cell in row] for row in book.worksheets[0].iter_rows()]


def _expect_decided(arrangement: Arrangement, folios: list[str]) -> None:
    rejected, accepted, held = (arrangement.promocion(folio) for folio in folios)
    assert rejected.decision
    assert (rejected.decision.document, rejected.decision.page) == ("Contrato 1.pdf", 2)
    assert rejected.decision.text == REASON
    assert accepted.decision
    assert accepted.decision.numero_oficialia
    assert held.standing.held_until
    assert held.standing.held_reason == WAITS


def _expect_day(day: list[list[str]], folios: list[str]) -> None:
    """Fail unless the day's table holds the two decisions, in order, with ground and with what was read."""
    at = {title: place for place, title in enumerate(day[0])}
    rejected, accepted = (row for row in day[1:] if row[at["Folio"]] in folios)
    assert [row[at["Folio"]] for row in (rejected, accepted)] == folios[:2]
    assert [row[at["Estado"]] for row in (rejected, accepted)] == ["Rechazada", "Aceptada"]
    assert (rejected[at["Causa"]], rejected[at["Página"]]) == (GROUND, "2")
    read = "3 de 3 documentos completos; 4 de 4 páginas"
    assert [row[at["Lectura"]] for row in (rejected, accepted)] == [read, read]


@pytest.mark.parametrize("size", [{"width": 1440, "height": 900}, PHONE], ids=["desk", "phone"])
def test_what_decides_is_in_the_window(
    new_context: NewContext, sign_in: SignIn, arrangement: Arrangement, size: dict[str, int]
) -> None:
    """The bar of each review without scrolling, and at a desk the buttons of every dialog; on a phone all works."""
    folio = arrangement.sent(PERSON, "Se mira por todos lados", *_papers(4))
    page = sign_in(new_context(viewport=size).new_page(), CLERK)
    clerk.open_review(page, folio)
    at_desk = size["width"] > PHONE["width"]
    for name in BAR:
        _expect_in_window(_button(page, name), size)
    for key, name in DIALOGS.items():
        page.keyboard.press(key)
        dialog = page.get_by_role("dialog")
        confirm = _button(dialog, name)
        expect(confirm).to_be_visible()
        if at_desk:
            _expect_in_window(confirm, size)
        filer.scroll_to(confirm)
        _expect_in_window(confirm, size)
        dialog.get_by_role("button", name="Cancelar").click()
        expect(dialog).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.keyboard.press("x")
    _button(page.get_by_role("dialog"), "Devolver").click()
    expect(page.get_by_text(f"{folio} devuelta a la bandeja")).to_be_visible()
    assert arrangement.promocion(folio).status == "sent"


def _button(within: Page | Locator, name: str) -> Locator:
    return within.get_by_role("button", name=re.compile(rf"^{name}( Shortcut .*)?$"))


def _expect_in_window(what: Locator, size: dict[str, int]) -> None:
    """Fail unless all of it is inside the window as it stands."""
    expect(what).to_be_visible()
    expect(what).to_be_in_viewport(ratio=1)
    box = what.bounding_box()
    assert box
    assert box["y"] + box["height"] <= size["height"]
    assert box["x"] + box["width"] <= size["width"]
