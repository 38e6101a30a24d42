"""How entries read in the editions before: what was filed or decided by them goes on saying what it said."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import TypeVar

import structlog
from sqlalchemy.orm import Session

from core.domain.catalogs import Ground, Past, ProcedureType
from core.domain.editions import CatalogName, Edition
from core.storage.catalog_editions import editions_of
from core.storage.catalog_entries import CatalogIsWrong, CatalogText
from core.storage.catalogs import parse_grounds, parse_procedure_types

_log = structlog.get_logger(__name__)
_Entry = TypeVar("_Entry", ProcedureType, Ground)


class CatalogHistory:
    """Remembers editions that were parsed: each is read once by a process, whatever is saved afterwards."""

    def __init__(self) -> None:
        self._types: dict[str, tuple[ProcedureType, ...]] = {}
        self._grounds: dict[str, tuple[Ground, ...]] = {}

    def past(self, session: Session) -> Past:
        """Return how the entries of every edition but the newest read, and until when."""
        types = editions_of(session, CatalogName.PROCEDURE_TYPES)
        grounds = editions_of(session, CatalogName.GROUNDS)
        return Past(
            _until(types, self._types, parse_procedure_types), _until(grounds, self._grounds, parse_grounds)
        )


def digest_of(content: str) -> str:
    """Return the SHA-256 of an edition's content, hexadecimal."""
    return hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()


def _until(
    editions: Sequence[Edition],
    read: dict[str, tuple[_Entry, ...]],
    parse: Callable[[CatalogText], tuple[_Entry, ...]],
) -> dict[str, tuple[tuple[datetime, _Entry], ...]]:
    """Return code → (until when it read so, the entry), oldest first.

    Args:
        editions: newest first.
        read: digest → entries, filled with what is parsed.
        parse: how.
    """
    found: dict[str, list[tuple[datetime, _Entry]]] = {}
    for older, newer in pairwise(reversed(editions)):
        later = {entry.code: entry for entry in _parsed(newer, read, parse)}
        for entry in _parsed(older, read, parse):
            if later.get(entry.code) != entry and newer.saved_at:
                found.setdefault(entry.code, []).append((newer.saved_at, entry))
    return {code: tuple(entries) for code, entries in found.items()}


def _parsed(
    edition: Edition,
    read: dict[str, tuple[_Entry, ...]],
    parse: Callable[[CatalogText], tuple[_Entry, ...]],
) -> tuple[_Entry, ...]:
    if edition.digest not in read:
        where = f"{edition.catalog}, edition {edition.number}"
        try:
            read[edition.digest] = parse(CatalogText(where, edition.content))
        except CatalogIsWrong as error:  # of a version that admitted more; what is in force is another one
            _log.warning("an edition of before cannot be read", complaint=str(error))
            read[edition.digest] = ()
    return read[edition.digest]
