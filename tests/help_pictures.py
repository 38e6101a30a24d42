"""Take the pictures of the help articles from the running demonstration: ``make help-pictures``.

Each picture is drawn from a demonstration of its own, in the light theme; what differs from one run to the next
(dates, hours, the random part of a folio, digests) is written over before the picture is taken, so that a rerun
changes a picture only where the screen changed; but the calendar's, which shows its month. Takes Debian's
Chromium and about two minutes.
"""

import io
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from console.help_articles import INDEX, PICTURES, manual, pictures_in
from core.config import PROJECT
from tests.acceptance import clerk, filer
from tests.acceptance.arranged import CLERK, PERSON, Arrangement, arranging, efirma
from tests.acceptance.papers import pdf_paper, picture_paper, sheet_paper, word_paper
from tests.acceptance.running_app import RunningApp, demo_home, serve
from tests.acceptance.visitors import enter

FOLDER = PROJECT / "data" / "help"
WIDTH, HEIGHT = 1200, 800
MOST_BYTES = 100_000
PATIENCE_MILLISECONDS = 60_000
TITLE = "Denuncia por fijación de precios en la distribución de gas L.P."
SUPERVISOR = "elena.castaneda"
OF_THE_DEMO = "Denuncia por reparto"
"""A filing of the demonstration that waits in the Bandeja, with papers that look like some."""
_STILL = """() => {
  const date = (found) => Number(found.slice(6, 10)) > new Date().getFullYear() + 1 ? "14/06/2030" : "23/11/2026";
  const rewrite = (text) => text
    .replace(/\\b(lunes|martes|miércoles|jueves|viernes|sábado|domingo) (?=\\d\\d\\/)/gi, "lunes ")
    .replace(/\\b\\d\\d\\/\\d\\d\\/20\\d\\d/g, date)
    .replace(/(?<=\\d\\d\\/20\\d\\d,? )\\d\\d:\\d\\d(:\\d\\d)?/g, (_, seconds) => seconds ? "10:15:00" : "10:15")
    .replace(/\\bPRO-(\\d{5})-[A-Z0-9]{4}\\b/g, "PRO-$1-K7M4")
    .replace(/\\b[0-9a-f]{64}\\b/g, "9f2c".repeat(16))
    .replace(/\\b[0-9a-f]{6,8}…[0-9a-f]{4,6}\\b/g, "9f2c1a…a71b03")
    .replace(/^( \\(hora [^)]*\\)\\. ).*$/, "$1Es día y hora hábil.")
    .replace(/^\\d+ (s|min)$/, "5 $1");
  const walk = (root) => {
    root.normalize();
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const after = rewrite(node.nodeValue);
      if (after !== node.nodeValue) node.nodeValue = after;
    }
    for (const element of root.querySelectorAll("*")) if (element.shadowRoot) walk(element.shadowRoot);
  };
  walk(document.body);
}"""
_PLAIN = """() => {
  const sheet = new CSSStyleSheet(); // a constructed one: the pages' content policy admits no other from outside
  sheet.replaceSync(".pruebas, [data-testid=stToast] { display: none !important; }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  for (const text of document.querySelectorAll("[data-testid=stMarkdown]"))
    if (text.textContent.includes("acepta e.firmas de prueba"))
      text.closest("[data-testid=stElementContainer]").style.display = "none";
}"""


@dataclass(frozen=True, slots=True)
class Studio:
    """Where pictures are taken: a served demonstration, what arranges filings in it, and a browser."""

    app: RunningApp
    arrangement: Arrangement
    browser: Browser
    output: Path

    @contextmanager
    def visit(self, username: str = "") -> Iterator[Page]:
        """Open a browser of its own, signed in where a name is given."""
        context = self.browser.new_context(
            base_url=self.app.url,
            locale="es-MX",
            timezone_id="America/Mexico_City",
            viewport={"width": WIDTH, "height": HEIGHT},
            color_scheme="light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        page = context.new_page()
        yield enter(page, username) if username else page
        context.close()

    def take(
        self, page: Page, name: str, part: Locator | None = None, *, height: int = HEIGHT, dated: bool = False
    ) -> None:
        """Take a picture of the window, as high as asked for, or of a part of the page; ``dated``: days as they are."""
        page.set_viewport_size({"width": WIDTH, "height": height})
        settle(page)
        page.evaluate(_PLAIN)
        if not dated:
            page.evaluate(_STILL)
        clip = {"x": 0, "y": 0, "width": WIDTH, "height": height}
        still = {"animations": "disabled", "caret": "hide"}
        data = part.screenshot(**still) if part else page.screenshot(clip=clip, **still)  # type: ignore[arg-type]  # their own words
        (self.output / f"{name}.webp").write_bytes(webp(data))


def settle(page: Page) -> None:
    """Wait until nothing is being loaded or run any more."""
    if page.get_by_test_id("stApp").count():
        expect(page.locator('[data-test-script-state="notRunning"]')).to_be_attached()
        expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
        expect(page.get_by_test_id("stSpinner")).to_have_count(0)
    page.wait_for_load_state("networkidle")
    page.evaluate("() => document.fonts.ready.then(() => true)")


def webp(png: bytes) -> bytes:
    """Return a picture as WebP of at most ``MOST_BYTES``, no wider than ``WIDTH``."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    if picture.width > WIDTH:
        picture = picture.resize((WIDTH, picture.height * WIDTH // picture.width))
    for quality in (86, 80, 70, 60, 45):
        written = io.BytesIO()
        picture.save(written, "WEBP", quality=quality, method=6)
        if written.tell() <= MOST_BYTES:
            break
    return written.getvalue()


def _entrance(studio: Studio) -> None:
    with studio.visit() as page:
        page.goto("/entrar")
        studio.take(page, "entrar", page.locator("section.tarjeta").first)
        page.goto("/verificar")
        studio.take(page, "verificar", page.locator("section.tarjeta").first)


def _before_signing(studio: Studio) -> None:
    papers = (pdf_paper("Escrito de denuncia.pdf", 4), word_paper("Anexos/Contestación.docx"))
    folio = studio.arrangement.draft(
        PERSON,
        TITLE,
        *papers,
        sheet_paper("Anexos/Precios por mes.xlsx"),
        picture_paper("Identificación.png"),
    )
    with studio.visit(PERSON) as page:
        page.goto("/")
        expect(page.get_by_role("heading", name="Promociones abiertas")).to_be_visible()
        studio.take(page, "inicio", height=900)
        page.goto("/crear-promocion")
        filer.write(page, "Procedimiento *", TITLE)
        filer.pick(page, "Tipo de promoción *", "Inicial")
        filer.choose(page, "Tipo de procedimiento *", "Denuncia")
        page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
        studio.take(page, "datos", height=760)
        filer.open_promocion(page, folio, "documentos")
        expect(page.get_by_role("button", name="Agregar archivos")).to_be_visible()
        studio.take(page, "documentos", height=760)
        filer.open_promocion(page, folio, "revisar")
        expect(page.get_by_text("Reglas versión")).to_be_visible()
        studio.take(page, "revisar", height=760)
        filer.open_promocion(page, folio, "firmar")
        filer.give_certificate(page, efirma(studio.app.home, PERSON))
        expect(page.get_by_text("Vigente hasta")).to_be_visible()
        page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
        studio.take(page, "firmar", height=1240)


def _sending(studio: Studio) -> None:
    folio = studio.arrangement.signed(PERSON, TITLE, pdf_paper("Escrito de denuncia.pdf", 4))
    with studio.visit(PERSON) as page:
        filer.open_promocion(page, folio, "firmar")
        dialog = filer.ask_to_send(page)
        studio.take(page, "enviar", dialog)
        dialog.get_by_role("button", name="Continuar").click()
        expect(page.get_by_role("link", name="Acuse de envío (PDF)")).to_be_visible()
        studio.take(page, "acuse", height=720)


def _rejected(studio: Studio) -> None:
    told = "El escrito menciona en la página 3 un anexo que no se acompañó. Agréguelo y envíe de nuevo la promoción."
    folio = studio.arrangement.rejected(PERSON, TITLE, told)
    with studio.visit(PERSON) as page:
        filer.open_promocion(page, folio)
        expect(page.get_by_role("button", name="Corregir y presentar de nuevo")).to_be_visible()
        studio.take(page, "rechazo", height=720)


def _clerks_day(studio: Studio) -> None:
    with studio.visit(CLERK) as page:
        page.goto("/")
        row = clerk.queue_rows(page).filter(has_text=OF_THE_DEMO).get_by_role("link").first
        expect(row).to_be_visible()
        folio = row.inner_text()
        studio.take(page, "bandeja", height=720)
        clerk.open_review(page, folio)
        expect(page.get_by_role("tabpanel").get_by_role("img").first).to_be_visible()
        studio.take(page, "revision", height=860)


def _supervision(studio: Studio) -> None:
    with studio.visit(SUPERVISOR) as page:
        for address, heading in (("tablero", "Tablero"), ("calendario", "Calendario")):
            page.goto("/" if address == "tablero" else f"/{address}")
            expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
            studio.take(page, address, height=720, dated=address == "calendario")


SESSIONS: tuple[Callable[[Studio], None], ...] = (
    _entrance,
    _before_signing,
    _sending,
    _rejected,
    _clerks_day,
    _supervision,
)


def take_all(output: Path) -> None:
    """Take every picture into a folder."""
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    path = shutil.which("chromium")
    if path is None:
        sys.exit("chromium is not installed (apt-get install chromium)")
    with tempfile.TemporaryDirectory(prefix="help-pictures-") as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"]
        )
        home = demo_home(Path(folder))
        with serve(home) as app, arranging(home) as arrangement:
            for session in SESSIONS:
                session(Studio(app, arrangement, browser, output))
        browser.close()


def _lost(output: Path) -> tuple[set[str], set[str]]:
    """Return what articles name and nobody took, and what was taken and no article names."""
    named = {
        name
        for article in manual(FOLDER).articles
        for text in (article.intro, *(section.body for section in article.sections))
        for name, _ in pictures_in(text)
    }
    taken = {path.name for path in output.iterdir()}
    return named - taken, taken - named


def main() -> None:
    """Take the pictures, and put them in the place of those that were there."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder)
        take_all(output)
        missing, unused = _lost(output)
        if missing or unused:
            sys.exit(
                f"{INDEX}: named and not taken: {sorted(missing)}; taken and not named: {sorted(unused)}"
            )
        place = FOLDER / PICTURES
        place.mkdir(exist_ok=True)
        for old in place.iterdir():
            old.unlink()
        for picture in sorted(output.iterdir()):
            shutil.copyfile(picture, place / picture.name)
            print(f"{picture.stat().st_size:>7} {picture.name}")  # noqa: T201 - a command line


if __name__ == "__main__":
    main()
