"""The evidence package: a BagIt bag (RFC 8493) in a ZIP, checkable without this product.

The payload manifest is, byte for byte, the file that the filer signed; signature, certificates, acuses
and instructions are tag files. Documents are streamed and hashed on the way, so the package of a filing
with 200 large documents takes no memory, and never holds a byte that was not signed.
"""

import hashlib
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from string import Template
from typing import BinaryIO, Protocol

from core.domain.manifest import FIELDS_PATH, document_path, parse_manifest
from core.receipts.refusals import DocumentDiffersFromManifest, PackageNotComplete, UnsafeDocumentName

README_TEMPLATE = "leame.txt"
_FIRST_FURTHER = 6
"""LEAME.txt has five steps that every package has."""
_NO_EFFORT = 0
"""Deflate blocks that only store: PDF, Word and JPEG are compressed already. 300 MB/s instead of 23."""
_CHUNK_BYTES = 1024 * 1024
_BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\]")
_DRIVE = re.compile(r"[A-Za-z]:")
_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_ACUSE = re.compile(r"acuse-[a-z0-9-]+\.pdf")
_EVIDENCE = re.compile(r"(revocation/)?[a-z0-9-]+\.(der|json|tsr)")


class Writable(Protocol):
    """Where a package goes: a file, a response on its way."""

    def write(self, data: bytes, /) -> int:
        """Take bytes; return how many."""
        ...

    def flush(self) -> None:
        """Pass on what is held back."""
        ...


@dataclass(frozen=True, slots=True)
class PackageDocument:
    """A document of the promoción; ``open`` returns its stored bytes, and is called once."""

    name: str
    size_bytes: int
    open: Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class PackageContents:
    """What goes into the package.

    Attributes:
        folio: name of the bag's folder, ``PRO-01228-P7X7``.
        organization: who packs, for ``bag-info.txt``.
        manifest: the signed bytes.
        fields: the bytes of ``data/promocion.json``.
        documents: in any order.
        cms: the detached signature, DER.
        certificate: the signer's certificate, DER.
        acuses: file name ``acuse-….pdf`` → sealed bytes.
        authorities: anchors of the signer's chain, PEM, for ``openssl cms -verify -CAfile``.
        packed_at: date of every entry, so that the same contents make the same bytes.
        evidence: further tag files by path: ``revocation/….der``, ``revocation/consultas.json``,
            ``timestamp.tsr``.
    """

    folio: str
    organization: str
    manifest: bytes
    fields: bytes
    documents: tuple[PackageDocument, ...]
    cms: bytes
    certificate: bytes
    acuses: Mapping[str, bytes]
    authorities: bytes
    packed_at: datetime
    evidence: Mapping[str, bytes] = field(default_factory=dict)


def write_package(out: Writable, contents: PackageContents, template_folder: Path) -> None:
    """Write the package to ``out``, which need not be seekable.

    A refusal after the first byte leaves a truncated ZIP that no program opens, never one that looks
    whole; the caller throws it away.

    Raises:
        UnsafeDocumentName: a name that would leave the package's folder.
        PackageNotComplete: manifest and documents do not name the same files.
        DocumentDiffersFromManifest: stored bytes are not the signed ones.
        ValueError: the manifest is malformed, or folio or the name of an acuse or of evidence has not its form.
    """
    digests = _check(contents)
    outlet = _Outlet(out)
    archive = zipfile.ZipFile(outlet, "w")
    try:
        _write(archive, contents, digests, _tag_files(contents, template_folder))
    except BaseException:
        outlet.cut = True  # ZipFile would still write its directory, at the latest when collected
        raise
    finally:
        archive.close()


class _Outlet:
    """Passes writes on until it is cut. Not seekable: ZipFile then writes strictly forward."""

    def __init__(self, out: Writable) -> None:
        self._out = out
        self.cut = False

    def write(self, data: bytes) -> int:
        if not self.cut:
            self._out.write(data)
        return len(data)

    def flush(self) -> None:
        if not self.cut:
            self._out.flush()

    def close(self) -> None:
        """ZipFile's protocol asks for it; closing ``out`` is its owner's business."""


def _check(contents: PackageContents) -> Mapping[str, str]:
    """Return the manifest as path → digest, once it is sure that documents and manifest agree."""
    if not _FOLDER.fullmatch(contents.folio):
        raise ValueError("folio")
    if not all(_ACUSE.fullmatch(name) for name in contents.acuses):
        raise ValueError("acuses")
    if not all(_EVIDENCE.fullmatch(name) for name in contents.evidence):
        raise ValueError("evidence")
    for document in contents.documents:
        _check_name(document.name)
    digests = {entry.path: entry.sha256 for entry in parse_manifest(contents.manifest)}
    paths = {document_path(document.name) for document in contents.documents} | {FIELDS_PATH}
    if different := sorted(paths ^ digests.keys()):
        raise PackageNotComplete(name=different[0])
    if hashlib.sha256(contents.fields).hexdigest() != digests[FIELDS_PATH]:
        raise DocumentDiffersFromManifest(name=FIELDS_PATH)
    return digests


def _check_name(name: str) -> None:
    """Refuse what an extractor could take as a way out, though names were checked when admitted."""
    parts = name.split("/")
    if _UNSAFE.search(name) or _DRIVE.match(name) or not {"", ".", ".."}.isdisjoint(parts):
        raise UnsafeDocumentName(name=name)


def _tag_files(contents: PackageContents, template_folder: Path) -> dict[str, bytes]:
    files = {
        "bagit.txt": _BAGIT,
        "bag-info.txt": _bag_info(contents),
        "manifest-sha256.txt": contents.manifest,
        "LEAME.txt": _readme(contents, template_folder),
        "firma.p7s": contents.cms,
        "certificado.cer": contents.certificate,
        "autoridades.pem": contents.authorities,
        **{name: contents.acuses[name] for name in sorted(contents.acuses)},
        **{name: contents.evidence[name] for name in sorted(contents.evidence)},
    }
    lines = (f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return files | {"tagmanifest-sha256.txt": "".join(lines).encode("utf-8")}


def _bag_info(contents: PackageContents) -> bytes:
    size = len(contents.fields) + sum(document.size_bytes for document in contents.documents)
    # A label's value goes on one line: whatever breaks lines in the organization's name is a blank here.
    organization = " ".join(contents.organization.split())
    lines = (
        f"Source-Organization: {organization}",
        f"External-Identifier: {contents.folio}",
        f"Bagging-Date: {contents.packed_at.astimezone(UTC):%Y-%m-%d}",
        f"Payload-Oxum: {size}.{len(contents.documents) + 1}",
    )
    return "".join(f"{line}\n" for line in lines).encode("utf-8")


def _readme(contents: PackageContents, template_folder: Path) -> bytes:
    text = (template_folder / README_TEMPLATE).read_text("utf-8")
    seals = "\n".join(f"     pdfsig {name}" for name in sorted(contents.acuses))
    further = _further_steps(contents, template_folder)
    return Template(text).substitute(folio=contents.folio, pdfsig=seals, further=further).encode("utf-8")


def _further_steps(contents: PackageContents, template_folder: Path) -> str:
    """Return the instructions for evidence that not every package has, numbered after the others."""
    answers = sorted(name for name in contents.evidence if name.endswith(".der"))
    commands = "\n".join(f"     openssl ocsp -respin {name} -noverify -resp_text" for name in answers)
    steps: list[str] = []
    if answers:
        steps.append(_step(template_folder, "leame-revocation.txt", _FIRST_FURTHER, commands=commands))
    if "timestamp.tsr" in contents.evidence:
        steps.append(_step(template_folder, "leame-timestamp.txt", _FIRST_FURTHER + len(steps)))
    return "".join(steps)


def _step(template_folder: Path, name: str, number: int, **values: str) -> str:
    return Template((template_folder / name).read_text("utf-8")).substitute(number=number, **values)


def _write(
    archive: zipfile.ZipFile,
    contents: PackageContents,
    digests: Mapping[str, str],
    tag_files: Mapping[str, bytes],
) -> None:
    for name, data in tag_files.items():
        archive.writestr(_entry(contents, name), data)
    archive.writestr(_entry(contents, FIELDS_PATH), contents.fields)
    for document in sorted(contents.documents, key=lambda each: each.name):
        _write_document(archive, contents, document, digests[document_path(document.name)])


def _write_document(
    archive: zipfile.ZipFile, contents: PackageContents, document: PackageDocument, expected: str
) -> None:
    entry = _entry(contents, document_path(document.name))
    entry.file_size = document.size_bytes  # tells ZipFile whether the entry needs ZIP64
    digest = hashlib.sha256()
    with document.open() as source, archive.open(entry, "w") as target:
        for chunk in _chunks(source):
            digest.update(chunk)
            target.write(chunk)
    if digest.hexdigest() != expected:
        raise DocumentDiffersFromManifest(name=document.name)


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    while chunk := source.read(_CHUNK_BYTES):
        yield chunk


def _entry(contents: PackageContents, path: str) -> zipfile.ZipInfo:
    moment = contents.packed_at.astimezone(UTC)
    date_time = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
    entry = zipfile.ZipInfo(f"{contents.folio}/{path}", date_time)
    entry.compress_type = zipfile.ZIP_DEFLATED  # a streamed entry that is only stored stops Java's readers
    entry._compresslevel = _NO_EFFORT  # type: ignore[attr-defined]  # noqa: SLF001 - public from Python 3.13 on
    entry.external_attr = 0o644 << 16
    return entry
