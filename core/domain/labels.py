"""Labels that the staff puts on promociones: a catalogue of the institution, never free text."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Label:
    """An entry of the catalogue.

    Attributes:
        code: what is stored.
        name: what people read.
        advice: when to use it.
        source: where this entry was taken from.
        valid_from: the first day on which it can be put; None where it always could.
        retired_on: from that day on it is put on nothing more, and stays readable where it was put.
    """

    code: str
    name: str
    advice: str
    source: str
    retired_on: date | None = None
    valid_from: date | None = None
