"""The list of promociones: rows kept by promoción, so that a refresh loses neither what is marked nor the place."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

import streamlit as st

from console.components.bundles import nothing, renderer, require_bundle

require_bundle("queue")


class Chip(TypedDict):
    """A small mark. ``tone``: ``good``, ``warn``, ``bad``, ``info`` or ``quiet``; the word says it all."""

    text: str
    tone: str


class Cell(TypedDict, total=False):
    """What a cell shows: ``icon`` and ``text``, ``sub`` in a second line, ``chips``. People's text stays text."""

    text: str
    tone: str
    icon: str
    sub: str
    chips: Sequence[Chip]


class Column(TypedDict):
    """A column: the key of its cells, and its heading."""

    key: str
    label: str


class Row(TypedDict):
    """A promoción. ``url``: its review's path, which a middle click opens in another tab."""

    id: str
    folio: str
    url: str
    cells: Mapping[str, Cell]


class Told(TypedDict):
    """A sentence, and a person's own words behind it; empty where there are none."""

    text: str
    words: str


@dataclass(frozen=True, slots=True)
class Listed:
    """What is shown beside the rows.

    Attributes:
        scope: differs from list to list, filter to filter, page to page.
        read: differs from reading to reading.
        place: «1–50 de 312».
        before, after: whether there are pages on either side.
        selectable: whether rows can be marked.
        explained: id and reasons of the row that is unfolded.
    """

    scope: str
    read: str
    title: str
    place: str
    before: bool
    after: bool
    selectable: bool
    explained: tuple[str, Sequence[Told]] | None


def queue_list(
    columns: Sequence[Column],
    rows: Sequence[Row],
    listed: Listed,
    *,
    key: str,
    turned: Callable[[], None],
    dropped: Callable[[], None],
) -> str:
    """Draw the list; return the folio of the row that was opened in this run, or nothing.

    Args:
        columns: in their order.
        rows: in theirs.
        listed: what is shown beside them.
        key: the instance.
        turned: called when a page is turned; :func:`turned_way` tells where.
        dropped: called when a file was given; :func:`dropped_digest` tells which.
    """
    explained = listed.explained
    result = renderer("queue")(
        key=key,
        data={
            "scope": listed.scope,
            "read": listed.read,
            "title": listed.title,
            "range": listed.place,
            "before": listed.before,
            "after": listed.after,
            "selectable": listed.selectable,
            "columns": [dict(column) for column in columns],
            "rows": [dict(row) for row in rows],
            "explained": {"id": explained[0], "reasons": [dict(r) for r in explained[1]]}
            if explained
            else None,
        },
        on_opened_change=nothing,
        on_turned_change=turned,
        on_dropped_change=dropped,
        on_marked_change=nothing,
        on_explained_change=nothing,
    )
    return str(result.opened or "")


def marked_ids(key: str, scope: str) -> tuple[int, ...]:
    """Return the ids that are marked in this list; what was marked in another counts no more."""
    value = _state(key).get("marked")
    if not isinstance(value, Mapping) or value.get("scope") != scope:
        return ()
    return tuple(int(i) for i in value.get("ids", ()) if str(i).isascii() and str(i).isdigit())


def explained_id(key: str) -> str:
    """Return the id of the row that is unfolded; empty where none is."""
    return str(_state(key).get("explained") or "")


def turned_way(key: str) -> str:
    """Return ``before`` or ``after``: where the page was turned in this run."""
    return str(_state(key).get("turned") or "")


def dropped_digest(key: str) -> tuple[str, str]:
    """Return digest and name of the file given in this run; empty where none was."""
    value = _state(key).get("dropped")
    return (
        (str(value.get("sha256", "")), str(value.get("name", ""))) if isinstance(value, Mapping) else ("", "")
    )


def _state(key: str) -> Mapping[str, Any]:
    value = st.session_state.get(key)
    return value if isinstance(value, Mapping) else {}
