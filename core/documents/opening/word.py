"""Word to safe HTML: mammoth converts, ``markup`` keeps only what a reader needs."""

import base64
import io
import warnings
import zipfile
from collections.abc import Iterator

import mammoth

from core.documents.frames import Frame
from core.documents.opened import Opened
from core.documents.opening.long_word import LongWord
from core.documents.opening.markup import MAX_HTML_CHARACTERS, PICTURES, clean
from core.documents.opening.package_facts import package_facts
from core.documents.opening.packages import open_package, read_part

_MAIN_PART = "word/document.xml"
_LONG_BYTES = 2 * 1024 * 1024
_MAX_PICTURE_BYTES = 2 * 1024 * 1024
_MAX_PICTURES_BYTES = 8 * 1024 * 1024


def preview(opened: Opened) -> Iterator[Frame]:
    """Yield ``{html, truncated, pictures_left_out, facts}``; links lose their target, nothing is fetched.

    A long document keeps paragraphs, headings and tables only.
    """
    package = open_package(opened)
    facts = package_facts(package)
    if _is_long(package):
        long = LongWord()
        cut = read_part(package, _MAIN_PART, long)
        yield _frame(clean("".join(long.parts)), cut, long.pictures, facts)
        return
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
    cut = len(html) > MAX_HTML_CHARACTERS
    yield _frame(clean(html[:MAX_HTML_CHARACTERS]), cut, pictures.left_out, facts)


def _is_long(package: zipfile.ZipFile) -> bool:
    """Whether mammoth would take more than a few seconds: it needs about one for each MiB."""
    return any(e.filename == _MAIN_PART and e.file_size > _LONG_BYTES for e in package.infolist())


def _frame(html: str, cut: bool, pictures_left_out: int, facts: list[list[str]]) -> Frame:  # noqa: FBT001 - a value
    return Frame({"html": html, "truncated": cut, "pictures_left_out": pictures_left_out, "facts": facts})


class _Pictures:
    """Inlines PNG and JPEG within a budget; counts the others."""

    def __init__(self) -> None:
        self.left_out = 0
        self._budget = _MAX_PICTURES_BYTES

    def attributes(self, picture: mammoth.documents.Image) -> dict[str, str]:
        """Return the attributes of one ``img``."""
        data = self._bytes(picture)
        magic = PICTURES.get(str(picture.content_type))
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
