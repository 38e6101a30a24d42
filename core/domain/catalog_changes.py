"""What somebody changes in a catalogue: a draft made change by change, its differences, and its moving on.

A draft is a whole document. It is made from an edition; where a colleague saves another meanwhile, its changes
are put upon theirs, and what both changed is told.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.domain.editions import Change, ChangeKind, Document, changes_between, entry_name

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A key of an entry, or of the document, with what it held; None where it was absent."""

    key: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between two documents, with its values.

    Attributes:
        entry: as :class:`~core.domain.editions.Change` names it.
        fields: what differs; of an added entry everything it holds.
        place: where a moved entry stands afterwards, from 1; 0 for every other kind.
    """

    kind: ChangeKind
    entry: str
    fields: tuple[FieldChange, ...] = ()
    place: int = 0


@dataclass(frozen=True, slots=True)
class Clash:
    """What two people changed, each in another way; the draft keeps the own one.

    Attributes:
        entry: the entry's code; the key itself outside any list.
        mine: the value in the draft; ``theirs``: the one in the edition that was saved meanwhile.
    """

    entry: str
    key: str
    mine: object
    theirs: object


@dataclass(frozen=True, slots=True)
class Rebased:
    """A draft put upon a newer edition."""

    document: dict[str, Any]
    clashes: tuple[Clash, ...]


def differences(
    before: Document, after: Document, touched: frozenset[str] = frozenset()
) -> tuple[Difference, ...]:
    """Return what differs from one document to the next, with the values; of what was moved, the fewest.

    ``touched``: entries that somebody moved by hand; they are told where they explain the order as well.
    """
    found = [_difference(change, before, after) for change in changes_between(before, after)]
    return (*(d for d in found if d.kind is not ChangeKind.MOVED), *_moves(before, after, touched))


def rows(document: Document, key: str) -> tuple[Row, ...]:
    """Return the entries of a list of a document; empty where it has none."""
    found = document.get(key, [])
    return tuple(row for row in found if isinstance(row, Mapping)) if isinstance(found, list) else ()


def row_of(document: Document, key: str, code: str) -> Row | None:
    """Return the entry with a code; None where there is none."""
    return next((row for row in rows(document, key) if entry_name(row) == code), None)


def with_row(document: Document, key: str, row: Row) -> dict[str, Any]:
    """Return the document with an entry in the place of the one with its code, at the end where it is new."""
    code, found = entry_name(row), [dict(each) for each in rows(document, key)]
    places = [place for place, each in enumerate(found) if entry_name(each) == code]
    if places:
        found[places[0]] = dict(row)
    else:
        found.append(dict(row))
    return {**document, key: found}


def with_moved(document: Document, key: str, code: str, steps: int) -> dict[str, Any]:
    """Return the document with an entry moved down by ``steps`` (up where negative), not past either end."""
    found = [dict(row) for row in rows(document, key)]
    place = next((n for n, row in enumerate(found) if entry_name(row) == code), None)
    if place is not None:
        row = found.pop(place)
        found.insert(max(0, min(len(found), place + steps)), row)
    return {**document, key: found}


def rebased(base: Document, mine: Document, theirs: Document) -> Rebased:
    """Return a draft's changes put upon a newer edition, and what both changed.

    Args:
        base: the edition the draft was made from.
        mine: the draft.
        theirs: the edition that was saved meanwhile.
    """
    clashes: list[Clash] = []
    merged: dict[str, Any] = {}
    for key in {**theirs, **mine}:
        if any(_has_codes(document, key) for document in (base, mine, theirs)):
            merged[key] = _merged_rows(rows(base, key), rows(mine, key), rows(theirs, key), clashes)
        else:
            _merge_key(merged, key, "", (base, mine, theirs), clashes)
    return Rebased(merged, tuple(clashes))


def _has_codes(document: Document, key: str) -> bool:
    found = rows(document, key)
    return bool(found) and all("code" in row for row in found)


def _difference(change: Change, before: Document, after: Document) -> Difference:
    was, becomes = _entry(before, change.entry), _entry(after, change.entry)
    keys: Iterable[str] = change.keys
    if change.kind is ChangeKind.ADDED:
        keys = becomes
    if was is before or becomes is after:  # a key outside any list
        return Difference(change.kind, change.entry, _fields(change.keys, before, after))
    return Difference(change.kind, change.entry, _fields(keys, was, becomes))


def _fields(keys: Iterable[str], was: Row, becomes: Row) -> tuple[FieldChange, ...]:
    return tuple(FieldChange(key, was.get(key), becomes.get(key)) for key in keys)


def _entry(document: Document, name: str) -> Row:
    """Return the entry of that name, the document itself where it is a key of its own, nothing where neither."""
    for key in document:
        found = row_of(document, key, name)
        if found is not None:
            return found
    return document if name in document else {}


def _moves(before: Document, after: Document, touched: frozenset[str]) -> list[Difference]:
    return [move for key in after for move in _moves_of(rows(before, key), rows(after, key), touched)]


def _moves_of(before: Sequence[Row], after: Sequence[Row], touched: frozenset[str]) -> list[Difference]:
    """Return the fewest entries whose moving explains the new order: all but a longest run that kept its own."""
    was = {entry_name(row): place for place, row in enumerate(before)}
    kept = [name for name in (entry_name(row) for row in after) if name in was]
    still = _longest_increasing([was[name] for name in kept])
    moved = {name for name in kept if was[name] not in still}
    by_hand, others = touched & set(kept), [was[name] for name in kept if name not in touched]
    if len(by_hand) == len(moved) and others == sorted(others):
        moved = set(by_hand)
    places = {entry_name(row): place for place, row in enumerate(after, start=1)}
    return [Difference(ChangeKind.MOVED, name, place=places[name]) for name in kept if name in moved]


def _longest_increasing(numbers: Sequence[int]) -> frozenset[int]:
    """Return the members of a longest increasing subsequence (patience sorting)."""
    tops: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        pile = bisect_left(tops, number)
        before[number] = tops[pile - 1] if pile else None
        tops[pile : pile + 1] = [number]
    chain, at = set(), tops[-1] if tops else None
    while at is not None:
        chain.add(at)
        at = before[at]
    return frozenset(chain)


def _merged_rows(
    base: Sequence[Row], mine: Sequence[Row], theirs: Sequence[Row], clashes: list[Clash]
) -> list[dict[str, Any]]:
    was, own, other = ({entry_name(row): row for row in version} for version in (base, mine, theirs))
    return [
        _merged_row(name, (was.get(name, {}), own.get(name, {}), other.get(name, {})), clashes)
        for name in _merged_order(list(was), list(own), list(other))
    ]


def _merged_row(name: str, versions: tuple[Row, Row, Row], clashes: list[Clash]) -> dict[str, Any]:
    """Return an entry merged key by key; one that a version lacks is the other's: no entry disappears."""
    base, mine, theirs = versions
    if not mine or not theirs:
        return dict(mine or theirs)
    merged: dict[str, Any] = {}
    for key in {**theirs, **mine}:
        _merge_key(merged, key, name, (base, mine, theirs), clashes)
    return merged


def _merge_key(
    merged: dict[str, Any], key: str, entry: str, versions: tuple[Row, Row, Row], clashes: list[Clash]
) -> None:
    """Put a key's merged value: the draft's where the draft changed it, else the newer edition's."""
    was, mine, theirs = (version.get(key) for version in versions)
    if mine not in (was, theirs) and theirs != was:
        clashes.append(Clash(entry or key, key, mine, theirs))
    value = theirs if mine == was else mine
    if value is not None:
        merged[key] = value


def _merged_order(base: list[str], mine: list[str], theirs: list[str]) -> list[str]:
    """Return every name: in the draft's order where it moved any, else in theirs; new ones after their neighbour."""
    moved = [name for name in mine if name in base] != [name for name in base if name in mine]
    order, others = (list(mine), theirs) if moved else (list(theirs), mine)
    for place, name in enumerate(others):
        if name not in order:
            earlier = next((other for other in reversed(others[:place]) if other in order), None)
            order.insert(order.index(earlier) + 1 if earlier else 0, name)
    return order
