"""What runs inside the confined processes only: nothing here is imported by the server.

A task takes the opened file and its arguments and yields frames; each frame counts even when the
process dies afterwards. Exceptions may leave a task: they are told to the other side by name.
"""

from collections.abc import Callable, Iterator, Mapping

from core.documents.frames import Frame
from core.documents.opened import Opened
from core.documents.opening import (
    archive,
    identify,
    laid_out,
    mail,
    markup,
    office,
    ole,
    opendocument,
    page_samples,
    pdf,
    pdf_pages,
    pdf_signatures,
    pdf_streams,
    pdf_text,
    pictures,
    rich_text,
    sheets,
    slides,
    text,
    word,
)

Task = Callable[[Opened, Mapping[str, str | int]], Iterator[Frame]]


def page_image(opened: Opened, arguments: Mapping[str, str | int]) -> Iterator[Frame]:
    """Draw one page of a PDF or one image of a picture file."""
    module = pdf_pages if identify.identify(opened, "") == "pdf" else pictures
    yield from module.page_image(opened, int(arguments["page"]), int(arguments["width"]))


TASKS: Mapping[str, Task] = {
    "identify": lambda opened, arguments: identify.answer(opened, str(arguments["extension"])),
    "examine_pdf_streams": lambda opened, _: pdf_streams.examine(opened),
    "examine_pdf_pages": lambda opened, _: page_samples.examine(opened),
    "examine_pdf_with_pdfium": lambda opened, _: pdf.pdfium_opinion(opened),
    "examine_pdf_with_pypdf": lambda opened, _: pdf.pypdf_opinion(opened),
    "examine_office": lambda opened, arguments: office.examine(opened, str(arguments["kind"])),
    "examine_ole": lambda opened, arguments: ole.examine(opened, str(arguments["kind"])),
    "examine_picture": lambda opened, _: pictures.examine(opened),
    "examine_text": lambda opened, arguments: text.examine(opened, str(arguments["kind"])),
    "preview_pdf": lambda opened, _: pdf_pages.preview(opened),
    "preview_picture": lambda opened, _: pictures.preview(opened),
    "preview_word": lambda opened, _: word.preview(opened),
    "preview_sheets": lambda opened, _: sheets.preview_workbook(opened),
    "preview_csv": lambda opened, _: sheets.preview_csv(opened),
    "preview_text": lambda opened, _: text.preview(opened),
    "preview_xml": lambda opened, _: laid_out.preview_xml(opened),
    "preview_json": lambda opened, _: laid_out.preview_json(opened),
    "preview_html": lambda opened, _: markup.preview(opened),
    "preview_rtf": lambda opened, _: rich_text.preview(opened),
    "preview_mail": lambda opened, _: mail.preview(opened),
    "preview_archive": lambda opened, _: archive.preview(opened),
    "preview_opendocument": lambda opened, _: opendocument.preview_text(opened),
    "preview_opensheets": lambda opened, _: opendocument.preview_sheets(opened),
    "preview_openslides": lambda opened, _: slides.preview_opendocument(opened),
    "preview_slides": lambda opened, _: slides.preview_powerpoint(opened),
    "pdf_signatures": lambda opened, _: pdf_signatures.signatures(opened),
    "page_image": page_image,
    "page_text": lambda opened, arguments: pdf_text.page_text(opened, int(arguments["page"])),
    "texts": lambda opened, _: pdf_text.texts(opened),
}

__all__ = ["TASKS", "Opened", "Task"]
