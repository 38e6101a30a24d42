"""``oficialia certificate``, ``sign`` and ``verify`` as a person and as a script use them."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from console.cli.certificate import certificate
from console.cli.sign import sign
from console.cli.signature_texts import printable
from console.cli.verify import verify
from core.clock import SystemClock
from core.domain.manifest import DOCUMENTS_FOLDER, FIELDS_PATH, build_manifest
from core.signatures.demo_authority import DemoAuthority
from tests.pki import people
from tests.pki.people import Holder

KEYS = [
    "file",
    "kind",
    "person",
    "rfc",
    "curp",
    "holder",
    "serial",
    "not_before",
    "not_after",
    "issuer",
    "problems",
]
APP = typer.Typer()
for command in (certificate, sign, verify):
    APP.command(command.__name__)(command)


def _run(*arguments: str | Path, **environment: str) -> Result:
    standard_input = environment.pop("standard_input", None)
    return CliRunner().invoke(APP, [str(a) for a in arguments], input=standard_input, env=environment)


@cache
def _issued() -> tuple[DemoAuthority, Holder, Holder]:
    """Return an authority of today, an e.firma in force and one expired: the command reads the real clock."""
    now, span = SystemClock().now(), timedelta(days=100)
    authority = DemoAuthority.create(now - timedelta(days=900))
    persona = people.efirma(by=authority, not_before=now - span, not_after=now + span)
    return authority, persona, people.efirma(by=authority, not_before=now - 2 * span, not_after=now - span)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a trusted authority, its CRL, two e.firmas and a bag to sign."""
    authority, persona, vencida = _issued()
    tests = tmp_path / "trust" / "pruebas"
    tests.mkdir(parents=True)
    (tests / "ca.cer").write_bytes(authority.certificate_der)
    (tests / "ca.crl").write_bytes(authority.crl({}, at=SystemClock().now() - timedelta(hours=1)))
    _write(tmp_path, "persona", persona)
    _write(tmp_path, "vencida", vencida)
    _bag(tmp_path / "bolsa", {"Escrito Ñ.pdf": b"%PDF"})
    monkeypatch.setenv("OFICIALIA_TRUST", str(tmp_path / "trust"))
    monkeypatch.setenv("OFICIALIA_ALLOW_TEST_ANCHORS", "1")
    return tmp_path


def _write(folder: Path, name: str, who: Holder) -> None:
    (folder / f"{name}.cer").write_bytes(who.cer)
    (folder / f"{name}.key").write_bytes(who.key)


def _bag(folder: Path, documents: dict[str, bytes]) -> None:
    (folder / DOCUMENTS_FOLDER).mkdir(parents=True)
    (folder / FIELDS_PATH).write_bytes(b"{}")
    for name, data in documents.items():
        (folder / DOCUMENTS_FOLDER / name).write_bytes(data)
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in documents.items()}
    (folder / "manifest-sha256.txt").write_bytes(build_manifest(b"{}", digests))


def _sign(world: Path, *more: str, name: str = "persona", password: str = people.PASSWORD) -> Result:
    files = ("--certificate", world / f"{name}.cer", "--key", world / f"{name}.key")
    return _run(
        "sign", world / "bolsa" / "manifest-sha256.txt", *files, *more, OFICIALIA_KEY_PASSWORD=password
    )


def _verify(world: Path, *more: str) -> Result:
    bag = world / "bolsa"
    return _run("verify", bag / "manifest-sha256.txt", bag / "manifest-sha256.txt.p7s", *more)


def _objects(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_certificate_is_one_json_object_with_exactly_these_keys(world: Path) -> None:
    """Scripts read it: keys, their order and their forms are a contract."""
    result = _run("certificate", world / "persona.cer", "--json")
    (found,) = _objects(result)
    assert list(found) == KEYS
    assert found["kind"] == "efirma"
    assert found["person"] == "fisica"
    assert found["rfc"] == people.PERSON_RFC
    assert found["holder"] == people.PERSON_NAME
    assert found["not_before"].endswith("Z")
    assert found["problems"] == []
    assert result.exit_code == 0


def test_every_file_has_its_line_whatever_is_in_it(world: Path) -> None:
    """A missing file, a folder, a key, rubbish: a line each, no traceback, exit code 1."""
    (world / "roto.cer").write_bytes(b"\x30\x82\xff\xff")
    files = [
        world / n for n in ("persona.cer", "vencida.cer", "nada.cer", "trust", "persona.key", "roto.cer")
    ]
    result = _run("certificate", *files, "--json")
    found = _objects(result)
    assert [o["problems"] for o in found] == [
        [],
        ["expired"],
        ["unreadable"],
        ["unreadable"],
        ["key_in_place_of_certificate"],
        ["not_a_certificate"],
    ]
    assert all(list(o) == KEYS for o in found)
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("who", "kind", "problems"),
    [
        (people.csd, "csd", ["csd", "untrusted_issuer"]),
        (people.firel, "other", ["firel", "untrusted_issuer"]),
        (people.weak, "efirma", ["key_too_weak", "untrusted_issuer"]),
    ],
)
def test_problems_are_codes(world: Path, who: Callable[[], Holder], kind: str, problems: list[str]) -> None:
    """Each defect is a short code, and kind is one of three."""
    _write(world, "otro", who())
    (found,) = _objects(_run("certificate", world / "otro.cer", "--json"))
    assert found["kind"] == kind
    assert [p for p in found["problems"] if p != "expired"] == problems


def test_the_readable_form_is_spanish_and_says_what_is_wrong(world: Path) -> None:
    """For people: names, dates with their zone, and the catalogue's sentence."""
    result = _run("certificate", world / "vencida.cer")
    assert people.PERSON_NAME in result.stdout
    assert "✖ El certificado está vencido." in result.stdout
    assert "UTC" in result.stdout
    assert "✔ Sin problemas." in _run("certificate", world / "persona.cer").stdout


def test_no_file_at_all_is_a_wrong_command() -> None:
    """Exit code 2 is for usage only."""
    assert _run("certificate", "--json").exit_code == 2


def test_what_is_signed_verifies(world: Path) -> None:
    """Sign, then verify with the account's RFC: válida, exit code 0."""
    assert _sign(world).exit_code == 0
    result = _verify(world, "--rfc", people.PERSON_RFC)
    assert result.exit_code == 0, result.output
    assert "Firma VÁLIDA" in result.stdout
    assert people.PERSON_NAME in result.stdout


def test_the_verdict_comes_as_json(world: Path) -> None:
    """The whole verdict, machine-readable, without identidad where no account is named."""
    _sign(world)
    (found,) = _objects(_verify(world, "--json"))
    assert found["outcome"] == "passed"
    assert {check["conclusion"] for check in found["checks"]} == {"integridad", "firma"}
    assert "sin comprobar; indique --rfc" in _verify(world).stdout


def test_a_changed_document_is_not_valid(world: Path) -> None:
    """Exit code 1, and the document is named."""
    _sign(world)
    (world / "bolsa" / DOCUMENTS_FOLDER / "Escrito Ñ.pdf").write_bytes(b"otro")
    result = _verify(world)
    assert result.exit_code == 1
    assert "Firma NO VÁLIDA" in result.stdout
    assert "Documentos que cambiaron después de la firma: 1 de 1 (Escrito Ñ.pdf)." in result.stdout


def test_a_document_in_another_folder_is_not_overlooked(world: Path) -> None:
    """The files may lie elsewhere: --folder says where, and what is missing there is missed."""
    _sign(world)
    (world / "otra").mkdir()
    assert _verify(world, "--folder", str(world / "otra")).exit_code == 1
    assert _verify(world, "--folder", str(world / "bolsa")).exit_code == 0


def test_without_revocation_the_answer_is_not_conclusive(world: Path) -> None:
    """Exit code 3 is neither yes nor no."""
    _sign(world)
    (world / "trust" / "pruebas" / "ca.crl").unlink()
    result = _verify(world)
    assert result.exit_code == 3
    assert "Firma NO CONCLUYENTE" in result.stdout


def test_another_accounts_rfc_is_not_valid(world: Path) -> None:
    """Art. 13 at the command line."""
    _sign(world)
    assert _verify(world, "--rfc", people.COMPANY_RFC).exit_code == 1
    assert _verify(world, "--rfc", "no es un rfc").exit_code == 2


@pytest.mark.parametrize(
    ("content", "reason"), [(b"hola", "no es un CMS"), (b"0" * 300_000, "demasiado grande")]
)
def test_rubbish_for_a_signature_is_not_valid(world: Path, content: bytes, reason: str) -> None:
    """No traceback for any bytes: one line says what it is, with no advice about checks not made."""
    (world / "bolsa" / "manifest-sha256.txt.p7s").write_bytes(content)
    result = _verify(world)
    assert (result.exit_code, result.stdout.count("\n")) == (1, 1)
    assert result.stdout.startswith("Firma NO VÁLIDA. El archivo de la firma no puede leerse")
    assert reason in result.stdout
    assert len(_objects(_verify(world, "--json"))[0]["checks"]) > 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"password": "otra"}, "La llave no pudo abrirse con esa contraseña."),
        ({"name": "vencida"}, "El certificado está vencido."),
    ],
)
def test_what_cannot_be_signed_says_why(world: Path, arguments: dict[str, str], sentence: str) -> None:
    """Exit code 1, three sentences on standard error, no file written."""
    result = _sign(world, **arguments)
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert not (world / "bolsa" / "manifest-sha256.txt.p7s").exists()


def test_a_signature_that_stands_is_not_overwritten(world: Path) -> None:
    """The second signing stops, and --output names another file."""
    _sign(world)
    before = (world / "bolsa" / "manifest-sha256.txt.p7s").read_bytes()
    again = _sign(world)
    assert again.exit_code == 1
    assert "Ya existe" in again.stderr
    assert (world / "bolsa" / "manifest-sha256.txt.p7s").read_bytes() == before
    assert _sign(world, "--output", str(world / "otra.p7s")).exit_code == 0


def test_only_a_manifest_is_signed(world: Path) -> None:
    """An e.firma is not put under any text that comes along."""
    (world / "bolsa" / "manifest-sha256.txt").write_text("Debo y pagaré", "utf-8")
    result = _sign(world)
    assert result.exit_code == 1
    assert "no es un manifiesto" in result.stderr


def test_the_password_comes_by_prompt_or_standard_input_and_never_as_argument(world: Path) -> None:
    """An argument would stand in the process list and in the shell's history."""
    files = ("--certificate", world / "persona.cer", "--key", world / "persona.key")
    manifest = world / "bolsa" / "manifest-sha256.txt"
    given = {"standard_input": f"{people.PASSWORD}\n"}
    assert _run("sign", manifest, *files, "--output", world / "a", "--password-stdin", **given).exit_code == 0
    prompted = _run("sign", manifest, *files, "--output", world / "b", **given)
    assert prompted.exit_code == 0
    assert people.PASSWORD not in prompted.output
    assert _run("sign", manifest, *files, "--password", people.PASSWORD).exit_code == 2


def test_a_terminal_gets_no_control_characters() -> None:
    """A certificate's holder may be a stranger's escape sequence."""
    assert printable("A\x1b[2J\u202eB") == "A\ufffd[2J\ufffdB"


def test_every_real_certificate_is_described(efirma_folder: Path) -> None:
    """All of the SAT's files in one call: a line each, right kinds, no exception."""
    files = sorted(efirma_folder.rglob("*.cer"))
    result = _run(
        "certificate",
        *files,
        "--json",
        OFICIALIA_TRUST=str(efirma_folder / "ca"),
        OFICIALIA_ALLOW_TEST_ANCHORS="1",
    )
    found = {Path(o["file"]).stem: o for o in _objects(result)}
    assert len(found) == len(files) == 37
    assert {stem: o["kind"] for stem, o in found.items()} == {
        stem: {"fiel": "efirma", "csd": "csd"}.get(stem.rpartition("_")[2], "other") for stem in found
    }
    assert found["CA_N_F770131PA3_fiel"]["rfc"] == "CAÑF770131PA3"
    assert found["CA_N_F770131PA3_fiel"]["holder"] == "FERNANDO CASTILLO ÑABARRO"
    assert "untrusted_issuer" not in found["EKU9003173C9_fiel"]["problems"]
