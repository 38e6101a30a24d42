"""PDF as pages to look at: how many, how large, one drawn, and what the file says of itself."""

import re
from collections.abc import Iterator, Mapping

import pypdfium2

from core.documents.frames import Frame
from core.documents.opened import Opened
from core.documents.opening.encoding import encode_picture
from core.documents.opening.pdf import asks_for_password, load
from core.documents.opening.pdf_signatures import pdf_date

MAX_LISTED_PAGES = 2000
_MAX_PIXELS = 12_000_000
_MAX_FACT_CHARACTERS = 500
_FACTS = (
    ("title", "Title"),
    ("author", "Author"),
    ("subject", "Subject"),
    ("program", "Creator"),
    ("producer", "Producer"),
    ("created", "CreationDate"),
    ("modified", "ModDate"),
)
_BYTE_RANGE = re.compile(rb"/ByteRange")


def preview(opened: Opened) -> Iterator[Frame]:
    """Yield ``{pages, sizes, facts, signed}``: sizes in points, of the first 2000; whether to look for signatures.

    One that asks for a password is ``{password}``.
    """
    try:
        document = load(opened)
    except pypdfium2.PdfiumError as error:
        if not asks_for_password(error):
            raise
        yield Frame({"password": True})
        return
    listed = range(min(len(document), MAX_LISTED_PAGES))
    sizes = [[round(side, 2) for side in document.get_page_size(index)] for index in listed]
    # What is signed names its own bytes, so this word stands in the file whatever else is packed.
    signed = _BYTE_RANGE.search(opened.map) is not None
    yield Frame({"pages": len(document), "sizes": sizes, "facts": _facts(document), "signed": signed})


def page_image(opened: Opened, page: int, width: int) -> Iterator[Frame]:
    """Yield ``{media_type, width, height}`` and the bytes, or ``{pages}`` where there is no such page."""
    document = load(opened)
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


def _facts(document: pypdfium2.PdfDocument) -> list[list[str]]:
    """Return the information dictionary's entries (ISO 32000-2 §14.3.3), dates as people read them."""
    said: Mapping[str, str] = document.get_metadata_dict(skip_empty=True)
    found = ((code, said[key][:_MAX_FACT_CHARACTERS]) for code, key in _FACTS if key in said)
    return [[code, pdf_date(text) if code in {"created", "modified"} else text] for code, text in found]
