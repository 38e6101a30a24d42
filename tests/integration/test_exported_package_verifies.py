"""An evidence package as it is downloaded, checked by ``oficialia verify``."""

import hashlib
import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from console.cli.verify import verify
from core.clock import SystemClock
from core.domain.manifest import build_manifest
from core.receipts.package import PackageContents, PackageDocument, write_package
from core.signatures.certificate import read_certificate
from core.signatures.demo_authority import DemoAuthority
from core.signatures.private_key import read_private_key
from core.signatures.signing import sign_manifest
from tests.pki import people
from tests.receipts_samples import TEMPLATES

DOCUMENTS = {"Anexo ñ & %20;….pdf": b"anexo", "50%.pdf": b"mitad", "Escrito.pdf": b"escrito"}
APP = typer.Typer()
APP.command()(verify)


@pytest.fixture
def bag(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the extracted package of a filing signed today by a trusted authority's e.firma."""
    now = SystemClock().now()
    authority = DemoAuthority.create(now - timedelta(days=900))
    who = people.efirma(by=authority, not_before=now - timedelta(days=9), not_after=now + timedelta(days=9))
    trust = tmp_path / "trust" / "pruebas"
    trust.mkdir(parents=True)
    (trust / "ca.cer").write_bytes(authority.certificate_der)
    (trust / "ca.crl").write_bytes(authority.crl({}, at=now - timedelta(hours=1)))
    monkeypatch.setenv("OFICIALIA_TRUST", str(tmp_path / "trust"))
    monkeypatch.setenv("OFICIALIA_ALLOW_TEST_ANCHORS", "1")
    out = io.BytesIO()
    write_package(out, _contents(who), TEMPLATES)
    with zipfile.ZipFile(out) as archive:
        archive.extractall(tmp_path)
    return tmp_path / "PRO-00001-AAAA"


def _contents(who: people.Holder) -> PackageContents:
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in DOCUMENTS.items()}
    manifest, now = build_manifest(b"{}", digests), SystemClock().now()
    certificate = read_certificate(who.cer)
    return PackageContents(
        folio="PRO-00001-AAAA",
        organization="Institución de prueba",
        manifest=manifest,
        fields=b"{}",
        documents=tuple(_document(name, data) for name, data in DOCUMENTS.items()),
        cms=sign_manifest(manifest, certificate, read_private_key(who.key, people.PASSWORD), now),
        certificate=certificate.der,
        acuses={},
        authorities=b"",
        packed_at=now,
    )


def _document(name: str, data: bytes) -> PackageDocument:
    return PackageDocument(name, len(data), lambda: io.BytesIO(data))


def _verified(bag: Path) -> Result:
    files = [str(bag / "manifest-sha256.txt"), str(bag / "firma.p7s")]
    return CliRunner().invoke(APP, [*files, "--folder", str(bag)])


def test_an_exported_package_is_valid(bag: Path) -> None:
    """Names with per cent signs, blanks, ñ and an ellipsis are found under the names they were filed with."""
    assert {path.name for path in (bag / "data" / "documentos").iterdir()} == set(DOCUMENTS)
    result = _verified(bag)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("Firma VÁLIDA\n")


def test_a_missing_document_is_told_without_contradiction(bag: Path) -> None:
    """What is there did not change, one is missing, and no line says that all of them coincide."""
    (bag / "data" / "documentos" / "50%.pdf").unlink()
    result = _verified(bag)
    assert result.exit_code == 1
    assert "✔ Ninguno de los documentos guardados cambió después de la firma." in result.stdout
    assert "✖ Documentos firmados que faltan: 1 (50%.pdf)." in result.stdout
    assert "documentos guardados coinciden" not in result.stdout


def test_a_file_that_nobody_signed_is_told_whatever_its_name(bag: Path) -> None:
    """Also one whose name would end a manifest's line."""
    (bag / "data" / "documentos" / "a\nb.pdf").write_bytes(b"x")
    result = _verified(bag)
    assert result.exit_code == 1
    assert "✖ Documentos sin firmar: 1 (a\N{REPLACEMENT CHARACTER}b.pdf)." in result.stdout
