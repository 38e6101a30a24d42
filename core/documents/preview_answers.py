"""Reads previews, strictly, from what a process wrote that a hostile file may have in its power."""

import math
from collections.abc import Callable, Mapping

from core.documents.previews import (
    Attachment,
    Fact,
    HtmlPreview,
    ImagePreview,
    MailPreview,
    PageImage,
    PagesPreview,
    PageText,
    PdfSignature,
    Preview,
    Sheet,
    TablePreview,
    TextPreview,
    TreeEntry,
    TreePreview,
    Word,
)
from core.domain.visible_text import is_invisible

Header = Mapping[str, object]
_SHORT = 1000
_MAX_SIZE = 1 << 53  # what a browser's numbers hold exactly
_KEPT_BELOW = 0x3000


def read_preview(kind: str, header: Header) -> Preview:
    """Return the preview that a confined process described.

    Args:
        kind: the catalogue's ``preview`` of the media type.
        header: what the process wrote.

    Raises:
        ValueError: it is not what such a preview looks like.
    """
    shape = _SHAPES.get(kind)
    if shape is None:
        raise ValueError("preview")
    return shape(header)


def read_page_image(header: Header, data: bytes) -> PageImage:
    """Return the page that a confined process drew.

    Raises:
        ValueError: its description is not one of a PNG or a JPEG, or its bytes are neither.
    """
    media_type = _text(header, "media_type")
    magic = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}.get(media_type)
    if magic is None or not data.startswith(magic):
        raise ValueError("page image")
    return PageImage(data, media_type, _number(header, "width"), _number(header, "height"))


def read_page_text(header: Header) -> PageText:
    """Return the page's words.

    Raises:
        ValueError: not as described.
    """
    width, height = _size(header.get("size"))
    words = tuple(_word(word) for word in _list(header, "words"))
    return PageText(width, height, words, _flag(header, "truncated"))


def read_texts(header: Header) -> tuple[tuple[str, ...], bool]:
    """Return the folded text of each page looked at, and whether those are all.

    Raises:
        ValueError: not as described.
    """
    texts = _list(header, "texts")
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("texts")
    return tuple(str(text) for text in texts), _flag(header, "complete")


def shown(text: str, most: int = _SHORT) -> str:
    """Return a name, header or value of a file, cut, with what nobody sees of it written as ``[U+202E]``."""
    cut = text[:most]
    return cut if cut.isascii() and cut.isprintable() else cut.translate(_SHOWN)


def _shown_lines(text: str) -> str:
    """Return a cell's text the same way, its tabs and line feeds as they are."""
    cut = text[:_SHORT]
    return cut if cut.isascii() and cut.isprintable() else cut.translate(_SHOWN_LINES)


class _Shown(dict[int, str]):
    """How each character is shown, found out once for those that European texts use."""

    def __missing__(self, code: int) -> str:
        found = f"[U+{code:04X}]" if is_invisible(chr(code)) else chr(code)
        if code < _KEPT_BELOW:
            self[code] = found
        return found


_SHOWN = _Shown()
_SHOWN_LINES = _Shown({ord(layout): layout for layout in "\n\t"})


def _pages(header: Header) -> Preview:
    sizes = tuple(_size(size) for size in _list(header, "sizes"))
    signatures = tuple(_signature(_row(row)) for row in _optional_list(header, "signatures"))
    return PagesPreview(_number(header, "pages"), sizes, _facts(header, "facts"), signatures)


def _picture(header: Header) -> Preview:
    preview = _pages(header)
    if isinstance(preview, PagesPreview) and preview.pages == 1 and preview.sizes:
        width, height = preview.sizes[0]
        return ImagePreview(round(width), round(height), preview.facts)
    return preview


def _html(header: Header) -> Preview:
    left_out = _number(header, "pictures_left_out")
    return HtmlPreview(_text(header, "html"), _flag(header, "truncated"), left_out, _facts(header, "facts"))


def _table(header: Header) -> Preview:
    sheets = tuple(_sheet(_row(sheet)) for sheet in _list(header, "sheets"))
    return TablePreview(sheets, _flag(header, "truncated"), _facts(header, "facts"))


def _plain(header: Header) -> Preview:
    return TextPreview(_text(header, "text"), _flag(header, "truncated"), _flag(header, "converted"))


def _mail(header: Header) -> Preview:
    attachments = tuple(_attachment(_row(row)) for row in _list(header, "attachments"))
    return MailPreview(
        _facts(header, "headers"),
        _text(header, "text"),
        _text(header, "html"),
        _flag(header, "truncated"),
        attachments,
    )


def _tree(header: Header) -> Preview:
    entries = tuple(_entry(_row(row)) for row in _list(header, "entries"))
    return TreePreview(entries, _flag(header, "truncated"), _facts(header, "facts"))


_SHAPES: Mapping[str, Callable[[Header], Preview]] = {
    "pdf": _pages,
    "picture": _picture,
    **dict.fromkeys(("word", "opendocument", "slides", "openslides", "html"), _html),
    **dict.fromkeys(("sheets", "csv", "opensheets"), _table),
    **dict.fromkeys(("text", "xml", "json", "rtf"), _plain),
    "mail": _mail,
    "archive": _tree,
}


def _signature(row: Header) -> PdfSignature:
    def said(key: str) -> str:
        return shown(_text(row, key))

    return PdfSignature(
        field=said("field"),
        name=said("name"),
        holder=said("holder"),
        issuer=said("issuer"),
        reason=said("reason"),
        signed_at=said("signed_at"),
        format=said("format"),
        covers_whole_file=_flag(row, "covers_whole_file"),
    )


def _sheet(row: Header) -> Sheet:
    rows = tuple(
        tuple(_shown_lines(str(cell)) for cell in cells)
        for cells in _list(row, "rows")
        if isinstance(cells, list)
    )
    name = shown(_text(row, "name"))
    return Sheet(name, rows, _flag(row, "truncated"), "error" not in row, _flag(row, "hidden"))


def _attachment(row: Header) -> Attachment:
    name, media_type = shown(_text(row, "name")), shown(_text(row, "media_type"))
    return Attachment(name, media_type, _number(row, "size_bytes"))


def _entry(row: Header) -> TreeEntry:
    return TreeEntry(
        shown(_text(row, "path")),
        _number(row, "size_bytes"),
        _flag(row, "encrypted"),
        _flag(row, "folder"),
        _flag(row, "outside"),
    )


def _word(value: object) -> Word:
    match value:
        case [str(text), *box] if len(box) == 4:  # noqa: PLR2004 - left, top, width, height
            return Word(_encodable(text), *map(_side, box))
    raise ValueError("word")


def _facts(header: Header, key: str) -> tuple[Fact, ...]:
    return tuple(_fact(pair) for pair in _optional_list(header, key))


def _fact(value: object) -> Fact:
    match value:
        case [str(code), str(text)]:
            return shown(code, 40), shown(text)
    raise ValueError("fact")


def _size(value: object) -> tuple[float, float]:
    match value:
        case [width, height]:
            return _side(width), _side(height)
    raise ValueError("size")


def _side(value: object) -> float:
    if isinstance(value, int | float) and type(value) is not bool and math.isfinite(value):
        return float(value)
    raise ValueError("side")


def _row(value: object) -> Header:
    if not isinstance(value, dict):
        raise ValueError("row")  # noqa: TRY004 - ValueError is what the caller handles for any hostile answer
    return value


def _text(header: Header, key: str) -> str:
    value = header.get(key)
    if not isinstance(value, str):
        raise ValueError(key)  # noqa: TRY004 - as above
    return _encodable(value)


def _encodable(text: str) -> str:
    """Return the text with lone surrogates, which no answer to a browser can carry, replaced."""
    return text if text.isascii() else text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def _flag(header: Header, key: str) -> bool:
    return header.get(key) is True


def _number(header: Header, key: str) -> int:
    value = header.get(key)
    if type(value) is not int or not 0 <= value <= _MAX_SIZE:
        raise ValueError(key)
    return value


def _list(header: Header, key: str) -> list[object]:
    value = header.get(key)
    if not isinstance(value, list):
        raise ValueError(key)  # noqa: TRY004 - as above
    return value


def _optional_list(header: Header, key: str) -> list[object]:
    return _list(header, key) if key in header else []
