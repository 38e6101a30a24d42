"""The institution's seal, judged by poppler's pdfsig and by reading the file again."""

import io
import os
import shutil
import stat
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdf
import pytest
from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from core.errors import Refusal
from core.receipts.demo_seal import create_demo_seal
from core.receipts.refusals import SealKeyDoesNotMatch, SealNotFound, SealNotValidNow, SealUnreadable
from core.receipts.rendering import render_acuse
from core.receipts.seal import AUTHORITIES_FILE, CERTIFICATE_FILE, KEY_FILE, Seal, seal_pdf
from tests.prerequisites import missing
from tests.receipts_samples import SEALED_AT, SENT_AT, TEMPLATES, institucion, record, seal


@pytest.fixture(scope="module")
def rendered() -> bytes:
    """An acuse before it is sealed."""
    return render_acuse(record(), institucion(), TEMPLATES, seal=seal().identity)


@pytest.fixture(scope="module")
def sealed(rendered: bytes) -> bytes:
    """The same acuse, sealed."""
    return seal_pdf(rendered, seal(), SEALED_AT)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a demonstration seal."""
    folder = tmp_path_factory.mktemp("home") / "seal"
    create_demo_seal(folder, institucion(), SENT_AT)
    return folder


def _pdfsig(pdf: bytes, tmp_path: Path) -> str:
    if not shutil.which("pdfsig"):
        missing("pdfsig of poppler-utils")
    path = tmp_path / "acuse.pdf"
    path.write_bytes(pdf)
    environment = os.environ | {"TZ": "UTC", "LC_ALL": "C.UTF-8"}  # it prints local time
    done = subprocess.run(
        ["pdfsig", path], capture_output=True, text=True, check=False, timeout=60, env=environment
    )
    return done.stdout


def test_pdfsig_says_the_signature_is_valid(sealed: bytes, tmp_path: Path) -> None:
    """Another program finds the seal valid over the whole file, at our instant, and labelled as a demo."""
    report = _pdfsig(sealed, tmp_path)
    assert "Signature is Valid." in report
    assert "Total document signed" in report
    assert "Signing Time: Nov 20 2026 17:07:20" in report
    assert "ETSI.CAdES.detached" in report
    assert "CN=DEMOSTRACIÓN — sin validez" in report


def test_one_changed_byte_breaks_the_seal(sealed: bytes, tmp_path: Path) -> None:
    """The same program rejects the paper once a byte of its text differs."""
    position = sealed.index(b"/Title") + 12
    changed = sealed[:position] + bytes([sealed[position] ^ 1]) + sealed[position + 1 :]
    assert "Signature is Valid." not in _pdfsig(changed, tmp_path)


def test_seal_adds_to_the_file_and_keeps_its_metadata(rendered: bytes, sealed: bytes) -> None:
    """The rendered bytes stay in front, and the PDF/A declaration is not rewritten."""
    assert sealed.startswith(rendered)
    before, after = (pypdf.PdfReader(io.BytesIO(pdf)) for pdf in (rendered, sealed))
    assert _root(before)["/Metadata"].get_data() == _root(after)["/Metadata"].get_data()
    assert before.metadata == after.metadata
    assert len(sealed) - len(rendered) < 20_000


def _root(reader: pypdf.PdfReader) -> Any:  # noqa: ANN401 - pypdf types every value as the bare PdfObject
    return reader.root_object


def test_field_keeps_pdf_a_and_forbids_changes(sealed: bytes) -> None:
    """The widget prints nothing, lies off the page, and the seal certifies that no change is allowed."""
    root = _root(pypdf.PdfReader(io.BytesIO(sealed)))
    field = root["/AcroForm"]["/Fields"][0]
    assert field["/F"] == 4 + 128  # print, locked: PDF/A-2 asks for the first and forbids hidden
    assert all(coordinate < 0 for coordinate in field["/Rect"])
    signature = field["/V"]
    assert signature["/SubFilter"] == "/ETSI.CAdES.detached"
    assert root["/Perms"]["/DocMDP"] == signature
    assert signature["/Reference"][0]["/TransformParams"]["/P"] == 1


def test_cms_is_a_pades_baseline_signature(sealed: bytes) -> None:
    """The CMS binds the certificate (ESS v2), bears no signing-time attribute, and carries its issuer."""
    field = _root(pypdf.PdfReader(io.BytesIO(sealed)))["/AcroForm"]["/Fields"][0]
    content = cms.ContentInfo.load(bytes(field["/V"]["/Contents"]))["content"]
    names = {attribute["type"].native for attribute in content["signer_infos"][0]["signed_attrs"]}
    assert names >= {"content_type", "message_digest", "signing_certificate_v2"}
    assert "signing_time" not in names
    assert len(content["certificates"]) == 2


def test_demo_seal_is_private_and_labelled(installed: Path) -> None:
    """Only the owner may read the files; the authority's key is nowhere; the name tells what it is."""
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in installed.iterdir()}
    assert modes == {KEY_FILE: 0o600, CERTIFICATE_FILE: 0o600, AUTHORITIES_FILE: 0o600}
    assert stat.S_IMODE(installed.stat().st_mode) == 0o700
    made = Seal.load(installed)
    assert made.identity.demonstration
    assert made.identity.holder.startswith("DEMOSTRACIÓN — sin validez, Oficialía de Partes Electrónica")
    assert "key" not in repr(made)
    assert [path.name for path in installed.parent.iterdir()] == ["seal"]


def test_seal_is_never_replaced(installed: Path) -> None:
    """A second start finds the seal and leaves it, and no draft behind."""
    before = (installed / KEY_FILE).read_bytes()
    with pytest.raises(FileExistsError):
        create_demo_seal(installed, institucion(), SENT_AT)
    assert (installed / KEY_FILE).read_bytes() == before
    assert [path.name for path in installed.parent.iterdir()] == ["seal"]


def test_long_institution_names_fit_a_certificate(tmp_path: Path) -> None:
    """X.520 allows 64 characters; a longer name is cut, not refused."""
    long_name = replace(institucion(), name="Institución " * 12)
    made = create_demo_seal(tmp_path / "seal", long_name, SENT_AT)
    assert "Institución Institución" in made.identity.holder


@pytest.mark.parametrize("file", [KEY_FILE, CERTIFICATE_FILE, AUTHORITIES_FILE])
def test_absent_and_damaged_files_are_named(installed: Path, tmp_path: Path, file: str) -> None:
    """Which file is absent, and which is no PEM, is a fact of the refusal."""
    folder = tmp_path / "seal"
    shutil.copytree(installed, folder)
    (folder / file).write_bytes(b"not a PEM")
    with pytest.raises(SealUnreadable) as damaged:
        Seal.load(folder)
    (folder / file).unlink()
    with pytest.raises(SealNotFound) as absent:
        Seal.load(folder)
    assert damaged.value.facts == absent.value.facts == {"file": file}


def test_folder_in_place_of_a_file_is_unreadable(installed: Path, tmp_path: Path) -> None:
    """A file that is there and cannot be read is not reported as absent."""
    folder = tmp_path / "seal"
    shutil.copytree(installed, folder)
    (folder / KEY_FILE).unlink()
    (folder / KEY_FILE).mkdir()
    with pytest.raises(SealUnreadable):
        Seal.load(folder)


def test_key_of_another_seal_is_refused(installed: Path, tmp_path: Path) -> None:
    """A key and a certificate that are not a pair never seal."""
    folder = tmp_path / "seal"
    shutil.copytree(installed, folder)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    _write_key(folder / KEY_FILE, key, None)
    with pytest.raises(SealKeyDoesNotMatch):
        Seal.load(folder)


def test_operator_may_protect_the_key_with_a_password(installed: Path, tmp_path: Path) -> None:
    """An encrypted key opens with its password only."""
    folder = tmp_path / "seal"
    shutil.copytree(installed, folder)
    key = load_pem_private_key((installed / KEY_FILE).read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    _write_key(folder / KEY_FILE, key, b"secreta")
    assert Seal.load(folder, b"secreta").identity == Seal.load(installed).identity
    for password in (None, b"otra"):
        with pytest.raises(SealUnreadable):
            Seal.load(folder, password)
    with pytest.raises(SealUnreadable):
        Seal.load(installed, b"secreta")


def test_elliptic_curve_seal_is_valid_too(rendered: bytes, tmp_path: Path) -> None:
    """An institution whose seal is on P-256 seals as well, and pdfsig agrees."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Sello de la Oficialía")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 7, SENT_AT, SEALED_AT)
    certificate = builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
    (tmp_path / CERTIFICATE_FILE).write_bytes(certificate)
    (tmp_path / AUTHORITIES_FILE).write_bytes(certificate)
    _write_key(tmp_path / KEY_FILE, key, None)
    curve = Seal.load(tmp_path)
    assert not curve.identity.demonstration
    assert curve.identity.holder == "Sello de la Oficialía"
    assert "Signature is Valid." in _pdfsig(seal_pdf(rendered, curve, SEALED_AT), tmp_path)


def test_key_that_pdf_readers_do_not_know_is_refused(installed: Path, tmp_path: Path) -> None:
    """An Ed25519 key would make a seal that most readers cannot check."""
    folder = tmp_path / "seal"
    shutil.copytree(installed, folder)
    _write_key(folder / KEY_FILE, ed25519.Ed25519PrivateKey.generate(), None)
    with pytest.raises(SealUnreadable):
        Seal.load(folder)


def _write_key(path: Path, key: PrivateKeyTypes, password: bytes | None) -> None:
    encryption = BestAvailableEncryption(password) if password else NoEncryption()
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))


@pytest.mark.parametrize("days", [-31, 365 * 5])
def test_seal_out_of_its_dates_is_refused(rendered: bytes, days: int) -> None:
    """Before and after its validity the seal makes no paper that would not verify."""
    with pytest.raises(SealNotValidNow) as caught:
        seal_pdf(rendered, seal(), SENT_AT + timedelta(days=days))
    assert isinstance(caught.value, Refusal)
    assert caught.value.facts["not_before"] == "2026-10-21T16:07:20+00:00"
