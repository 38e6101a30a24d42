"""The filer arranges documents: with the keyboard alone, and with a whole folder dropped."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.acceptance import filer
from tests.acceptance.arranged import PERSON, Arrangement, arranging
from tests.acceptance.papers import Paper, pdf_paper
from tests.acceptance.running_app import RunningApp
from tests.acceptance.visitors import SignIn
from tests.documents_samples import pdf

MOST_TABS = 80


@pytest.fixture(scope="module")
def arrangement(server: RunningApp) -> Iterator[Arrangement]:
    """Return what arranges filings on the served folder."""
    with arranging(server.home) as arrangement:
        yield arrangement


@pytest.fixture
def filing(page: Page, sign_in: SignIn) -> Page:
    """Return the page of the person, signed in."""
    return sign_in(page, PERSON)


def _tab_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Go to something as somebody without a mouse does."""
    expect(target).to_be_visible()
    for _ in range(MOST_TABS):
        if target.evaluate("element => element.matches(':focus')"):
            return
        page.keyboard.press(key)
    raise AssertionError(str(target))


def _menu(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=f"Acciones de «{name}»", exact=True)


def _choose(page: Page, entry: str) -> None:
    """Open the menu that has the focus, and choose an entry by the arrows and Enter."""
    page.keyboard.press("Enter")
    wanted = page.get_by_role("menuitem", name=entry)
    expect(page.get_by_role("menuitem").first).to_be_focused()
    _tab_to(page, wanted, "ArrowDown")
    page.keyboard.press("Enter")


def _expect_order(page: Page, *names: str) -> None:
    """Expect documents, by file name, in the order of the list, which is that of its numbers."""
    table = page.get_by_role("table", name="Documentos de la promoción")
    rows = table.get_by_role("row").filter(has=page.get_by_role("button", name="Acciones de «"))
    expect(rows.locator("td.number")).to_have_text([str(n) for n in range(1, len(names) + 1)])
    expect(rows.locator("td.name > .name")).to_have_text(list(names))


def test_everything_with_the_keyboard_alone(filing: Page, arrangement: Arrangement) -> None:
    """Add, order, rename, class, make a folder, move, delete: no mouse, and the focus never gets lost."""
    page, folio = filing, arrangement.draft(PERSON, "Denuncia con el teclado")
    filer.open_promocion(page, folio, "documentos")
    _tab_to(page, page.get_by_role("button", name="Agregar archivos"))
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files([pdf_paper("Anexo B.pdf", 1).payload, pdf_paper("Anexo A.pdf", 3).payload])
    _expect_order(page, "Escrito.pdf", "Anexo B.pdf", "Anexo A.pdf")
    expect(page.get_by_role("list", name="Archivos en camino")).to_be_hidden()
    _order_and_rename(page)
    _class_and_folder(page)
    _move_and_delete(page)
    stored = arrangement.documents(folio)
    assert [(d.name, d.classification, d.summary) for d in stored] == [
        ("Demanda.pdf", "publica", ""),
        ("Pruebas/Anexo A.pdf", "confidencial", "Contrato entre particulares"),
    ]


def _order_and_rename(page: Page) -> None:
    _tab_to(page, _menu(page, "Anexo A.pdf"))
    page.keyboard.press("Alt+ArrowUp")
    _expect_order(page, "Escrito.pdf", "Anexo A.pdf", "Anexo B.pdf")
    expect(_menu(page, "Anexo A.pdf")).to_be_focused()
    expect(page.get_by_text("«Anexo A.pdf» quedó en el lugar 2 de 3.")).to_have_count(1)
    _tab_to(page, _menu(page, "Escrito.pdf"), "Shift+Tab")
    _choose(page, "Cambiar nombre")
    expect(page.get_by_role("textbox", name="Nuevo nombre de «Escrito.pdf»")).to_be_focused()
    page.keyboard.type("Demanda")  # the ending was not chosen, so it stays
    page.keyboard.press("Enter")
    expect(_menu(page, "Demanda.pdf")).to_be_focused()


def _class_and_folder(page: Page) -> None:
    _tab_to(page, _menu(page, "Anexo A.pdf"))
    _choose(page, "Clasificación…")
    expect(page.get_by_role("radio", name="Pública")).to_be_focused()
    page.keyboard.press("ArrowDown")
    _tab_to(page, page.get_by_role("textbox", name="Resumen público"))
    page.keyboard.type("Contrato entre particulares")
    _tab_to(page, page.get_by_role("button", name="Guardar"))
    page.keyboard.press("Enter")
    expect(filer.row(page, "Anexo A.pdf")).to_contain_text("Confidencial")
    expect(_menu(page, "Anexo A.pdf")).to_be_focused()
    _tab_to(page, page.get_by_role("button", name="Nueva carpeta"), "Shift+Tab")
    page.keyboard.press("Enter")
    page.keyboard.type("Pruebas")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Acciones de la carpeta «Pruebas»")).to_be_visible()
    expect(page.get_by_role("button", name="Nueva carpeta")).to_be_focused()


def _move_and_delete(page: Page) -> None:
    _tab_to(page, _menu(page, "Anexo A.pdf"))
    _choose(page, "Mover a una carpeta…")
    expect(page.get_by_role("combobox", name="Carpeta")).to_be_focused()
    page.keyboard.press("ArrowDown")
    _tab_to(page, page.get_by_role("button", name="Mover", exact=True))
    page.keyboard.press("Enter")
    expect(_menu(page, "Pruebas/Anexo A.pdf")).to_be_focused()
    _tab_to(page, _menu(page, "Anexo B.pdf"), "Shift+Tab")
    _choose(page, "Eliminar…")
    expect(page.get_by_role("dialog")).to_contain_text("¿Está seguro de que desea eliminar permanentemente")
    expect(page.get_by_role("button", name="Cancelar")).to_be_focused()
    _tab_to(page, page.get_by_role("button", name="Eliminar", exact=True))
    page.keyboard.press("Enter")
    expect(_menu(page, "Anexo B.pdf")).to_have_count(0)
    _expect_order(page, "Demanda.pdf", "Anexo A.pdf")


def test_a_dropped_folder_keeps_its_shape_and_a_replaced_version_comes_back(
    filing: Page, arrangement: Arrangement, tmp_path: Path
) -> None:
    """Folders in a folder arrive as paths, in order; replacing keeps the version before, which returns."""
    page, folio = filing, arrangement.draft(PERSON, "Denuncia con carpetas", pdf_paper("Escrito.pdf"))
    folder = tmp_path / "Caso"
    for name, pages in (("10.pdf", 1), ("9.pdf", 2), ("Poderes/Poder.pdf", 3), ("Poderes/Otro/Acta.pdf", 4)):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(pdf(pages))
    (folder / "Thumbs.db").write_bytes(b"of the system")
    filer.open_promocion(page, folio, "documentos")
    _drop(page, page.get_by_text("Arrastre aquí archivos o carpetas"), folder)
    expect(page.get_by_text("No se agregó lo que el sistema de su equipo guarda para sí")).to_be_visible()
    _expect_order(page, "Escrito.pdf", "9.pdf", "10.pdf", "Poder.pdf", "Acta.pdf")
    expect(page.get_by_role("button", name="Acciones de la carpeta «")).to_have_count(3)
    names = [d.name for d in arrangement.documents(folio)]
    assert names[1:] == ["Caso/9.pdf", "Caso/10.pdf", "Caso/Poderes/Poder.pdf", "Caso/Poderes/Otro/Acta.pdf"]
    _replace_and_recover(page, arrangement, folio)


def _replace_and_recover(page: Page, arrangement: Arrangement, folio: str) -> None:
    before, after = pdf_paper("Escrito.pdf"), Paper("Escrito.pdf", "application/pdf", pdf(5))
    filer.offer(page, [after])
    filer.on_its_way(page, after.name).get_by_role("button", name="Reemplazar").click()
    expect(filer.row(page, "Escrito.pdf")).to_contain_text("Reemplazó a otra versión")
    assert _digests(arrangement, folio)[0] == hashlib.sha256(after.data).hexdigest()
    page.get_by_role("button", name="Recuperar la versión anterior de «Escrito.pdf»").click()
    digest = hashlib.sha256(before.data).hexdigest()
    expect(filer.row(page, "Escrito.pdf").locator(f'code[title="{digest}"]')).to_be_visible()
    assert _digests(arrangement, folio)[0] == digest


def _digests(arrangement: Arrangement, folio: str) -> list[str]:
    return [d.sha256 for d in arrangement.documents(folio)]


def _drop(page: Page, target: Locator, path: Path) -> None:
    """Drop what lies at a path, folders too, as from the file manager."""
    box = target.bounding_box()
    assert box
    where = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    cdp = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        cdp.send("Input.dispatchDragEvent", {"type": kind, **where, "data": data})
