"""How often a thing may be asked for in a span of time, counted under keys that tell nobody what was typed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core.server_key import ServerKey
from core.storage.tallies import add_failure, clear_tally, tally


@dataclass(frozen=True, slots=True)
class Allowance:
    """At most ``most`` times within ``window``, counted from the first time."""

    purpose: str
    most: int
    window: timedelta

    def spend(self, session: Session, key: ServerKey, who: str, at: datetime) -> bool:
        """Count one more time in the caller's transaction; return whether it was still allowed.

        Args:
            session: the caller's transaction; it must be committed also when the answer is no.
            key: hides what is counted.
            who: an address, an e-mail…
            at: now.
        """
        name = f"{self.purpose}:{key.digest('tally', who.strip().lower())}"
        counted = tally(session, name, lock=True)
        if counted is not None and at - counted.first_failed_at >= self.window:
            clear_tally(session, name)
        return add_failure(session, name, at) <= self.most
