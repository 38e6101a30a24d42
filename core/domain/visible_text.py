"""What a reader can see of a text: a title that looks empty, or like another one, misleads who reads it."""

import unicodedata

_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_SEEN = frozenset("LNPS")
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Hangul fillers and the Braille blank: letters and a symbol for Unicode, a blank for whoever reads."""


def is_invisible(character: str) -> bool:
    """Tell whether a character is seen by nobody, or changes how others are read.

    Controls, marks of direction and zero width, line separators, private and unassigned code points,
    lone surrogates, fillers; not blanks and combining marks, which stand beside other characters.
    """
    return character in _FILLERS or unicodedata.category(character) in _INVISIBLE_CATEGORIES


def shows_something(text: str) -> bool:
    """Tell whether at least one letter, number, punctuation mark or symbol can be seen."""
    return any(unicodedata.category(c)[0] in _SEEN and c not in _FILLERS for c in text)
