"""Word to safe HTML: mammoth converts, nh3 keeps only what a reader needs."""

import base64
import io
import warnings
from collections.abc import Iterator

import mammoth
import nh3

from core.documents.frames import Frame
from core.documents.opened import Opened

_MAX_PICTURE_BYTES = 2 * 1024 * 1024
_MAX_PICTURES_BYTES = 8 * 1024 * 1024
_MAX_HTML_CHARACTERS = 12_000_000
_PICTURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
_SOURCES = tuple(f"data:{media_type};base64," for media_type in _PICTURES)
_TAGS = {
    *("p", "br", "h1", "h2", "h3", "h4", "h5", "h6", "strong", "em", "u", "s", "sup", "sub"),
    *("ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "img"),
}
_CELL = {"colspan", "rowspan"}
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags={"script", "style"},
    attributes={"img": {"src", "alt"}, "td": _CELL, "th": _CELL},
    attribute_filter=lambda _tag, name, value: value if name != "src" or value.startswith(_SOURCES) else None,
    url_schemes={"data"},
    link_rel=None,
)


def preview(opened: Opened) -> Iterator[Frame]:
    """Yield ``{html, truncated, pictures_left_out}``; links lose their target, nothing is fetched."""
    warnings.simplefilter("ignore")
    pictures = _Pictures()
    result = mammoth.convert_to_html(
        io.BytesIO(opened.map),  # mammoth takes a stream's name for a path, and a descriptor has none
        convert_image=mammoth.images.img_element(pictures.attributes),
        include_embedded_style_map=False,
        external_file_access=False,
        id_prefix="d-",
    )
    html = str(result.value)
    cut = len(html) > _MAX_HTML_CHARACTERS
    yield Frame(
        {
            "html": _CLEANER.clean(html[:_MAX_HTML_CHARACTERS]),
            "truncated": cut,
            "pictures_left_out": pictures.left_out,
        },
    )


class _Pictures:
    """Inlines PNG and JPEG within a budget; counts the others."""

    def __init__(self) -> None:
        self.left_out = 0
        self._budget = _MAX_PICTURES_BYTES

    def attributes(self, picture: mammoth.documents.Image) -> dict[str, str]:
        """Return the attributes of one ``img``."""
        data = self._bytes(picture)
        magic = _PICTURES.get(str(picture.content_type))
        if magic is None or not data.startswith(magic) or len(data) > min(_MAX_PICTURE_BYTES, self._budget):
            self.left_out += 1
            return {"alt": picture.alt_text or ""}
        self._budget -= len(data)
        return {"src": f"data:{picture.content_type};base64,{base64.b64encode(data).decode('ascii')}"}

    def _bytes(self, picture: mammoth.documents.Image) -> bytes:
        try:
            with picture.open() as stream:
                return bytes(stream.read(_MAX_PICTURE_BYTES + 1))
        except (ValueError, KeyError, OSError):  # outside the package, or not in it
            return b""
