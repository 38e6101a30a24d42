"""PDF through two readers: pdfium draws it, pypdf looks for what acts in it; both say whether it opens."""

import warnings
from collections.abc import Iterator, Mapping

import pypdf
import pypdfium2
from pypdf.errors import FileNotDecryptedError

from core.documents.frames import Frame
from core.documents.opened import Opened
from core.documents.opening.active_pdf import active_kinds
from core.documents.opening.encoding import encode_picture

MAX_LISTED_PAGES = 2000
MAX_TEXT_CHARACTERS = 200_000
_MAX_PIXELS = 12_000_000
_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD of fpdfview.h
_SECURITY_ERROR = 5  # FPDF_ERR_SECURITY: a scheme, or a certificate, that is not ours
_HEADER_WITHIN = 1024  # Acrobat and both readers accept the header anywhere in the first 1024 bytes

pypdfium2.PdfDocument.new().close()  # loads the library in the warm process, not in each child


def looks_like(head: bytes) -> bool:
    """Whether a PDF header stands where readers accept it."""
    return b"%PDF-" in head[:_HEADER_WITHIN]


def pdfium_opinion(opened: Opened) -> Iterator[Frame]:
    """Yield ``{opens, pages}`` or ``{opens: false, password}``; the first page must load too."""
    try:
        document = _load(opened)
        document[0].close()
    except pypdfium2.PdfiumError as error:
        yield Frame({"opens": False, "password": error.err_code in {_PASSWORD_ERROR, _SECURITY_ERROR}})
    else:
        yield Frame({"opens": True, "pages": len(document)})


def pypdf_opinion(opened: Opened) -> Iterator[Frame]:
    """Yield ``{opens, pages}`` or ``{opens: false, password}``, then ``{active, complete}``."""
    warnings.simplefilter("ignore")
    try:
        reader = pypdf.PdfReader(opened.stream, strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            yield Frame({"opens": False, "password": True})
            return
        pages = len(reader.pages)
        if pages:
            _ = reader.pages[0].mediabox
    except FileNotDecryptedError:
        yield Frame({"opens": False, "password": True})
        return
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - pypdf raised 11 unexpected classes on real files
        yield Frame({"opens": False, "password": False, "error": type(error).__name__})
        return
    yield Frame({"opens": pages > 0, "pages": pages, "password": False})
    kinds, complete = active_kinds(reader)
    yield Frame({"active": sorted(kinds), "complete": complete})


def preview(opened: Opened) -> Iterator[Frame]:
    """Yield ``{pages, sizes}``: the count, and width and height in points of the first 2000 pages."""
    document = _load(opened)
    listed = range(min(len(document), MAX_LISTED_PAGES))
    sizes = [[round(side, 2) for side in document.get_page_size(index)] for index in listed]
    yield Frame({"pages": len(document), "sizes": sizes})


def page_image(opened: Opened, page: int, width: int) -> Iterator[Frame]:
    """Yield ``{media_type, width, height}`` and the bytes, or ``{pages}`` where there is no such page."""
    document = _load(opened)
    if page > len(document):
        yield Frame({"pages": len(document)})
        return
    document.init_forms()  # what was typed into form fields is part of the page
    leaf = document[page - 1]
    across, down = (max(1.0, side) for side in leaf.get_size())
    # A ribbon of a page may not ask for more pixels than a large sheet has.
    scale = min(width / across, (_MAX_PIXELS / (across * down)) ** 0.5)
    bitmap = leaf.render(scale=scale, rev_byteorder=True)
    yield encode_picture(bitmap.to_pil())


def page_text(opened: Opened, page: int) -> Iterator[Frame]:
    """Yield ``{text, truncated}`` of one page, or ``{pages}`` where there is no such page."""
    if not looks_like(opened.head):
        yield Frame({"text": "", "truncated": False})  # a picture has none
        return
    document = _load(opened)
    if page > len(document):
        yield Frame({"pages": len(document)})
        return
    text: str = document[page - 1].get_textpage().get_text_bounded()
    yield Frame(_text_header(text))


def _text_header(text: str) -> Mapping[str, object]:
    return {"text": text[:MAX_TEXT_CHARACTERS], "truncated": len(text) > MAX_TEXT_CHARACTERS}


def _load(opened: Opened) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(opened.as_array())
