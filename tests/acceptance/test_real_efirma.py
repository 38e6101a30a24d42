"""The whole way with a real e.firma: a certificate of the SAT's own test authority, its key and password."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.bootstrap import build
from core.config import Settings
from core.domain.people import Role
from core.storage.accounts import NewAccount
from core.storage.privacy import insert_acceptance
from tests.acceptance import by_hand, clerk, filer
from tests.acceptance.arranged import CLERK
from tests.acceptance.papers import every_kind
from tests.acceptance.running_app import RunningApp, serve
from tests.acceptance.visitors import NewContext, SignIn, enter

RFC, NAME = "EKU9003173C9", "ESCUELA KEMPER URGATE"
USERNAME, PASSWORD = "escuela.kemper", "contraseña-de-prueba"


@pytest.fixture(scope="module")
def server(
    demo_template: Path, efirma_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningApp]:
    """Serve a copy of the demo that knows the SAT's test authorities and has the company's account."""
    home = Path(shutil.copytree(demo_template, tmp_path_factory.mktemp("real") / "home"))
    for authority in (efirma_folder / "ca" / "pruebas").glob("*.cer"):
        shutil.copy(authority, home / "trust" / "pruebas")
    oficialia = build(Settings(home=home, allow_test_anchors=True))
    account_id = oficialia.accounts.create(
        NewAccount(USERNAME, NAME, "", frozenset({Role.FILER}), rfc=RFC), PASSWORD
    )
    with oficialia.database.write() as session:
        version = oficialia.privacy.current_version
        insert_acceptance(session, account_id, version, oficialia.clock.now(), "127.0.0.1")
    oficialia.close()
    with serve(home) as app:
        yield app


def test_real_efirma_signs_sends_and_is_accepted(
    new_context: NewContext, sign_in: SignIn, efirma_folder: Path, tmp_path: Path
) -> None:
    """A company files with its SAT e.firma; its CSD is refused; a clerk accepts; every proof stands by hand."""
    folder = efirma_folder / "vigentes"
    filing = enter(new_context().new_page(), USERNAME, PASSWORD)
    folio = filer.create(filing, "Denuncia con e.firma del SAT", agente=NAME)
    filer.upload(filing, *every_kind())
    filer.step(filing, "Firmar y enviar")
    filer.give_certificate(filing, folder / f"{RFC}_csd.cer")
    expect(filing.get_by_text("certificado de sello digital (CSD), no una e.firma")).to_be_visible()
    filer.sign(filing, folder / f"{RFC}_fiel.cer")
    expect(filing.get_by_text(NAME).first).to_be_visible()
    filer.send(filing)
    _expect_evidence(filing, folio, folder / f"{RFC}_fiel.cer", tmp_path)
    reviewing = sign_in(new_context().new_page(), CLERK)
    clerk.open_review(reviewing, folio)
    expect(reviewing.get_by_text("✔ Integridad:")).to_be_visible()
    expect(reviewing.get_by_text("✔ Identidad:")).to_be_visible()
    expect(reviewing.get_by_text("No se obtuvo respuesta sobre la revocación.").first).to_be_visible()
    clerk.confirm(clerk.ask(reviewing, "Aceptar"), "Aceptar")
    expect(reviewing.get_by_text(f"{folio} aceptada con el número OP-")).to_be_visible()
    filing.reload()
    by_hand.expect_sealed(filer.downloaded(filing, "Acuse de recepción (PDF)"), tmp_path)


def _expect_evidence(page: Page, folio: str, cer: Path, folder: Path) -> None:
    pdf = filer.downloaded(page, "Acuse de envío (PDF)")
    by_hand.expect_sealed(pdf, folder)
    text = by_hand.pdf_text(pdf, folder)
    for printed in (folio, RFC, NAME):
        assert printed in text
    bag = by_hand.unpack(filer.downloaded(page, "Paquete de evidencia (ZIP)"), folder)
    by_hand.expect_package_stands(bag)
    assert (bag / "certificado.cer").read_bytes() == cer.read_bytes()
