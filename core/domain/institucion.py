"""The institution that runs the Oficialía, as data: nothing about it stands in code."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Contacto:
    """A person or desk that gives support."""

    name: str
    email: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class AvisoPrivacidad:
    """The privacy notice in force. Accepting it is recorded with ``version``.

    ``text``: Markdown of headings (``## ``), lists (``- ``) and paragraphs, without the title.
    """

    version: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Colores:
    """Colours of the institution, ``#rrggbb``: of marks and rules, never the only bearer of a meaning."""

    primary: str
    ink: str
    muted: str
    paper: str


@dataclass(frozen=True, slots=True)
class Institucion:
    """Who receives promociones. Read from ``data/institucion.toml``.

    Attributes:
        demonstration: the data are a sample that no operator has edited; screens and papers say so.
        name: full name of the institution.
        short_name: its abbreviation.
        unit: the office that receives, «Oficialía de Partes Electrónica».
        legal_basis: one line for each rule under which the office receives.
        address: lines of the postal address.
        phones: as people dial them.
        opening_hours: lines of text for people; the hours that count are in the calendar.
        mark_light: SVG file of the mark, for light backgrounds.
        mark_dark: the same, for dark backgrounds.
    """

    demonstration: bool
    name: str
    short_name: str
    unit: str
    legal_basis: tuple[str, ...]
    address: tuple[str, ...]
    phones: tuple[str, ...]
    support: tuple[Contacto, ...]
    opening_hours: tuple[str, ...]
    privacy: AvisoPrivacidad
    colours: Colores
    mark_light: Path
    mark_dark: Path
