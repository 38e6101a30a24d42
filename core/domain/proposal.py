"""A rejection that one clerk proposes and another decides, where the office asks for four eyes."""

from dataclasses import dataclass
from datetime import datetime

from core.domain.promocion import Rejection


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who proposed which rejection, and when."""

    account_id: int
    account_name: str
    at: datetime
    rejection: Rejection
