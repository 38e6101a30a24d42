"""The catalogues as they are in force: the files until somebody saves an edition, the newest edition from then on.

Read once for each process and asked for anew at most every second, so that every replica follows an edition
saved in another; whatever is written by a catalogue asks inside its own transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

from sqlalchemy.orm import Session

from core.domain.catalogs import Catalogs
from core.domain.editions import CatalogName, Edition
from core.domain.institucion import Institucion
from core.services.catalog_history import CatalogHistory, digest_of
from core.services.catalog_rules import Texts, parse_institution, read_files
from core.storage.catalog_editions import edition_of, editions_of, keep_editions, newest
from core.storage.catalog_entries import CatalogText
from core.storage.catalogs import parse_catalogs
from core.storage.engine import Database

_SECONDS = 1.0
"""How old what is shown on screens may be."""


@dataclass(frozen=True, slots=True)
class InForce:
    """Everything that is in force at some instant."""

    catalogs: Catalogs
    institucion: Institucion
    digests: frozenset[str] = frozenset()


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
        self.data = data
        self._files = read_files(data)
        self._history = CatalogHistory()
        self._parsed = self._read(self._files, {})
        self._answered, self._asked_at = self._parsed, monotonic() - _SECONDS
        self._fresh()

    def now(self) -> Catalogs:
        """Return what is in force, or was a second ago: for screens, which are drawn and then looked at."""
        return self._fresh().catalogs

    def institucion(self) -> Institucion:
        """Return the institution's data, likewise."""
        return self._fresh().institucion

    def within(self, session: Session) -> Catalogs:
        """Return what is in force inside a transaction, its own uncommitted edition among it."""
        return self._within(session).catalogs

    def held(self, session: Session) -> Catalogs:
        """Return the same, and let nobody save another edition before the transaction ends."""
        keep_editions(session)
        return self.within(session)

    def institucion_of(self, session: Session, number: int | None) -> Institucion:
        """Return the institution's data by an edition's number; by None those in force."""
        found = edition_of(session, CatalogName.INSTITUCION, number) if number is not None else None
        if found is None:
            return self._within(session).institucion
        return parse_institution(_named(found), self.data)

    def edition(self, session: Session, name: CatalogName, number: int | None = None) -> Edition | None:
        """Return an edition, by default the one in force; None where that number never was."""
        if number is None:
            number = newest(session).get(name, (0, ""))[0]
        stored = edition_of(session, name, number)
        return self.file_edition(name) if stored is None and number == 0 else stored

    def editions(self, session: Session, name: CatalogName) -> tuple[Edition, ...]:
        """Return every edition of a catalogue, newest first; the file alone while nothing was saved."""
        return editions_of(session, name) or (self.file_edition(name),)

    def check(self, session: Session, text: CatalogText, name: CatalogName) -> None:
        """Check that a catalogue could be in force beside the others.

        Raises:
            CatalogIsWrong: it could not.
        """
        self._read({**self._texts(session, newest(session)), name: text}, {})

    def look_again(self) -> None:
        """Forget what was answered: an edition has just been committed."""
        self._asked_at = monotonic() - _SECONDS

    def _fresh(self) -> InForce:
        if monotonic() - self._asked_at >= _SECONDS:
            with self._database.read() as session:
                self._answered = self._within(session)
            self._asked_at = monotonic()
        return self._answered

    def _within(self, session: Session) -> InForce:
        numbers, known = newest(session), self._parsed
        # told apart by what they hold: a number that was rolled back is given again to something else
        digests = frozenset(f"{name} {number} {digest}" for name, (number, digest) in numbers.items())
        if known.digests != digests:
            texts = self._texts(session, numbers)
            found = self._read(texts, {name: number for name, (number, _) in numbers.items()})
            past = self._history.past(session)
            known = replace(found, catalogs=replace(found.catalogs, past=past), digests=digests)
            self._parsed = known
        return known

    def _texts(self, session: Session, numbers: Mapping[CatalogName, tuple[int, str]]) -> Texts:
        stored = (edition_of(session, name, number) for name, (number, _) in numbers.items())
        return {**self._files, **{edition.catalog: _named(edition) for edition in stored if edition}}

    def _read(self, texts: Texts, numbers: dict[CatalogName, int]) -> InForce:
        catalogs = replace(parse_catalogs(texts), editions=numbers)
        return InForce(catalogs, parse_institution(texts[CatalogName.INSTITUCION], self.data))

    def file_edition(self, name: CatalogName) -> Edition:
        """Return the edition 0 of a catalogue as this process read it from its file."""
        content = self._files[name].content
        return Edition(name, 0, content, digest_of(content))


def _named(edition: Edition) -> CatalogText:
    return CatalogText(f"{edition.catalog}, edition {edition.number}", edition.content)
