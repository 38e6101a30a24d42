"""The text of a PDF: the words of a page with their boxes, and every page's text for a search."""

import ctypes
import itertools
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

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
_HYPHENS = "\x02\ufffe"  # what pdfium gives for a hyphen at the end of a line

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
    leaf = document[page - 1]
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
        leaf = document[index]
    except pypdfium2.PdfiumError:
        return ""
    content = leaf.get_textpage()
    text: str = content.get_text_range()
    content.close()
    leaf.close()
    return text


@dataclass
class _Word:
    """A word while its characters come."""

    units: list[int] = field(default_factory=list)
    box: Box = (0.0, 0.0, 0.0, 0.0)
    end: str = ""

    def takes(self, box: Box) -> bool:
        """Whether a character there goes on with this word: it lies beside, above or below the last one."""
        left, top, right, bottom = self.box
        return not self.units or (box[1] < bottom and box[3] > top) or (box[0] < right and box[2] > left)

    def add(self, unit: int, box: Box) -> None:
        """Append a UTF-16 unit or a code point."""
        first = not self.units
        self.units.append(unit)
        self.box = box if first else (*map(min, self.box[:2], box[:2]), *map(max, self.box[2:], box[2:]))  # type: ignore[assignment]  # two and two are four

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
    words = [_Word()]
    for unit, box in itertools.islice(_characters(leaf, content, count), MAX_PAGE_CHARACTERS):
        last = words[-1]
        if chr(unit).isspace():
            if last.units or len(words) > 1:
                _end(words, "\n" if unit in {10, 13} else " ")
            continue
        if not last.takes(box):
            last.end = "\n"
            words.append(_Word())
        if len(words) > MAX_WORDS:
            break
        words[-1].add(unit, box)
    kept = [word for word in words[:MAX_WORDS] if word.units]
    if kept:
        kept[-1].end = ""
    return kept, count > MAX_PAGE_CHARACTERS or len(words) > MAX_WORDS


def _end(words: list[_Word], end: str) -> None:
    """End the last word; of several blanks, a line feed counts most."""
    if words[-1].units:
        words[-1].end = end
        words.append(_Word())
    elif end == "\n":
        words[-2].end = end


def _characters(
    leaf: pypdfium2.PdfPage, content: pypdfium2.PdfTextPage, count: int
) -> Iterable[tuple[int, Box]]:
    place = _placing(leaf)
    found = pdfium.FS_RECTF()
    for index in range(count):
        unit = pdfium.FPDFText_GetUnicode(content, index)
        if not unit:
            continue
        pdfium.FPDFText_GetLooseCharBox(content, index, found)
        yield (
            ord("-") if chr(unit) in _HYPHENS else unit,
            place.box(found.left, found.bottom, found.right, found.top),
        )


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
