"""The catalogues as they are in force: the files until somebody saves an edition, the newest edition from then on.

Read once for each process and asked for anew at most every second, so that every replica follows an edition
saved in another; whatever is written by a catalogue asks inside its own transaction.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

from sqlalchemy.orm import Session

from core.domain.catalogs import Catalogs
from core.domain.editions import CatalogName, Edition
from core.storage.catalog_editions import edition_of, keep_editions, newest
from core.storage.catalog_entries import CatalogText
from core.storage.catalogs import parse_catalogs, read_catalogs
from core.storage.engine import Database

_SECONDS = 1.0
"""How old what :meth:`CurrentCatalogs.now` answers may be."""
_Numbers = Mapping[CatalogName, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class _Known:
    numbers: _Numbers
    catalogs: Catalogs


class CurrentCatalogs:
    """Answers what is in force.

    Args:
        database: where editions are stored.
        data: the folder of ``institucion.toml`` and ``catalogs``; each file rules, as edition 0, until the
            first edition of its catalogue is saved.

    Raises:
        CatalogIsWrong: a file, or what was stored, cannot be used by this version.
    """

    def __init__(self, database: Database, data: Path) -> None:
        self._database = database
        self._files = read_catalogs(data / "catalogs")
        self._parsed = _Known({}, parse_catalogs(self._files))
        self._answered, self._asked_at = self._parsed.catalogs, -_SECONDS
        self.now()

    def now(self) -> Catalogs:
        """Return what is in force, or was a second ago: for screens, which are drawn and looked at."""
        if monotonic() - self._asked_at >= _SECONDS:
            with self._database.read() as session:
                self._answered = self.within(session)
            self._asked_at = monotonic()
        return self._answered

    def within(self, session: Session) -> Catalogs:
        """Return what is in force inside a transaction, its own uncommitted edition among it."""
        numbers, known = newest(session), self._parsed
        if known.numbers != numbers:
            texts = dict(self._files)
            for name, (number, _) in numbers.items():
                if stored := edition_of(session, name, number):
                    texts[name] = CatalogText(f"{name}, edition {number}", stored.content)
            editions = {name: number for name, (number, _) in numbers.items()}
            known = _Known(numbers, replace(parse_catalogs(texts), editions=editions))
            self._parsed = known
        return known.catalogs

    def held(self, session: Session) -> Catalogs:
        """Return the same, and let nobody save another edition before the transaction ends."""
        keep_editions(session)
        return self.within(session)

    def look_again(self) -> None:
        """Forget what was answered: an edition has just been committed."""
        self._asked_at = monotonic() - _SECONDS

    def file_edition(self, name: CatalogName) -> Edition:
        """Return the edition 0 of a catalogue as this process read it from its file."""
        content = self._files[name].content
        return Edition(name, 0, content, digest_of(content))


def digest_of(content: str) -> str:
    """Return the SHA-256 of an edition's content, hexadecimal."""
    return hashlib.sha256(content.encode("utf-8")).hexdigest()
