"""What in an Office Open XML package acts by itself: told by names, types, relationships, fields and formulas."""

import contextlib
import re
import xml.parsers.expat
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from core.documents.findings import ActiveKind

_MAX_LISTED_BYTES = 4 * 1024 * 1024
_BY_NAME = (
    (re.compile(r"vbaproject.*\.bin$|(^|/)vbadata\.xml$|macrosheets/", re.IGNORECASE), ActiveKind.MACROS),
    (re.compile(r"(^|/)(embeddings/.*|activex/.*\.(bin|xml))$", re.IGNORECASE), ActiveKind.OLE_OBJECTS),
    (re.compile(r"(^|/)(externallinks/|connections\.xml$)", re.IGNORECASE), ActiveKind.EXTERNAL_RESOURCES),
)
# By what the package calls them, since a part may bear any name (ISO 29500-2 §10.1.2).
_BY_TYPE = (
    ("application/vnd.ms-office.vbaproject", ActiveKind.MACROS),
    ("application/vnd.ms-excel.macrosheet+xml", ActiveKind.MACROS),
    ("application/vnd.openxmlformats-officedocument.oleobject", ActiveKind.OLE_OBJECTS),
    ("application/vnd.ms-office.activex", ActiveKind.OLE_OBJECTS),
)
# By how parts refer to each other (ISO 29500-1 §11.3, §12.3, §15.2; [MS-OFFMACRO2] §2.2): the last of a type's words.
_BY_RELATIONSHIP = {
    **dict.fromkeys(("vbaproject", "wordvbadata", "xlmacrosheet", "xlintlmacrosheet"), ActiveKind.MACROS),
    **dict.fromkeys(("oleobject", "package", "control", "activexcontrolbinary"), ActiveKind.OLE_OBJECTS),
    **dict.fromkeys(("externallink", "connections", "querytable"), ActiveKind.EXTERNAL_RESOURCES),
    "afchunk": ActiveKind.EMBEDDED_FILES,
}
_TYPES = "[content_types].xml"
# A field's instruction (ISO 29500-1 §17.16) may be cut into runs anywhere: its letters are put together first.
# Word also makes text of the numbers of characters: QUOTE 68 68 69.
_DDE = re.compile(r"(?:^|\n)\s*DDE(?:AUTO)?\b|\bQUOTE(?:\s+\d{1,3}\b){3}", re.IGNORECASE)
_FETCHES = re.compile(
    r"(?:^|\n)\s*INCLUDE(?:PICTURE|TEXT)\b[^\n]*?(?:https?:|ftp:|file:|\\\\)"
    r"|(?:^|\n)=[^\n]*?\b(?:WEBSERVICE|IMAGE|RTD)\s*\(",
    re.IGNORECASE,
)
# Names stand in the bytes as they are, and so do the letters of a formula unless they are written otherwise.
_NAMES = (b"instr", b"ddeLink")
_FORMULA = re.compile(rb"[<:]f[\s>][^<]*?(?:&#|<!|[Ww][Ee][Bb][Ss]|[Ii][Mm][Aa][Gg]|[Rr][Tt][Dd])")
_MARKS = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")


def active_kinds(archive: zipfile.ZipFile, most_bytes: int) -> set[ActiveKind]:
    """Return what acts in a sound package. Every entry counts: two may bear one name, and readers differ.

    Args:
        archive: whose XML has no document type declarations.
        most_bytes: of one part.
    """
    kinds: set[ActiveKind] = set()
    for entry in archive.infolist():
        name = entry.filename.lower()
        kinds |= {kind for pattern, kind in _BY_NAME if pattern.search(name)}
        listed = name == _TYPES or name.endswith(".rels")
        with archive.open(entry) as part:
            data = part.read(_MAX_LISTED_BYTES if listed else most_bytes)
        if listed:
            root = ET.fromstring(data)  # noqa: S314 - no DTD: such a package is not sound
            kinds |= set(_of_types(root) if name == _TYPES else _of_relationships(root))
        elif _is_worth_reading(data):
            kinds |= _in_part(data)
    return kinds


def _is_worth_reading(data: bytes) -> bool:
    """Whether it may be XML with a field, a link, or a formula that fetches: a sheet of a million cells is not read."""
    if data.startswith(_MARKS):
        return True
    begins_as_xml = data[:256].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    return begins_as_xml and (any(name in data for name in _NAMES) or bool(_FORMULA.search(data)))


def _of_types(root: ET.Element) -> Iterator[ActiveKind]:
    for element in root.iter():
        said = str(element.get("ContentType", "")).lower()
        yield from (kind for mark, kind in _BY_TYPE if mark in said)


def _of_relationships(root: ET.Element) -> Iterator[ActiveKind]:
    """Yield what relationships lead to; a hyperlink only waits to be clicked."""
    for element in root.iter():
        word = str(element.get("Type", "")).rpartition("/")[2].lower()
        if word in _BY_RELATIONSHIP:
            yield _BY_RELATIONSHIP[word]
        if element.get("TargetMode") == "External" and word != "hyperlink":
            yield ActiveKind.EXTERNAL_RESOURCES


def _in_part(data: bytes) -> set[ActiveKind]:
    """Return what the fields, links and formulas of a part do, nothing of one that is no XML."""
    reading = _Reading()
    parser = xml.parsers.expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.characters
    # what is no XML no Office program opens either; what came before counts
    with contextlib.suppress(xml.parsers.expat.ExpatError, ValueError):
        parser.Parse(data, True)  # noqa: FBT003 - expat's own signature
    return reading.kinds()


class _Reading:
    """Puts instructions and formulas together, each on a line of its own."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._within = ""
        self._links = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        said = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        self._links |= local == "ddeLink"
        if local in {"instrText", "f"}:
            self._within = local
        if local == "f" or said.get("fldCharType") == "begin":
            self._lines.append("\n=" if local == "f" else "\n")
        self._lines += [f"\n{said['instr']}\n"] if "instr" in said else []

    def end(self, name: str) -> None:
        if name.rpartition(" ")[2] == self._within:
            self._within = ""

    def characters(self, data: str) -> None:
        if self._within:
            self._lines.append(data)

    def kinds(self) -> set[ActiveKind]:
        text = "".join(self._lines)
        found = {ActiveKind.DDE} if self._links or _DDE.search(text) else set()
        return found | ({ActiveKind.EXTERNAL_RESOURCES} if _FETCHES.search(text) else set())
