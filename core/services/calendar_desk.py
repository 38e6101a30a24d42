"""The calendar as the office reads it, and a change of it looked at before it is saved."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from core.config import Settings
from core.domain.calendar import BusinessCalendar
from core.domain.derivation import Derivation, derive
from core.domain.editions import CatalogName, Change, Edition
from core.domain.people import Actor, Permission, require
from core.domain.refiling import Effect
from core.services.catalog_keeping import CatalogKeeping
from core.services.current_catalogs import CurrentCatalogs
from core.services.refiling import Refiling
from core.storage.calendar_toml import parse_calendar
from core.storage.calendar_writing import calendar_document
from core.storage.catalog_entries import CatalogText
from core.storage.catalog_writing import write_document


@dataclass(frozen=True, slots=True)
class CalendarInForce:
    """The calendar and the number of its edition."""

    calendar: BusinessCalendar
    edition: int


@dataclass(frozen=True, slots=True)
class Prospect:
    """What saving a calendar would do: what it changes in the document, and whose day it moves."""

    changes: tuple[Change, ...]
    effect: Effect


class CalendarDesk:
    """The use cases of the calendar's page."""

    def __init__(
        self, settings: Settings, catalogs: CurrentCatalogs, keeping: CatalogKeeping, refiling: Refiling
    ) -> None:
        self._zone = ZoneInfo(settings.zone)
        self._catalogs = catalogs
        self._keeping = keeping
        self._refiling = refiling

    def in_force(self, actor: Actor) -> CalendarInForce:
        """Return the calendar in force.

        Raises:
            NotAllowed: the actor does not read the queue.
        """
        require(actor, Permission.READ_QUEUE)
        catalogs = self._catalogs.now()
        return CalendarInForce(catalogs.calendar, catalogs.edition(CatalogName.CALENDAR))

    def what_if(self, actor: Actor, sent_at: datetime, procedure_type: str) -> Derivation:
        """Return on which day something sent then would count, and how that follows.

        Args:
            actor: of the staff.
            sent_at: aware instant.
            procedure_type: catalogue code.

        Raises:
            NotAllowed: the actor does not read the queue.
        """
        require(actor, Permission.READ_QUEUE)
        return derive(self._catalogs.now().calendar, sent_at, procedure_type, self._zone)

    def prospect(self, actor: Actor, calendar: BusinessCalendar) -> Prospect:
        """Return what saving a calendar would do; nothing is saved.

        Raises:
            NotAllowed: the actor does not keep catalogues.
            CatalogNotAdmitted, CatalogEntryGone: why it could not be saved.
        """
        require(actor, Permission.MANAGE_CATALOGS)
        return self.prospect_of(actor, write_document(calendar_document(calendar)))

    def prospect_of(self, actor: Actor, content: str) -> Prospect:
        """Return what saving a document (TOML) as the calendar would do; nothing is saved.

        Raises:
            NotAllowed: the actor does not keep catalogues.
            CatalogUnreadable, CatalogNotAdmitted, CatalogEntryGone, CatalogCodeChanged: why it could not be saved.
        """
        require(actor, Permission.MANAGE_CATALOGS)
        changes = self._keeping.changes(actor, CatalogName.CALENDAR, content)
        calendar = parse_calendar(CatalogText(CatalogName.CALENDAR, content))
        return Prospect(changes, self._refiling.effect(actor, calendar))

    def save(self, actor: Actor, calendar: BusinessCalendar, base_number: int, reason: str) -> Edition:
        """Save a calendar as the next edition; every day that it moves is computed anew with it.

        Args:
            actor: who keeps catalogues.
            calendar: as it is to be.
            base_number: of the edition that it was made from.
            reason: why, in the actor's words; the filers whose day moves read it.

        Raises:
            NotAllowed, ReasonTooShort, CatalogSavedMeanwhile, CatalogUnchanged: nothing was saved.
            CatalogNotAdmitted, CatalogEntryGone: nothing was saved.
        """
        require(actor, Permission.MANAGE_CATALOGS)
        document = calendar_document(calendar)
        return self._keeping.save_document(actor, CatalogName.CALENDAR, document, base_number, reason)
