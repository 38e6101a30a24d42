"""The signing card in a real browser: it signs, and the key never leaves it."""

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from playwright.sync_api import Page, Request, WebSocket, expect

from core.signatures.certificate import read_certificate
from tests.pki import people
from tests.pki.people import PASSWORD
from tests.ui.components_app import HOSTILE
from tests.ui.components_browser import Bench, running_bench

pytestmark = pytest.mark.acceptance
RFC = "EKU9003173C9"
CLEAR = "La Oficialía no encontró impedimento para firmar con este certificado."


@dataclass(frozen=True)
class Efirma:
    """A throw-away e.firma: files as a person holds them, and the numbers that must stay secret."""

    certificate: bytes
    key: bytes
    private: rsa.RSAPrivateKey

    def secrets(self) -> list[bytes]:
        """Return pieces that betray the key or its password, in each form in which they could travel."""
        numbers = self.private.private_numbers()
        raw = [self.key[40:72], *(value.to_bytes(256, "big")[-64:-16] for value in (numbers.d, numbers.p))]
        texts = [form for piece in raw for form in (piece.hex().encode(), base64.b64encode(piece)[4:40])]
        words = [PASSWORD.encode(), PASSWORD.encode("cp1252"), json.dumps(PASSWORD).encode()[1:-1]]
        return raw + texts + words + [base64.b64encode(self.key)[60:100]]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """Serve the page once for the tests of this file."""
    with running_bench(tmp_path_factory.mktemp("components") / "server.log") as running:
        yield running


def make_efirma() -> Efirma:
    """Make an e.firma of the account's own company, whose name tries to be markup."""
    now = datetime.now(UTC)
    day = timedelta(days=1)
    made = people.efirma(RFC, name=f"NOMBRE {HOSTILE}", not_before=now - day, not_after=now + day)
    return Efirma(made.cer, made.key, made.private_key)


@pytest.fixture(scope="module")
def own() -> Efirma:
    """Return one e.firma for the tests of this file."""
    return make_efirma()


def give(page: Page, certificate: bytes, key: bytes, password: str) -> None:
    """Fill in the card."""
    files = page.locator("input[type=file]")
    for field, name, content in ((0, "firma.cer", certificate), (1, "firma.KEY", key)):
        files.nth(field).set_input_files({"name": name, "mimeType": "", "buffer": content})
    page.get_by_label("Contraseña de la llave").fill(password)


def record(page: Page) -> list[bytes]:
    """Collect every byte that leaves the page: addresses, headers, bodies and websocket frames."""
    sent: list[bytes] = []

    def keep(request: Request) -> None:
        sent.extend(
            [request.url.encode(), json.dumps(request.headers).encode(), request.post_data_buffer or b""]
        )

    def keep_frames(socket: WebSocket) -> None:
        socket.on("framesent", lambda data: sent.append(data if isinstance(data, bytes) else data.encode()))

    page.context.on("request", keep)
    page.on("websocket", keep_frames)
    page.reload()
    page.get_by_text("corrida 1:").wait_for()
    return sent


def test_it_signs_and_neither_key_nor_password_leaves(bench: Bench, own: Efirma) -> None:
    """The signature verifies on the server, and nothing that was sent holds the key or the password."""
    page = bench.open("efirma", "signs")
    sent = record(page)
    give(page, own.certificate, own.key, PASSWORD)
    expect(page.locator(".signer")).to_contain_text(read_certificate(own.certificate).serial)
    expect(page.locator(".signer")).to_contain_text(f"NOMBRE {HOSTILE}")
    expect(page.locator(".signer")).to_contain_text(CLEAR)
    page.get_by_role("button", name="Aceptar").click()
    expect(page.get_by_text("Firma registrada.")).to_be_visible()
    page.get_by_text("corrida 2:").wait_for()
    assert bench.control("signs")["signatures"] == 1
    everything = b"\0".join(sent)
    assert base64.b64encode(own.certificate)[60:100] in everything, "the record sees what does leave"
    assert not [secret for secret in own.secrets() if secret in everything]


def test_fields_are_empty_after_signing(bench: Bench, own: Efirma) -> None:
    """When the promoción changes after signing, the card comes back without files or password."""
    page = bench.open("efirma", "emptied")
    give(page, own.certificate, own.key, PASSWORD)
    page.get_by_role("button", name="Aceptar").click()
    expect(page.get_by_text("Firma registrada.")).to_be_visible()
    page.get_by_role("button", name="Cambiar documentos").click()
    expect(page.get_by_label("Contraseña de la llave")).to_have_value("")
    expect(page.locator(".picker.chosen")).to_have_count(0)
    expect(page.locator("summary")).to_contain_text("3 documentos")


def test_without_webcrypto_it_says_why_nothing_can_be_signed(bench: Bench) -> None:
    """Over plain http there is nothing to compare or sign with: no file and no password are asked for."""
    page = bench.open("efirma", "plain-http")
    page.add_init_script("Object.defineProperty(crypto, 'subtle', {value: undefined})")
    page.reload()
    page.get_by_text("corrida 1:").wait_for()
    problem = page.get_by_role("group", name="Problema")
    expect(problem).to_contain_text("su navegador no puede comparar los documentos ni firmar")
    expect(problem).to_contain_text("https://")
    expect(page.locator("summary")).to_contain_text("2 documentos")
    expect(page.locator("input[type=file], input[type=password]")).to_have_count(0)
    expect(page.get_by_role("button", name="Aceptar")).to_have_count(0)


@pytest.mark.parametrize(
    ("password", "other_key", "expected"),
    [("mala", False, "La contraseña no es la de esta llave"), (PASSWORD, True, "no son pareja")],
)
def test_what_is_wrong_is_told_when_the_password_is_left(
    bench: Bench, own: Efirma, password: str, *, other_key: bool, expected: str
) -> None:
    """Without signing; mending it takes the sentence away, and Aceptar then signs."""
    name = f"left-{other_key}"
    page = bench.open("efirma", name)
    give(page, own.certificate, make_efirma().key if other_key else own.key, password)
    expect(page.locator(".error", has_text=expected)).to_have_count(0)
    page.get_by_label("Contraseña de la llave").blur()
    expect(page.locator(".error", has_text=expected)).to_be_visible()
    assert bench.control(name)["signatures"] == 0
    give(page, own.certificate, own.key, PASSWORD)
    page.get_by_label("Contraseña de la llave").blur()
    expect(page.locator(".error", has_text=expected)).to_have_count(0)
    page.get_by_role("button", name="Aceptar").click()
    expect(page.get_by_text("Firma registrada.")).to_be_visible()


def test_missing_things_are_asked_for_in_the_manuals_words(bench: Bench) -> None:
    """An empty card says what is missing, field by field, and puts the focus on the first."""
    page = bench.open("efirma", "missing")
    page.get_by_role("button", name="Aceptar").click()
    for text in (
        "Favor de ingresar su certificado",
        "Favor de ingresar su llave",
        "Favor de ingresar la contraseña de la llave",
    ):
        expect(page.get_by_text(text, exact=True)).to_be_visible()
    expect(page.locator(".picker").first).to_be_focused()


def test_other_endings_are_refused_in_the_manuals_words(bench: Bench, own: Efirma) -> None:
    """A file with another ending is refused by name, and nothing is asked of the server."""
    page = bench.open("efirma", "endings")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    for field in (0, 1):
        page.locator("input[type=file]").nth(field).set_input_files(
            {"name": "firma.pfx", "mimeType": "", "buffer": own.key}
        )
    expect(page.get_by_text("Únicamente archivos .cer son permitidos")).to_be_visible()
    expect(page.get_by_text("Únicamente archivos .key son permitidos")).to_be_visible()
    assert asked == []


@pytest.mark.parametrize(
    ("password", "other_key", "expected"),
    [("mala", False, "La contraseña no es la de esta llave"), (PASSWORD, True, "no son pareja")],
)
def test_a_wrong_key_is_refused_before_anything_is_sent(
    bench: Bench, own: Efirma, password: str, *, other_key: bool, expected: str
) -> None:
    """A wrong password and a key of another certificate each say so, and the other fields stay."""
    page = bench.open("efirma", f"wrong-{other_key}")
    give(page, own.certificate, make_efirma().key if other_key else own.key, password)
    page.get_by_role("button", name="Aceptar").click()
    expect(page.locator(".error", has_text=expected)).to_be_visible()
    expect(page.locator(".picker.chosen")).to_have_count(2)
    assert bench.control(f"wrong-{other_key}")["signatures"] == 0


def test_a_certificate_that_may_not_sign_is_refused_at_once(bench: Bench, own: Efirma) -> None:
    """The server's refusal (expired, CSD, another person's) appears as soon as the file is chosen."""
    bench.control("refused", refuse="422:certificate_expired")
    page = bench.open("efirma", "refused")
    page.locator("input[type=file]").first.set_input_files(
        {"name": "firma.cer", "mimeType": "", "buffer": own.certificate}
    )
    expect(page.locator(".signer strong")).to_have_text("Qué pasó: certificate_expired.")
    expect(page.locator(".signer p")).to_have_text("Qué significa. Qué hacer.")


def test_what_changed_meanwhile_is_not_signed_unseen(bench: Bench, own: Efirma) -> None:
    """The server keeps no signature over what is no longer so; the page is drawn anew and can then be signed."""
    page = bench.open("efirma", "changed")
    give(page, own.certificate, own.key, PASSWORD)
    expect(page.locator(".signer")).to_contain_text(CLEAR)
    bench.control("changed", manifest="71aa" * 16)
    page.get_by_role("button", name="Aceptar").click()
    expect(page.get_by_text("Qué pasó: signed_attributes_differ.")).to_be_visible()
    assert bench.control("changed")["signatures"] == 0
    page.get_by_role("button", name="Actualizar").click()
    page.locator("summary").click()
    expect(page.locator("details")).to_contain_text("71aa71aa")
    page.get_by_role("button", name="Aceptar").click()
    expect(page.get_by_text("Firma registrada.")).to_be_visible()


def test_what_the_page_changed_by_itself_is_not_signed_unseen(bench: Bench, own: Efirma) -> None:
    """If other data appear than stood there when the certificate was chosen, Aceptar first says so."""
    page = bench.open("efirma", "redrawn")
    give(page, own.certificate, own.key, PASSWORD)
    expect(page.locator(".signer")).to_contain_text(CLEAR)
    page.locator("summary").click()
    bench.control("redrawn", manifest="82bb" * 16)
    page.get_by_role("button", name="Otra corrida").click()
    expect(page.locator("details")).to_contain_text("82bb82bb")
    page.get_by_role("button", name="Aceptar").click()
    expect(page.get_by_text("La promoción cambió desde que eligió el certificado.")).to_be_visible()
    assert bench.control("redrawn")["signatures"] == 0
    page.get_by_role("button", name="Aceptar").click()
    expect(page.get_by_text("Firma registrada.")).to_be_visible()


def test_an_old_page_is_told_when_the_certificate_is_chosen(bench: Bench, own: Efirma) -> None:
    """What the server would refuse later is said before anything is signed, with the way out."""
    page = bench.open("efirma", "old")
    bench.control("old", manifest="93cc" * 16)
    give(page, own.certificate, own.key, PASSWORD)
    expect(page.locator(".signer strong")).to_have_text(
        "La promoción cambió después de que se mostró en esta página."
    )
    page.get_by_role("button", name="Aceptar").click()
    expect(page.locator(".signer strong")).to_be_visible()
    assert bench.control("old")["signatures"] == 0
    page.get_by_role("button", name="Actualizar").click()
    expect(page.locator(".signer")).to_contain_text(CLEAR)
    page.get_by_role("button", name="Aceptar").click()
    expect(page.get_by_text("Firma registrada.")).to_be_visible()


@pytest.mark.parametrize(
    ("lies", "expected"),
    [
        ("document", "no son los que muestra esta página"),
        ("fields", "no corresponden a la lista que se firma"),
        ("class", "la clasificación o el resumen de los documentos"),
    ],
)
def test_a_server_that_wants_something_else_signed_is_found_out(
    bench: Bench, own: Efirma, lies: str, expected: str
) -> None:
    """Another digest, other fields than the manifest names, another class: nothing is signed."""
    bench.control(f"lies-{lies}", lies=lies)
    page = bench.open("efirma", f"lies-{lies}")
    give(page, own.certificate, own.key, PASSWORD)
    page.get_by_role("button", name="Aceptar").click()
    expect(page.locator(".signer strong")).to_contain_text(expected)
    assert bench.control(f"lies-{lies}")["signatures"] == 0


def test_the_fields_shown_are_read_from_the_bytes_that_are_signed(bench: Bench, own: Efirma) -> None:
    """Not from the page; as text, whatever they hold; and a field without a name of ours is shown too."""
    page = bench.open("efirma", "fields")
    give(page, own.certificate, own.key, PASSWORD)
    page.locator("summary").click()
    covered = page.locator("details")
    expect(covered).to_contain_text("leídos del archivo que se firma")
    expect(covered.get_by_text(f"Lo firmado {HOSTILE}", exact=True)).to_be_visible()
    expect(covered).to_contain_text("9f2c9f2c")
    expect(covered).to_contain_text("Inicial")


REMEMBER = "digests => { globalThis[Symbol.for('oficialia.own_digests')] = new Map(digests); }"


def test_a_server_that_stored_other_bytes_is_found_out(bench: Bench, own: Efirma) -> None:
    """What the browser computed of the filer's own file is not what the server says: nothing is signed."""
    page = bench.open("efirma", "other-bytes")
    page.evaluate(REMEMBER, [["1", "ff" * 32]])
    give(page, own.certificate, own.key, PASSWORD)
    expect(page.locator(".signer strong")).to_have_text("«documento 1.pdf» no es el archivo que usted subió.")
    page.get_by_role("button", name="Aceptar").click()
    expect(page.locator(".signer strong")).to_be_visible()
    assert bench.control("other-bytes")["signatures"] == 0


def test_it_says_what_was_compared_and_what_was_not(bench: Bench, own: Efirma) -> None:
    """One file of this visit, one of an earlier: the person reads which is which before signing."""
    page = bench.open("efirma", "compared")
    page.evaluate(REMEMBER, [["0", hashlib.sha256(b"documento 0").hexdigest()]])
    give(page, own.certificate, own.key, PASSWORD)
    signer = page.locator(".signer")
    expect(signer).to_contain_text("1 documento coincide con los archivos de su equipo")
    expect(signer).to_contain_text("1 documento sin comparar")
    page.get_by_role("button", name="Aceptar").click()
    expect(page.get_by_text("Firma registrada.")).to_be_visible()


def test_a_real_sat_efirma_signs(bench: Bench, efirma_folder: Path) -> None:
    """A real e.firma of the SAT, with its triple DES and its odd names, signs in the browser."""
    page = bench.open("efirma", "real")
    stem = efirma_folder / "vigentes" / "EKU9003173C9_fiel"
    give(page, stem.with_suffix(".cer").read_bytes(), stem.with_suffix(".key").read_bytes(), "12345678a")
    page.get_by_role("button", name="Aceptar").click()
    expect(page.get_by_text("Firma registrada.")).to_be_visible()
    assert bench.control("real")["signatures"] == 1
