"""Archives that swell, nest, overlap, lie and climb (PKWARE APPNOTE 6.3), and Office packages made of them."""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping

from tests.documents_samples import docx, package, xlsx
from tests.hostile.sample import Hostile, Maker

_MIB = 1024 * 1024
_REFUSED = ("type_not_admitted",)


def _entry(
    name: bytes, data: bytes, size: int, at: int, *, flags: int = 0, checksum: int = 0
) -> tuple[bytes, bytes]:
    """Return the local header with the data, and the central one, of a deflated entry that claims ``size``."""
    shared = struct.pack("<HHHHHIIIHH", 20, flags, 8, 0, 0x21, checksum, len(data), size, len(name), 0)
    local = b"PK\x03\x04" + shared + name + data
    central = b"PK\x01\x02" + struct.pack("<H", 20) + shared + struct.pack("<HHHII", 0, 0, 0, 0, at) + name
    return local, central


def _with_directory(body: bytes, centrals: Iterable[bytes], count: int) -> bytes:
    directory = b"".join(centrals)
    end = struct.pack("<HHHHIIH", 0, 0, count & 0xFFFF, count & 0xFFFF, len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


def _zeros(mebibytes: int) -> bytes:
    """Return raw deflate data of that many MiB of zeros, made in no time: each MiB is the same block."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packer.compress(bytes(_MIB))
    packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(_MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    return block * mebibytes + b"\x03\x00"


def _repacked(original: bytes, more: Mapping[str, tuple[bytes, int]], *, overlap: bool = False) -> bytes:
    """Return a package with more parts: name → deflated data and its size; all at one place if they overlap."""
    with zipfile.ZipFile(io.BytesIO(original)) as archive:
        parts = {name: (_deflated(archive.read(name)), archive.getinfo(name)) for name in archive.namelist()}
    body = b""
    centrals: list[bytes] = []
    for name, (data, info) in parts.items():
        local, central = _entry(name.encode(), data, info.file_size, len(body), checksum=info.CRC)
        body, centrals = body + local, [*centrals, central]
    at = len(body)
    for name, (data, size) in more.items():
        local, central = _entry(name.encode(), data, size, at if overlap else len(body))
        body = body if overlap and len(body) > at else body + local
        centrals.append(central)
    return _with_directory(body, centrals, len(centrals))


def _deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def ratio() -> Hostile:
    """A gibibyte of zeros in a mebibyte."""
    local, central = _entry(b"ceros.txt", _zeros(1024), 1024 * _MIB, 0)
    return Hostile("bomba.zip", _with_directory(local, [central], 1), _REFUSED)


def nested() -> Hostile:
    """Twenty archives, one in the other, ten of each."""
    inner = package({"a.txt": bytes(_MIB)})
    for _ in range(20):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(10):
                archive.writestr(f"{number}.zip", inner)
        inner = out.getvalue()
        if len(inner) > _MIB:
            break
    return Hostile("muñecas.zip", inner, _REFUSED)


def overlapping() -> Hostile:
    """Sixty thousand names for the same deflated mebibytes (D. Fifield, «A better zip bomb», 2019)."""
    data = _zeros(10)
    local, _ = _entry(b"0", data, 10 * _MIB, 0)
    centrals = [_entry(b"%d" % n, data, 10 * _MIB, 0)[1] for n in range(60_000)]
    return Hostile("encimado.zip", _with_directory(local, centrals, 60_000), _REFUSED)


def overlapping_word() -> Hostile:
    """The same as a Word document, each name within every limit."""
    data = _zeros(1)
    more = {f"word/media/{n}": (data, _MIB) for n in range(60)}
    return Hostile("encimado.docx", _repacked(docx(), more, overlap=True), ("expands_too_much|damaged",))


def overlapping_word_at_large() -> Hostile:
    """The same, five thousand times ten MiB."""
    data = _zeros(10)
    more = {f"word/media/{n}": (data, 10 * _MIB) for n in range(5_000)}
    return Hostile("muy encimado.docx", _repacked(docx(), more, overlap=True), ("expands_too_much",))


def many_entries() -> Hostile:
    """Seventy thousand entries: more than the old directory can count."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for number in range(70_000):
            archive.writestr(zipfile.ZipInfo(f"{number}.txt"), b"")
    return Hostile("setenta mil.zip", out.getvalue(), _REFUSED)


def lies_about_sizes() -> Hostile:
    """Zip64 sizes of nine million million million bytes, and offsets beyond the end."""
    extra = struct.pack("<HHQQQ", 1, 24, 2**63 - 1, 2**63 - 1, 2**63 - 1)
    name = b"enorme.txt"
    shared = struct.pack("<HHHHHIIIHH", 45, 0, 8, 0, 0x21, 0, 0xFFFFFFFF, 0xFFFFFFFF, len(name), len(extra))
    local = b"PK\x03\x04" + shared + name + extra + b"\x03\x00"
    central = (
        b"PK\x01\x02"
        + struct.pack("<H", 45)
        + shared
        + struct.pack("<HHHII", 0, 0, 0, 0, 0xFFFFFFFF)
        + name
        + extra
    )
    return Hostile("mentira.zip", _with_directory(local, [central], 1), _REFUSED)


def lies_about_its_directory() -> Hostile:
    """A zip64 end record that points at itself and claims 2^62 entries."""
    record = b"PK\x06\x06" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, 2**62, 2**62, 2**62, 0)
    locator = b"PK\x06\x07" + struct.pack("<IQI", 0, 0, 1)
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return Hostile("directorio.docx", b"PK\x03\x04" + bytes(40) + record + locator + end, ("damaged",))


def climbs() -> Hostile:
    """Names that leave the folder they would be unpacked into, and a link to a password file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in (
            "../../../../tmp/fuera.txt",
            "/etc/cron.d/fuera",
            "C:\\fuera.txt",
            "..\\..\\fuera.txt",
            "\u202efdp.exe",
        ):
            archive.writestr(name, "fuera")
        link = zipfile.ZipInfo("enlace")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return Hostile("trepa.zip", out.getvalue(), _REFUSED)


def word_that_climbs() -> Hostile:
    """A Word document whose picture lies in /etc, by its relationship."""
    relationship = (
        '<Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"'
        ' Target="../../../../../../etc/passwd"/>'
    )
    body = (
        '<w:p><w:r><w:drawing><a:graphic><a:graphicData><pic:pic xmlns:pic="http://schemas.openxmlformats.org/'
        'drawingml/2006/picture"><pic:blipFill><a:blip r:embed="r9"/></pic:blipFill></pic:pic></a:graphicData>'
        "</a:graphic></w:drawing></w:r></w:p>"
    )
    parts = {"../../../../../../etc/passwd": "root:x:0:0"}
    return Hostile("trepa.docx", docx(body, parts, relationship))


def said_twice() -> Hostile:
    """A Word document with two main parts of the same name: which one is read?"""
    out = io.BytesIO(docx())
    with zipfile.ZipFile(out, "a") as archive:
        with_name = zipfile.ZipInfo("word/document2.xml")
        archive.writestr(with_name, "<w:document/>")
    data = out.getvalue().replace(b"word/document2.xml", b"word/document.xml\0")
    return Hostile("dos veces.docx", data)


def locked() -> Hostile:
    """An archive whose entries are marked as encrypted."""
    local, central = _entry(b"secreto.txt", bytes(40), 28, 0, flags=1)
    return Hostile("cifrado.zip", _with_directory(local, [central], 1), _REFUSED)


def without_directory() -> Hostile:
    """A Word document without its last third."""
    data = docx()
    return Hostile("sin directorio.docx", data[: len(data) * 2 // 3], ("damaged|truncated",))


def with_hidden_end() -> Hostile:
    """An archive whose comment holds another archive's end."""
    inside = package({"otro.txt": "otro"})
    data = bytearray(package({"uno.txt": "uno"}))
    data[-2:] = struct.pack("<H", len(inside))
    return Hostile("dos finales.zip", bytes(data) + inside, _REFUSED)


def squeezed() -> Hostile:
    """A gzip bomb."""
    return Hostile("bomba.gz", gzip.compress(bytes(64 * _MIB), 9), _REFUSED)


def swelling_workbook() -> Hostile:
    """A workbook of a mebibyte with a part of a gibibyte."""
    book = _repacked(xlsx([["a"]]), {"xl/media/x.xml": (_zeros(1024), 1024 * _MIB)})
    return Hostile("bomba.xlsx", book, ("expands_too_much",))


def swelling_word() -> Hostile:
    """A Word document whose main part says that it is small and is a gibibyte."""
    more = {"word/document2.xml": (_zeros(1024), 1000)}
    return Hostile("bomba que miente.docx", _repacked(docx(), more), ("damaged|expands_too_much",))


MAKERS: tuple[Maker, ...] = (
    *(ratio, nested, overlapping, overlapping_word, many_entries, lies_about_sizes, lies_about_its_directory),
    *(climbs, word_that_climbs, said_twice, locked, without_directory, with_hidden_end, squeezed),
    *(swelling_workbook, swelling_word, overlapping_word_at_large),
)
