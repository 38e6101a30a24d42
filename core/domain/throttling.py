"""How long to wait after tries that went wrong: per user name, per address, and for everybody together.

A block is the manual's (§1); waits slow down who guesses without blocking anybody, so that nobody is kept
out on the last day of a term (OWASP ASVS 5, 6.1.1 and 6.3.1; NIST SP 800-63B-4 §3.2.2).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

MAX_WRONG_TRIES = 5
"""More than these in a row block the account (manual §1), or take a device's trust away."""
_MOST_DOUBLINGS = 32


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast tries of one kind may follow each other.

    Attributes:
        free: failures after which nobody waits.
        longest: the wait never grows beyond this.
        quiet: failures are forgotten after this time without another one; never where None.
        span: failures are forgotten this long after the first, however many followed; never where None.
    """

    free: int
    longest: timedelta
    quiet: timedelta | None = None
    span: timedelta | None = None

    def wait(self, failures: int) -> timedelta:
        """Return how long to wait after so many failures: one second at first, then doubling."""
        over = failures - self.free
        if over <= 0:
            return timedelta()
        return min(self.longest, timedelta(seconds=2 ** min(over - 1, _MOST_DOUBLINGS)))

    def is_forgotten(self, at: datetime, *, first_failed_at: datetime, last_failed_at: datetime) -> bool:
        """Whether failures do not count any more."""
        silent = self.quiet is not None and at - last_failed_at >= self.quiet
        return silent or (self.span is not None and at - first_failed_at >= self.span)

    def left(
        self, at: datetime, failures: int, *, first_failed_at: datetime, last_failed_at: datetime
    ) -> timedelta:
        """Return how much of the wait is left; nothing where it is over or the failures are forgotten.

        A clock that was set back makes nobody wait longer than the whole wait.
        """
        if self.is_forgotten(at, first_failed_at=first_failed_at, last_failed_at=last_failed_at):
            return timedelta()
        whole = self.wait(failures)
        return min(whole, max(timedelta(), last_failed_at + whole - at))


PER_NAME = Pace(free=2, longest=timedelta(seconds=60))
PER_ADDRESS = Pace(free=10, longest=timedelta(minutes=15), quiet=timedelta(hours=24))
EVERYBODY = Pace(free=60, longest=timedelta(seconds=4), span=timedelta(seconds=60))


def whole_seconds(span: timedelta) -> int:
    """Return a span in seconds, rounded up: whoever waits that long has waited enough."""
    return -(-span // timedelta(seconds=1))
