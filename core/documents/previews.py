"""What can be shown of a document, as plain values read strictly from a process nobody trusts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from core.documents.findings import Finding

Header = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class PagesPreview:
    """Pages to be asked for one by one as images.

    Attributes:
        pages: how many there are.
        sizes: width and height of the first 2000, in points (PDF) or pixels (TIFF): only the ratio matters.
    """

    kind: ClassVar[Literal["pages"]] = "pages"
    pages: int
    sizes: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class ImagePreview:
    """One picture, asked for as page 1. Width and height in pixels, upright."""

    kind: ClassVar[Literal["image"]] = "image"
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class HtmlPreview:
    """A converted document: a fragment without scripts, styles, links or anything to fetch."""

    kind: ClassVar[Literal["html"]] = "html"
    html: str
    truncated: bool
    pictures_left_out: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The first rows of a sheet as text, of any length; ``readable`` is false if it broke its reader."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    truncated: bool
    readable: bool = True


@dataclass(frozen=True, slots=True)
class TablePreview:
    """A workbook, or a CSV as one sheet without a name. ``truncated``: there are more sheets."""

    kind: ClassVar[Literal["table"]] = "table"
    sheets: tuple[Sheet, ...]
    truncated: bool


@dataclass(frozen=True, slots=True)
class TextPreview:
    """The first 200 000 characters."""

    kind: ClassVar[Literal["text"]] = "text"
    text: str
    truncated: bool


@dataclass(frozen=True, slots=True)
class NoPreview:
    """Nothing can be shown; the finding says why."""

    kind: ClassVar[Literal["none"]] = "none"
    finding: Finding


Preview = PagesPreview | ImagePreview | HtmlPreview | TablePreview | TextPreview | NoPreview


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page drawn: PNG or JPEG bytes, width and height in pixels."""

    data: bytes
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of one page, at most 200 000 characters."""

    text: str
    truncated: bool


def read_preview(kind: str, header: Header) -> Preview:
    """Return the preview that a confined process described.

    Args:
        kind: the catalogue's ``preview`` of the media type.
        header: what the process wrote.

    Raises:
        ValueError: it is not what such a preview looks like.
    """
    if kind in {"pdf", "picture"}:
        return _pages(kind, header)
    if kind == "word":
        return HtmlPreview(
            _text(header, "html"), _flag(header, "truncated"), read_number(header, "pictures_left_out")
        )
    if kind in {"sheets", "csv"}:
        sheets = tuple(_sheet(sheet) for sheet in _list(header, "sheets"))
        return TablePreview(sheets, _flag(header, "truncated"))
    if kind == "text":
        return TextPreview(_text(header, "text"), _flag(header, "truncated"))
    raise ValueError("preview")


def read_page_image(header: Header, data: bytes) -> PageImage:
    """Return the page that a confined process drew.

    Raises:
        ValueError: its description is not one of a PNG or a JPEG, or its bytes are neither.
    """
    media_type = _text(header, "media_type")
    magic = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}.get(media_type)
    if magic is None or not data.startswith(magic):
        raise ValueError("page image")
    return PageImage(data, media_type, read_number(header, "width"), read_number(header, "height"))


def read_page_text(header: Header) -> PageText:
    """Return the page's text.

    Raises:
        ValueError: not as described.
    """
    return PageText(_text(header, "text"), _flag(header, "truncated"))


def _pages(kind: str, header: Header) -> Preview:
    sizes = tuple(_size(size) for size in _list(header, "sizes"))
    pages = read_number(header, "pages")
    if kind == "picture" and pages == 1 and sizes:
        return ImagePreview(round(sizes[0][0]), round(sizes[0][1]))
    return PagesPreview(pages, sizes)


def _size(value: object) -> tuple[float, float]:
    if isinstance(value, list) and len(value) == 2 and all(type(side) in {int, float} for side in value):  # noqa: PLR2004 - width and height
        return float(value[0]), float(value[1])
    raise ValueError("size")


def _sheet(value: object) -> Sheet:
    if not isinstance(value, dict):
        raise ValueError("sheet")  # noqa: TRY004 - ValueError is what the caller handles for any hostile answer
    rows = tuple(tuple(str(cell) for cell in row) for row in _list(value, "rows") if isinstance(row, list))
    return Sheet(_text(value, "name"), rows, _flag(value, "truncated"), readable="error" not in value)


def _text(header: Header, key: str) -> str:
    value = header.get(key)
    if not isinstance(value, str):
        raise ValueError(key)  # noqa: TRY004 - as above
    return value


def _flag(header: Header, key: str) -> bool:
    return header.get(key) is True


def read_number(header: Header, key: str) -> int:
    """Return a whole number that is not negative.

    Raises:
        ValueError: it is missing or something else.
    """
    value = header.get(key)
    if type(value) is not int or value < 0:
        raise ValueError(key)
    return value


def _list(header: Header, key: str) -> list[object]:
    value = header.get(key)
    if not isinstance(value, list):
        raise ValueError(key)  # noqa: TRY004 - as above
    return value
