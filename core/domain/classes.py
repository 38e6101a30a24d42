"""Who may see a document, as its filer declares it, and the summary that a confidential one needs."""

import unicodedata
from collections.abc import Iterable

from core.domain.promocion import Classification, Document
from core.domain.visible_text import is_invisible, shows_something
from core.errors import Refusal

MAX_SUMMARY = 1000
"""Most characters of a summary."""
_NAMED = 5
"""Of the documents without summary, so many are named."""


class ClassNotKnown(Refusal):
    """The class is none of the three."""


class SummaryNotAdmitted(Refusal):
    """The summary is too long or has invisible characters."""


class SummaryMissing(Refusal):
    """A confidential document needs a summary that does not tell what is confidential."""


def checked_class(code: str) -> Classification:
    """Return the class of a code.

    Raises:
        ClassNotKnown: there is none.
    """
    try:
        return Classification(code)
    except ValueError:
        raise ClassNotKnown from None


def checked_summary(text: str) -> str:
    """Return a summary in NFC, on one or more lines, without blanks around it.

    Raises:
        SummaryNotAdmitted: with ``reason`` too_long or unprintable.
    """
    # before it is composed, which shortens a text to a third at most
    if len(text) > 4 * MAX_SUMMARY:
        raise SummaryNotAdmitted(limit=MAX_SUMMARY, reason="too_long")
    summary = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    if len(summary) > MAX_SUMMARY:
        raise SummaryNotAdmitted(limit=MAX_SUMMARY, reason="too_long")
    if any(is_invisible(c) for c in summary.replace("\n", "")):
        raise SummaryNotAdmitted(limit=MAX_SUMMARY, reason="unprintable")
    return summary


def signed_summary(document: Document) -> str:
    """Return the summary that is signed and printed: only a confidential document has one."""
    confidential = document.classification == Classification.CONFIDENCIAL
    return document.summary if confidential else ""


def check_summaries(documents: Iterable[Document]) -> None:
    """Refuse confidential documents that nobody summed up.

    Raises:
        SummaryMissing: with the names of the first ones, and how many there are in all.
    """
    wanting = [
        d.name
        for d in documents
        if d.classification == Classification.CONFIDENCIAL and not shows_something(d.summary)
    ]
    if wanting:
        raise SummaryMissing(
            documents=", ".join(f"«{name}»" for name in wanting[:_NAMED]), count=len(wanting)
        )
