"""Files as a filer holds them, one of each kind that the clerk's reader shows differently."""

from dataclasses import dataclass

from playwright.sync_api import FilePayload

from tests.documents_samples import docx, pdf, picture, xlsx

WORD_TEXT = "Comparezco con la personalidad que acredito"
SHEET_TEXT = "Importe por municipio"


@dataclass(frozen=True, slots=True)
class Paper:
    """A file: its name, what the browser takes it for, and its bytes."""

    name: str
    media_type: str
    data: bytes

    @property
    def payload(self) -> FilePayload:
        """The file as a file chooser takes it."""
        return {"name": self.name, "mimeType": self.media_type, "buffer": self.data}


def pdf_paper(name: str = "Escrito.pdf", pages: int = 2) -> Paper:
    """Return a PDF."""
    return Paper(name, "application/pdf", pdf(pages))


def word_paper(name: str = "Contestación.docx") -> Paper:
    """Return a Word document that holds ``WORD_TEXT``."""
    body = f"<w:p><w:r><w:t>{WORD_TEXT}</w:t></w:r></w:p>"
    media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return Paper(name, media_type, docx(body))


def sheet_paper(name: str = "Anexo 1 Precios.xlsx") -> Paper:
    """Return a workbook of which one cell holds ``SHEET_TEXT``."""
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Paper(name, media_type, xlsx([[SHEET_TEXT, "Año"], [1234.5, 2026]]))


def picture_paper(name: str = "Identificación.png") -> Paper:
    """Return a picture of 600 × 400 pixels."""
    return Paper(name, "image/png", picture(size=(600, 400)))


def every_kind() -> tuple[Paper, ...]:
    """Return a PDF, a Word document, a workbook and a picture."""
    return (pdf_paper(), word_paper(), sheet_paper(), picture_paper())
