"""The text of a PDF: the words of a page with their boxes, and every page's text for a search."""

import ctypes
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from core.documents.frames import Frame
from core.documents.opened import Opened
from core.documents.opening.pdf import load, looks_like
from core.documents.searching import folded

MAX_WORDS, MAX_PAGE_CHARACTERS = 20_000, 200_000
_MAX_SEARCHED_PAGES, _MAX_SEARCHED_CHARACTERS = 5000, 5_000_000
_SEARCH_SECONDS = 6.0
"""What has been read by then is searched; the process itself is ended some seconds later."""
_SCALE = 1000
_HYPHEN, _BLANK, _LINE_ENDS = ord("-"), ord(" "), frozenset(b"\r\n")
_HYPHENS = frozenset({0x02, 0xFFFE})  # what pdfium gives for a hyphen at the end of a line

Box = tuple[float, float, float, float]
"""Left, top, right and bottom as the page is shown, in its units."""


def page_text(opened: Opened, page: int) -> Iterator[Frame]:
    """Yield ``{size, words: [[text, left, top, width, height]…], truncated}``, or ``{pages}`` past the last."""
    if not looks_like(opened.head):
        yield Frame({"size": [1, 1], "words": [], "truncated": False})  # a picture has none
        return
    document = load(opened)
    if page > len(document):
        yield Frame({"pages": len(document)})
        return
    leaf = _as_drawn(document, page - 1)
    words, cut = _words(leaf)
    size = [round(side, 2) for side in leaf.get_size()]
    yield Frame({"size": size, "words": [word.row() for word in words], "truncated": cut})


def texts(opened: Opened) -> Iterator[Frame]:
    """Yield ``{texts, complete}``: the folded text of each page, from the first on."""
    if not looks_like(opened.head):
        yield Frame({"texts": [], "complete": True})
        return
    document = load(opened)
    read, left, until = [], _MAX_SEARCHED_CHARACTERS, time.monotonic() + _SEARCH_SECONDS
    for index in range(min(len(document), _MAX_SEARCHED_PAGES)):
        if left <= 0 or time.monotonic() > until:
            break
        text = folded(_page_text(document, index))
        read.append(text[:left])
        left -= len(text)
    yield Frame({"texts": read, "complete": len(read) == len(document) and left >= 0})


def _page_text(document: pypdfium2.PdfDocument, index: int) -> str:
    """Return a page's text; a page that cannot be loaded has none, and the others are still searched."""
    try:
        leaf = _as_drawn(document, index)
    except pypdfium2.PdfiumError:
        return ""
    content = leaf.get_textpage()
    text: str = content.get_text_range()
    content.close()
    leaf.close()
    return text


def _as_drawn(document: pypdfium2.PdfDocument, index: int) -> pypdfium2.PdfPage:
    """Return a page whose form fields and notes are part of it: their words are drawn, so they are read."""
    leaf = document[index]
    if not pdfium.FPDFPage_GetAnnotCount(leaf) or not pdfium.FPDFPage_Flatten(
        leaf, pdfium.FLAT_NORMALDISPLAY
    ):
        return leaf
    leaf.close()
    return document[index]


@dataclass
class _Word:
    """A word: its characters, its box, and what follows it."""

    units: list[int]
    box: Box
    end: str = ""

    def row(self) -> list[object]:
        """Return text, left, top, width and height."""
        left, top, right, bottom = self.box
        text = (
            "".join(map(chr, self.units)).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        )
        sides = (left, top, right - left, bottom - top)
        return [text + self.end, *(round(side, 2) for side in sides)]


def _words(leaf: pypdfium2.PdfPage) -> tuple[list[_Word], bool]:
    content = leaf.get_textpage()
    count = content.count_chars()
    units = [pdfium.FPDFText_GetUnicode(content, index) for index in range(min(count, MAX_PAGE_CHARACTERS))]
    boxes = _Boxes(content, _placing(leaf))
    words: list[_Word] = []
    for start, end in _runs(units):
        if start > 0 and words:
            words[-1].end = _between(units, start)
        words += boxes.words(units, start, end)
        if len(words) > MAX_WORDS:
            break
    return words[:MAX_WORDS], count > MAX_PAGE_CHARACTERS or len(words) > MAX_WORDS


def _runs(units: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield where each stretch without blanks begins and ends."""
    start = None
    for index, unit in enumerate((*units, _BLANK)):
        blank = not unit or chr(unit).isspace()
        if blank and start is not None:
            yield start, index
            start = None
        elif not blank and start is None:
            start = index


def _between(units: Sequence[int], start: int) -> str:
    """Return what stands before a word: a line feed among any blanks, or a blank."""
    index = start - 1
    while index >= 0 and (not units[index] or chr(units[index]).isspace()):
        if units[index] in _LINE_ENDS:
            return "\n"
        index -= 1
    return " "


class _Boxes:
    """Asks pdfium for the boxes of characters, as few as are needed: each question costs microseconds."""

    def __init__(self, content: pypdfium2.PdfTextPage, place: "_Placing") -> None:
        self._content = content
        self._place = place
        self._found = pdfium.FS_RECTF()

    def words(self, units: Sequence[int], start: int, end: int) -> list[_Word]:
        """Return a stretch as one word, or as several where its characters do not stand together."""
        first, last = self._box(start), self._box(end - 1)
        if _together(first, last):
            return [_Word(_plain(units[start:end]), _around(first, last))]
        words: list[_Word] = []
        for index in range(start, end):
            box = self._box(index)
            if words and _together(words[-1].box, box):
                words[-1].units += _plain([units[index]])
                words[-1].box = _around(words[-1].box, box)
                continue
            if words:
                words[-1].end = "\n"  # a hyphen ends a line without any blank
            words.append(_Word(_plain([units[index]]), box))
        return words

    def _box(self, index: int) -> Box:
        found = self._found
        pdfium.FPDFText_GetLooseCharBox(self._content, index, found)
        return self._place.box(found.left, found.bottom, found.right, found.top)


def _plain(units: Sequence[int]) -> list[int]:
    return [_HYPHEN if unit in _HYPHENS else unit for unit in units]


def _together(one: Box, other: Box) -> bool:
    """Whether two boxes lie beside, above or below each other."""
    return (other[1] < one[3] and other[3] > one[1]) or (other[0] < one[2] and other[2] > one[0])


def _around(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


@dataclass(frozen=True, slots=True)
class _Placing:
    """From a page's own coordinates to those it is shown in: rotated, cropped, from the upper left corner."""

    x: tuple[float, float, float]
    y: tuple[float, float, float]

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Return the upright box around a box of the page."""
        corners = ((left, bottom), (right, top))
        across = [self.x[0] * x + self.x[1] * y + self.x[2] for x, y in corners]
        down = [self.y[0] * x + self.y[1] * y + self.y[2] for x, y in corners]
        return min(across), min(down), max(across), max(down)


def _placing(leaf: pypdfium2.PdfPage) -> _Placing:
    """Ask pdfium where three points go: the way from one to the other is affine."""
    width, height = leaf.get_size()
    wide, high = max(1, round(width * _SCALE)), max(1, round(height * _SCALE))
    span = 1000.0

    def shown(x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(leaf, 0, 0, wide, high, 0, x, y, across, down)
        return across.value / _SCALE, down.value / _SCALE

    (x0, y0), (x1, y1), (x2, y2) = shown(0, 0), shown(span, 0), shown(0, span)
    return _Placing(((x1 - x0) / span, (x2 - x0) / span, x0), ((y1 - y0) / span, (y2 - y0) / span, y0))
