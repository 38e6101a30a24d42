"""A promoción that begins again from a rejected one."""

from dataclasses import dataclass

from core.domain.promocion import Document, Promocion


@dataclass(frozen=True, slots=True)
class Correction:
    """From what a promoción was begun, and what of it is as it was.

    Attributes:
        origin: the rejected promoción; its decision says why. It may have been reopened since.
        unchanged: ids of documents whose very bytes were in the origin.
        gone: names of the origin's documents whose bytes are no longer there.
    """

    origin: Promocion
    unchanged: frozenset[int]
    gone: tuple[str, ...]


def compare(origin: Promocion, before: tuple[Document, ...], now: tuple[Document, ...]) -> Correction:
    """Return which documents stayed, by their bytes: a file that was only renamed is unchanged."""
    digests_before, digests_now = {d.sha256 for d in before}, {d.sha256 for d in now}
    unchanged = frozenset(d.id for d in now if d.sha256 in digests_before)
    return Correction(origin, unchanged, tuple(d.name for d in before if d.sha256 not in digests_now))
