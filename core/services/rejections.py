"""What a rejection must say before it is one, and how it is kept."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from core.domain.catalogs import Ground
from core.domain.promocion import Document, Rejection, plain_text
from core.errors import Refusal

MIN_GROUND_TEXT = 10
"""Fewest characters of a rejection's text: a filer must be able to mend it."""
MAX_GROUND_TEXT = 4000


class GroundNotInCatalogue(Refusal):
    """The ground is not one that can be used today."""


class GroundTextMissing(Refusal):
    """A rejection must tell the filer, in words, what is wrong."""


class GroundDocumentMissing(Refusal):
    """This ground needs the document concerned, one of the promoción's."""


class GroundPageNotThere(Refusal):
    """The page concerned is not one of the document's. Facts: ``most``, its last page; 0 without a document."""


def checked_rejection(
    documents: Sequence[Document],
    rejection: Rejection,
    offered: Sequence[Ground],
    last_page: Callable[[Document], int],
) -> Rejection:
    """Return a rejection as it is kept: its text without what cannot be seen.

    Args:
        documents: the promoción's.
        rejection: as it was written.
        offered: the grounds that can be used today.
        last_page: returns the greatest number of a page of a document that can be concerned.

    Raises:
        GroundNotInCatalogue, GroundTextMissing, GroundDocumentMissing, GroundPageNotThere: what is missing.
    """
    rejection = replace(rejection, text=plain_text(rejection.text))
    ground = next((g for g in offered if g.code == rejection.ground), None)
    if ground is None:
        raise GroundNotInCatalogue
    if not MIN_GROUND_TEXT <= len(rejection.text) <= MAX_GROUND_TEXT:
        raise GroundTextMissing(least=MIN_GROUND_TEXT, most=MAX_GROUND_TEXT)
    named = next((d for d in documents if d.name == rejection.document), None)
    if (ground.needs_document or rejection.document) and named is None:
        raise GroundDocumentMissing
    if rejection.page is not None:
        most = last_page(named) if named else 0
        if not 1 <= rejection.page <= most:
            raise GroundPageNotThere(most=most)
    return rejection


def rejection_columns(rejection: Rejection) -> dict[str, Any]:
    """Return the columns of a rejected promoción."""
    return {
        "ground": rejection.ground,
        "ground_text": rejection.text,
        "ground_document": rejection.document,
        "ground_page": rejection.page,
    }


def rejection_facts(rejection: Rejection) -> dict[str, str | int]:
    """Return what an act says of a rejection."""
    return {name: value for name, value in rejection_columns(rejection).items() if value is not None}
