"""Long Word documents as plain HTML, read once from front to back; mammoth builds a tree and needs minutes."""

from collections.abc import Mapping
from html import escape

from core.documents.opening.packages import Enough, Events

MAX_CHARACTERS = 2_000_000
_TABLE = {"tbl": "table", "tr": "tr", "tc": "td"}
_SIGNS = {"tab": "\t", "br": "<br>", "cr": "<br>", "noBreakHyphen": "-"}
_HEADING_STYLES = ("heading", "ttulo", "titulo", "título")  # «Ttulo1» is Word's own spelling in Spanish
# The same words again for older programs, and what a field computes its text from.
_LEFT_OUT = frozenset({"Fallback", "instrText", "delText"})


class LongWord(Events):
    """Paragraphs, headings and tables of ``word/document.xml`` (ISO 29500-1 §17.2)."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.pictures = 0
        self._written = 0
        self._left_out = 0
        self._in_text = False
        self._open: list[tuple[str, list[str]]] = []
        """Paragraphs begun, innermost last (a text box stands within one): tag and words."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Open a paragraph, a cell, a text; its style makes a paragraph a heading."""
        if self._left_out or name in _LEFT_OUT:
            self._left_out += 1
        elif name == "p":
            self._open.append(("p", []))
        elif name == "pStyle" and self._open:
            self._open[-1] = (_tag(attributes.get("val", "")), self._open[-1][1])
        elif name in _TABLE:
            self._write(f"<{_TABLE[name]}>")
        elif name in _SIGNS and self._open:
            self._open[-1][1].append(_SIGNS[name])
        self._in_text = name == "t"
        self.pictures += name == "blip"

    def end(self, name: str) -> None:
        """Close it; a paragraph is written once it is whole."""
        self._in_text = False
        if self._left_out:
            self._left_out -= 1
        elif name == "p" and self._open:
            tag, words = self._open.pop()
            self._write(f"<{tag}>{''.join(words)}</{tag}>")
        elif name in _TABLE:
            self._write(f"</{_TABLE[name]}>")

    def characters(self, data: str) -> None:
        """Keep the words of a paragraph."""
        if self._in_text and self._open and not self._left_out:
            self._open[-1][1].append(escape(data))

    def _write(self, html: str) -> None:
        self.parts.append(html)
        self._written += len(html)
        if self._written > MAX_CHARACTERS:
            raise Enough


def _tag(style: str) -> str:
    """Return ``h2`` for ``Heading2`` or ``Ttulo2``, ``p`` for any other style."""
    name, level = style.lower().rstrip("0123456789"), style[-1:]
    return f"h{level}" if name.rstrip() in _HEADING_STYLES and level in set("123456") else "p"
