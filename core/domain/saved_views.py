"""Lists that somebody named, to come back to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

MOST_VIEWS = 30
"""Of one person, for one screen."""
LONGEST_NAME = 80
LONGEST_QUERY = 4000
"""Characters of the parameters together."""


class Place(StrEnum):
    """The screens whose lists can be named."""

    QUEUE = "bandeja"
    CLOSED = "cerradas"


@dataclass(frozen=True, slots=True)
class SavedView:
    """A named list.

    Attributes:
        query: parameters of its address.
        columns: headings shown, in their order; empty for those shown at first.
    """

    id: int
    name: str
    query: Mapping[str, str]
    columns: tuple[str, ...]
