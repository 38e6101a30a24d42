"""Plain text and its dialects: CSV, XML, JSON. Nothing is expanded, fetched or run."""

import codecs
import json
import re
import xml.parsers.expat
from collections.abc import Iterator

from core.documents.findings import ActiveKind
from core.documents.frames import Frame
from core.documents.opened import Opened
from core.documents.opening.active_text import ActiveXml, active_in_table

MAX_CHARACTERS = 200_000
_MAX_PARSED_BYTES = 16 * 1024 * 1024
_AT_ONCE = 1024 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# C0 controls that text files hold: tab, line feed, vertical tab, form feed, return, Ctrl-Z, escape.
_CONTROLS = bytes(set(range(32)) - {9, 10, 11, 12, 13, 26, 27})
_MAIL_HEADER = re.compile(
    rb"(?:from|to|cc|subject|date|message-id|mime-version|received|return-path|delivered-to|reply-to|sender|"
    rb"content-type|x-[!-9;-~]+|dkim-signature|authentication-results|arc-[!-9;-~]+) ?:|From ",
    re.IGNORECASE,
)
_BY_EXTENSION = {".csv": "csv", ".tsv": "csv", ".json": "json", ".xml": "xml"}


def kind(opened: Opened, extension: str) -> str:
    """Return csv, xml, json, html, svg, eml, text or unknown."""
    if extension == ".eml" and _begins_as_mail(opened.head):
        return "eml"
    if not encoding(opened):
        return "unknown"
    start = decoded(opened, len(opened.head)).lstrip().lower()
    if "<html" in start[:1024] or start.startswith("<!doctype html"):
        return "html"
    if start.startswith("<") and "<svg" in start:
        return "svg"
    if start.startswith("<?xml"):
        return "xml"
    return _BY_EXTENSION.get(extension, "text")


def _begins_as_mail(head: bytes) -> bool:
    """Whether the first line is a header of a message (RFC 5322 §2.2) or of a mailbox."""
    return bool(_MAIL_HEADER.match(head.removeprefix(codecs.BOM_UTF8)))


def encoding(opened: Opened) -> str:
    """Return the codec that decodes the file, or an empty string when it is not text."""
    head = opened.head
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), "")
    if marked:
        return marked
    decoder = codecs.getincrementaldecoder("utf-8")()
    found = "utf-8"
    for at in range(
        0, opened.size, _AT_ONCE
    ):  # the largest file copied whole would take three times its size
        data = bytes(opened.map[at : at + _AT_ONCE])
        if len(data) != len(data.translate(None, _CONTROLS)):
            return ""
        if found == "utf-8" and not _decodes(decoder, data, final=at + _AT_ONCE >= opened.size):
            found = "cp1252"
    return found


def _decodes(decoder: codecs.IncrementalDecoder, data: bytes, *, final: bool) -> bool:
    try:
        decoder.decode(data, final)
    except UnicodeDecodeError:
        return False
    return True


def decoded(opened: Opened, most_bytes: int) -> str:
    """Return the first bytes as text; what does not decode is shown as U+FFFD."""
    data = bytes(opened.map[:most_bytes])
    return codecs.getincrementaldecoder(encoding(opened) or "utf-8")("replace").decode(data)


def examine(opened: Opened, kind: str) -> Iterator[Frame]:
    """Yield ``{damaged}`` and, of XML and CSV, ``{active}``; larger ones than 16 MiB are not parsed: ``{skipped}``."""
    if kind == "csv":
        yield Frame({"damaged": False, "active": sorted(active_in_table(decoded(opened, opened.size)))})
    elif kind not in {"xml", "json"}:
        yield Frame({"damaged": False})
    elif opened.size > _MAX_PARSED_BYTES:
        yield Frame({"damaged": False, "skipped": True})
    elif kind == "json":
        yield Frame({"damaged": not is_json(opened)})
    else:
        active = _active_in_xml(opened)
        yield Frame({"damaged": active is None, "active": sorted(active or ())})


def preview(opened: Opened) -> Iterator[Frame]:
    """Yield ``{text, truncated}``."""
    text = decoded(opened, 4 * MAX_CHARACTERS)
    cut = len(text) > MAX_CHARACTERS or opened.size > 4 * MAX_CHARACTERS
    yield Frame({"text": text[:MAX_CHARACTERS], "truncated": cut})


def is_json(opened: Opened) -> bool:
    """Whether the whole file is JSON, in the encoding that it seems to have."""
    try:
        json.loads(bytes(opened.map).decode(encoding(opened) or "utf-8", "strict"))
    except (ValueError, RecursionError):
        return False
    return True


def _active_in_xml(opened: Opened) -> set[ActiveKind] | None:
    """Return what acts in it, None where expat finds it malformed; nothing is expanded and nothing fetched."""
    parser = xml.parsers.expat.ParserCreate(namespace_separator=" ")
    parser.DefaultHandler = lambda _data: None  # with a default handler, expat expands no internal entity
    noted = ActiveXml(parser)
    try:
        parser.Parse(bytes(opened.map), True)  # noqa: FBT003 - expat's own signature
    except (xml.parsers.expat.ExpatError, ValueError):
        return None
    return noted.kinds
