"""What the staff read: evidence of who saw what, beside the log of what was done."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Thing(StrEnum):
    """What was read."""

    FILING = "filing"
    PREVIEW = "preview"
    ORIGINAL = "original"
    ACUSE = "acuse"
    PACKAGE = "package"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class ReadingRecord:
    """One line of the record. ``folio`` is empty for a list, ``document`` for all but documents."""

    id: int
    at: datetime
    actor_name: str
    role: str
    address: str
    what: Thing
    folio: str
    document: str


@dataclass(frozen=True, slots=True)
class ReadingQuery:
    """Which lines of the record: those that meet everything given.

    Attributes:
        actor_id: who read; None for everybody.
        folio: of which promoción; empty for all.
        since: first instant, aware UTC; None for all before.
        until: the first instant that is too late; None for all since.
        before_id: only lines older than this one, for the next page.
    """

    actor_id: int | None = None
    folio: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before_id: int | None = None
    limit: int = 200
