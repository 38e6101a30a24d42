"""XML and JSON laid out for reading: elements, members and values as they are, on lines of their own."""

import json
import re
import xml.parsers.expat
from collections.abc import Iterator
from typing import NoReturn
from xml.sax.saxutils import escape, quoteattr

from core.documents.frames import Frame
from core.documents.opened import Opened
from core.documents.opening import text

_MAX_PARSED_BYTES = 4 * 1024 * 1024
_CHUNK = 1 << 16
_MOST_INDENT = 40
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_OPENING, _CLOSING = frozenset("{["), frozenset("}]")


class _Enough(Exception):  # noqa: N818 - the end of what is shown, not an error
    """As much was written as is shown."""


def preview_xml(opened: Opened) -> Iterator[Frame]:
    """Yield ``{text, truncated, converted}``; one that is not well-formed is shown as it is.

    Entities stay as written: expat expands none in content while it has a default handler, limits what
    they make of attributes, and nothing external is read (no handler for it).
    """
    pages = _Writer()
    parser = xml.parsers.expat.ParserCreate()
    parser.buffer_text = True
    parser.DefaultHandler = pages.raw
    parser.StartElementHandler = pages.start
    parser.EndElementHandler = lambda name: pages.end(
        name, empty=_ends_empty_tag(opened, parser.CurrentByteIndex)
    )
    parser.CharacterDataHandler = pages.characters
    cut = False
    try:
        for at in range(0, opened.size, _CHUNK):
            parser.Parse(opened.map[at : at + _CHUNK], at + _CHUNK >= opened.size)
    except _Enough:
        cut = True
    except (xml.parsers.expat.ExpatError, ValueError, LookupError):
        yield from text.preview(opened)
        return
    yield _frame(pages.text(), cut=cut)


def preview_json(opened: Opened) -> Iterator[Frame]:
    """Yield ``{text, truncated, converted}``; one that is not JSON, or is above 4 MiB, is shown as it is."""
    content = text.decoded(opened, _MAX_PARSED_BYTES)
    if opened.size > _MAX_PARSED_BYTES or not text.is_json(opened):
        yield from text.preview(opened)
        return
    lines, cut = _Writer(), False
    try:
        for match in _TOKEN.finditer(content):
            lines.piece(match.group())
    except _Enough:
        cut = True
    yield _frame(lines.text(), cut=cut)


def _ends_empty_tag(opened: Opened, index: int) -> bool:
    """Whether an element that ends there was written as ``<a/>``; expat tells both spellings alike."""
    return opened.map[max(index - 2, 0) : index] == b"/>"


def _frame(content: str, *, cut: bool) -> Frame:
    return Frame(
        {
            "text": content[: text.MAX_CHARACTERS],
            "truncated": cut or len(content) > text.MAX_CHARACTERS,
            "converted": True,
        }
    )


class _Writer:
    """Writes tokens with an indentation of two, up to as much as is shown."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._written = 0
        self._depth = 0
        self._inline = True
        """Whether an end tag stays on the line of what came last."""
        self._last = "-"

    def text(self) -> str:
        """Return everything written."""
        return "".join(self._parts).strip()

    def raw(self, data: str) -> None:
        """Write what has no shape of its own: declarations, comments, references, CDATA marks."""
        self._write(data)
        self._inline = not data.endswith(">")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Write a start tag on a line of its own."""
        self._line()
        self._write(f"<{name}{''.join(f' {key}={quoteattr(value)}' for key, value in attributes.items())}>")
        self._depth += 1
        self._inline = True

    def end(self, name: str, *, empty: bool) -> None:
        """Write an end tag, beside the text that it ends or on a line of its own; or close an empty one."""
        self._depth -= 1
        if empty and self._parts[-1].startswith("<") and self._inline:
            self._parts[-1] = self._parts[-1].removesuffix(">") + "/>"
            self._inline = False
            return
        if not self._inline:
            self._line()
        self._write(f"</{name}>")
        self._inline = False

    def characters(self, data: str) -> None:
        """Write text; blanks between elements are layout and go."""
        if data.strip():
            self._write(escape(data))
            self._inline = True

    def piece(self, piece: str) -> None:
        """Write a token of JSON: each member on its own line, an empty object or array as it is."""
        after, self._last = self._last, piece
        if piece in _CLOSING:
            self._depth -= 1
        if after == "," or (after in _OPENING) != (piece in _CLOSING):
            self._line()
        self._write(_plain(piece) + (" " if piece == ":" else ""))
        if piece in _OPENING:
            self._depth += 1

    def _line(self) -> None:
        if self._parts:
            start = "" if self._parts[-1].endswith("\n") else "\n"
            self._write(start + "  " * min(max(self._depth, 0), _MOST_INDENT))

    def _write(self, data: str) -> None:
        self._parts.append(data)
        self._written += len(data)
        if self._written > text.MAX_CHARACTERS:
            _stop()


def _stop() -> NoReturn:
    raise _Enough


def _plain(token: str) -> str:
    r"""Return a string token with its ``\\u00f1`` as letters; any other as it stands."""
    return json.dumps(json.loads(token), ensure_ascii=False) if "\\u" in token else token
