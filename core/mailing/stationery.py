"""The templates of messages, read from ``data/texts``."""

import tomllib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from core.config import Settings
from core.domain.institucion import Institucion
from core.domain.mail import MailKind, Stationery, Template


class CurrentStationery:
    """The stationery with the institution's data as they are in force; read again where they changed.

    Args:
        settings: where the templates lie.
        institucion: answers what is in force.
    """

    def __init__(self, settings: Settings, institucion: Callable[[], Institucion]) -> None:
        self._settings = settings
        self._institucion = institucion
        self._of = institucion()
        self._loaded = load_stationery(settings, self._of)

    def now(self) -> Stationery:
        """Return what a message is written on now."""
        current = self._institucion()
        if current != self._of:
            self._of, self._loaded = current, load_stationery(self._settings, current)
        return self._loaded


def load_stationery(settings: Settings, institucion: Institucion) -> Stationery:
    """Read the templates and what stands in every message.

    Raises:
        OSError, tomllib.TOMLDecodeError, LookupError: a file or an entry is missing or spoilt.
    """
    texts = settings.data / "texts"
    mail = _read(texts / "mail.toml")
    frame: dict[str, str] = mail["mail_frame"]
    demonstration = frame["demonstration"] if institucion.demonstration else ""
    mark = frame["demonstration_mark"] if institucion.demonstration else ""
    entries = {kind: mail["mail"][kind.value] for kind in MailKind}
    return Stationery(
        templates={k: Template(mark + e["subject"], demonstration + e["body"]) for k, e in entries.items()},
        foot=frame["foot"],
        constants=_constants(institucion, settings),
        roles=_read(texts / "filing.toml")["labels"]["role"],
        zone=settings.zone,
        zone_name=_zone_name(_read(texts / "receipts.toml")["zones"], settings.zone),
        missing=frame["missing"],
        public_url=settings.public_url,
    )


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _zone_name(names: dict[str, str], zone: str) -> str:
    """Return «Tiempo del Centro», and the zone's own name where the catalogue has none."""
    return names.get(zone) or datetime.now(ZoneInfo(zone)).tzname() or zone


def _constants(institucion: Institucion, settings: Settings) -> dict[str, str]:
    helping = [", ".join(p for p in (c.name, c.email, c.phone) if p) for c in institucion.support]
    return {
        "unit": institucion.unit,
        "institution": institucion.name,
        "help": "\n".join(helping or institucion.phones),
        "public_url": settings.public_url,
    }
