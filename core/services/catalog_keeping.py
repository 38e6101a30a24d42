"""Keeping the catalogues: each saving is a new edition, made from the one in force, with its reason."""

import tomllib
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core.clock import Clock
from core.config import Settings
from core.domain.editions import CatalogName, Change, Document, Edition, changes_between
from core.domain.people import Actor, Permission, require
from core.errors import NotFound
from core.services.catalog_checks import (
    CatalogUnchanged,
    refusal_of,
    require_distinct,
    require_newest,
    require_nothing_gone,
    require_short,
    require_usable,
)
from core.services.catalog_history import digest_of
from core.services.catalog_restoring import restored
from core.services.claim_acts import require_reason
from core.services.current_catalogs import CurrentCatalogs
from core.storage.catalog_editions import insert_edition, keep_others_out
from core.storage.catalog_entries import CatalogIsWrong, CatalogText
from core.storage.catalog_writing import write_document
from core.storage.engine import Database
from core.storage.events import append_event


class EditionListener(Protocol):
    """Whoever has something to do when an edition is saved, as the filed dates have with the calendar."""

    def saved(self, session: Session, actor: Actor | None, edition: Edition) -> None:
        """Do what belongs to the saving, in its transaction; what it raises undoes the saving."""

    def committed(self, edition: Edition) -> None:
        """Do what can wait until the edition is in force; called once the transaction has ended."""


class CatalogKeeping:
    """The use cases of the catalogues' editions."""

    def __init__(
        self, database: Database, clock: Clock, settings: Settings, catalogs: CurrentCatalogs
    ) -> None:
        self._database = database
        self._clock = clock
        self._zone = ZoneInfo(settings.zone)
        self._catalogs = catalogs
        self._listeners: dict[CatalogName, list[EditionListener]] = {}

    def listen(self, name: CatalogName, listener: EditionListener) -> None:
        """Let somebody know of a catalogue's editions from now on."""
        self._listeners.setdefault(name, []).append(listener)

    def edition(self, actor: Actor, name: CatalogName, number: int | None = None) -> Edition:
        """Return an edition, by default the one in force.

        Raises:
            NotAllowed: the actor does not keep catalogues.
            NotFound: that number never was.
        """
        require(actor, Permission.MANAGE_CATALOGS)
        return self.edition_for_operator(name, number)

    def editions(self, actor: Actor, name: CatalogName) -> tuple[Edition, ...]:
        """Return every edition, newest first; the file alone, number 0, while nothing was saved.

        Raises:
            NotAllowed: the actor does not keep catalogues.
        """
        require(actor, Permission.MANAGE_CATALOGS)
        return self.editions_for_operator(name)

    def document(self, actor: Actor, name: CatalogName, number: int | None = None) -> dict[str, Any]:
        """Return an edition as TOML's own values, by default the one in force: what a screen edits.

        Entries stand under the catalogue's name (those of the calendar under ``days`` and ``hours``, those of
        the institution under ``support``), in their order.

        Raises:
            NotAllowed, NotFound: as for :meth:`edition`.
        """
        return tomllib.loads(self.edition(actor, name, number).content)

    def export(self, actor: Actor, name: CatalogName, number: int | None = None) -> str:
        """Return an edition as TOML, comments and all, by default the one in force.

        Raises:
            NotAllowed, NotFound: as for :meth:`edition`.
        """
        return self.edition(actor, name, number).content

    def changes(self, actor: Actor, name: CatalogName, content: str) -> tuple[Change, ...]:
        """Return what saving a document would change; nothing is saved.

        Raises:
            NotAllowed: the actor does not keep catalogues.
            CatalogUnreadable, CatalogNotAdmitted, CatalogEntryGone, CatalogCodeChanged: why it could not be saved.
        """
        require(actor, Permission.MANAGE_CATALOGS)
        return self.changes_for_operator(name, content)

    def save(self, actor: Actor, name: CatalogName, content: str, base_number: int, reason: str) -> Edition:
        """Save the next edition; it is in force from then on.

        Args:
            actor: who keeps catalogues.
            name: which one.
            content: the whole document, TOML.
            base_number: of the edition that was changed.
            reason: why, in the person's words.

        Raises:
            NotAllowed: the actor does not keep catalogues.
            ReasonTooShort, CatalogSavedMeanwhile, CatalogUnchanged: nothing was saved.
            CatalogUnreadable, CatalogNotAdmitted, CatalogEntryGone, CatalogCodeChanged: nothing was saved.
        """
        require(actor, Permission.MANAGE_CATALOGS)
        return self._save(actor, name, lambda _session, _current: content, base_number, reason)

    def save_document(
        self, actor: Actor, name: CatalogName, document: Document, base_number: int, reason: str
    ) -> Edition:
        """Save the next edition as :meth:`save` does, from what :meth:`document` gives."""
        require(actor, Permission.MANAGE_CATALOGS)
        return self.save(actor, name, write_document(document), base_number, reason)

    def as_restored(self, actor: Actor, name: CatalogName, number: int) -> str:
        """Return the document (TOML) that :meth:`restore` would save now; nothing is saved.

        Raises:
            NotAllowed: the actor does not keep catalogues.
            NotFound: that number never was.
        """
        require(actor, Permission.MANAGE_CATALOGS)
        with self._database.read() as session:
            return self._as_it_was(session, number, self._in_force(session, name))

    def restore(self, actor: Actor, name: CatalogName, number: int, base_number: int, reason: str) -> Edition:
        """Save an edition of before as the next one; entries that it did not have yet are retired as of today.

        Raises:
            NotFound: that number never was.
            NotAllowed, CatalogSavedMeanwhile and so on: as for :meth:`save`.
        """
        require(actor, Permission.MANAGE_CATALOGS)
        return self._save(
            actor, name, lambda s, current: self._as_it_was(s, number, current), base_number, reason
        )

    def _as_it_was(self, session: Session, number: int, current: Edition) -> str:
        earlier = self._catalogs.edition(session, current.catalog, number)
        if earlier is None:
            raise NotFound
        return restored(earlier, current, self._today())

    def edition_for_operator(self, name: CatalogName, number: int | None = None) -> Edition:
        """Return an edition to whoever has the machine.

        Raises:
            NotFound: that number never was.
        """
        with self._database.read() as session:
            found = self._catalogs.edition(session, name, number)
        if found is None:
            raise NotFound
        return found

    def editions_for_operator(self, name: CatalogName) -> tuple[Edition, ...]:
        """Return every edition to whoever has the machine, newest first."""
        with self._database.read() as session:
            return self._catalogs.editions(session, name)

    def changes_for_operator(self, name: CatalogName, content: str) -> tuple[Change, ...]:
        """Return what saving a document would change to whoever has the machine; refuses as :meth:`changes`."""
        with self._database.read() as session:
            return self._checked(session, name, content, self._in_force(session, name))

    def save_by_operator(self, name: CatalogName, content: str, base_number: int, reason: str) -> Edition:
        """Save the next edition from the command line, as :meth:`save` does."""
        return self._save(None, name, lambda _session, _current: content, base_number, reason)

    def _save(
        self,
        actor: Actor | None,
        name: CatalogName,
        content_of: Callable[[Session, Edition], str],
        base_number: int,
        reason: str,
    ) -> Edition:
        reason = require_reason(reason)
        with self._database.write() as session:
            keep_others_out(session)
            current = self._in_force(session, name)
            require_newest(current, base_number)
            content = content_of(session, current)
            changes = self._checked(session, name, content, current)
            if not changes and tomllib.loads(content) == tomllib.loads(current.content):
                raise CatalogUnchanged
            edition = self._insert(session, actor, current, content, reason)
            _record(session, actor, edition, changes)
            for listener in self._listeners.get(name, ()):
                listener.saved(session, actor, edition)
        self._catalogs.look_again()
        for listener in self._listeners.get(name, ()):
            listener.committed(edition)
        return edition

    def _in_force(self, session: Session, name: CatalogName) -> Edition:
        current = self._catalogs.edition(session, name)
        if current is None:  # what the newest number names is there: nothing is ever deleted
            raise LookupError(name)
        return current

    def _checked(
        self, session: Session, name: CatalogName, content: str, current: Edition
    ) -> tuple[Change, ...]:
        require_short(content)
        try:
            self._catalogs.check(session, CatalogText(name, content), name)
        except CatalogIsWrong as error:
            raise refusal_of(error) from error
        before, after = tomllib.loads(current.content), tomllib.loads(content)
        require_distinct(after)
        changes = changes_between(before, after)
        if name is CatalogName.INSTITUCION:
            require_usable(after)
        else:
            require_nothing_gone(changes, before, after)
        return changes

    def _insert(
        self, session: Session, actor: Actor | None, current: Edition, content: str, reason: str
    ) -> Edition:
        now = self._clock.now()
        if current.saved_at is None:
            insert_edition(session, current, None, now)
        name = actor.name if actor else ""
        edition = Edition(current.catalog, current.number + 1, content, digest_of(content), now, name, reason)
        insert_edition(session, edition, actor, now)
        return edition

    def _today(self) -> date:
        return self._clock.now().astimezone(self._zone).date()


def _record(session: Session, actor: Actor | None, edition: Edition, changes: Sequence[Change]) -> None:
    assert edition.saved_at  # noqa: S101 - for the type checker: it is being saved
    append_event(
        session,
        edition.saved_at,
        actor,
        "save_catalog",
        catalog=edition.catalog.value,
        edition=edition.number,
        reason=edition.reason,
        changed=", ".join(dict.fromkeys(change.entry for change in changes))[:500],
        content_sha256=edition.digest,
    )
