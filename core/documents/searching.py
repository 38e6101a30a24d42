"""How a text is searched for: without case, accents, ligatures or the way that lines are broken."""

import re
import unicodedata

from core.errors import Refusal

_BLANKS = re.compile(r"\s+")
_BROKEN_WORD = re.compile("[\x02\xad\ufffe]\\s*")
"""What pdfium writes where a line ends within a word, and the soft hyphen that others put there."""


class DocumentCannotBeSearched(Refusal):
    """Its text could not be read within the limits; facts: ``limit``."""


def folded(text: str) -> str:
    r"""Return the text as it is compared: NFKD, without marks, in lower case, single blanks.

    The viewer does the same in the browser: ``normalize("NFKD")``, ``\p{M}`` removed, ``toLowerCase()``.
    """
    joined = _BROKEN_WORD.sub("", text)
    if not joined.isascii():
        joined = unicodedata.normalize("NFKD", joined)
        joined = "".join(c for c in joined if not unicodedata.combining(c))
    return _BLANKS.sub(" ", joined.lower())
