"""Presentations as the text of each slide: PowerPoint's (ISO 29500-1 §13) and OpenDocument's."""

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from html import escape

from core.documents.frames import Frame
from core.documents.opened import Opened
from core.documents.opening.markup import clean
from core.documents.opening.package_facts import package_facts
from core.documents.opening.packages import Enough, Events, open_package, read_part

MAX_SLIDES = 500
_MAX_CHARACTERS = 400_000
_PARAGRAPHS = frozenset({"p", "h"})
_LEFT_OUT = frozenset({"notes", "annotation"})
_SLIDE = re.compile(r"ppt/slides/slide(\d{1,9})\.xml")


def preview_powerpoint(opened: Opened) -> Iterator[Frame]:
    """Yield ``{html, truncated, pictures_left_out, facts}``: a heading with its number, then each slide's words."""
    package = open_package(opened)
    names = _in_order(package)
    shown = _Words(slide="sld", text={"t"}, line="br", pictures={"blip", "chart", "oleObj"})
    cut = any(read_part(package, name, shown) for name in names[:MAX_SLIDES])
    yield _frame(package, shown, cut=cut or len(names) > MAX_SLIDES, slides=len(names))


def preview_opendocument(opened: Opened) -> Iterator[Frame]:
    """Yield the same of an OpenDocument presentation, without the notes to its slides."""
    shown = _Words(slide="page", text={"p", "h"}, line="line-break", pictures={"image", "object"})
    package = open_package(opened)
    cut = read_part(package, "content.xml", shown)
    yield _frame(package, shown, cut=cut, slides=shown.slides)


def _frame(package: zipfile.ZipFile, shown: "_Words", *, cut: bool, slides: int) -> Frame:
    return Frame(
        {
            "html": clean("".join(shown.parts)),
            "truncated": cut,
            "pictures_left_out": shown.pictures,
            "facts": [["slides", str(slides)], *package_facts(package)],
        }
    )


class _Words(Events):
    """Gathers paragraphs below a heading for each slide."""

    def __init__(self, *, slide: str, text: set[str], line: str, pictures: set[str]) -> None:
        self.parts: list[str] = []
        self.slides = 0
        self.pictures = 0
        self._slide, self._text, self._line, self._pictures = slide, text, line, pictures
        self._left_out = 0
        self._in_text = 0
        self._written = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002 - as Events has it
        """Open a slide, a paragraph, a line."""
        if self._left_out or name in _LEFT_OUT:
            self._left_out += 1
            return
        self._in_text += name in self._text
        self.pictures += name in self._pictures
        if name == self._slide:
            self._open_slide()
        elif name in _PARAGRAPHS:
            self._write("<p>")
        elif name == self._line:
            self._write("<br>")

    def end(self, name: str) -> None:
        """Close a paragraph."""
        if self._left_out:
            self._left_out -= 1
            return
        self._in_text -= name in self._text
        if name in _PARAGRAPHS:
            self._write("</p>")

    def characters(self, data: str) -> None:
        """Keep the words."""
        if self.slides and self._in_text and not self._left_out:
            self._write(escape(data))

    def _open_slide(self) -> None:
        self.slides += 1
        if self.slides > MAX_SLIDES:
            raise Enough
        self._write(f"<h2>{self.slides}</h2>")

    def _write(self, html: str) -> None:
        self.parts.append(html)
        self._written += len(html)
        if self._written > _MAX_CHARACTERS:
            raise Enough


def _in_order(package: zipfile.ZipFile) -> list[str]:
    """Return the slides in the presentation's order, or by number where it does not say."""
    present = set(package.namelist())
    order, targets = _Ids(), _Targets()
    try:
        read_part(package, "ppt/presentation.xml", order)
        read_part(package, "ppt/_rels/presentation.xml.rels", targets)
    except KeyError:
        order.ids.clear()
    named = [targets.by_id.get(slide, "") for slide in order.ids]
    found = list(dict.fromkeys(name for name in named if name in present))
    numbered = sorted((int(m[1]), m[0]) for m in map(_SLIDE.fullmatch, present) if m)
    return found or [name for _, name in numbered]


class _Ids(Events):
    """The relationship of each slide, from ``sldIdLst``."""

    def __init__(self) -> None:
        self.ids: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Note a slide."""
        if name == "sldId":
            self.ids.append(attributes.get("r:id", ""))


class _Targets(Events):
    """Where each relationship leads within the package."""

    def __init__(self) -> None:
        self.by_id: dict[str, str] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Note a relationship."""
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/ppt", attributes.get("Target", "")))
            self.by_id[attributes.get("Id", "")] = target.lstrip("/")
