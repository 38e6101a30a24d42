"""The Spanish words that an acuse puts beside its codes, read from ``data/texts/receipts.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class AcuseWords:
    """Words by code. A code without its word is a fault of the installation: ``KeyError``."""

    weekdays: tuple[str, ...]
    zones: Mapping[str, str]
    filed_reason: Mapping[str, str]
    revocation: Mapping[str, str]
    media_types: Mapping[str, str]

    def instant(self, moment: datetime, zone: str) -> dict[str, str]:
        """Return ``local`` (dd/mm/aaaa HH:MM:SS) and ``zone`` («Tiempo del Centro (UTC−6)»)."""
        local = moment.astimezone(ZoneInfo(zone))
        name = self.zones.get(zone, zone)
        return {"local": f"{local:%d/%m/%Y %H:%M:%S}", "zone": f"{name} ({_offset(local)})"}

    def day(self, day: date) -> str:
        """Return «lunes 23/11/2026»."""
        return f"{self.weekdays[day.weekday()]} {day:%d/%m/%Y}"

    def media_type(self, media_type: str) -> str:
        """Return the usual name of a media type, or the type itself where there is none."""
        return self.media_types.get(media_type, media_type)


def _offset(local: datetime) -> str:
    minutes = (local.utcoffset() or timedelta()) // timedelta(minutes=1)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")


@cache
def load_words(path: Path) -> AcuseWords:
    """Read the words once for each path.

    Raises:
        OSError: no such file.
        KeyError: a table is missing.
        tomllib.TOMLDecodeError: not TOML.
    """
    table = tomllib.loads(path.read_text("utf-8"))
    return AcuseWords(
        weekdays=tuple(table["weekdays"]),
        zones=table["zones"],
        filed_reason=table["filed_reason"],
        revocation=table["revocation"],
        media_types=table["media_types"],
    )
