"""A day taken as filed that was computed anew: what stood before, what stands now, and by which calendar."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from core.domain.calendar import FiledOn, FiledReason


@dataclass(frozen=True, slots=True)
class FiledRevision:
    """A day as it was computed; the last number of a promoción counts.

    Attributes:
        number: 0 is the one of the sending.
        calendar_edition: of the calendar it was computed by; None where nobody wrote that down.
        cause: why it was computed, in the words of whoever saved the calendar; empty for number 0.
    """

    number: int
    filed_on: date
    reason: str
    facts: Mapping[str, str]
    calendar_edition: int | None
    computed_at: datetime
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """What computing a received promoción's day anew needs of it."""

    id: int
    folio: str
    status: str
    owner_id: int
    procedure_type: str
    sent_at: datetime
    filed: FiledOn
    calendar_edition: int | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A promoción whose day changes, or why it counts from that day."""

    received: Received
    after: FiledOn

    @property
    def before(self) -> FiledOn:
        """The day that stood until now."""
        return self.received.filed

    @property
    def to_another_day(self) -> bool:
        """Whether the day itself changes; else it stays, for another reason."""
        return self.after.on != self.before.on


@dataclass(frozen=True, slots=True)
class Effect:
    """What saving an edition of the calendar would change.

    Attributes:
        total: promociones whose day changes.
        first: some of them, the oldest sending first.
        reasons: promociones that keep their day, for another reason.
    """

    total: int
    first: tuple[Moved, ...]
    reasons: int = 0


def filed_as_stored(on: date, reason: str, facts: Mapping[str, str]) -> FiledOn:
    """Return a day as a row keeps it."""
    return FiledOn(on, FiledReason(reason), dict(facts))
