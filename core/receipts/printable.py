"""What an acuse can print of a text written by anybody.

A PDF/A holds no character without a glyph, and a receipt must not let a text pose as another one by
turning the direction of reading. So letters, digits and punctuation of the scripts that the embedded
fonts hold are printed; everything else appears as its Unicode code, ``⟨U+1F600⟩``. The exact characters
are in the signed manifest, which travels in the evidence package.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Printable: TypeAlias = "str | int | bool | Sequence[Printable] | Mapping[str, Printable] | None"

CODE_OPENING = "⟨"
PRINTED_RANGES = (
    (0x0020, 0x007E),  # ASCII
    (0x00A1, 0x00AC),  # Latin-1, without no-break space and soft hyphen
    (0x00AE, 0x02FF),  # Latin Extended, IPA, modifier letters
    (0x0384, 0x038A),  # Greek
    (0x038C, 0x038C),
    (0x038E, 0x03A1),
    (0x03A3, 0x03CE),
    (0x0400, 0x045F),  # Cyrillic
    (0x1E00, 0x1EFF),  # Latin Extended Additional
    (0x2010, 0x2027),  # dashes, quotation marks, ellipsis
    (0x2030, 0x203A),  # per mille, primes, guillemets
    (0x20A0, 0x20B5),  # currencies
    (0x2100, 0x2103),
    (0x2116, 0x2117),  # №
    (0x2122, 0x2122),  # ™
    (0x2190, 0x2199),  # arrows
    (0x2212, 0x2212),  # minus
    (0x2260, 0x2265),  # ≠ ≤ ≥
)
"""Both ends included. A test prints each of these in PDF/A, so a change of fonts cannot go unnoticed."""

_UNPRINTED = re.compile("[^\n" + "".join(f"\\U{a:08x}-\\U{b:08x}" for a, b in PRINTED_RANGES) + "]+")
_BLANKS = str.maketrans({"\t": " ", "\u00a0": " ", "\u2007": " ", "\u2009": " ", "\u202f": " "})
_LINE_ENDS = re.compile("\r\n|[\r\u0085\u2028\u2029]")


def printable(text: str) -> str:
    r"""Return ``text`` in NFC with every character that cannot be printed replaced by its code.

    Line ends become ``\n``, other blanks a space; several codes in a row share one pair of ``⟨ ⟩``.
    """
    composed = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text)).translate(_BLANKS)
    return _UNPRINTED.sub(_codes, composed)


def _codes(run: re.Match[str]) -> str:
    return CODE_OPENING + " ".join(f"U+{ord(character):04X}" for character in run[0]) + "⟩"


def printable_tree(value: Printable) -> Printable:
    """Apply ``printable`` to every text inside lists and mappings; keys are ours and stay."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {key: printable_tree(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [printable_tree(item) for item in value]
    return value


def has_codes(value: Printable) -> bool:
    """Whether ``printable_tree`` put a code anywhere, so that the paper explains them."""
    if isinstance(value, str):
        return CODE_OPENING in value
    if isinstance(value, Mapping):
        return any(has_codes(item) for item in value.values())
    return isinstance(value, Sequence) and any(has_codes(item) for item in value)
