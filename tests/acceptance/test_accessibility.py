"""No serious fault that axe-core can find, on any screen of the filer or of the clerk, light and dark."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.acceptance import clerk, filer
from tests.acceptance.arranged import CLERK, PERSON, Arrangement, arranging
from tests.acceptance.papers import every_kind
from tests.acceptance.running_app import RunningApp
from tests.acceptance.visitors import NewContext, SignIn

GRAVE = {"serious", "critical"}
STREAMLITS_OWN = {
    ("list", "stSidebarNavItems"): "a <div> stands between the navigation's list and its items",
    ("listitem", '<li class="st-emotion-cache'): "the same, seen from the items",
    ("color-contrast", 'data-selected="true"'): (
        "it writes a chosen segment in the colour under which it writes buttons in white: in the dark theme no"
        " colour gives both 4.5:1; the segment has 3.6:1, a border and aria-checked besides"
    ),
}
"""Faults in Streamlit's own elements, which we cannot mend: rule and part of the element → why it stays."""


@pytest.fixture(scope="module")
def arrangement(server: RunningApp) -> Iterator[Arrangement]:
    """Return what arranges filings on the served folder."""
    with arranging(server.home) as arrangement:
        yield arrangement


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    """Return each of the two colour schemes."""
    return str(request.param)


def _faults(page: Page) -> set[str]:
    """Return the grave faults of a page: rule, what it says, and where."""
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    grave = (v for v in found if v["impact"] in GRAVE)
    return {f"{v['id']}: {_place(n)}" for v in grave for n in v["nodes"] if not _streamlits(v["id"], n)}


def _place(node: dict[str, Any]) -> str:
    said = re.sub(r" class=\"[^\"]*\"", "", str(node["html"]))[:200]
    return f"{said} — {' '.join(str(node['failureSummary']).split())[:300]}"


def _streamlits(rule: str, node: dict[str, Any]) -> bool:
    where = f"{node['target']} {node['html']}"
    return any(rule == known and place in where for known, place in STREAMLITS_OWN)


def _editing(page: Page) -> None:
    page.get_by_role("button", name="Editar Denuncia").click()
    expect(page.get_by_role("dialog").get_by_role("textbox").first).to_be_visible()


def _everywhere(page: Page, screens: Mapping[str, Callable[[Page], object]]) -> dict[str, list[str]]:
    """Go to each screen and return the faults, each with the screens that have it."""
    found: dict[str, list[str]] = {}
    for name, go in screens.items():
        go(page)
        for fault in _faults(page):
            found.setdefault(fault, []).append(name)
    return found


def test_sign_in_page(new_context: NewContext, scheme: str) -> None:
    """The sign-in page, empty and with a refusal, and the public verification."""
    page = new_context(color_scheme=scheme).new_page()
    assert _everywhere(page, {"entrar": _to("/entrar"), "verificar": _to("/verificar?codigo=NADA")}) == {}


def test_filers_screens(
    new_context: NewContext, sign_in: SignIn, arrangement: Arrangement, scheme: str
) -> None:
    """Home, list, form with its problems, and each step of a promoción before and after sending."""
    page = sign_in(new_context(color_scheme=scheme).new_page(), PERSON)
    draft = arrangement.draft(PERSON, "Borrador accesible", *every_kind())
    signed = arrangement.signed(PERSON, "Firmada accesible")
    sent = arrangement.sent(PERSON, "Enviada accesible")
    screens: dict[str, Callable[[Page], object]] = {
        "inicio": _to("/", "Promociones abiertas"),
        "mis promociones": _to("/mis-promociones?vista=todas", "Mis promociones"),
        "crear con problemas": _problems,
        "documentos": lambda p: filer.open_promocion(p, draft, "documentos"),
        "firmar": lambda p: filer.open_promocion(p, draft, "firmar"),
        "datos": lambda p: filer.open_promocion(p, draft, "datos"),
        "enviar": lambda p: filer.open_promocion(p, signed, "firmar"),
        "confirmar el envío": filer.ask_to_send,
        "acuse": lambda p: filer.open_promocion(p, sent),
        "ayuda": _to("/ayuda", "Ayuda"),
        "contacto": _to("/contacto", "Contacto"),
    }
    assert _everywhere(page, screens) == {}


def test_clerks_screens(
    new_context: NewContext, sign_in: SignIn, arrangement: Arrangement, scheme: str
) -> None:
    """Bandeja, closed view, review, and the dialogs of both decisions."""
    page = sign_in(new_context(color_scheme=scheme).new_page(), CLERK)
    folio = arrangement.sent(PERSON, "Enviada que se revisa", *every_kind())
    screens: dict[str, Callable[[Page], object]] = {
        "bandeja": _to("/", "Bandeja"),
        "cerradas": _to("/cerradas", "Cerradas"),
        "revisión": lambda p: clerk.open_review(p, folio),
        "aceptar": lambda p: clerk.ask(p, "Aceptar"),
        "revisión de nuevo": lambda p: clerk.open_review(p, folio),
        "rechazar": lambda p: clerk.ask(p, "Rechazar"),
    }
    assert _everywhere(page, screens) == {}


def test_supervisors_screen(new_context: NewContext, sign_in: SignIn, scheme: str) -> None:
    """The log of acts, and what the staff read."""
    page = sign_in(new_context(color_scheme=scheme).new_page(), "elena.castaneda")
    screens: dict[str, Callable[[Page], object]] = {
        "tablero": _to("/", "Salud técnica"),
        "calendario": _to("/calendario", "Calendario"),
        "declarar suspensión": lambda p: filer.press(p, "Declarar suspensión"),
        "días del año": _to("/calendario?ver=Días+del+año", "Calendario"),
        "horarios": _to("/calendario?ver=Horarios", "Calendario"),
        "cambiar horario": lambda p: filer.press(p, "Cambiar horario"),
        "qué fecha": _to("/calendario?ver=¿Qué+fecha+le+toca?", "Calendario"),
        "historia del calendario": _to("/calendario?ver=Historia+y+archivo", "Calendario"),
        "catálogos": _to("/catalogos", "Catálogos"),
        "bajo el puntero": lambda p: p.get_by_role("button", name="Editar Denuncia").hover(),
        "editar": _editing,
        "institución": _to("/catalogos?catalogo=Datos+de+la+institución", "Catálogos"),
        "historia": _to("/catalogos?catalogo=Etiquetas&parte=Historia", "Catálogos"),
        "importar": _to("/catalogos?catalogo=Etiquetas&parte=Importar+y+exportar", "Catálogos"),
        "registro": _to("/registro", "Registro de actos"),
        "lecturas": _to("/registro?ver=Lecturas", "Registro de actos"),
        "fallas": _to("/fallas?estado=todos", "Fallas reportadas"),
        "interrupciones": _to("/fallas?ver=interrupciones", "Fallas reportadas"),
    }
    assert _everywhere(page, screens) == {}


def test_administrators_screens(new_context: NewContext, sign_in: SignIn, scheme: str) -> None:
    """The list, one account, the invitation, and the profile that everybody has."""
    page = sign_in(new_context(color_scheme=scheme).new_page(), "ines.robles")
    screens: dict[str, Callable[[Page], object]] = {
        "cuentas": _to("/", "Cuentas"),
        "invitar": lambda p: p.get_by_role("button", name="Invitar a una persona").click(),
        "una cuenta": _to("/?cuenta=raul.ibanez", "Raúl Ibáñez Tejeda"),
        "perfil": _to("/perfil", "Perfil"),
        "cambiar correo": _to("/cuenta/correo", "Cambiar su correo"),
        "aviso de privacidad": _to("/aviso-de-privacidad", "Aviso de privacidad"),
    }
    assert _everywhere(page, screens) == {}


def _to(path: str, heading: str = "") -> Callable[[Page], object]:
    """Return how to go to an address and wait for its heading."""

    def go(page: Page) -> None:
        page.goto(path)
        if heading:
            expect(page.get_by_role("heading", name=heading).first).to_be_visible()

    return go


def _problems(page: Page) -> None:
    page.goto("/crear-promocion")
    filer.press(page, "Guardar")
    expect(page.get_by_text("Este dato es obligatorio.").first).to_be_visible()
