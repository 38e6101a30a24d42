"""What in a PDF acts by itself (ISO 32000-2 §12.6 actions, §7.11.4 embedded files, §12.5.6 annotations)."""

from collections.abc import Iterator

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject

from core.documents.findings import ActiveKind

_MAX_VISITS = 60_000
_MAX_CHAIN = 100
_MAX_PAGES = 2000
_ACTIONS = {
    "/JavaScript": ActiveKind.JAVASCRIPT,
    "/Launch": ActiveKind.LAUNCH,
    "/GoToR": ActiveKind.REMOTE,
    "/GoToE": ActiveKind.EMBEDDED_FILES,
    "/SubmitForm": ActiveKind.REMOTE,
    "/ImportData": ActiveKind.REMOTE,
    "/Rendition": ActiveKind.MULTIMEDIA,
    "/Movie": ActiveKind.MULTIMEDIA,
    "/Sound": ActiveKind.MULTIMEDIA,
    "/RichMediaExecute": ActiveKind.MULTIMEDIA,
}
_ANNOTATIONS = {
    "/FileAttachment": ActiveKind.EMBEDDED_FILES,
    "/RichMedia": ActiveKind.MULTIMEDIA,
    "/Screen": ActiveKind.MULTIMEDIA,
    "/Movie": ActiveKind.MULTIMEDIA,
    "/Sound": ActiveKind.MULTIMEDIA,
    "/3D": ActiveKind.MULTIMEDIA,
}
# Where actions hang; following only these keeps the walk off the page tree and the content.
_LEADS = (
    *("/OpenAction", "/AA", "/A", "/Next", "/Kids", "/Fields", "/Names", "/JavaScript", "/AcroForm"),
    *("/Outlines", "/First"),
)
_CLICKS = ("/D", "/U")
_TRIGGERS = (
    *("/O", "/C", "/WC", "/WS", "/DS", "/WP", "/DP", "/K", "/F", "/V", "/E", "/X", "/Fo", "/Bl"),
    *("/PO", "/PC", "/PV", "/PI", *_CLICKS),
)


def active_kinds(reader: pypdf.PdfReader) -> tuple[set[ActiveKind], bool]:
    """Return the kinds found and whether everything was looked at within the visits allowed."""
    walk = _Walk()
    walk.note_opening(reader.root_object.get("/OpenAction"))
    walk.visit(reader.root_object)
    for number, page in enumerate(reader.pages):
        if number >= _MAX_PAGES or walk.left <= 0:
            return walk.kinds, False
        walk.note(page)
        walk.visit(page.get("/AA"))
        walk.visit(page.get("/Annots"))
    return walk.kinds, walk.left > 0 and not walk.broken


class _Walk:
    """A bounded walk without recursion: hostile structures are deep and circular."""

    def __init__(self) -> None:
        self.kinds: set[ActiveKind] = set()
        self.left = _MAX_VISITS
        self.broken = False
        self._seen: set[tuple[int, int]] = set()

    def note_opening(self, action: object) -> None:
        """Note an address that is opened without anybody's click; the same in a link only waits for one."""
        waiting = [action]
        for _ in range(_MAX_CHAIN):
            node = waiting.pop() if waiting else None
            node = node.get_object() if isinstance(node, IndirectObject) else node
            if isinstance(node, DictionaryObject):
                if node.get("/S") == "/URI":
                    self.kinds.add(ActiveKind.REMOTE)
                following = node.get("/Next")
                waiting += following if isinstance(following, ArrayObject) else [following]

    def visit(self, start: object) -> None:
        """Follow the leads from ``start``; a branch that cannot be read is noted and left."""
        waiting = [start]
        while waiting and self.left > 0:
            self.left -= 1
            try:
                node = self._resolve(waiting.pop())
                waiting.extend(self._look(node))
            except MemoryError:
                raise
            except Exception:  # noqa: BLE001 - whatever pypdf raises for one object, the others are still read
                self.broken = True

    def _resolve(self, node: object) -> object:
        if not isinstance(node, IndirectObject):
            return node
        key = (node.idnum, node.generation)
        if key in self._seen:
            return None
        self._seen.add(key)
        return node.get_object()

    def _look(self, node: object) -> Iterator[PdfObject]:
        if isinstance(node, ArrayObject):
            yield from node
        if not isinstance(node, DictionaryObject):
            return
        self.note(node)
        for key in (*_LEADS, *_TRIGGERS):
            if key in node:
                yield node.raw_get(key)

    def note(self, node: DictionaryObject) -> None:
        """Note what a dictionary says of itself, and what its triggers open by themselves."""
        triggers = node.get("/AA")
        if isinstance(triggers, DictionaryObject):
            for trigger in triggers.keys() - set(_CLICKS):
                self.note_opening(triggers.get(trigger))
        action, annotation = node.get("/S"), node.get("/Subtype")
        found = {_ACTIONS.get(str(action)), _ANNOTATIONS.get(str(annotation))}
        if "/EmbeddedFiles" in node or "/Collection" in node or "/AF" in node:
            found.add(ActiveKind.EMBEDDED_FILES)
        if action == "/Thread" and "/F" in node:  # of another file
            found.add(ActiveKind.REMOTE)
        if "/XFA" in node:
            found.add(ActiveKind.XFA)
        if "/JS" in node:
            found.add(ActiveKind.JAVASCRIPT)
        self.kinds |= {kind for kind in found if kind is not None}
