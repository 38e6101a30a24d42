"""Editions of a catalogue: each saving on screen or from a file is a whole document with a number of its own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

Document: TypeAlias = Mapping[str, Any]
"""A catalogue as TOML's own values: tables, lists, texts, numbers, booleans, days and times."""


class CatalogName(StrEnum):
    """What the institution keeps by editions; the value is the name of its file and of its table."""

    CALENDAR = "calendar"
    PROCEDURE_TYPES = "procedure_types"
    GROUNDS = "grounds"
    LABELS = "labels"
    INSTITUCION = "institucion"
    NOTICES = "notices"


@dataclass(frozen=True, slots=True)
class Edition:
    """A catalogue as somebody saved it; neither changed nor deleted afterwards.

    Attributes:
        number: from 1; 0 is the file that ruled before anything was saved.
        content: the whole document, TOML.
        digest: SHA-256 of the content in UTF-8, hexadecimal.
        saved_at: aware UTC; of number 0, when the first edition was saved; None while only the file exists.
        saved_by: the person's name as it was then; empty for number 0 and for the command line.
        reason: in the person's words; empty for number 0.
    """

    catalog: CatalogName
    number: int
    content: str
    digest: str
    saved_at: datetime | None = None
    saved_by: str = ""
    reason: str = ""


class ChangeKind(StrEnum):
    """What happened to an entry from one edition to the next."""

    ADDED = "added"
    EDITED = "edited"
    RETIRED = "retired"
    BROUGHT_BACK = "brought_back"
    MOVED = "moved"
    GONE = "gone"
    """It is no longer there: no edition is saved like that."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two documents.

    Attributes:
        entry: the entry's code, a day's ``2026-12-25 inhabil``, or the key outside any list.
        keys: what differs within it, by name; empty where it was added, moved or is gone.
    """

    kind: ChangeKind
    entry: str
    keys: tuple[str, ...] = ()


def changes_between(before: Document, after: Document) -> tuple[Change, ...]:
    """Return what differs from one edition to the next; the order of entries counts, comments do not."""
    lists = [key for key in {**before, **after} if _is_entries(before, key) or _is_entries(after, key)]
    found = [change for key in lists for change in _of_entries(_rows(before, key), _rows(after, key))]
    plain = [key for key in {**before, **after} if key not in lists]
    found += [Change(ChangeKind.EDITED, k, (k,)) for k in plain if before.get(k) != after.get(k)]
    return tuple(found)


def entry_name(row: Mapping[str, Any]) -> str:
    """Return what an entry is told by: its code, and where it has none its day, its beginning or its name."""
    if "code" in row:
        return str(row["code"])
    if "on" in row:
        scope = ",".join(sorted(str(code) for code in row.get("procedure_types", [])))
        return " ".join(part for part in (str(row["on"]), str(row.get("kind", "")), scope) if part)
    return str(row.get("name") or row.get("valid_from") or "")


def repeated(document: Document) -> Iterator[tuple[str, int, str]]:
    """Yield list, place from 1 and name of each entry that is called as one before it in its list."""
    for key in document:
        seen: set[str] = set()
        for place, row in enumerate(document[key] if _is_entries(document, key) else (), start=1):
            name = entry_name(row)
            if name in seen:
                yield key, place, name
            seen.add(name)


def _is_entries(document: Document, key: str) -> bool:
    rows = document.get(key)
    return isinstance(rows, list) and bool(rows) and all(isinstance(row, dict) for row in rows)


def _rows(document: Document, key: str) -> dict[str, Mapping[str, Any]]:
    """Return the entries of a list by name; a single table, as ``[hours]`` may be, is its only entry."""
    rows = document.get(key, [])
    return {entry_name(row): row for row in (rows if isinstance(rows, list) else [rows])}


def _of_entries(
    before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]
) -> Iterator[Change]:
    yield from (Change(ChangeKind.GONE, name) for name in before if name not in after)
    for name, row in after.items():
        if name not in before:
            yield Change(ChangeKind.ADDED, name)
        elif row != before[name]:
            yield _edited(name, before[name], row)
    kept_before, kept_after = _kept(before, after), _kept(after, before)
    if kept_before != kept_after:
        yield from (
            Change(ChangeKind.MOVED, n) for n, was in zip(kept_after, kept_before, strict=True) if n != was
        )


def _kept(names: Mapping[str, object], others: Mapping[str, object]) -> Sequence[str]:
    return [name for name in names if name in others]


def _edited(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Change:
    keys = tuple(key for key in {**before, **after} if before.get(key) != after.get(key))
    was, becomes = "retired_on" in before, "retired_on" in after
    if was == becomes:
        return Change(ChangeKind.EDITED, name, keys)
    return Change(ChangeKind.RETIRED if becomes else ChangeKind.BROUGHT_BACK, name, keys)
