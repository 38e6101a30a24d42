"""What the institution announces now, for screens and for our own pages."""

from zoneinfo import ZoneInfo

from console.office import office
from core.domain.announcements import Announcement, Audience, Level, announcements_for


def announced(audience: Audience) -> tuple[Announcement, ...]:
    """Return what an audience is to see now, what matters most first."""
    current = office()
    found = announcements_for(
        current.catalogs.now().announcements, audience, current.clock.now(), ZoneInfo(current.settings.zone)
    )
    order = list(reversed(Level))
    return tuple(sorted(found, key=lambda notice: order.index(notice.level)))
