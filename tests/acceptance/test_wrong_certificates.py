"""Every wrong way of signing has its own sentence, and none of them signs."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.acceptance import filer
from tests.acceptance.arranged import COMPANY, PERSON, arranging, efirma
from tests.acceptance.running_app import RunningApp
from tests.acceptance.visitors import SignIn

DAY = r"\d{2}/\d{2}/\d{4} \d{2}:\d{2}:\d{2} \(UTC−6\)"
CASES = {
    "problema-csd": r"certificado de sello digital \(CSD\), no una e\.firma\..* sólo sirve para emitir facturas",
    "problema-vencida": rf"El certificado está vencido\..*Su vigencia terminó el {DAY};.*Renueve su e\.firma",
    "problema-revocada": rf"El certificado está revocado\..*lo revocó el {DAY};.*Firme con su certificado vigente",
    "problema-otra-persona": r"El certificado es de otra persona\..*no se tendrá por recibida \(artículo 13",
    COMPANY: r"El certificado es de otra persona\..*Firme con la e\.firma de NUPA850614QX0",
}


@pytest.fixture(scope="module")
def folio(server: RunningApp) -> str:
    """Return an unsigned promoción of the person's."""
    with arranging(server.home) as arrangement:
        return arrangement.draft(PERSON, "Promoción que nadie debe firmar")


@pytest.fixture
def signing(page: Page, sign_in: SignIn, folio: str, server: RunningApp) -> Iterator[Page]:
    """Return the page at the signing step; afterwards nothing may have been signed."""
    filer.open_promocion(sign_in(page, PERSON), folio, "firmar")
    yield page
    with arranging(server.home) as arrangement:
        assert "sign" not in arrangement.actions(folio)


@pytest.mark.parametrize("name", CASES)
def test_certificate_that_may_not_sign_says_why(signing: Page, server: RunningApp, name: str) -> None:
    """A certificate that may not sign is refused as soon as it is chosen, with its cause and what to do."""
    filer.give_certificate(signing, efirma(server.home, name))
    problem = signing.get_by_role("group", name="Problema")
    expect(problem).to_contain_text(re.compile(CASES[name], re.DOTALL))
    expect(signing.get_by_text("Vigente hasta")).to_have_count(0)
    filer.give_key(signing, efirma(server.home, name, ".key"))
    filer.give_password(signing, filer.KEY_PASSWORD)
    filer.press(signing, "Aceptar")
    expect(problem).to_contain_text(re.compile(CASES[name], re.DOTALL))
    expect(signing.get_by_role("button", name="Aceptar")).to_be_enabled()


def test_files_of_another_kind_are_refused_in_the_manuals_words(signing: Page, server: RunningApp) -> None:
    """Files without the right ending, a key named .cer, and a text named .cer or .key are all refused."""
    key = efirma(server.home, PERSON, ".key").read_bytes()
    filer.give_certificate(signing, _file("certificado.pfx", b"0"))
    expect(signing.get_by_text("Únicamente archivos .cer son permitidos")).to_be_visible()
    filer.give_key(signing, _file("llave.txt", key))
    expect(signing.get_by_text("Únicamente archivos .key son permitidos")).to_be_visible()
    for data in (b"esto no es un certificado", key):
        filer.give_certificate(signing, _file("firma.cer", data))
        expect(signing.get_by_text("El archivo no es un certificado que se pueda leer.")).to_be_visible()
    filer.give_certificate(signing, efirma(server.home, PERSON))
    expect(signing.get_by_text("Vigente hasta")).to_be_visible()
    filer.give_key(signing, _file("firma.key", b"esto no es una llave"))
    filer.give_password(signing, filer.KEY_PASSWORD)
    filer.press(signing, "Aceptar")
    expect(signing.get_by_text("El archivo no es una llave de e.firma que se pueda leer.")).to_be_visible()


def test_missing_fields_are_named_in_the_manuals_words(signing: Page, server: RunningApp) -> None:
    """Accepting an empty card asks for the three things; each request goes when it is met."""
    filer.press(signing, "Aceptar")
    wanted = (
        "Favor de ingresar su certificado",
        "Favor de ingresar su llave",
        "Favor de ingresar la contraseña de la llave",
    )
    for sentence in wanted:
        expect(signing.get_by_text(sentence)).to_be_visible()
    filer.give_certificate(signing, efirma(server.home, PERSON))
    filer.give_key(signing, efirma(server.home, PERSON, ".key"))
    filer.give_password(signing, "x")
    for sentence in wanted:
        expect(signing.get_by_text(sentence)).to_have_count(0)


def test_wrong_password_and_foreign_key_keep_the_rest(signing: Page, server: RunningApp) -> None:
    """A wrong password and another certificate's key have their own sentences, and the files stay chosen."""
    filer.give_certificate(signing, efirma(server.home, PERSON))
    expect(signing.get_by_text("Vigente hasta")).to_be_visible()
    filer.give_key(signing, efirma(server.home, PERSON, ".key"))
    filer.give_password(signing, "no-es-ésta")
    filer.press(signing, "Aceptar")
    expect(signing.get_by_text("La contraseña no es la de esta llave")).to_be_visible()
    expect(signing.get_by_role("button", name=f"{PERSON}.cer")).to_be_visible()
    expect(signing.get_by_role("button", name=f"{PERSON}.key")).to_be_visible()
    filer.give_key(signing, efirma(server.home, "problema-otra-persona", ".key"))
    filer.give_password(signing, filer.KEY_PASSWORD)
    filer.press(signing, "Aceptar")
    expect(signing.get_by_text("La llave y el certificado no son pareja.")).to_be_visible()


def _file(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}
