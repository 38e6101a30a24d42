"""The números de oficialía that were given, so that none is missing without a word."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.domain.workflow import Status


class NumberStanding(StrEnum):
    """What became of a number.

    ``REOPENED``: its acceptance was reopened, and the promoción waits for another decision; ``WITHDRAWN``: that
    decision was a rejection, so nobody has the number.
    """

    IN_FORCE = "in_force"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class NumberGiven:
    """A number, to which promoción it was given, and what became of it. ``reopened_at``: the last time, if any."""

    numero: str
    folio: str
    status: Status
    reopened_at: datetime | None

    @property
    def standing(self) -> NumberStanding:
        """What became of it."""
        if self.status is Status.ACCEPTED:
            return NumberStanding.IN_FORCE
        return NumberStanding.WITHDRAWN if self.status is Status.REJECTED else NumberStanding.REOPENED
