"""Parts of ZIP packages (Office Open XML, OpenDocument) as XML events: bounded, without DTD or entities."""

import xml.parsers.expat
import zipfile
from collections.abc import Mapping

from core.documents.opened import Opened
from core.documents.opening.office import expands_too_much

MAX_PART_BYTES = 64 * 1024 * 1024
_CHUNK = 1 << 16


class TooMuch(Exception):  # noqa: N818 - says what the package is
    """Unpacking it asks for more than an honest document."""


class Enough(Exception):  # noqa: N818 - the end of what is shown, not an error
    """As much was read as is shown."""


class Events:
    """What happens in a part; names come without their namespace, ``text:p`` is ``p``."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def characters(self, data: str) -> None:
        """Text stands there."""


def open_package(opened: Opened) -> zipfile.ZipFile:
    """Return the package.

    Raises:
        BadZipFile: it is none.
        TooMuch: it is a bomb.
    """
    package = zipfile.ZipFile(opened.stream)
    if expands_too_much(package.infolist()):
        raise TooMuch
    return package


def read_part(package: zipfile.ZipFile, name: str, events: Events) -> bool:
    """Feed a part to ``events``; return whether it was cut, by :class:`Enough` or at 64 MiB.

    Prefixes are a matter of each file, and the parts read here have no two elements of one local name
    that would be taken for each other.

    Raises:
        KeyError: there is no such part.
        ValueError: a document type declaration, which neither format allows here.
        ExpatError: not well-formed.
    """
    parser = xml.parsers.expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = lambda tag, attributes: events.start(
        _local(tag), {_attribute(key): value for key, value in attributes.items()}
    )
    parser.EndElementHandler = lambda tag: events.end(_local(tag))
    parser.CharacterDataHandler = events.characters
    left = MAX_PART_BYTES
    with package.open(name) as part:
        try:
            while chunk := part.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    return True
                parser.Parse(chunk)
        except Enough:
            return True
    return False


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _attribute(name: str) -> str:
    """Return an attribute's local name; a relationship's stands beside others, so it keeps its ``r:``."""
    namespace, _, local = name.rpartition(" ")
    return f"r:{local}" if namespace.endswith("/relationships") else local


def _refuse(*_: object) -> None:
    raise ValueError("doctype")
