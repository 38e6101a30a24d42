"""What a new password must be (NIST SP 800-63B-4 §3.1.1.2; OWASP ASVS 5, 6.2).

Length is what counts. No rule asks for capitals, digits or signs, and none asks for a change now and then;
refused is only what somebody who knows the person, the service or a list of leaked passwords tries first.
"""

import re
import unicodedata
from collections.abc import Container, Iterable
from dataclasses import dataclass, fields

from core.errors import Refusal

LEAST_ALONE = 15
"""Characters where the password is the only factor."""
LEAST_BESIDE_ANOTHER = 8
"""Characters where the account has a second factor."""
MOST = 1_024
"""Longer ones are refused, never cut off."""
LEAST_OF_ITS_OWN = 8
"""Characters that must be left once the person's own data and the service's words are taken out."""
_SHORTEST_WORD = 3
_RFC_NAME_AND_DATE = slice(0, -3)


class PasswordNotAdmitted(Refusal):
    """The password cannot be chosen; what follows says why."""


class PasswordTooShort(PasswordNotAdmitted):
    """It has fewer characters than ``least``."""


class PasswordTooLong(PasswordNotAdmitted):
    """It has more characters than ``most``: cutting it off would make another password of it."""


class PasswordTooCommon(PasswordNotAdmitted):
    """It is one of those that are tried first, or one of them repeated."""


class PasswordRepeatsItself(PasswordNotAdmitted):
    """It is a few characters, over and over."""


class PasswordNamesItsOwner(PasswordNotAdmitted):
    """It is little more than the person's own data or the service's name."""


@dataclass(frozen=True, slots=True)
class OwnData:
    """What others know of a person; empty where it is not known."""

    username: str
    name: str = ""
    rfc: str = ""
    email: str = ""
    phone: str = ""

    def words(self) -> frozenset[str]:
        """Return every word of it that a password must not live on, folded, of three characters or more."""
        whole = [getattr(self, definition.name) for definition in fields(self)]
        known = [*whole, self.rfc[_RFC_NAME_AND_DATE], *(part for text in whole for part in _parts(text))]
        return frozenset(word for word in map(fold, known) if len(word) >= _SHORTEST_WORD)


def least_length(*, has_second_factor: bool) -> int:
    """Return how many characters a password needs at least."""
    return LEAST_BESIDE_ANOTHER if has_second_factor else LEAST_ALONE


def check_password(
    password: str, *, least: int, own: OwnData, service_words: Iterable[str], common: Container[str]
) -> None:
    """Check a password that somebody chooses, as it was typed; each code point counts as one character.

    Args:
        password: as typed, not normalised, not stripped.
        least: from ``least_length``.
        own: what others know of the person.
        service_words: words that stand for the service.
        common: the commonest passwords, in lower case.

    Raises:
        PasswordTooShort, PasswordTooLong, PasswordTooCommon, PasswordRepeatsItself,
        PasswordNamesItsOwner: the first of these that applies.
    """
    if len(password) > MOST:
        raise PasswordTooLong(most=MOST)
    if len(password) < least:
        raise PasswordTooShort(least=least)
    repeated = repeated_part(password)
    if password.lower() in common or repeated.lower() in common:
        raise PasswordTooCommon
    if len(repeated) < len(password) and len(repeated) < LEAST_OF_ITS_OWN:
        raise PasswordRepeatsItself
    known = own.words() | {fold(word) for word in service_words}
    if len(left_without(password, known)) < LEAST_OF_ITS_OWN:
        raise PasswordNamesItsOwner(least=LEAST_OF_ITS_OWN)


def repeated_part(password: str) -> str:
    """Return the shortest part that makes up the password by repetition, perhaps cut off; else all of it."""
    # Knuth, Morris and Pratt's failure function: linear, whatever was typed
    borders = [0] * len(password)
    length = 0
    for index in range(1, len(password)):
        while length and password[index] != password[length]:
            length = borders[length - 1]
        length += password[index] == password[length]
        borders[index] = length
    return password[: len(password) - borders[-1]] if password else ""


def left_without(password: str, words: Iterable[str]) -> str:
    """Return what is left of a password, folded, when known words are taken out, longest first."""
    folded = fold(password)
    longest_first = sorted(words, key=len, reverse=True)
    if not longest_first:
        return folded
    return re.sub("|".join(map(re.escape, longest_first)), "", folded)


def fold(text: str) -> str:
    """Return a text without case, accents and blanks: «Ma. Núñez» and ``ma.nunez`` are one."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in apart if unicodedata.category(c)[0] not in "MZ")


def _parts(text: str) -> list[str]:
    return re.split(r"[\W_]+", text)
