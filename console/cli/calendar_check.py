"""What ``oficialia doctor`` says about the calendar."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from console import formats
from console.cli.database import PROBLEMS, ready_database
from core.config import Settings
from core.domain.calendar import BusinessCalendar
from core.services.current_catalogs import CurrentCatalogs
from core.storage.catalogs import load_catalogs

Finding = tuple[str, str]
_SOON = timedelta(days=60)


def calendar(settings: Settings) -> Finding:
    """Are the days without business entered for the coming weeks?"""
    today = datetime.now(UTC).astimezone(ZoneInfo(settings.zone)).date()
    return covered(_in_force(settings).covered_until, today)


def covered(until: date | None, today: date) -> Finding:
    """Return what is to be said of a calendar whose days without business were entered up to a day."""
    if until is None:
        return "aviso", "El calendario no tiene ningún día inhábil: todo día con horario cuenta como hábil."
    if until < today:
        return "aviso", (
            f"Los días inhábiles solo están completos hasta el {formats.day(until)}: las fechas en que se tienen "
            "por presentadas las promociones se calculan sin los que falten. Agréguelos en la página Calendario."
        )
    if until < today + _SOON:
        return "aviso", f"Los días inhábiles están completos solo hasta el {formats.day(until)}."
    return "bien", f"Los días inhábiles están completos hasta el {formats.day(until)}."


def _in_force(settings: Settings) -> BusinessCalendar:
    """Return the edition in force; the file's where the database cannot be asked, which another check tells."""
    try:
        with ready_database(settings) as database:
            return CurrentCatalogs(database, settings.data).now().calendar
    except PROBLEMS:
        return load_catalogs(settings.data / "catalogs").calendar
