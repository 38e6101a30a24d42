"""A sample of a PDF's pages: which cannot be drawn, are blank, are pictures only, or are absurdly large."""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2
from PIL import Image, ImageStat

from core.documents.frames import Frame
from core.documents.opened import Opened

_SAMPLED = 12
_SECONDS = 2.0
"""Of CPU time. Whatever was looked at by then is the sample: a slow page must not cost the others their answer."""
_DRAWN_PIXELS, _DRAWN_FINE_PIXELS = 72, 576
_MAX_TEXT = 2000
_LARGEST_POINTS = 14400
"""200 inches, the largest side of a page (ISO 32000-1 Annex C.2)."""
_MEASURED = 2000
_NEARLY_WHITE = 12
"""How far apart the lightest and the darkest of a blank page's dots may lie: paper that was scanned is not even."""
_PAPER, _GRAIN = 190, 6
"""How light a scanned blank sheet is at least, and by how much its dots may differ (standard deviation)."""


@dataclass(slots=True)
class _Sample:
    """Page numbers, from 1."""

    looked: int = 0
    unreadable: list[int] = field(default_factory=list)
    blank: list[int] = field(default_factory=list)
    without_text: list[int] = field(default_factory=list)


def examine(opened: Opened) -> Iterator[Frame]:
    """Yield ``{largest}`` (page, width and height in points, or none), then ``{looked, …}`` page numbers."""
    document = pypdfium2.PdfDocument(opened.as_array())
    yield Frame({"largest": _largest(document)})
    document.init_forms()  # what was typed into form fields is part of the page
    begun, sample = time.process_time(), _Sample()
    for number in _chosen(len(document)):
        if sample.looked and time.process_time() - begun > _SECONDS:
            break
        sample.looked += 1
        _look(document, number, sample)
    yield Frame(
        {
            "looked": sample.looked,
            "unreadable": sample.unreadable,
            "blank": sample.blank,
            "without_text": sample.without_text,
        }
    )


def _largest(document: pypdfium2.PdfDocument) -> list[int]:
    width = height = 0.0
    for number in range(min(len(document), _MEASURED)):
        with contextlib.suppress(pypdfium2.PdfiumError):  # a page that is not there has no size
            width, height = document.get_page_size(number)
        if max(width, height) > _LARGEST_POINTS:
            return [number + 1, *(min(round(side), 1 << 40) for side in (width, height))]
    return []


def _chosen(pages: int) -> list[int]:
    """Return the numbers of the pages to look at: the first, the last, and some between."""
    if pages <= _SAMPLED:
        return list(range(1, pages + 1))
    return sorted({1 + round(step * (pages - 1) / (_SAMPLED - 1)) for step in range(_SAMPLED)})


def _look(document: pypdfium2.PdfDocument, number: int, sample: _Sample) -> None:
    try:
        page = document[number - 1]
        if page.get_textpage().get_text_bounded()[:_MAX_TEXT].strip():
            return
        (sample.blank if _is_blank(page) else sample.without_text).append(number)
    except pypdfium2.PdfiumError:
        sample.unreadable.append(number)


def _is_blank(page: pypdfium2.PdfPage) -> bool:
    """Return whether nothing is on a page: small, a pattern as fine as a halftone's looks even, so look again."""
    if _spread(_drawn(page, _DRAWN_PIXELS)) > _NEARLY_WHITE:
        return False
    fine = _drawn(page, _DRAWN_FINE_PIXELS)
    if _spread(fine) <= _NEARLY_WHITE:
        return True
    dots = ImageStat.Stat(fine)
    return dots.mean[0] >= _PAPER and dots.stddev[0] <= _GRAIN


def _drawn(page: pypdfium2.PdfPage, pixels: int) -> Image.Image:
    across, down = (max(1.0, side) for side in page.get_size())
    drawn: Image.Image = page.render(scale=pixels / max(across, down)).to_pil().convert("L")
    return drawn


def _spread(drawn: Image.Image) -> float:
    low, high = drawn.getextrema()
    return float(str(high)) - float(str(low))
