"""What keeps a document from becoming the next edition of a catalogue."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.domain.editions import Change, ChangeKind, Document, Edition, repeated
from core.domain.institution_checks import faults_of
from core.errors import Refusal
from core.storage.catalog_entries import CatalogIsWrong, Fault

LONGEST = 1_000_000
"""Characters of an edition: the calendar of a hundred years is shorter."""
_MOST_DOTS = 250
"""Of one line; a key of thousands of parts would keep the server busy for minutes."""


class CatalogSavedMeanwhile(Refusal):
    """Somebody saved another edition since this one was begun. Facts: ``number``, ``saved_by``, ``at``."""


class CatalogEntryGone(Refusal):
    """An entry of the edition in force is missing: it is retired instead. Facts: ``entries``."""


class CatalogCodeChanged(Refusal):
    """An entry bears another code than before. Facts: ``entry``, ``code``."""


class CatalogNotAdmitted(Refusal):
    """An entry cannot be used. Facts: ``catalog_fault``, ``catalog_entry`` (0: none), ``key``, ``detail``."""


class CatalogUnreadable(Refusal):
    """The document is not TOML, or longer than any catalogue. Facts: ``detail``."""


class CatalogUnchanged(Refusal):
    """The edition says what the one in force says."""


def require_newest(current: Edition, base_number: int) -> None:
    """Check that a document was made from the edition in force.

    Raises:
        CatalogSavedMeanwhile: it was not.
    """
    if base_number != current.number:
        at = current.saved_at.isoformat() if current.saved_at else ""
        raise CatalogSavedMeanwhile(number=current.number, saved_by=current.saved_by, at=at)


def require_short(content: str) -> None:
    """Check the length of a document before anything reads it.

    Raises:
        CatalogUnreadable: no catalogue is that long, or has a line like that.
    """
    if len(content) > LONGEST:
        raise CatalogUnreadable(detail=f"{len(content)} > {LONGEST}")
    for number, line in enumerate(content.splitlines(), start=1):
        if line.count(".") > _MOST_DOTS:
            raise CatalogUnreadable(detail=f"line {number}: {line.count('.')} dots")


def refusal_of(error: CatalogIsWrong) -> Refusal:
    """Return why a document cannot be used, in parts that can be said in other words."""
    place = error.place
    if place.fault is Fault.UNREADABLE:
        return CatalogUnreadable(detail=place.detail)
    return CatalogNotAdmitted(
        catalog_fault=place.fault, catalog_entry=place.entry, key=place.key, detail=place.detail
    )


def require_usable(institucion: Document) -> None:
    """Check that the institution's address, phones and mails can be used by whoever reads them.

    Raises:
        CatalogNotAdmitted: one cannot.
    """
    for key, fault in faults_of(institucion):
        raise CatalogNotAdmitted(catalog_fault=fault, catalog_entry=0, key=key, detail="")


def require_distinct(document: Document) -> None:
    """Check that entries can be told apart: what changes in one of two alike would stand in no history.

    Raises:
        CatalogNotAdmitted: two of a list have one name: that of ``core.domain.editions.entry_name``.
    """
    for key, place, name in repeated(document):
        raise CatalogNotAdmitted(catalog_fault=Fault.TWICE, catalog_entry=place, key=key, detail=name)


def require_nothing_gone(changes: Sequence[Change], before: Document, after: Document) -> None:
    """Check that every entry is still there under its code.

    Raises:
        CatalogEntryGone, CatalogCodeChanged: one is not.
    """
    gone = [change.entry for change in changes if change.kind is ChangeKind.GONE]
    if not gone:
        return
    was, becomes = _without_codes(before), _without_codes(after)
    for code in gone:
        other = next((c for c, row in becomes.items() if c not in was and row == was.get(code)), None)
        if other:
            raise CatalogCodeChanged(entry=code, code=other)
    raise CatalogEntryGone(entries=", ".join(gone))


def _without_codes(document: Document) -> dict[str, Mapping[str, Any]]:
    rows = (row for rows in document.values() if isinstance(rows, list) for row in rows)
    coded = (row for row in rows if isinstance(row, dict) and "code" in row)
    return {row["code"]: {k: v for k, v in row.items() if k != "code"} for row in coded}
