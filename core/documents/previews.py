"""What can be shown of a document, as plain values; ``preview_answers`` reads them from a process nobody trusts.

Whatever names, headers and facts a filer's file holds arrives here without characters that nobody sees:
each stands as its code point, ``[U+202E]``.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal

from core.documents.findings import Finding

Fact = tuple[str, str]
"""A code of ``[labels.preview_fact]`` in the texts (``camera``, ``author``) and what the file says of it.

The values of ``gps`` and ``signatures`` are codes too, of ``[labels.preview_value]``; sizes end in ``_bytes``.
"""


@dataclass(frozen=True, slots=True)
class PdfSignature:
    """A signature that a PDF says to hold (ISO 32000-2 §12.8.1); nothing of it was verified.

    Attributes:
        field: name of the form field.
        name: /Name, who signed as the file says; empty where it does not.
        holder: common name in the signer's certificate, which nobody verified either; empty where unreadable.
        issuer: common name of who issued that certificate.
        reason: /Reason.
        signed_at: /M as ``2026-11-22 10:00:00 -06:00``, as the signer's own clock had it; empty if unreadable.
        format: /SubFilter, for instance ``ETSI.CAdES.detached``.
        covers_whole_file: /ByteRange leaves out nothing but the signature itself, up to the last byte.
    """

    field: str
    name: str
    holder: str
    issuer: str
    reason: str
    signed_at: str
    format: str
    covers_whole_file: bool


@dataclass(frozen=True, slots=True)
class PagesPreview:
    """Pages to be asked for one by one as images.

    Attributes:
        pages: how many there are.
        sizes: width and height of the first 2000, in points (PDF) or pixels (TIFF): only the ratio matters.
        facts: title, author, camera… as the file says.
        signatures: those that a PDF holds, at most 100.
    """

    kind: ClassVar[Literal["pages"]] = "pages"
    pages: int
    sizes: tuple[tuple[float, float], ...]
    facts: tuple[Fact, ...] = ()
    signatures: tuple[PdfSignature, ...] = ()


@dataclass(frozen=True, slots=True)
class ImagePreview:
    """One picture, asked for as page 1. Width and height in pixels, upright."""

    kind: ClassVar[Literal["image"]] = "image"
    width: int
    height: int
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class HtmlPreview:
    """A converted document: a fragment without scripts, styles, links or anything to fetch."""

    kind: ClassVar[Literal["html"]] = "html"
    html: str
    truncated: bool
    pictures_left_out: int
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """The first rows of a sheet as text, of any length.

    A cell with a formula is ``=SUM(A1:A3) → 6``, the value being the one that was saved with it, never
    calculated here; without a saved value it is the formula alone.

    Attributes:
        name: as the workbook has it; empty for a CSV.
        rows: cells of the first 300 rows and 60 columns.
        truncated: there are more.
        readable: false if the sheet broke its reader.
        hidden: the workbook's own program does not show this sheet.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    truncated: bool
    readable: bool = True
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class TablePreview:
    """A workbook, or a CSV as one sheet without a name. ``truncated``: there are more sheets."""

    kind: ClassVar[Literal["table"]] = "table"
    sheets: tuple[Sheet, ...]
    truncated: bool
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class TextPreview:
    """The first 200 000 characters. ``converted``: laid out anew (XML, JSON) or taken out of markup (RTF)."""

    kind: ClassVar[Literal["text"]] = "text"
    text: str
    truncated: bool
    converted: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """What a message carries: its name and media type as the sender wrote them, and its size, decoded."""

    name: str
    media_type: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class MailPreview:
    """An e-mail message (RFC 5322, MIME).

    Attributes:
        headers: codes of ``[labels.mail_header]`` (``from``, ``to``, ``date``…) and their values.
        text: the plain body, or nothing.
        html: the HTML body as a fragment like that of ``HtmlPreview``, or nothing.
        truncated: a body or the list of attachments was cut.
        attachments: at most 500; they are listed, never opened.
    """

    kind: ClassVar[Literal["mail"]] = "mail"
    headers: tuple[Fact, ...]
    text: str
    html: str
    truncated: bool
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """One entry of an archive, which is never extracted.

    Attributes:
        path: as the archive names it, with ``/`` between folders.
        size_bytes: once unpacked, as the archive declares.
        encrypted: asks for a password.
        folder: whether it is one.
        outside: its name leads out of the folder that it would be unpacked in.
    """

    path: str
    size_bytes: int
    encrypted: bool
    folder: bool
    outside: bool = False


@dataclass(frozen=True, slots=True)
class TreePreview:
    """What an archive holds, its first 2000 entries in the archive's order."""

    kind: ClassVar[Literal["tree"]] = "tree"
    entries: tuple[TreeEntry, ...]
    truncated: bool
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class NoPreview:
    """Nothing can be shown; the finding says why."""

    kind: ClassVar[Literal["none"]] = "none"
    finding: Finding


Preview = (
    PagesPreview
    | ImagePreview
    | HtmlPreview
    | TablePreview
    | TextPreview
    | MailPreview
    | TreePreview
    | NoPreview
)


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page drawn: PNG or JPEG bytes, width and height in pixels."""

    data: bytes
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Word:
    """A word on a page and its box, in the page's units from its upper left corner, as the page is shown.

    ``text`` ends with a blank where one follows and with a line feed where its line ends, so that the
    words of a page, one after another, are its text.
    """

    text: str
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PageText:
    """The words of one page, at most 20 000, and the page's width and height in the same units."""

    width: float
    height: float
    words: tuple[Word, ...]
    truncated: bool

    @property
    def text(self) -> str:
        """The words, one after another."""
        return "".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Hits:
    """Where a text stands in a PDF.

    Attributes:
        pages: page (from 1) and how often it stands there; pages without it are not named.
        searched: how many pages have been looked at, from the first.
        complete: those are all of them, with all their text.
    """

    pages: tuple[tuple[int, int], ...]
    searched: int
    complete: bool

    @property
    def total(self) -> int:
        """How often it stands in the document."""
        return sum(count for _, count in self.pages)
