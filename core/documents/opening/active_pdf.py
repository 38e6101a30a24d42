"""What in a PDF acts by itself (ISO 32000-2 §12.6 actions, §7.11.4 embedded files, §12.5.6 annotations)."""

from collections.abc import Iterator

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject

from core.documents.findings import ActiveKind

_MAX_VISITS = 20_000
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
_LEADS = ("/OpenAction", "/AA", "/A", "/Next", "/Kids", "/Fields", "/Names", "/JavaScript", "/AcroForm")
_TRIGGERS = (
    "/O",
    "/C",
    "/WC",
    "/WS",
    "/DS",
    "/WP",
    "/DP",
    "/K",
    "/F",
    "/V",
    "/E",
    "/X",
    "/D",
    "/U",
    "/Fo",
    "/Bl",
)


def active_kinds(reader: pypdf.PdfReader) -> tuple[set[ActiveKind], bool]:
    """Return the kinds found and whether everything was looked at within the visits allowed."""
    walk = _Walk()
    walk.note_opening(reader.root_object.get("/OpenAction"))
    walk.visit(reader.root_object)
    for number, page in enumerate(reader.pages):
        if number >= _MAX_PAGES or walk.left <= 0:
            return walk.kinds, False
        walk.note_opening(page.get("/AA"))
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
        node = action.get_object() if isinstance(action, IndirectObject) else action
        if not isinstance(node, DictionaryObject):
            return
        acts = [node, *(node.get(trigger) for trigger in _TRIGGERS)]
        if any(isinstance(act, DictionaryObject) and act.get("/S") == "/URI" for act in acts):
            self.kinds.add(ActiveKind.REMOTE)

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
        self._note(node)
        for key in (*_LEADS, *_TRIGGERS):
            if key in node:
                yield node.raw_get(key)

    def _note(self, node: DictionaryObject) -> None:
        action, annotation = node.get("/S"), node.get("/Subtype")
        found = {_ACTIONS.get(str(action)), _ANNOTATIONS.get(str(annotation))}
        if "/EmbeddedFiles" in node or "/Collection" in node or "/AF" in node:
            found.add(ActiveKind.EMBEDDED_FILES)
        if "/XFA" in node:
            found.add(ActiveKind.XFA)
        if "/JS" in node:
            found.add(ActiveKind.JAVASCRIPT)
        self.kinds |= {kind for kind in found if kind is not None}
