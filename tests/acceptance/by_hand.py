"""What anybody can check without this product: pdfsig, sha256sum and openssl, as LEAME.txt says."""

import io
import os
import subprocess
import zipfile
from pathlib import Path

_PLAIN = {**os.environ, "LC_ALL": "C.UTF-8"}


def _run(*command: str | Path, folder: Path) -> str:
    result = subprocess.run(command, cwd=folder, env=_PLAIN, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout + result.stderr


def expect_sealed(pdf: bytes, folder: Path) -> None:
    """Fail unless ``pdfsig`` says that the one signature of a PDF is valid and covers all of it."""
    (folder / "acuse.pdf").write_bytes(pdf)
    said = _run("pdfsig", "-nocert", "acuse.pdf", folder=folder)
    assert said.count("Signature Validation: Signature is Valid.") == 1, said
    assert "Total document signed" in said


def pdf_text(pdf: bytes, folder: Path) -> str:
    """Return the text of a PDF, runs of blanks as one."""
    (folder / "acuse.pdf").write_bytes(pdf)
    return " ".join(_run("pdftotext", "acuse.pdf", "-", folder=folder).split())


def unpack(package: bytes, folder: Path) -> Path:
    """Unpack an evidence package and return the folder with its manifest."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        archive.extractall(folder / "paquete")
    (manifest,) = (folder / "paquete").rglob("manifest-sha256.txt")
    return manifest.parent


def expect_package_stands(bag: Path) -> None:
    """Fail unless the files match the manifest and the signature is the certificate's over it."""
    checked = _run("sha256sum", "-c", "--strict", "manifest-sha256.txt", folder=bag).splitlines()
    lines = (bag / "manifest-sha256.txt").read_text(encoding="utf-8").splitlines()
    assert checked
    assert len(checked) == len(lines)
    assert all(line.endswith(": OK") for line in checked), checked
    _run("sha256sum", "-c", "--strict", "tagmanifest-sha256.txt", folder=bag)
    flags = "-verify -binary -inform DER -in firma.p7s -content manifest-sha256.txt -CAfile autoridades.pem"
    said = _run(
        "openssl", "cms", *flags.split(), "-partial_chain", "-purpose", "any", "-out", os.devnull, folder=bag
    )
    assert "CMS Verification successful" in said
