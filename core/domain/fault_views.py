"""Reports of faults as they are read: by the staff, by whoever made them, by whoever knows their folio."""

from dataclasses import dataclass
from datetime import datetime

from core.domain.fault_reports import FaultStatus, FaultSystem


@dataclass(frozen=True, slots=True)
class FaultEntry:
    """One line of a report's history. ``kind``: ``report`` or a value of :class:`FaultAct`; text of people's."""

    at: datetime
    author: str
    kind: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class FaultRow:
    """A report as the list shows it.

    Attributes:
        reporter: given names and surnames; empty once they were forgotten.
        assigned_to: account that has it; None where nobody has.
        outage: number of the outage that it was named part of; None where it is of none.
    """

    id: int
    folio: str
    system: FaultSystem
    status: FaultStatus
    title: str
    reporter: str
    username: str
    email: str
    created_at: datetime
    updated_at: datetime
    assigned_to: int | None
    assigned_name: str
    outage: int | None


@dataclass(frozen=True, slots=True)
class FaultView:
    """A report with everything that the staff may read of it, and its history, oldest first."""

    row: FaultRow
    problem: str
    promocion_folio: str
    error_code: str
    address: str
    signed_in: bool
    closed_at: datetime | None
    forgotten_at: datetime | None
    entries: tuple[FaultEntry, ...]


@dataclass(frozen=True, slots=True)
class PublicFault:
    """What whoever holds folio and e-mail of a report may learn: how it stands, and nothing of what it says."""

    folio: str
    system: FaultSystem
    status: FaultStatus
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class OwnFault:
    """A report as the person sees it who made it signed in; ``replies``: the answers, oldest first."""

    public: PublicFault
    title: str
    replies: tuple[FaultEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class FaultQuery:
    """Which reports, newest first, and which page of them.

    Attributes:
        status: None for all.
        only_open: only those that are not closed.
        mine: only those that the asking person has.
        outages: only those that were named part of an outage.
        after_id, before_id: the page that follows, or precedes, the report with this id.
    """

    status: FaultStatus | None = None
    only_open: bool = False
    system: FaultSystem | None = None
    mine: bool = False
    outages: bool = False
    search: str = ""
    after_id: int | None = None
    before_id: int | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class FaultPage:
    """A page of reports. ``before`` and ``after``: ids to turn by; None where there is no more."""

    rows: tuple[FaultRow, ...]
    total: int
    before: int | None
    after: int | None
