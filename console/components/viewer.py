"""The reader of documents: tabs, pages as images, converted tables and text; it reports what was seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from console.components.bundles import nothing, renderer, require_bundle

require_bundle("viewer")


class ViewerDocument(TypedDict):
    """A document to read.

    ``matches``: whether its stored bytes, hashed now, are those of the signed manifest; None when there is
    nothing to compare with. ``pages``: None when it has none or they are not known yet. ``kind``: what the
    server converts it to.
    """

    id: str | int
    name: str
    media_label: str
    size_text: str
    sha256: str
    matches: bool | None
    pages: int | None
    kind: str


@dataclass(frozen=True, slots=True)
class ViewerResult:
    """What the reader has had before their eyes.

    Attributes:
        selected: id of the document shown when the reader last reported, as text; None without documents.
        seen: document id, as text → its pages seen, from 1, ascending. A converted document has one page.
            Documents never opened are absent, and so is a page that the server could not draw.
    """

    selected: str | None
    seen: Mapping[str, tuple[int, ...]]


def viewer(
    documents: Sequence[ViewerDocument],
    selected: str | int | None,
    csrf: str,
    height: int | None = None,
    *,
    key: str,
    seen: Mapping[str, Sequence[int]] | None = None,
) -> ViewerResult:
    """Draw the documents of a promoción, the first of them (the lead) at the start.

    Args:
        documents: in reading order, the lead first.
        selected: document to turn to. Obeyed when it changes: afterwards the reader goes where they want.
        csrf: not used by the viewer, which changes nothing; taken so that the three components are alike.
        height: pixels (at least 360); None fills the window down to the decision bar.
        key: the instance.
        seen: pages seen on earlier visits (document id as text → page numbers).
    """
    del csrf
    earlier = {name: list(pages) for name, pages in (seen or {}).items()}
    result = renderer("viewer")(
        key=key,
        data={
            "documents": [dict(document) for document in documents],
            "selected": None if selected is None else str(selected),
            "height": height,
            "seen": earlier,
        },
        on_reading_change=nothing,
    )
    return _read(result.reading, documents, selected, earlier)


def _read(
    reported: object,
    documents: Sequence[ViewerDocument],
    selected: str | int | None,
    earlier: Mapping[str, Sequence[int]],
) -> ViewerResult:
    """Take from the browser's report only what can be true of these documents."""
    report = reported if isinstance(reported, dict) else {}
    pages = report.get("seen")
    now = pages if isinstance(pages, dict) else {}
    known = {str(document["id"]): document["pages"] for document in documents}
    seen = {name: _plausible(now.get(name) or earlier.get(name), last) for name, last in known.items()}
    asked = None if selected is None else str(selected)
    shown = next((choice for choice in (report.get("selected"), asked, *known) if choice in known), None)
    return ViewerResult(shown, {name: found for name, found in seen.items() if found})


def _plausible(pages: object, last: int | None) -> tuple[int, ...]:
    listed = pages if isinstance(pages, list) else []
    whole = {page for page in listed if type(page) is int and page >= 1}
    return tuple(sorted(page for page in whole if last is None or page <= max(last, 1)))
