"""``oficialia verify`` and ``certificate`` over the whole corpus and the SAT's files: verdict, exit code, no trace."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from console.cli.certificate import certificate
from console.cli.verify import verify
from core.domain.manifest import DOCUMENTS_FOLDER, FIELDS_PATH
from core.domain.verdict import Outcome
from core.signatures.asn1 import HOSTILE, cms
from core.signatures.certificate import read_certificate
from core.signatures.private_key import read_private_key
from core.signatures.profile import CertificateKind
from core.signatures.signing import sign_manifest
from tests.pki import people
from tests.pki.cases import LETTERS, Case, Situation
from tests.pki.corpus import CORPUS
from tests.pki.filings import Filing, filing
from tests.pki.ocsp_answers import HONEST, Lie
from tests.pki.served import Reply, served

APP = typer.Typer()
for _command in (certificate, verify):
    APP.command(_command.__name__)(_command)
EXIT = {"passed": 0, "failed": 1, "indeterminate": 3}
CONCLUSIONS = ("integridad", "firma", "identidad")
PROBLEMS = {
    "issuer_trusted": {"untrusted_issuer"},
    "certificate_in_force": {"expired", "not_yet_valid"},
    "certificate_is_efirma": {"csd", "firel", "not_efirma"},
    "key_strong": {"key_too_weak", "certificate_digest_too_weak"},
    "not_revoked": {"revoked"},
}
"""What ``certificate`` may call what a check of ``verify`` finds."""


@dataclass(frozen=True, slots=True)
class _Stopped:
    """A clock that stands still."""

    at: datetime

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Return what runs a command at an instant with a trust folder; an exception in it fails the test."""

    def running(at: datetime, *arguments: str | Path, ocsp_url: str = "") -> Result:
        for module in ("verify", "certificate"):
            monkeypatch.setattr(import_module(f"console.cli.{module}"), "SystemClock", lambda: _Stopped(at))
        environment = {
            "OFICIALIA_TRUST": str(tmp_path / "trust"),
            "OFICIALIA_ALLOW_TEST_ANCHORS": "1",
            "OFICIALIA_OCSP_URL": ocsp_url,
        }
        done = CliRunner().invoke(APP, [str(a) for a in arguments], env=environment)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert "Traceback" not in done.output
        return done

    return running


def _lay_out(folder: Path, situation: Situation) -> tuple[Path, Path]:
    """Write trust folder and bag as the situation has them; return the manifest's path and the signature's."""
    tests, bag = folder / "trust" / "pruebas", folder / "bolsa"
    tests.mkdir(parents=True)
    for kind, blobs in (("cer", situation.trusted), ("crl", situation.crls)):
        for number, data in enumerate(blobs):
            (tests / f"{number}.{kind}").write_bytes(data)
    return _bag(bag, situation.filing)


def _bag(bag: Path, filed: Filing) -> tuple[Path, Path]:
    (bag / DOCUMENTS_FOLDER).mkdir(parents=True)
    (bag / FIELDS_PATH).write_bytes(filed.fields)
    for name, data in filed.documents.items():
        (bag / DOCUMENTS_FOLDER / name).write_bytes(data)
    manifest, signature = bag / "manifest-sha256.txt", bag / "firma.p7s"
    manifest.write_bytes(filed.manifest)
    signature.write_bytes(filed.cms)
    return manifest, signature


def _object(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def _letters(found: dict[str, Any]) -> str:
    """Return the table's letters: of each conclusion the worst of its checks."""
    order = (Outcome.PASSED, Outcome.INDETERMINATE, Outcome.FAILED)
    ranks = [(c["conclusion"], order.index(Outcome(c["outcome"]))) for c in found["checks"]]
    return "".join(LETTERS[order[max(rank for of, rank in ranks if of == which)]] for which in CONCLUSIONS)


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: case.name)
def test_verify_says_of_each_case_what_the_table_says(
    case: Case, tmp_path: Path, run: Callable[..., Result]
) -> None:
    """As JSON and in words, with the account's RFC: the conclusions, the failed checks and the exit code."""
    situation = case.make()
    files = _lay_out(tmp_path, situation)
    account = ("--rfc", str(situation.filing.account_rfc))
    result = run(situation.filing.at, "verify", *files, *account, "--json")
    found = _object(result)
    assert _letters(found) == case.says, case.why
    assert {c["code"] for c in found["checks"] if c["outcome"] == "failed"} == case.fails, case.why
    assert result.exit_code == EXIT[found["outcome"]] == _expected(case.says)
    words = run(situation.filing.at, "verify", *files, *account)
    assert words.exit_code == result.exit_code
    assert words.stdout.startswith("Firma ")


def _expected(letters: str) -> int:
    return 1 if "F" in letters else 3 if "I" in letters else 0


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: case.name)
def test_certificate_says_of_each_signer_what_the_table_says(
    case: Case, tmp_path: Path, run: Callable[..., Result]
) -> None:
    """The certificate inside each signature: its problems are the checks about it that fail, and no others."""
    situation = case.make()
    _lay_out(tmp_path, situation)
    file = tmp_path / "firmante.cer"
    file.write_bytes(_first_certificate(situation.filing.cms))
    result = run(situation.filing.at, "certificate", file, "--json")
    problems = set(_object(result)["problems"])
    assert result.exit_code == (1 if problems else 0)
    words = run(situation.filing.at, "certificate", file)
    assert ("✔ Sin problemas." in words.stdout, words.exit_code) == (not problems, result.exit_code)
    if "not_a_certificate" in problems:
        assert case.fails & {"envelope_readable", "certificate_bound"} or not file.read_bytes(), case.why
        return
    found = {check for check, codes in PROBLEMS.items() if codes & problems}
    beyond = {"not_revoked"} if case.name == "revoked after signing" else set()
    assert found == (case.fails & set(PROBLEMS)) | beyond, case.why
    assert problems <= set().union(*PROBLEMS.values())


def _first_certificate(signature: bytes) -> bytes:
    """Return the first certificate in a CMS; what cannot be read is itself what is looked at."""
    try:
        held = cms.ContentInfo.load(signature)["content"]["certificates"]
        return bytes(held[0].chosen.dump())
    except (*HOSTILE, IndexError):
        return signature


@pytest.mark.parametrize(
    ("lie", "exit_code"),
    [
        (HONEST, 0),
        (Lie(status="revoked"), 1),
        (Lie(serial_plus=1), 3),
        (Lie(status="unknown"), 3),
    ],
)
def test_the_configured_responder_is_asked(
    lie: Lie, exit_code: int, tmp_path: Path, run: Callable[..., Result]
) -> None:
    """Without any list on disk its answer decides, as in the console; a lie decides nothing."""
    files = _lay_out(tmp_path, Situation(filing(people.person()), crls=()))
    (tmp_path / "persona.cer").write_bytes(people.person().cer)
    with served(Reply(lie.answer)) as running:
        result = run(people.NOW, "verify", *files, ocsp_url=running.url)
        judged = run(people.NOW, "certificate", tmp_path / "persona.cer", "--json", ocsp_url=running.url)
    assert result.exit_code == exit_code, result.output
    assert _object(judged)["problems"] == (["revoked"] if exit_code == 1 else [])
    assert len(running.questions) == 2


def test_a_name_that_is_no_text_breaks_nothing(tmp_path: Path, run: Callable[..., Result]) -> None:
    """A file named in bytes that are no UTF-8 lies among the documents: unsigned, and told without a trace."""
    manifest, signature = _lay_out(tmp_path, Situation(filing(people.person())))
    (manifest.parent / DOCUMENTS_FOLDER / "a\udcff\n\x1b[2J.pdf").write_bytes(b"x")
    result = run(people.NOW, "verify", manifest, signature, "--json")
    failed = {c["code"] for c in _object(result)["checks"] if c["outcome"] == "failed"}
    assert (failed, result.exit_code) == ({"documents_all_signed"}, 1)
    assert "\x1b" not in run(people.NOW, "verify", manifest, signature).stdout


def test_every_real_pair_signs_what_the_command_judges(
    efirma_folder: Path, tmp_path: Path, run: Callable[..., Result]
) -> None:
    """An e.firma in force at signing cannot be concluded on without revocation; a CSD is never valid."""
    tests = tmp_path / "trust" / "pruebas"
    tests.mkdir(parents=True)
    for authority in (efirma_folder / "ca" / "pruebas").glob("*.cer"):
        (tests / authority.name).write_bytes(authority.read_bytes())
    seen = []
    for path in sorted(efirma_folder.glob("v*/*.cer")):
        signer = read_certificate(path.read_bytes())
        key = read_private_key(path.with_suffix(".key").read_bytes(), "12345678a")
        made = filing(people.person()).manifest
        signed_at = signer.not_before + timedelta(days=1)
        filed = Filing(made, sign_manifest(made, signer, key, signed_at), signer.rfc or people.person().rfc)
        files = _bag(tmp_path / path.stem, filed)
        rfc = () if signer.rfc is None else ("--rfc", str(signer.rfc))
        result = run(datetime.now(signed_at.tzinfo), "verify", *files, *rfc, "--json")
        failed = {c["code"] for c in _object(result)["checks"] if c["outcome"] == "failed"}
        expected = set() if signer.kind is CertificateKind.EFIRMA else {"certificate_is_efirma"}
        assert (path.name, failed, result.exit_code) == (path.name, expected, 1 if expected else 3)
        seen.append(signer.kind)
    assert seen.count(CertificateKind.EFIRMA) >= 11
