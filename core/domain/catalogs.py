"""Catalogues that the institution owns: types of procedure, grounds of rejection, labels, calendar, notices.

They are data with their source beside them (domain.md §1): an entry that is withdrawn stays readable,
since filings already sent name it for ever.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from core.domain.announcements import Announcement
from core.domain.calendar import BusinessCalendar
from core.domain.editions import CatalogName
from core.domain.labels import Label

_Entry = TypeVar("_Entry", "ProcedureType", "Ground")


class FilingSystem(StrEnum):
    """The institution's systems; only filings for the first are received here."""

    OPE = "OPE"
    SINEC = "SINEC"
    SISELO = "SISELO"


@dataclass(frozen=True, slots=True)
class ProcedureType:
    """A *tipo de procedimiento*.

    Attributes:
        system: where filings of this type belong; another than OPE is advised against before sending.
        restricted: the existence of its expedientes is itself secret; said for who reads the catalogue, since of no
            type does the console tell anybody whether somebody else's exists.
        required_fields: which fields are compulsory besides those that always are: values of
            ``core.domain.required_fields.RequirableField``.
        advice: what the filer should read when choosing it; may be empty.
        source: where this entry was taken from.
        valid_from: the first day on which it is offered; None where it always was.
        retired_on: from that day on it is not offered any more.
    """

    code: str
    name: str
    system: FilingSystem
    source: str
    restricted: bool = False
    required_fields: tuple[str, ...] = ()
    advice: str = ""
    retired_on: date | None = None
    valid_from: date | None = None

    @property
    def elsewhere(self) -> bool:
        """Whether filings of this type belong in another system."""
        return self.system is not FilingSystem.OPE


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground for rejecting a promoción.

    Attributes:
        legal_basis: as printed in the constancia; says so where the institution has yet to confirm it.
        advice: what the filer can do about it.
        source: where this entry was taken from.
        needs_document: the clerk must name the document concerned.
        valid_from, retired_on: as for a type of procedure.
    """

    code: str
    title: str
    legal_basis: str
    advice: str
    source: str
    needs_document: bool = False
    retired_on: date | None = None
    valid_from: date | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """How entries read before they read as they do now, so that what was decided goes on saying what it said.

    Attributes:
        procedure_types, grounds: code → (until when, aware UTC and exclusive; the entry), oldest first; a code
            whose entry was never edited is absent.
    """

    procedure_types: Mapping[str, tuple[tuple[datetime, ProcedureType], ...]] = field(default_factory=dict)
    grounds: Mapping[str, tuple[tuple[datetime, Ground], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Catalogs:
    """Every catalogue, as it was in force at some instant.

    Attributes:
        editions: the number of each one that was saved; absent is the file, which is number 0.
    """

    procedure_types: tuple[ProcedureType, ...]
    grounds: tuple[Ground, ...]
    calendar: BusinessCalendar
    labels: tuple[Label, ...] = ()
    announcements: tuple[Announcement, ...] = ()
    editions: Mapping[CatalogName, int] = field(default_factory=dict)
    past: Past = field(default_factory=Past)

    def edition(self, name: CatalogName) -> int:
        """Return the number of a catalogue's edition."""
        return self.editions.get(name, 0)

    def procedure_type(self, code: str, at: datetime | None = None) -> ProcedureType | None:
        """Return the type with this code, retired or not; None when there never was one.

        Args:
            code: what was filed.
            at: aware instant, to read the type as it read then.
        """
        found = next((entry for entry in self.procedure_types if entry.code == code), None)
        return found and _as_it_read(found, self.past.procedure_types.get(code, ()), at)

    def ground(self, code: str, at: datetime | None = None) -> Ground | None:
        """Return the ground with this code, retired or not, as :meth:`procedure_type` does."""
        found = next((entry for entry in self.grounds if entry.code == code), None)
        return found and _as_it_read(found, self.past.grounds.get(code, ()), at)

    def label(self, code: str) -> Label | None:
        """Return the label with this code, retired or not; None when there never was one."""
        return next((entry for entry in self.labels if entry.code == code), None)

    def procedure_types_offered(self, on: date) -> tuple[ProcedureType, ...]:
        """Return the types that can be chosen on ``on``, in catalogue order."""
        return tuple(entry for entry in self.procedure_types if in_force(entry, on))

    def grounds_offered(self, on: date) -> tuple[Ground, ...]:
        """Return the grounds that can be used on ``on``, in catalogue order."""
        return tuple(entry for entry in self.grounds if in_force(entry, on))

    def labels_offered(self, on: date) -> tuple[Label, ...]:
        """Return the labels that can be put on promociones on ``on``, in catalogue order."""
        return tuple(entry for entry in self.labels if in_force(entry, on))


def in_force(entry: ProcedureType | Ground | Label, on: date) -> bool:
    """Whether a catalogue entry is in use on ``on``; on ``retired_on`` it no longer is."""
    begun = entry.valid_from is None or entry.valid_from <= on
    return begun and (entry.retired_on is None or on < entry.retired_on)


def _as_it_read(now: _Entry, before: Sequence[tuple[datetime, _Entry]], at: datetime | None) -> _Entry:
    if at is None:
        return now
    return next((entry for until, entry in before if at < until), now)
