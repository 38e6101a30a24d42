"""Write a catalogue as TOML: what a screen composes takes the form of the shipped files."""

import tomli_w

from core.domain.editions import Document


def write_document(document: Document) -> str:
    """Return a document as TOML; reading it again gives the same values in the same order.

    Raises:
        TypeError: a value is none of TOML's.
    """
    return tomli_w.dumps(document, multiline_strings=False)
