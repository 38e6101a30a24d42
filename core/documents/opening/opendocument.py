"""OpenDocument (ISO/IEC 26300-3) text as harmless HTML and sheets as tables; nothing is calculated."""

from collections.abc import Iterator, Mapping
from html import escape

from core.documents.frames import Frame
from core.documents.opened import Opened
from core.documents.opening.markup import clean
from core.documents.opening.package_facts import package_facts
from core.documents.opening.packages import Enough, Events, open_package, read_part
from core.documents.opening.sheets import MAX_CELL_CHARACTERS, MAX_COLUMNS, MAX_ROWS, MAX_SHEETS, bounded

_MAX_CHARACTERS = 2_000_000
_MOST_BLANKS = 100
_ENCRYPTED_PART = "encryption-data"
_TAGS = {"p": "p", "list": "ul", "list-item": "li", "table": "table", "table-row": "tr", "table-cell": "td"}
_SIGNS = {"tab": "\t", "line-break": "<br>", "s": " ", "note-body": " ["}
# What stands in a text without being its text: what was deleted, comments, and the notes' own marks.
_LEFT_OUT = {"tracked-changes", "annotation", "note-citation", "forms", "desc", "title", "object"}


def preview_text(opened: Opened) -> Iterator[Frame]:
    """Yield ``{html, truncated, pictures_left_out, facts}``, or ``{password}`` of one that is encrypted."""
    package = open_package(opened)
    if _is_encrypted(package.namelist(), opened):
        yield Frame({"password": True})
        return
    text = _Text()
    cut = read_part(package, "content.xml", text)
    yield Frame(
        {
            "html": clean("".join(text.parts)),
            "truncated": cut,
            "pictures_left_out": text.pictures,
            "facts": package_facts(package),
        }
    )


def preview_sheets(opened: Opened) -> Iterator[Frame]:
    """Yield ``{sheets: [{name, rows, truncated, hidden}], truncated, facts}``, or ``{password}``."""
    package = open_package(opened)
    if _is_encrypted(package.namelist(), opened):
        yield Frame({"password": True})
        return
    book = _Book()
    cut = read_part(package, "content.xml", book)
    yield Frame({"sheets": book.sheets, "truncated": cut, "facts": package_facts(package)})


def _is_encrypted(names: list[str], opened: Opened) -> bool:
    """Whether the manifest (part 2, §4.8) says that the content asks for a password."""
    if "META-INF/manifest.xml" not in names:
        return False
    manifest = _Manifest()
    read_part(open_package(opened), "META-INF/manifest.xml", manifest)
    return manifest.encrypted


class _Manifest(Events):
    def __init__(self) -> None:
        self.encrypted = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002 - as Events has it
        """Look for encryption."""
        self.encrypted = self.encrypted or name == _ENCRYPTED_PART


class _Text(Events):
    """Writes paragraphs, headings, lists and tables; nh3 mends what nests in ways that HTML does not."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.pictures = 0
        self._left_out = 0
        self._in_body = False
        self._open: list[str] = []
        self._written = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Open what has a shape in HTML."""
        self._in_body = self._in_body or name == "body"
        if self._left_out or name in _LEFT_OUT:
            self._left_out += 1
        elif name == "h":
            level = attributes.get("outline-level", "1")
            self._tag(f"h{level}" if level in set("123456") else "h6")
        elif name in _TAGS:
            self._tag(_TAGS[name])
        elif name in _SIGNS:
            self._write(_SIGNS[name] * _count(attributes, "c", _MOST_BLANKS))
        elif name == "image":
            self.pictures += 1

    def end(self, name: str) -> None:
        """Close it."""
        if self._left_out:
            self._left_out -= 1
        elif name in _TAGS or name == "h":
            self._write(f"</{self._open.pop()}>" if self._open else "")
        elif name == "note-body":
            self._write("] ")

    def characters(self, data: str) -> None:
        """Keep the words."""
        if self._in_body and not self._left_out:
            self._write(escape(data))

    def _tag(self, tag: str) -> None:
        self._open.append(tag)
        self._write(f"<{tag}>")

    def _write(self, html: str) -> None:
        self.parts.append(html)
        self._written += len(html)
        if self._written > _MAX_CHARACTERS:
            raise Enough


class _Book(Events):
    """Builds the first rows of each sheet; repeated cells and rows count once they are shown, not a million times."""

    def __init__(self) -> None:
        self.sheets: list[dict[str, object]] = []
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._rows: list[list[str]] = []
        self._row: list[str] = []
        self._blank = 0
        self._repeat = (1, 1)
        self._cell: list[str] = []
        self._formula = ""
        self._left_out = 0
        self._in_cell = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Open a sheet, a row, a cell; note the styles that hide sheets."""
        if self._left_out or name in {"annotation", "shapes", "tracked-changes"}:
            self._left_out += 1
        elif name == "style":
            self._style = attributes.get("name", "")
        elif name == "table-properties" and attributes.get("display") == "false":
            self._hidden_styles.add(self._style)
        elif name == "table":
            self._open_sheet(attributes)
        elif name == "table-row":
            self._row, self._repeat = [], (_count(attributes, "number-rows-repeated", MAX_ROWS + 1), 1)
        elif name in {"table-cell", "covered-table-cell"}:
            self._open_cell(attributes)
        elif name == "p" and self._cell:
            self._cell.append("\n")

    def end(self, name: str) -> None:
        """Close a cell, a row, a sheet."""
        if self._left_out:
            self._left_out -= 1
        elif name in {"table-cell", "covered-table-cell"}:
            self._close_cell()
        elif name == "table-row":
            self._close_row()
        elif name == "table" and self.sheets:
            self.sheets[-1]["rows"], self.sheets[-1]["truncated"] = bounded(self._rows)

    def characters(self, data: str) -> None:
        """Keep a cell's words."""
        if self._in_cell and not self._left_out:
            self._cell.append(data)

    def _open_sheet(self, attributes: Mapping[str, str]) -> None:
        if len(self.sheets) >= MAX_SHEETS:
            raise Enough
        hidden = attributes.get("style-name", "") in self._hidden_styles
        name = attributes.get("name", "")[:MAX_CELL_CHARACTERS]
        self.sheets.append({"name": name, "rows": [], "truncated": False, "hidden": hidden})
        self._rows, self._blank = [], 0

    def _close_row(self) -> None:
        """Add the row; blank ones wait for one that is not, as a sheet ends with a million of them."""
        if not any(self._row):
            self._blank += self._repeat[0]
            return
        blank: list[str] = []
        rows = [blank] * min(self._blank, MAX_ROWS + 1) + [self._row] * self._repeat[0]
        self._rows += rows[: max(MAX_ROWS + 1 - len(self._rows), 0)]
        self._blank = 0

    def _open_cell(self, attributes: Mapping[str, str]) -> None:
        self._cell, self._in_cell = [], True
        self._repeat = (self._repeat[0], _count(attributes, "number-columns-repeated", MAX_COLUMNS + 1))
        self._formula = attributes.get("formula", "").partition(":")[2] or attributes.get("formula", "")

    def _close_cell(self) -> None:
        self._in_cell = False
        text = "".join(self._cell)[:MAX_CELL_CHARACTERS]
        if self._formula:
            text = f"{self._formula[:MAX_CELL_CHARACTERS]} → {text}"
        room = MAX_COLUMNS + 1 - len(self._row)
        self._row += [text] * min(self._repeat[1], max(room, 0))


def _count(attributes: Mapping[str, str], key: str, most: int) -> int:
    """Return a count from 1 to ``most``: a hostile one has a megabyte of digits."""
    text = attributes.get(key, "1")
    if not (text.isascii() and text.isdigit()):
        return 1
    return max(1, min(int(text[:10]), most))
