"""What the documents' side refuses to show, each with its entry in ``data/texts/documents.toml``."""

from core.errors import NotFound, Refusal


class PageNotFound(NotFound):
    """The document has no page of that number; facts: ``page``."""


class PageCannotBeShown(Refusal):
    """The page could not be drawn within the limits; facts: ``page``, ``limit``."""


class ReadersAreBusy(Refusal):
    """Every reader was taken for too long; asking again later helps."""


class StoredBytesDiffer(Refusal):
    """The stored bytes are not those of the digest asked for, so nothing of them is shown."""
