"""A file that means harm, and what the Oficialía must say about it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hostile:
    """One file.

    Attributes:
        name: as its filer calls it; alone among all of them.
        data: its bytes.
        found: findings that it must get: a code, ``code:kind`` for active content, ``|`` between alternatives.
        slow: whether somebody who opens it may well meet the limit of time or memory.
    """

    name: str
    data: bytes
    found: tuple[str, ...] = ()
    slow: bool = False


Maker = Callable[[], Hostile]


def missing(sample: Hostile, findings: Iterable[tuple[str, str]]) -> list[str]:
    """Return what was not found, given each finding's code and its kind (empty where it has none)."""
    told = {code for code, _ in findings} | {f"{code}:{kind}" for code, kind in findings if kind}
    return [wanted for wanted in sample.found if not told & set(wanted.split("|"))]
