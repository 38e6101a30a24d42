"""Days without business: those of the year's calendar, and suspensions decreed for some days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LONGEST_CLOSURE_DAYS = 366
"""Of one entry; a longer one is a slip of the pen, and would move filings by years."""
FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Between which days can be closed; another year is a slip of the pen too."""
_ONE_DAY = timedelta(days=1)


class ClosureKind(StrEnum):
    """Why an office does not work on a day: the calendar of the year, or a suspension decreed for it."""

    INHABIL = "inhabil"
    SUSPENSION = "suspension"


REST_DAY = "descanso"
"""What a weekday without hours is called beside the kinds of closures."""


@dataclass(frozen=True, slots=True)
class Closure:
    """Days without business, in a row.

    Attributes:
        on: the first day.
        legal_basis: the instrument that decrees it, as people cite it.
        source: where this entry was taken from.
        procedure_types: codes it holds for; empty means all.
        until: the last day, itself closed; None where it is a single one.
        retired_on: since when the entry is no longer used at all, as if it had never been decreed; it stays
            readable, since filings already received were computed by it.

    Raises:
        ValueError: it ends before it begins, lasts longer than ``LONGEST_CLOSURE_DAYS``, or lies in no year of
            ours.
    """

    on: date
    kind: ClosureKind
    legal_basis: str
    source: str = ""
    procedure_types: frozenset[str] = frozenset()
    until: date | None = None
    retired_on: date | None = None

    def __post_init__(self) -> None:
        """Refuse what is no stretch of days."""
        sound = 1 <= self.length_days <= LONGEST_CLOSURE_DAYS
        if not sound or self.on.year < FIRST_YEAR or self.last_on.year > LAST_YEAR:
            raise ValueError(f"{self.on}-{self.last_on}")

    @property
    def last_on(self) -> date:
        """The last day."""
        return self.until or self.on

    @property
    def length_days(self) -> int:
        """How many days it closes."""
        return (self.last_on - self.on).days + 1

    def days(self) -> Iterator[date]:
        """Yield every day of it."""
        on = self.on
        while on <= self.last_on:
            yield on
            on += _ONE_DAY

    def holds_for(self, procedure_type: str) -> bool:
        """Whether this closure concerns filings of ``procedure_type``."""
        return not self.procedure_types or procedure_type in self.procedure_types


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A day without business and why.

    Attributes:
        kind: ``inhabil``, ``suspension`` or ``descanso``, a weekday without hours.
        legal_basis: empty for a weekday without hours.
    """

    on: date
    kind: str
    legal_basis: str = ""
