"""Every page of every role under its content policy, and nothing secret in what the server writes."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

from console.web.identity import COOKIE, csrf_token
from tests.acceptance import clerk, filer
from tests.acceptance.arranged import CLERK, PERSON, arranging
from tests.acceptance.papers import pdf_paper
from tests.acceptance.running_app import RunningApp, serve
from tests.acceptance.visitors import NewContext, SignIn, enter

ROLES = {
    PERSON: (
        "/",
        "/mis-promociones",
        "/crear-promocion",
        "/perfil",
        "/ayuda",
        "/contacto",
        "/reporte-de-fallas",
    ),
    CLERK: ("/", "/cerradas", "/perfil", "/ayuda"),
    "elena.castaneda": ("/", "/cerradas", "/registro", "/catalogos", "/solicitudes", "/perfil"),
    "ines.robles": ("/", "/cuentas", "/correos", "/perfil"),
}
PUBLIC = ("/entrar", "/verificar", "/recuperar", "/solicitar-cuenta", "/aviso-de-privacidad", "/desbloquear")
TOLERATED = "script-src wasm-eval"
"""Streamlit's number library asks whether it may use WebAssembly, and computes without it."""
_LISTEN = """document.addEventListener('securitypolicyviolation', e =>
  console.warn('policy: ' + e.effectiveDirective + ' ' + e.blockedURI + ' ' + e.sourceFile))"""


class Violations:
    """What a browser reported against its pages' policy."""

    def __init__(self, context: BrowserContext) -> None:
        self.found: list[str] = []
        context.add_init_script(_LISTEN)
        context.on("console", self._note)

    def _note(self, message: ConsoleMessage) -> None:
        reported = message.text.startswith("policy: ") and TOLERATED not in message.text
        blocked = "Content Security Policy" in message.text and "WebAssembly" not in message.text
        if reported or blocked:
            self.found.append(message.text)


def _settled(page: Page) -> None:
    expect(page.get_by_role("link", name="Cerrar sesión")).to_be_visible()
    expect(page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]')).to_be_visible()


@pytest.mark.parametrize("username", ROLES)
def test_no_page_of_a_role_breaks_its_policy(new_context: NewContext, username: str) -> None:
    """Each page of the role is drawn to its end, and the browser reports nothing."""
    context = new_context()
    violations = Violations(context)
    page = enter(context.new_page(), username)
    for path in ROLES[username]:
        page.goto(path)
        _settled(page)
    assert violations.found == []


def test_no_public_page_breaks_its_policy(new_context: NewContext) -> None:
    """The same for whoever has not signed in, on pages that admit no inline script or style at all."""
    context = new_context()
    violations = Violations(context)
    page = context.new_page()
    for path in PUBLIC:
        answer = page.goto(path)
        assert answer is not None
        assert "unsafe" not in (answer.header_value("content-security-policy") or "unsafe")
        expect(page.get_by_role("heading").first).to_be_visible()
    assert violations.found == []


def test_no_component_breaks_the_policy(new_context: NewContext, server: RunningApp) -> None:
    """Upload, signature and viewer at work, the table and a dialog: what loads scripts, pictures and workers."""
    with arranging(server.home) as arrangement:
        draft, sent = arrangement.draft(PERSON, "Política"), arrangement.sent(PERSON, "Política enviada")
    filing, deciding = new_context(), new_context()
    violations = [Violations(filing), Violations(deciding)]
    page = enter(filing.new_page(), PERSON)
    filer.open_promocion(page, draft, "documentos")
    filer.upload(page, pdf_paper("Anexo.pdf"))
    filer.open_promocion(page, draft, "firmar")
    _settled(page)
    page = enter(deciding.new_page(), CLERK)
    clerk.open_from_queue(page, sent)
    expect(page.get_by_role("img", name=re.compile("Página 1")).first).to_be_visible()
    assert [v.found for v in violations] == [[], []]


def test_a_script_that_was_slipped_in_does_not_run(page: Page, sign_in: SignIn) -> None:
    """The policy is really in force: text evaluated or put into the page as a script stays text."""
    sign_in(page, PERSON)
    _settled(page)
    page.evaluate(
        """() => {
          const script = document.createElement('script');
          script.textContent = "document.title = 'taken'";
          document.body.append(script);
          const picture = document.createElement('img');
          picture.setAttribute('onerror', "document.title = 'taken'");
          picture.src = '/nada';
          document.body.append(picture);
        }"""
    )
    # not at once: what the test's own tool evaluates is exempt while it runs
    tried = "try { new Function('return 1')(); done('ran'); } catch (error) { done(error.name); }"
    assert page.evaluate(f"() => new Promise(done => setTimeout(() => {{ {tried} }}))") == "EvalError"
    assert page.title() != "taken"


def test_the_servers_output_holds_nothing_that_lets_in(new_context: NewContext, fresh_home: Path) -> None:
    """Sign in, work, ask for odd addresses, sign out: none of the tokens, cookies or ids is in the log."""
    secrets: set[str] = set()
    with serve(fresh_home, OFICIALIA_LOG_LEVEL="DEBUG") as app:
        context = new_context(base_url=app.url)
        page = context.new_page()
        page.on("websocket", lambda ws: secrets.add(ws.url.partition("?")[2] or "no query"))
        enter(page, PERSON)
        token = next(str(c.get("value")) for c in context.cookies() if c.get("name") == COOKIE)
        secrets |= {str(c.get("value")) for c in context.cookies()} | {csrf_token(token)}
        filer.create(page, "Denuncia sin rastro")
        for address in (
            "/contrasena?enlace=enlace-inventado-1",
            "/api/documentos/9/original?codigo=inventado-2",
        ):
            page.request.get(address, headers={"cookie": f"{COOKIE}={token}"})
        page.goto(f"/salir?clave={csrf_token(token)}")
        expect(page.get_by_text("Su sesión se cerró.")).to_be_visible()
        page.request.get("/_stcore/host-config", headers={"cookie": f"{COOKIE}={token}"})
    written = app.log.read_text(errors="replace")
    assert written
    secrets |= {"enlace-inventado-1", "inventado-2"}
    assert {secret for secret in secrets if secret != "no query" and secret in written} == set()
