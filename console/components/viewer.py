"""The reader of documents: tabs, pages as images with their words, converted tables and text.

It tells the server itself which pages stood before the reader's eyes (``POST …/paginas-vistas``): a report that
went through Streamlit would draw the page again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NotRequired, TypedDict

from console.components.bundles import nothing, renderer, require_bundle

require_bundle("viewer")


class ViewerDocument(TypedDict):
    """A document to read.

    ``name``: with its folders before it. ``matches``: whether its stored bytes, hashed now, are those of the
    signed manifest; None when there is nothing to compare with. ``pages``: how many it has, one where it is
    shown whole; None when that is not known yet. ``classification``: the class in words. ``summary``: what may be
    known of a confidential document, as its filer wrote it; empty for others. ``changed``: it is not the one
    that was rejected before.
    """

    id: str | int
    name: str
    media_label: str
    size_text: str
    sha256: str
    matches: bool | None
    pages: int | None
    kind: str
    classification: str
    summary: str
    changed: NotRequired[bool]


@dataclass(frozen=True, slots=True)
class Workplace:
    """What the page around the viewer wants of it.

    Attributes:
        keys: the page's own keys and what they do, for the list of keys.
        reports: tell where the reader stands. Each new place runs the fragment, or the page, that drew it.
        focus: take the focus at the start.
    """

    keys: Sequence[tuple[str, str]] = ()
    reports: bool = False
    focus: bool = False


class Place(TypedDict):
    """Where the reader stands: a document's id as text, and its page from 1; None of what has no pages."""

    document: str
    page: int | None


def viewer(
    documents: Sequence[ViewerDocument],
    selected: str | int | None,
    csrf: str,
    height: int | None = None,
    *,
    key: str,
    seen: Mapping[str, Sequence[int]] | None = None,
    workplace: Workplace = Workplace(),
) -> Place | None:
    """Draw the documents of a promoción, the first of them (the lead) at the start.

    Args:
        documents: in reading order, the lead first.
        selected: document to turn to. Obeyed when it changes: afterwards the reader goes where they want.
        csrf: what reports of pages seen carry; empty where nobody keeps them.
        height: pixels (at least 360); None fills the window down to the decision bar.
        key: the instance.
        seen: pages seen on earlier visits (document id as text → page numbers, from 1).
        workplace: what the page wants besides.

    Returns:
        Where the reader stands; None where that is not told, or not yet.
    """
    result = renderer("viewer")(
        key=key,
        data={
            "documents": [dict(document) for document in documents],
            "selected": None if selected is None else str(selected),
            "height": height,
            "seen": {name: list(pages) for name, pages in (seen or {}).items()},
            "csrf": csrf,
            "reports": workplace.reports,
            "focus": workplace.focus,
            "keys": [list(row) for row in workplace.keys],
        },
        on_standing_change=nothing,
    )
    return _place(result.standing)


def _place(told: object) -> Place | None:
    """Return a place if that is what the browser told, which may be anything."""
    if not isinstance(told, Mapping) or not isinstance(told.get("document"), str):
        return None
    page = told.get("page")
    return {"document": told["document"], "page": page if isinstance(page, int) and page > 0 else None}
