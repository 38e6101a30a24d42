"""Editions of a catalogue: each saving on screen or from a file is a whole document with a number of its own."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CatalogName(StrEnum):
    """What the institution keeps by editions; the value is the name of its file and of its table."""

    CALENDAR = "calendar"
    PROCEDURE_TYPES = "procedure_types"
    GROUNDS = "grounds"
    LABELS = "labels"
    INSTITUCION = "institucion"
    NOTICES = "notices"


@dataclass(frozen=True, slots=True)
class Edition:
    """A catalogue as somebody saved it; neither changed nor deleted afterwards.

    Attributes:
        number: from 1; 0 is the file that ruled before anything was saved.
        content: the whole document, TOML.
        digest: SHA-256 of the content in UTF-8, hexadecimal.
        saved_at: aware UTC; of number 0, when the first edition was saved; None while only the file exists.
        saved_by: the person's name as it was then; empty for number 0.
        reason: in the person's words; empty for number 0.
    """

    catalog: CatalogName
    number: int
    content: str
    digest: str
    saved_at: datetime | None = None
    saved_by: str = ""
    reason: str = ""
