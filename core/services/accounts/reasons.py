"""The reason that whoever acts on somebody else's account must give."""

from core.domain.visible_text import shows_something
from core.errors import Refusal
from core.storage.lookup import storable

MAX_REASON = 1000


class ReasonMissing(Refusal):
    """The act needs a reason that can be read."""


def readable_reason(text: str) -> str:
    """Return a reason as it is stored.

    Raises:
        ReasonMissing: it is empty, shows nothing, or is longer than 1,000 characters.
    """
    reason = storable(text).strip()
    if len(reason) > MAX_REASON or not shows_something(reason):
        raise ReasonMissing(most=MAX_REASON)
    return reason
