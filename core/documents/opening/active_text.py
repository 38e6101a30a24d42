"""What acts in text: XML that a browser runs or that fetches, CSV whose cells are orders to a spreadsheet.

Sources: XML 1.0 §2.8, §4.2.2; Associating Style Sheets with XML; XInclude §3.1; HTML §14 for XML in a browser;
[MS-XLSX] and Microsoft's KB 211483 for DDE in a cell: ``=program|'arguments'!item``.
"""

import re
import xml.parsers.expat

from core.documents.findings import ActiveKind

_IN_BROWSERS = ("http://www.w3.org/1999/xhtml ", "http://www.w3.org/2000/svg ")
_INCLUDE = "http://www.w3.org/2001/XInclude include"
_STYLE_SHEET = "xml-stylesheet"
_SOURCES = frozenset({"src", "href", "data", "http://www.w3.org/1999/xlink href"})
_LINKS = frozenset({"a", "area"})
"""What they name only waits to be clicked."""
_AWAY = re.compile(r"\s*(?:https?:|ftp:|file:|//|\\\\)", re.IGNORECASE)
# Of what a cell begins to ask for, up to the bar and from there to the mark that ends it; bounded, since a line of
# a million such beginnings must not take a million times its length.
_DDE = re.compile(
    r"""(?:^|[,;\t\r\n])[ ]*(?:"\s*[=+\-@](?:[^"|]|""){0,2000}\|[^"!]{0,2000}!"""
    r"""|'?[=+\-@][^,;\t\r\n|]{0,2000}\|[^\r\n!]{0,2000}!)"""
)
_FETCHES = re.compile(
    r"""[=+\-@(,;]\s*(?:_xlfn\.)?(?:WEBSERVICE|IMAGE|RTD|IMPORTDATA|IMPORTXML|IMPORTHTML|IMPORTFEED|IMPORTRANGE)\s*\(""",
    re.IGNORECASE,
)


def active_in_table(text: str) -> set[ActiveKind]:
    """Return what the cells of a CSV do in a spreadsheet."""
    kinds = {ActiveKind.DDE} if _DDE.search(text) else set()
    return kinds | ({ActiveKind.EXTERNAL_RESOURCES} if _FETCHES.search(text) else set())


class ActiveXml:
    """Notes what acts while expat reads; expands nothing."""

    def __init__(self, parser: xml.parsers.expat.XMLParserType) -> None:
        self.kinds: set[ActiveKind] = set()
        parser.StartElementHandler = self._element
        parser.ProcessingInstructionHandler = self._instruction
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        namespace = next((n for n in _IN_BROWSERS if name.startswith(n)), None)
        if namespace is not None:
            local = name.removeprefix(namespace).lower()
            if local == "script" or any(key.lower().startswith("on") for key in attributes):
                self.kinds.add(ActiveKind.JAVASCRIPT)
            sources = (attributes[key] for key in _SOURCES & attributes.keys() if local not in _LINKS)
            self._fetches(any(_AWAY.match(source) for source in sources))
        elif name == _INCLUDE:
            self._fetches(found=True)

    def _instruction(self, target: str, _data: str) -> None:
        self._fetches(target == _STYLE_SHEET)

    def _doctype(self, _name: str, system: str | None, public: str | None, _internal: int) -> None:
        self._fetches(bool(system or public))

    def _entity(self, *declared: object) -> None:
        """Note an entity that stands outside; one that holds elements holds what nobody here looks into."""
        _name, _parameter, value, _base, system, public, _notation = declared
        self._fetches(bool(system or public))
        if isinstance(value, str) and "<" in value and re.search(r"script|\bon\w+\s*=", value, re.IGNORECASE):
            self.kinds.add(ActiveKind.JAVASCRIPT)

    def _fetches(self, found: bool) -> None:  # noqa: FBT001 - one question, asked in five places
        if found:
            self.kinds.add(ActiveKind.EXTERNAL_RESOURCES)
