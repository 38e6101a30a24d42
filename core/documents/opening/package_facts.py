"""What an Office or OpenDocument package says of itself: title, authors, dates; nobody vouches for any of it."""

import xml.parsers.expat
import zipfile
from collections.abc import Mapping

from core.documents.opening.packages import Enough, Events, read_part

_MAX_CHARACTERS, _MAX_FACTS = 500, 50
_PARTS = ("docProps/core.xml", "meta.xml")  # ISO 29500-2 §11, OpenDocument part 3 §4.3
_CODES = {
    "title": "title",
    "subject": "subject",
    "lastModifiedBy": "modified_by",
    "created": "created",
    "creation-date": "created",
    "modified": "modified",
    "date": "modified",
    "generator": "program",
}
_ORDER = ("title", "subject", "author", "created", "modified_by", "modified", "program")


def package_facts(package: zipfile.ZipFile) -> list[list[str]]:
    """Return ``[code, text]`` pairs in a fixed order; a part that cannot be read says nothing."""
    names = set(package.namelist())
    for part in _PARTS:
        if part in names:
            properties = _Properties(opendocument=part == "meta.xml")
            try:
                read_part(package, part, properties)
            except (ValueError, xml.parsers.expat.ExpatError, zipfile.BadZipFile, OSError, RuntimeError):
                return []
            return [[code, properties.found[code]] for code in _ORDER if properties.found.get(code)]
    return []


class _Properties(Events):
    """Keeps the text of the elements that are facts."""

    def __init__(self, *, opendocument: bool) -> None:
        # In OpenDocument the author is whoever began, and dc:creator whoever wrote last.
        creators = (
            {"initial-creator": "author", "creator": "modified_by"} if opendocument else {"creator": "author"}
        )
        self._codes = {**_CODES, **creators}
        self.found: dict[str, str] = {}
        self._open = ""
        self._seen = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002 - as Events has it
        """Open a fact, the first of its kind."""
        code = self._codes.get(name, "")
        self._open = "" if code in self.found else code
        self._seen += 1
        if self._seen > _MAX_FACTS:
            raise Enough

    def end(self, name: str) -> None:  # noqa: ARG002 - as above
        """Close it."""
        self._open = ""

    def characters(self, data: str) -> None:
        """Keep its beginning."""
        if self._open:
            self.found[self._open] = (self.found.get(self._open, "") + data)[:_MAX_CHARACTERS]
