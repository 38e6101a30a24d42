"""Identifiers that people read aloud: RFC, CURP, folio, número de oficialía.

Check digits are never enforced: they fail for about 1.5 % of the RFCs in use (domain.md §4).
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

_RFC = re.compile(r"[A-ZÑ&]{3,4}[0-9]{6}[A-Z0-9]{3}")
_CURP = re.compile(r"[A-Z][AEIOUX][A-Z]{2}[0-9]{6}[HMX][A-Z]{2}[B-DF-HJ-NP-TV-ZÑ]{3}[A-Z0-9][0-9]")
FOLIO_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0/O, 1/I/L: folios are dictated by telephone."""
_CHECK_VALUES = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"


class Person(StrEnum):
    """Persona física or persona moral, told by the length of the RFC (13 or 12)."""

    FISICA = "fisica"
    MORAL = "moral"


def _normalise(text: str) -> str:
    composed = unicodedata.normalize("NFC", text).upper()
    return re.sub(r"[\s\-]", "", composed)


@dataclass(frozen=True, slots=True)
class Rfc:
    """Registro Federal de Contribuyentes (CFF art. 27): 12 characters for a company, 13 for a person."""

    value: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Normalise (NFC, upper case, no blanks or dashes) and check the form.

        Raises:
            ValueError: the text does not have the form of an RFC.
        """
        value = _normalise(text)
        if not _RFC.fullmatch(value):
            raise ValueError(value)
        return cls(value)

    @property
    def person(self) -> Person:
        """The kind of person this RFC belongs to."""
        return Person.MORAL if len(self.value) == 12 else Person.FISICA  # noqa: PLR2004 - CFF form

    @property
    def check_digit_fits(self) -> bool:
        """Whether the last character is the one that the SAT's rule gives (modulus 11 over the others)."""
        body = self.value[:-1].rjust(12)
        total = sum(_CHECK_VALUES.index(c) * (13 - i) for i, c in enumerate(body))
        return self.value[-1] == _CHECK_VALUES[(11 - total) % 11]

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Curp:
    """Clave Única de Registro de Población: 18 characters."""

    value: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Normalise and check the form.

        Raises:
            ValueError: the text does not have the form of a CURP.
        """
        value = _normalise(text)
        if not _CURP.fullmatch(value):
            raise ValueError(value)
        return cls(value)

    def __str__(self) -> str:
        return self.value


def format_folio(sequence: int, suffix: str) -> str:
    """Return the number of a draft, ``PRO-01228-P7X7`` (manual §5)."""
    return f"PRO-{sequence:05d}-{suffix}"


def format_numero_oficialia(year: int, sequence: int) -> str:
    """Return the number given on acceptance, ``OP-2026-000123``: consecutive within the year."""
    return f"OP-{year:04d}-{sequence:06d}"
