"""The keeping of the catalogues and what follows from the calendar: a part of the composition root."""

from dataclasses import dataclass

from core.clock import Clock
from core.config import Settings
from core.domain.editions import CatalogName
from core.services.calendar_desk import CalendarDesk
from core.services.catalog_keeping import CatalogKeeping
from core.services.current_catalogs import CurrentCatalogs
from core.services.refiling import Refiling
from core.storage.engine import Database


@dataclass(frozen=True, slots=True)
class CalendarServices:
    """Who keeps the editions, computes days anew, and shows the calendar."""

    catalog_keeping: CatalogKeeping
    refiling: Refiling
    calendar_desk: CalendarDesk


def calendar_services(
    database: Database, clock: Clock, settings: Settings, catalogs: CurrentCatalogs
) -> CalendarServices:
    """Build them; every edition of the calendar, however it is saved, computes days anew."""
    keeping = CatalogKeeping(database, clock, settings, catalogs)
    refiling = Refiling(database, clock, settings, catalogs)
    keeping.listen(CatalogName.CALENDAR, refiling)
    return CalendarServices(keeping, refiling, CalendarDesk(settings, catalogs, keeping, refiling))
