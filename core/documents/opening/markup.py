"""HTML that a reader can look at and nothing in it can act: nh3 keeps text, tables, and pictures of its own."""

import re
from collections.abc import Iterator

import nh3

from core.documents.frames import Frame
from core.documents.opened import Opened
from core.documents.opening import text

PICTURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
MAX_HTML_CHARACTERS = 12_000_000
_MAX_PAGE_CHARACTERS = 2_000_000
_SOURCES = tuple(f"data:{media_type};base64," for media_type in PICTURES)
_TAGS = {
    *("p", "br", "h1", "h2", "h3", "h4", "h5", "h6", "strong", "em", "b", "i", "u", "s", "sup", "sub"),
    *("ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "code", "hr", "div"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "img"),
}
_CELL = {"colspan", "rowspan"}
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags={"script", "style", "title"},
    attributes={"img": {"src", "alt"}, "td": _CELL, "th": _CELL},
    attribute_filter=lambda _tag, name, value: value if name != "src" or value.startswith(_SOURCES) else None,
    url_schemes={"data"},
    link_rel=None,
)
_WITHOUT_SOURCE = re.compile(r'<img(?! src="| alt="[^"]*" src=")')


def clean(html: str) -> str:
    """Return the fragment without scripts, styles, links, forms, frames or anything to fetch."""
    return _CLEANER.clean(html)


def pictures_left_out(cleaned: str) -> int:
    """Return how many pictures lost their source, because it was not within the document."""
    return len(_WITHOUT_SOURCE.findall(cleaned))


def preview(opened: Opened) -> Iterator[Frame]:
    """Yield ``{html, truncated, pictures_left_out}`` of a web page: what its styles hide is shown."""
    page = text.decoded(opened, 4 * _MAX_PAGE_CHARACTERS)
    cleaned = clean(page[:_MAX_PAGE_CHARACTERS])
    cut = len(page) > _MAX_PAGE_CHARACTERS or opened.size > 4 * _MAX_PAGE_CHARACTERS
    yield Frame({"html": cleaned, "truncated": cut, "pictures_left_out": pictures_left_out(cleaned)})
