"""The evidence package, checked with sha256sum, openssl, pdfsig and bagit.py."""

import hashlib
import io
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import pytest

from core.domain.manifest import build_manifest
from core.receipts.package import PackageContents, PackageDocument, write_package
from core.receipts.refusals import DocumentDiffersFromManifest, PackageNotComplete, UnsafeDocumentName
from core.receipts.rendering import render_acuse
from core.receipts.seal import seal_pdf
from core.signatures.certificate import read_certificate
from core.signatures.demo_authority import DemoAuthority
from core.signatures.private_key import read_private_key
from core.signatures.signing import sign_manifest
from tests.prerequisites import missing
from tests.receipts_samples import FIELDS, SEALED_AT, SENT_AT, TEMPLATES, institucion, record, seal

BYTES = {
    "Escrito inicial.pdf": b"%PDF-1.7 escrito" * 100_000,
    "Año 2025 – «único».txt": "ñandú".encode(),
    "vacío.txt": b"",
}
FOLIO = "PRO-01228-P7X7"


@pytest.fixture(scope="module")
def contents() -> PackageContents:
    """A filing signed with a demonstration e.firma, with its sealed acuse."""
    return signed_contents(BYTES)


def signed_contents(documents: Mapping[str, bytes]) -> PackageContents:
    """Return the contents of a package whose every part is real."""
    manifest = build_manifest(
        FIELDS, {name: hashlib.sha256(data).hexdigest() for name, data in documents.items()}
    )
    authority = DemoAuthority.create(SENT_AT - timedelta(days=400))
    issued = authority.issue_efirma(
        "ÍÑIGO NÚÑEZ IBÁÑEZ",
        "NUII800101AB1",
        "NUII800101HDFXBX09",
        not_before=SENT_AT - timedelta(days=300),
        not_after=SENT_AT + timedelta(days=1160),
        password="12345678a",
    )
    certificate = read_certificate(issued.cer)
    cms = sign_manifest(manifest, certificate, read_private_key(issued.key, "12345678a"), SENT_AT)
    acuse = render_acuse(record(), institucion(), TEMPLATES, seal=seal().identity)
    return PackageContents(
        folio=FOLIO,
        organization="Institución de demostración\nBag-Size: forged",
        manifest=manifest,
        fields=FIELDS,
        documents=tuple(_document(name, data) for name, data in documents.items()),
        cms=cms,
        certificate=certificate.der,
        acuses={"acuse-recepcion.pdf": seal_pdf(acuse, seal(), SEALED_AT)},
        authorities=pem(authority.certificate_der),
        packed_at=SENT_AT,
    )


def pem(der: bytes) -> bytes:
    """Return a DER certificate as openssl writes it in PEM."""
    done = subprocess.run(
        ["openssl", "x509", "-inform", "DER"], input=der, capture_output=True, check=True, timeout=60
    )
    return done.stdout


def _document(name: str, data: bytes) -> PackageDocument:
    return PackageDocument(name, len(data), lambda: io.BytesIO(data))


def _packed(contents: PackageContents) -> bytes:
    out = io.BytesIO()
    write_package(out, contents, TEMPLATES)
    return out.getvalue()


@pytest.fixture(scope="module")
def bag(contents: PackageContents, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, extracted by Python's own unzip."""
    folder = tmp_path_factory.mktemp("extracted")
    with zipfile.ZipFile(io.BytesIO(_packed(contents))) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    return folder / FOLIO


def _run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=120, env=environment
    )


@pytest.mark.parametrize(("manifest", "lines"), [("manifest-sha256.txt", 4), ("tagmanifest-sha256.txt", 8)])
def test_sha256sum_confirms_every_file(bag: Path, manifest: str, lines: int) -> None:
    """Coreutils finds each file of both manifests whole."""
    done = _run(bag, "sha256sum", "-c", manifest)
    assert done.returncode == 0, done.stderr
    assert [line[-4:] for line in done.stdout.splitlines()] == [": OK"] * lines


def test_bagit_validates_the_bag(bag: Path) -> None:
    """The reference implementation of RFC 8493 accepts the bag, and rejects it once a byte differs."""
    bagit = str(Path(sys.executable).with_name("bagit.py"))
    assert _run(bag, sys.executable, bagit, "--validate", ".").returncode == 0
    target = bag / "data" / "documentos" / "vacío.txt"
    target.write_bytes(b"x")
    try:
        assert _run(bag, sys.executable, bagit, "--validate", ".").returncode == 1
    finally:
        target.write_bytes(b"")


def test_commands_of_the_readme_confirm_the_package(bag: Path) -> None:
    """Whoever types the commands of LEAME.txt sees what it announces."""
    if not shutil.which("pdfsig"):
        missing("pdfsig of poppler-utils")
    commands = _readme_commands(bag)
    outputs = [_run(bag, "bash", "-c", command) for command in commands]
    assert [done.returncode for done in outputs] == [0] * len(commands), [done.stderr for done in outputs]
    said = "".join(done.stdout + done.stderr for done in outputs)
    assert "CMS Verification successful" in said
    assert "signingTime" in said
    assert "Signature is Valid." in said
    assert "Total document signed" in said


def _readme_commands(bag: Path) -> list[str]:
    lines = (bag / "LEAME.txt").read_text("utf-8").replace("\\\n", " ").splitlines()
    commands = [line.strip() for line in lines if line.startswith("     ") and "bagit.py" not in line]
    assert len(commands) == 6
    return commands


def test_signed_bytes_are_the_manifest(bag: Path, contents: PackageContents) -> None:
    """What was signed is in the package byte for byte, and so are signature and certificate."""
    assert (bag / "manifest-sha256.txt").read_bytes() == contents.manifest
    assert (bag / "firma.p7s").read_bytes() == contents.cms
    assert (bag / "certificado.cer").read_bytes() == contents.certificate
    assert (bag / "data" / "promocion.json").read_bytes() == FIELDS


def test_bag_info_keeps_one_line_for_each_label(bag: Path, contents: PackageContents) -> None:
    """The institution's name cannot add labels; the Oxum counts bytes and files of the payload."""
    size = len(FIELDS) + sum(each.size_bytes for each in contents.documents)
    assert (bag / "bag-info.txt").read_text("utf-8").splitlines() == [
        "Source-Organization: Institución de demostración Bag-Size: forged",
        "External-Identifier: PRO-01228-P7X7",
        "Bagging-Date: 2026-11-20",
        f"Payload-Oxum: {size}.4",
    ]


def test_same_contents_make_the_same_bytes(contents: PackageContents) -> None:
    """Order and dates of the entries do not depend on when or in which order they came."""
    turned = replace(contents, documents=contents.documents[::-1])
    assert _packed(contents) == _packed(turned)


def test_package_streams_forward(contents: PackageContents) -> None:
    """It needs an output that can be written only, and asks for document bytes piece by piece."""
    sizes: list[int] = []
    data = BYTES["Escrito inicial.pdf"]

    class Source(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            sizes.append(size or 0)
            return super().read(size)

    def opened() -> BinaryIO:
        return Source(data)

    first = replace(contents.documents[0], open=opened)
    out = Forward()
    write_package(out, replace(contents, documents=(first, *contents.documents[1:])), TEMPLATES)
    assert zipfile.ZipFile(io.BytesIO(out.getvalue())).testzip() is None
    assert set(sizes) == {1024 * 1024}


class Forward(io.BytesIO):
    """An output like an HTTP response: it cannot be asked where it is, nor go back."""

    def seekable(self) -> bool:
        """Say no."""
        return False

    def tell(self) -> int:
        """Refuse."""
        raise OSError("not seekable")

    def seek(self, *_where: int) -> int:
        """Refuse."""
        raise OSError("not seekable")


@pytest.mark.parametrize("stored", [b"%PDF-1.7 otro", b"", BYTES["Escrito inicial.pdf"] + b"\n"])
def test_document_that_was_not_signed_leaves_no_archive(contents: PackageContents, stored: bytes) -> None:
    """Bytes that differ from the signed digest stop the package, and what was written does not open."""
    wrong = PackageDocument("Escrito inicial.pdf", len(stored), lambda: io.BytesIO(stored))
    out = io.BytesIO()
    with pytest.raises(DocumentDiffersFromManifest) as caught:
        write_package(out, replace(contents, documents=(wrong, *contents.documents[1:])), TEMPLATES)
    assert caught.value.facts == {"name": "Escrito inicial.pdf"}
    assert not zipfile.is_zipfile(out)


def test_store_that_fails_midway_leaves_no_archive(contents: PackageContents) -> None:
    """A disk error reaches the caller, and the half-written package does not look whole."""

    def fails() -> BinaryIO:
        raise OSError("disk")

    broken = replace(contents.documents[0], open=fails)
    out = io.BytesIO()
    with pytest.raises(OSError, match="disk"):
        write_package(out, replace(contents, documents=(broken, *contents.documents[1:])), TEMPLATES)
    assert not zipfile.is_zipfile(out)


def test_fields_that_were_not_signed_are_refused(contents: PackageContents) -> None:
    """The data of the promoción are held against the manifest too."""
    with pytest.raises(DocumentDiffersFromManifest) as caught:
        _packed(replace(contents, fields=b"{}"))
    assert caught.value.facts == {"name": "data/promocion.json"}


def test_manifest_and_documents_must_agree(contents: PackageContents) -> None:
    """A document too many or too few is refused before a byte is written, and named."""
    extra = _document("extra.pdf", b"x")
    out = io.BytesIO()
    with pytest.raises(PackageNotComplete) as more:
        write_package(out, replace(contents, documents=(*contents.documents, extra)), TEMPLATES)
    with pytest.raises(PackageNotComplete) as fewer:
        write_package(out, replace(contents, documents=contents.documents[1:]), TEMPLATES)
    assert more.value.facts == {"name": "data/documentos/extra.pdf"}
    assert fewer.value.facts == {"name": "data/documentos/Escrito inicial.pdf"}
    assert out.getvalue() == b""


@pytest.mark.parametrize(
    "name",
    ["../x", "a/../../x", "/etc/x", "a//x", "a/.", "..", "a\\x", "..\\x", "C:x", "a\nb", "a\x00b", "", "a/"],
)
def test_name_that_leaves_the_folder_is_refused(contents: PackageContents, name: str) -> None:
    """No entry of the package can be extracted outside it, whatever was admitted before."""
    with pytest.raises(UnsafeDocumentName):
        _packed(replace(contents, documents=(_document(name, b"x"),)))


@pytest.mark.parametrize("change", [{"folio": "../PRO"}, {"folio": ""}, {"acuses": {"../acuse-x.pdf": b""}}])
def test_our_own_names_are_checked_too(contents: PackageContents, change: Mapping[str, object]) -> None:
    """Folder and acuses have the form the package's reader expects."""
    with pytest.raises(ValueError, match=r"^(folio|acuses)$"):
        _packed(replace(contents, **change))  # type: ignore[arg-type]  # deliberately loose


@pytest.mark.parametrize("name", ["avance 50%.txt", "50%", "Anexo ñ & %20;….pdf", "a%41%2.pdf", "%s%n.txt"])
def test_percent_sign_in_a_name_is_found_by_both_programs(tmp_path: Path, name: str) -> None:
    """The file bears the name it was filed under, and both programs find it (docs/decisions/0006)."""
    packed = _packed(signed_contents({name: b"x"}))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(tmp_path)
    assert (tmp_path / FOLIO / "data" / "documentos" / name).read_bytes() == b"x"
    bagit = str(Path(sys.executable).with_name("bagit.py"))
    assert _run(tmp_path / FOLIO, sys.executable, bagit, "--validate", ".").returncode == 0
    assert _run(tmp_path / FOLIO, "sha256sum", "-c", "manifest-sha256.txt").returncode == 0
