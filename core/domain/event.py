"""An act in the audit log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Event:
    """One act. ``from_status``, ``to_status`` and ``folio`` are empty where no promoción is concerned.

    ``subject``: the user name of the account that the act is about, where it is about one.
    """

    id: int
    at: datetime
    actor_id: int | None
    actor_name: str
    role: str
    address: str
    action: str
    promocion_id: int | None
    from_status: str
    to_status: str
    facts: Mapping[str, str | int]
    folio: str = ""
    subject: str = ""
