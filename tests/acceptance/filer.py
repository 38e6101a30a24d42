"""What a filer does in the browser, as a person does it: by the names that stand on the screen."""

import re
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Download, FilePayload, Locator, Page, expect

from tests.acceptance.papers import Paper

KEY_PASSWORD = "12345678a"
FOLIO = re.compile(r"PRO-\d{5}-[A-Z0-9]{4}")


def scroll_to(target: Locator) -> None:
    """Scroll something to the middle of the window, also where it is drawn anew meanwhile."""
    expect(target).to_be_visible()
    target.evaluate("element => element.scrollIntoView({ block: 'center' })")


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option of a drop-down list.

    It is scrolled to first, as a person does: Streamlit closes an open list when the page scrolls under it.
    """
    field = page.get_by_role("combobox", name=label)
    scroll_to(field)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    field.click()
    page.get_by_role("option", name=option, exact=True).click()


def write(page: Page, label: str, text: str) -> None:
    """Write into a field and leave it."""
    field = page.get_by_role("textbox", name=label)
    field.fill(text)
    field.press("Tab")


def pick(page: Page, group: str, option: str) -> None:
    """Choose one of a group's buttons."""
    page.get_by_role("radiogroup", name=group).get_by_text(option, exact=True).click()


def step(page: Page, name: str) -> None:
    """Go to a step of the promoción, by a part of its name."""
    page.get_by_role("radiogroup", name="Paso").get_by_text(name).click()


def press(page: Page, name: str) -> None:
    """Press the button of this very name, whatever shortcut stands beside it."""
    page.get_by_role("button", name=re.compile(rf"^{re.escape(name)}( Shortcut .*)?$")).click()


def open_promocion(page: Page, folio: str, on: str = "") -> None:
    """Open a promoción by its address, at a step's code (``datos``, ``documentos``, ``firmar``)."""
    page.goto(f"/promocion?folio={folio}" + (f"&paso={on}" if on else ""))
    expect(page.get_by_role("radiogroup", name="Paso")).to_be_visible()
    # what is drawn while the page still grows can be drawn again under a key that is just pressed
    expect(page.locator('[data-test-script-state="notRunning"]')).to_be_visible()


def folio_of(page: Page) -> str:
    """Return the folio that the page shows."""
    found = FOLIO.search(page.get_by_text("Folio PRO-").first.inner_text())
    assert found
    return found.group()


def create(page: Page, procedimiento: str, *, agente: str = "") -> str:
    """Create an initial promoción in the form and return its folio; the page is then at its documents.

    Args:
        page: of a filer, signed in.
        procedimiento: its title.
        agente: whom the filer represents; empty for themselves.
    """
    page.goto("/crear-promocion")
    write(page, "Procedimiento *", procedimiento)
    pick(page, "Tipo de promoción *", "Inicial")
    choose(page, "Tipo de procedimiento *", "Denuncia")
    choose(
        page, "Carácter del promovente", "Representante legal o Apoderado" if agente else "Por propio derecho"
    )
    expect(page.get_by_role("textbox", name="Nombre del promovente *")).to_be_visible()
    if agente:
        write(page, "Agente económico *", agente)
    press(page, "Guardar")
    expect(page.get_by_role("button", name="Agregar archivos")).to_be_visible()
    return folio_of(page)


def offer(page: Page, files: Iterable[Paper] | Path) -> None:
    """Choose files to upload, and not wait for them."""
    chosen: Path | list[FilePayload] = files if isinstance(files, Path) else [f.payload for f in files]
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Agregar archivos").click()
    chooser.value.set_files(chosen)


def upload(page: Page, *papers: Paper) -> None:
    """Upload files, and wait until each stands in the list."""
    offer(page, papers)
    for paper in papers:
        expect(row(page, paper.name)).to_be_visible()


def row(page: Page, name: str) -> Locator:
    """Return the row of a stored document."""
    table = page.get_by_role("table", name="Documentos de la promoción")
    return table.get_by_role("row").filter(
        has=page.get_by_role("button", name=f"Acciones de «{name}»", exact=True)
    )


def do_with(page: Page, name: str, act: str) -> None:
    """Open the menu of a stored document and choose what to do."""
    button = row(page, name).get_by_role("button", name=f"Acciones de «{name}»", exact=True)
    scroll_to(button)
    button.click()
    page.get_by_role("menuitem", name=act).click()


def on_its_way(page: Page, name: str) -> Locator:
    """Return the line of a file that is being uploaded, or that was refused."""
    return page.get_by_role("list", name="Archivos en camino").get_by_role("listitem").filter(has_text=name)


def give_file(page: Page, field: str, file: Path | FilePayload) -> None:
    """Choose a file in one of the signing card's fields."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=field).click()
    chooser.value.set_files(file)


def give_certificate(page: Page, file: Path | FilePayload) -> None:
    """Choose the certificate."""
    give_file(page, "Certificado (.cer)", file)


def give_key(page: Page, file: Path | FilePayload) -> None:
    """Choose the key."""
    give_file(page, "Llave (.key)", file)


def give_password(page: Page, password: str) -> None:
    """Type the password of the key."""
    page.get_by_role("textbox", name="Contraseña de la llave").fill(password)


def sign(page: Page, cer: Path, key: Path | None = None, password: str = KEY_PASSWORD) -> None:
    """Sign at the signing step with an e.firma, and wait until sending is offered.

    Args:
        page: at the signing step of an unsigned promoción.
        cer: the certificate.
        key: its key; by default the file of the same name.
        password: of the key.
    """
    give_certificate(page, cer)
    expect(page.get_by_text("Vigente hasta")).to_be_visible()
    give_key(page, key or cer.with_suffix(".key"))
    give_password(page, password)
    press(page, "Aceptar")
    expect(page.get_by_role("button", name="Enviar información")).to_be_visible()


def ask_to_send(page: Page) -> Locator:
    """Press *Enviar información* and return the confirmation."""
    press(page, "Enviar información")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Continuar")).to_be_visible()
    return dialog


def send(page: Page) -> None:
    """Send a signed promoción and wait for its acuse."""
    ask_to_send(page).get_by_role("button", name="Continuar").click()
    expect(page.get_by_role("link", name="Acuse de envío (PDF)")).to_be_visible()


def download(page: Page, name: str) -> Download:
    """Follow a link that downloads, and return what came."""
    with page.expect_download() as coming:
        page.get_by_role("link", name=name).click()
    return coming.value


def downloaded(page: Page, name: str) -> bytes:
    """Follow a link that downloads, and return the bytes that came."""
    return download(page, name).path().read_bytes()
