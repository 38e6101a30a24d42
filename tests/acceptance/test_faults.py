"""A fault is reported without an account and with the keyboard alone; operators attend it; its days are suspended."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from core.config import PROJECT, Settings
from core.server_key import ServerKey
from core.services.human_check import HumanCheck, Sheet, load_questions
from tests.acceptance.filer import press, scroll_to
from tests.acceptance.running_app import RunningApp
from tests.acceptance.visitors import NewContext, enter

SUPERVISOR, FILER = "elena.castaneda", "maria.nunez"
FOLIO = re.compile(r"FAL-[A-Z0-9]{4}-[A-Z0-9]{4}")
EMAIL = "rosa.avila@bufete.example"
GRAVE = {"serious", "critical"}


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    """Return each of the two colour schemes."""
    return str(request.param)


def _check(home: Path) -> HumanCheck:
    key = ServerKey.load(Settings(home=home).server_key_file)
    return HumanCheck(key, "fault-report", load_questions(PROJECT / "data" / "catalogs" / "questions.toml"))


def _long_drawn(page: Page, home: Path) -> Sheet:
    """Let the page have been drawn ten seconds ago, as if a person had filled it in; return its question."""
    check, now = _check(home), datetime.now(UTC)
    sealed = page.locator("[name=hoja]")
    drawn = check.read(sealed.input_value(), now)
    older = check._box.decrypt(drawn.sealed.encode())
    at = int((now - timedelta(seconds=10)).timestamp())
    sealed.evaluate("(f, v) => { f.value = v; }", check._box.encrypt_at_time(older, at).decode())
    return drawn


def _typed(page: Page, label: str, text: str) -> None:
    """Go on with the Tab key until the field has the focus, and type."""
    field = page.get_by_label(label, exact=True)
    for _ in range(20):
        page.keyboard.press("Tab")
        if field.evaluate("field => field === document.activeElement"):
            break
    expect(field).to_be_focused()
    page.keyboard.type(text)


def _grave(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{v['id']}: {n['html']}" for v in found if v["impact"] in GRAVE for n in v["nodes"]]


def test_from_the_keyboard_to_the_folio_and_its_end(
    new_context: NewContext, server: RunningApp, scheme: str
) -> None:
    """No mouse, no account: a wrong answer, another question, the folio; an operator resolves it; the state says so."""
    page = new_context(color_scheme=scheme).new_page()
    page.set_viewport_size({"width": 320, "height": 640})  # what is left of 1280 at 400 % (WCAG 1.4.10)
    page.goto("/reportar-falla")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert _grave(page) == []
    title = f"No se puede firmar **{scheme}**"
    folio = _reported_by_keys(page, server.home, title)
    _resolve(enter(new_context(color_scheme=scheme).new_page(), SUPERVISOR), folio, title)
    page.goto(f"/consultar-reporte?folio={folio}")
    page.get_by_label("Correo electrónico").fill(EMAIL)
    press(page, "Consultar")
    expect(page.get_by_text("Se atendió y se dio por resuelto.")).to_be_visible()
    assert _grave(page) == []


def _reported_by_keys(page: Page, home: Path, title: str) -> str:
    """Fill the form in with a wrong answer first; return the folio that it leads to."""
    sheet = _long_drawn(page, home)
    fields = {
        "Título": title,
        "Problema": "Al oprimir «Firmar» se queda en blanco. <b>Siempre</b>",
        "Nombre de usuario": "rosa.avila",
        "Nombre(s)": "Rosa María",
        "Apellido paterno": "Ávila",
        "Correo electrónico": EMAIL,
        "Confirmación de correo": EMAIL,
        sheet.ask: "no sé",
    }
    for label, text in fields.items():
        _typed(page, label, text)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("La respuesta a la pregunta de seguridad no es")
    assert _grave(page) == []
    expect(page.get_by_label("Título", exact=True)).to_have_value(title)
    expect(page.locator("#respuesta")).to_be_focused()
    another = _check(home).read(page.locator("[name=hoja]").input_value(), datetime.now(UTC))
    page.keyboard.type(another.answers[0])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Recibimos su reporte")).to_be_visible()
    assert _grave(page) == []
    folio = str(page.locator("#folio").inner_text())
    assert FOLIO.fullmatch(folio)
    return folio


def _resolve(page: Page, folio: str, title: str) -> None:
    """Find the report, take it, resolve it."""
    page.goto(f"/fallas?buscar={folio}")
    expect(page.get_by_text("1 de 1, el más reciente primero")).to_be_visible()
    page.get_by_role("combobox", name="Abrir por folio").click()
    page.get_by_role("option", name=folio).click()
    expect(page.get_by_role("strong").filter(has_text=title)).to_be_visible()
    press(page, "Tomar")
    expect(page.get_by_text(f"Tomó el reporte {folio}")).to_be_visible()
    press(page, "Resolver…")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Resolver").click()
    expect(dialog.get_by_text("Falta el texto, o es demasiado largo.")).to_be_visible()
    text = dialog.get_by_role("textbox", name="Qué se hizo *")
    text.fill("Se reinició el servicio.")
    text.press("Tab")
    dialog.get_by_role("button", name="Resolver").click()
    expect(page.get_by_text(f"Se dio por resuelto: {folio}")).to_be_visible()
    expect(page.get_by_text("Lo dio por resuelto")).to_be_visible()


@pytest.fixture
def reported(new_context: NewContext, server: RunningApp) -> str:
    """Report a fault as a filer who is signed in; return its folio."""
    page = enter(new_context().new_page(), FILER)
    page.goto("/reporte-de-fallas")
    page.get_by_role("link", name="Hacer un reporte").click()
    expect(page.get_by_label("Nombre de usuario", exact=True)).to_have_value(FILER)
    expect(page.get_by_text("no hace falta la pregunta de seguridad")).to_be_visible()
    page.get_by_label("Título", exact=True).fill("La OPE no abre")
    page.get_by_label("Problema", exact=True).fill("Error 500 desde la mañana.")
    check, now = _check(server.home), datetime.now(UTC)
    sealed = page.locator("[name=hoja]")
    kept = check._box.decrypt(sealed.input_value().encode())
    older = check._box.encrypt_at_time(kept, int(now.timestamp()) - 10).decode()
    sealed.evaluate("(f, v) => { f.value = v; }", older)
    press(page, "Realizar reporte")
    folio = str(page.locator("#folio").inner_text())
    page.get_by_role("link", name="Mis reportes").click()
    expect(page.get_by_text(folio)).to_be_visible()
    return folio


def test_an_outage_becomes_a_suspension(new_context: NewContext, reported: str) -> None:
    """Named from its report, ended, suspended with its effect before the eyes; the report's history says so."""
    page = enter(new_context().new_page(), SUPERVISOR)
    page.goto(f"/fallas?reporte={reported}")
    expect(page.get_by_text("La OPE no abre")).to_be_visible()
    _name_outage(page)
    page.get_by_role("link", name="Ver las interrupciones").click()
    expect(page.get_by_text("Sin suspensión").first).to_be_visible()
    _suspend(page, reported)
    expect(page.get_by_text("Con suspensión")).to_be_visible()
    page.get_by_role("link", name=reported).click()
    expect(page.get_by_text("Resultó una suspensión de días")).to_be_visible()
    expect(page.get_by_role("button", name="Separar de la interrupción…")).to_have_count(0)


def _name_outage(page: Page) -> None:
    """Name an outage that began yesterday and has just ended."""
    press(page, "Señalar interrupción…")
    dialog = page.get_by_role("dialog")
    day = dialog.get_by_role("spinbutton", name="day, Desde, día *")
    expect(day).to_be_visible()
    day.focus()
    page.keyboard.type(f"{datetime.now(UTC) - timedelta(days=1, hours=6):%d%m%Y}")
    page.keyboard.press("Escape")
    dialog.get_by_text("Sigue sin funcionar").click()
    expect(dialog.get_by_role("spinbutton", name="day, Hasta, día *")).to_be_visible()
    dialog.get_by_role("button", name="Registrar").click()
    expect(page.get_by_text("Se registró la interrupción INT-")).to_be_visible()


def _suspend(page: Page, folio: str) -> None:
    """Declare the suspension of the days of the outage that began last."""
    page.get_by_role("combobox", name="Interrupciones terminadas").click()
    page.get_by_role("option").first.click()
    page.keyboard.press("Escape")
    press(page, "Declarar suspensión…")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text(f"reportes {folio}")).to_be_visible()
    for label, text in (("Fundamento *", "Acuerdo 12/2026 del Pleno"), ("Motivo *", "La OPE no abría.")):
        field = dialog.get_by_role("textbox", name=label)
        scroll_to(field)
        field.fill(text)
        field.press("Tab")
    save = dialog.get_by_role("button", name="Guardar")
    expect(save).to_be_enabled()
    scroll_to(save)
    save.click()
    expect(page.get_by_text("Se declaró la suspensión.")).to_be_visible()
