"""Computing anew on which day promociones are taken as filed, when the calendar changes after their sending."""

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core.clock import Clock
from core.config import Settings
from core.domain.calendar import BusinessCalendar
from core.domain.calendar_changes import changed_spans
from core.domain.derivation import Derivation, derive
from core.domain.editions import CatalogName, Edition
from core.domain.people import Actor, Permission, require
from core.domain.refiling import Effect, FiledRevision, Moved
from core.domain.workflow import RECEIVED
from core.errors import NotFound
from core.services.current_catalogs import CurrentCatalogs
from core.services.notices import notify_refiled
from core.storage.calendar_toml import parse_calendar
from core.storage.catalog_entries import CatalogText
from core.storage.engine import Database
from core.storage.promociones import load_promocion, promocion_id_of
from core.storage.refilings import Cause, move, possibly_concerned, revisions_of

_SHOWN, _AT_A_TIME = 20, 500


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A day taken as filed, derived again from the kept edition that said it.

    Attributes:
        edition: number of the calendar's edition.
        agrees: whether the derivation gives the day that is stored.
    """

    folio: str
    edition: int
    stored: FiledRevision
    derivation: Derivation
    agrees: bool


class Refiling:
    """The use cases of days that are computed anew."""

    def __init__(
        self, database: Database, clock: Clock, settings: Settings, catalogs: CurrentCatalogs
    ) -> None:
        self._database = database
        self._clock = clock
        self._zone = ZoneInfo(settings.zone)
        self._catalogs = catalogs

    def effect(self, actor: Actor, after: BusinessCalendar) -> Effect:
        """Return what putting a calendar in force now would change.

        Raises:
            NotAllowed: the actor does not keep the catalogues.
        """
        require(actor, Permission.MANAGE_CATALOGS)
        with self._database.read() as session:
            before = self._catalogs.within(session).calendar
            found = list(self._moved(session, before, after))
        moved = [one for one in found if one.to_another_day]
        return Effect(len(moved), tuple(moved[:_SHOWN]), len(found) - len(moved))

    def saved(self, session: Session, actor: Actor | None, edition: Edition) -> None:
        """Compute anew every day that an edition of the calendar changes, in the transaction that saves it.

        The instants of signing, sending and deciding stay, and so does every receipt as it was issued. A day
        that stays for another reason, as where a decree is cited anew, is written down with it. Each filer
        whose day changes is told.

        Args:
            session: the transaction; nobody else saves an edition or sends meanwhile.
            actor: who saves it; None from the command line.
            edition: the new one; that of the number before was in force.
        """
        now = self._clock.now()
        calendars = self._calendar(session, edition.number - 1), self._calendar(session, edition.number)
        moved = list(self._moved(session, *calendars, lock=True))
        move(session, moved, Cause(edition.number, edition.reason, now, actor))
        told = [one for one in moved if one.to_another_day]
        for start in range(0, len(told), _AT_A_TIME):
            notify_refiled(session, told[start : start + _AT_A_TIME], now, edition.reason)

    def committed(self, edition: Edition) -> None:
        """Do nothing more: everything was done in the transaction."""

    def revisions(self, actor: Actor, promocion_id: int) -> tuple[FiledRevision, ...]:
        """Return every day a promoción was ever taken as filed on, oldest first; nothing where it never moved.

        Raises:
            NotFound: there is none, or it is not the actor's to read: its filer's always, the staff's once sent.
        """
        with self._database.read() as session:
            owner = None if actor.may(Permission.READ_QUEUE) else actor.account_id
            promocion = load_promocion(session, promocion_id, owner_id=owner)
            if owner is None and promocion.status not in RECEIVED:
                raise NotFound
            return revisions_of(session, promocion_id)

    def recompute(self, folio: str) -> tuple[Recomputed, ...]:
        """Derive every day of a promoción again, from nothing but the kept editions; the last one counts.

        For whoever administers the server.

        Raises:
            NotFound: there is no such folio, or it was not sent.
        """
        with self._database.read() as session:
            promocion = load_promocion(session, promocion_id_of(session, folio))
            if promocion.sent_at is None or promocion.filed_on is None:
                raise NotFound
            stands = FiledRevision(
                0,
                promocion.filed_on,
                promocion.filed_reason,
                promocion.filed_facts,
                promocion.calendar_edition,
                promocion.sent_at,
            )
            kept = revisions_of(session, promocion.id) or (stands,)
            calendars = {r.number: self._calendar(session, r.calendar_edition or 0) for r in kept}
        tipo, sent_at = promocion.fields.tipo_procedimiento, promocion.sent_at
        derived = ((r, derive(calendars[r.number], sent_at, tipo, self._zone)) for r in kept)
        return tuple(
            Recomputed(folio, r.calendar_edition or 0, r, d, agrees=d.filed.on == r.filed_on)
            for r, d in derived
        )

    def _calendar(self, session: Session, number: int) -> BusinessCalendar:
        kept = self._catalogs.edition(session, CatalogName.CALENDAR, number)
        if kept is None:  # what a promoción or the number before names is there: nothing is ever deleted
            raise LookupError(number)
        return parse_calendar(CatalogText(f"calendar, edition {number}", kept.content))

    def _moved(
        self, session: Session, before: BusinessCalendar, after: BusinessCalendar, *, lock: bool = False
    ) -> Iterator[Moved]:
        """Yield what ``after`` gives another day or reason: only what met a changed day is looked at.

        Reasons are compared as both calendars tell them, since an older version may have stored fewer facts.
        """
        spans = changed_spans(before, after)
        for received in possibly_concerned(session, spans, self._zone, lock=lock):
            sent = received.sent_at, received.procedure_type, self._zone
            filed = after.taken_as_filed(*sent)
            if filed.on != received.filed.on or filed != before.taken_as_filed(*sent):
                yield Moved(received, filed)
