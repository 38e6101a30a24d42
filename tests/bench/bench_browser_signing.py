"""Signing in the browser: from *Aceptar* to «Firma registrada», in Debian's Chromium."""

from pathlib import Path
from time import perf_counter

from playwright.sync_api import Page, expect

from tests.bench.timing import Sample, show
from tests.pki.people import PASSWORD, Holder, efirma
from tests.ui.components_browser import Bench, running_bench

_TIMES = 10


def _signed_once(page: Page, who: Holder) -> float:
    files = page.locator("input[type=file]")
    for field, name, content in ((0, "firma.cer", who.cer), (1, "firma.key", who.key)):
        files.nth(field).set_input_files({"name": name, "mimeType": "", "buffer": content})
    expect(page.locator(".signer")).to_contain_text("no encontró impedimento")
    page.get_by_label("Contraseña de la llave").fill(PASSWORD)
    begin = perf_counter()
    page.get_by_role("button", name="Aceptar").click()
    expect(page.get_by_text("Firma registrada.")).to_be_visible()
    return (perf_counter() - begin) * 1000


def _measured(bench: Bench) -> Sample:
    who = efirma("EKU9003173C9")
    return Sample(tuple(_signed_once(bench.open("efirma", f"bench-{n}"), who) for n in range(_TIMES)))


def test_signing_in_the_browser(tmp_path: Path) -> None:
    """Opening a key of the SAT's shape (PBES2, triple DES), the signature, and handing it in."""
    with running_bench(tmp_path / "server.log") as bench:
        taken = _measured(bench)
    assert len(taken.milliseconds) == _TIMES
    show("Signing in the browser", {"Aceptar → Firma registrada": taken})
