"""When the office is open: hours of a weekday, and the timetables that hold from a day on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

_WEEKDAYS = frozenset(range(7))
_SHORTEST_WEEK = timedelta(hours=1)
"""With less, so many hours of business from now would be centuries away, or after the last year that there is."""


class BeforeOpening(StrEnum):
    """What a filing sent on a business day before the office opens counts as.

    With ``NEXT_BUSINESS_DAY`` whoever sends at 8:00 is filed a day later than whoever sends at 9:00: it is
    what «out of hours, the next business day» says to the letter, so it is the default until the
    institution says otherwise.
    """

    SAME_DAY = "same_day"
    NEXT_BUSINESS_DAY = "next_business_day"


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Local wall-clock hours of one day; both ends belong to it, so 18:00:00 sharp is still in time.

    Raises:
        ValueError: the office would close before it opens.
    """

    opens: time
    closes: time

    def __post_init__(self) -> None:
        """Refuse hours that hold no time."""
        if self.opens >= self.closes:
            raise ValueError(f"{self.opens}-{self.closes}")

    @property
    def length(self) -> timedelta:
        """From opening to closing."""
        return datetime.combine(date.min, self.closes) - datetime.combine(date.min, self.opens)


@dataclass(frozen=True, slots=True)
class Timetable:
    """Hours for each weekday (0 is Monday, absent is never open) from a day on, until the next one holds.

    Attributes:
        valid_from: the first day it holds; ``date.min`` where it always did.
        legal_basis: the instrument that sets it, as people cite it; empty where nobody entered it.
        source: where it was taken from.
        retired_on: since when it is no longer used at all, as if it had never been set; it stays readable.

    Raises:
        ValueError: a weekday is not in 0…6, or the week has less than an hour.
    """

    hours: Mapping[int, OpeningHours]
    valid_from: date = date.min
    before_opening: BeforeOpening = BeforeOpening.NEXT_BUSINESS_DAY
    legal_basis: str = ""
    source: str = ""
    retired_on: date | None = None

    def __post_init__(self) -> None:
        """Refuse a timetable that would search for business for ever."""
        week = sum((hours.length for hours in self.hours.values()), timedelta())
        if week < _SHORTEST_WEEK or not set(self.hours) <= _WEEKDAYS:
            raise ValueError(f"weekdays {sorted(self.hours)}, {week} of business")

    @property
    def usual_day(self) -> timedelta:
        """How long the office is open on most weekdays that it opens; the longer of two lengths as common."""
        lengths = [hours.length for hours in self.hours.values()]
        return max(lengths, key=lambda length: (lengths.count(length), length))

    def same_effect(self, other: "Timetable") -> bool:
        """Whether both take every filing as filed on the same day."""
        return dict(self.hours) == dict(other.hours) and self.before_opening is other.before_opening
