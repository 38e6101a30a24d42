"""PDF through two readers, pdfium and pypdf: both say whether it opens, pypdf also what acts in it."""

import warnings
from collections.abc import Iterator

import pypdf
import pypdfium2
from pypdf.errors import FileNotDecryptedError

from core.documents.frames import Frame
from core.documents.opened import Opened
from core.documents.opening.active_pdf import active_kinds

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
        document = load(opened)
        document[0].close()
    except pypdfium2.PdfiumError as error:
        yield Frame({"opens": False, "password": asks_for_password(error)})
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


def asks_for_password(error: pypdfium2.PdfiumError) -> bool:
    """Whether pdfium did not open a document for want of a password, or of a key that nobody here has."""
    return error.err_code in {_PASSWORD_ERROR, _SECURITY_ERROR}


def load(opened: Opened) -> pypdfium2.PdfDocument:
    """Return pdfium's document; it is read in place.

    Raises:
        PdfiumError: it does not open.
    """
    return pypdfium2.PdfDocument(opened.as_array())
