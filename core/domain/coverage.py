"""How much of a document somebody had before the eyes; kept with the decision as one fact of its act."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

MOST_PAGES = 100_000
"""Greatest number of a page that is believed where nobody knows how many there are."""


class Progress(StrEnum):
    """How far a document was read."""

    UNOPENED = "unopened"
    PARTLY = "partly"
    FULL = "full"


class Unit(StrEnum):
    """What a document is counted in."""

    PAGES = "pages"
    SHEETS = "sheets"


@dataclass(frozen=True, slots=True)
class Extent:
    """How much there is to see of a document; ``total`` is None where it was never counted."""

    total: int | None
    unit: Unit = Unit.PAGES


@dataclass(frozen=True, slots=True)
class DocumentCoverage:
    """How much of one document somebody saw.

    Attributes:
        pages: numbers of the pages seen, or of a workbook's sheets, from 1, ascending. Whatever is shown whole
            has one.
        total: how many it has; None where they were never counted.
    """

    document_id: int
    name: str
    pages: tuple[int, ...]
    total: int | None
    unit: Unit = Unit.PAGES

    @property
    def progress(self) -> Progress:
        """How far it was read; never ``FULL`` where its pages were not counted."""
        return progress(len(self.pages), self.total)


@dataclass(frozen=True, slots=True)
class ReadShare:
    """What a decision's act says of one document: how many pages were seen, of how many."""

    name: str
    seen: int
    total: int | None
    unit: Unit = Unit.PAGES

    @property
    def progress(self) -> Progress:
        """How far it had been read."""
        return progress(self.seen, self.total)


def progress(seen: int, total: int | None) -> Progress:
    """Return how far ``seen`` pages of ``total`` go."""
    if seen == 0:
        return Progress.UNOPENED
    return Progress.FULL if total is not None and seen >= total else Progress.PARTLY


def possible_pages(reported: Iterable[object], total: int | None) -> frozenset[int]:
    """Return what can be true of a report: whole numbers from 1 to the last page."""
    last = MOST_PAGES if total is None else total
    return frozenset(page for page in reported if type(page) is int and 1 <= page <= last)


def with_pages(known: Sequence[int], more: Iterable[int]) -> list[int]:
    """Return pages seen then and now, each once, ascending: reporting again changes nothing."""
    return sorted({*known, *more})


def as_fact(coverage: Iterable[DocumentCoverage]) -> str:
    """Return what an act keeps of a reading, in the documents' order: JSON ``[[name, seen, total, unit], …]``."""
    rows = [[each.name, len(each.pages), each.total, each.unit] for each in coverage]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def from_facts(facts: Mapping[str, str | int]) -> tuple[ReadShare, ...]:
    """Return what an act's facts say was read; nothing for acts from before it was kept."""
    kept = facts.get("coverage")
    rows = json.loads(kept) if isinstance(kept, str) else []
    return tuple(ReadShare(name, seen, total, Unit(unit)) for name, seen, total, unit in rows)
