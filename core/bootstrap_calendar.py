"""The keeping of the catalogues and what follows from the calendar: a part of the composition root."""

from dataclasses import dataclass

from core.clock import Clock
from core.config import Settings
from core.domain.editions import CatalogName
from core.services.calendar_desk import CalendarDesk
from core.services.catalog_keeping import CatalogKeeping
from core.services.current_catalogs import CurrentCatalogs
from core.services.outages import Outages
from core.services.refiling import Refiling
from core.storage.engine import Database


@dataclass(frozen=True, slots=True)
class CalendarServices:
    """Who keeps the editions, computes days anew, shows the calendar, and names outages."""

    catalog_keeping: CatalogKeeping
    refiling: Refiling
    calendar_desk: CalendarDesk
    outages: Outages


def calendar_services(
    database: Database, clock: Clock, settings: Settings, catalogs: CurrentCatalogs
) -> CalendarServices:
    """Build them; every edition of the calendar, however it is saved, computes days anew."""
    keeping = CatalogKeeping(database, clock, settings, catalogs)
    refiling, outages = Refiling(database, clock, settings, catalogs), Outages(database, clock, settings)
    keeping.listen(CatalogName.CALENDAR, refiling)
    keeping.listen(CatalogName.CALENDAR, outages)
    desk = CalendarDesk(settings, catalogs, keeping, refiling)
    return CalendarServices(keeping, refiling, desk, outages)
