"""How dates, sizes and digests are written, and how people's text is kept from being drawn as Markdown."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&])")
_REWRITTEN = re.compile(r"(?<=:)(?=[A-Z/])|(?=@)|(?<=www)(?=\.)|(?<=[-<>~])(?=[-=>])", re.IGNORECASE)
_WORD_JOINER = "\u2060"
_MIB = 1024 * 1024


def instant(value: datetime | None, zone: str, *, with_zone: bool = True) -> str:
    """Return ``22/11/2026 13:58:07 (UTC−6)``; a dash for None."""
    if value is None:
        return "—"
    local = value.astimezone(ZoneInfo(zone))
    text = f"{local:%d/%m/%Y %H:%M:%S}"
    return f"{text} ({utc_offset(local)})" if with_zone else text


def short_instant(value: datetime | None, zone: str) -> str:
    """Return ``22/11/2026 13:58``; a dash for None."""
    return f"{value.astimezone(ZoneInfo(zone)):%d/%m/%Y %H:%M}" if value else "—"


def utc_offset(local: datetime) -> str:
    """Return ``UTC−6`` or ``UTC+5:30`` for an aware instant in its zone."""
    minutes = round((local.utcoffset() or local.resolution * 0).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")


def day(value: date | None) -> str:
    """Return ``lunes 23/11/2026``; a dash for None."""
    return f"{WEEKDAYS[value.weekday()]} {value:%d/%m/%Y}" if value else "—"


def documents(number: int) -> str:
    """Return ``1 documento`` or ``3 documentos``."""
    return f"{number:d} documento" + ("" if number == 1 else "s")


def size(size_bytes: int) -> str:
    """Return ``3.1 MB``, ``12.0 KB`` or ``800 bytes`` (1 MB is 1024² bytes, as the manual counts)."""
    if size_bytes >= _MIB:
        return f"{size_bytes / _MIB:,.1f} MB"
    return f"{size_bytes / 1024:,.1f} KB" if size_bytes >= 1024 else f"{size_bytes} bytes"  # noqa: PLR2004 - 1 KiB


def short_digest(sha256: str) -> str:
    """Return ``9f2c1a…a71b03``."""
    return f"{sha256[:6]}…{sha256[-6:]}" if sha256 else "—"


def age(minutes: int, day: int) -> str:
    """Return a span of business time: ``20 min``, ``5 h``, ``3 días``.

    Args:
        minutes: of business.
        day: minutes of a day of business (:meth:`core.domain.calendar.BusinessCalendar.usual_day_minutes`).
    """
    if minutes < 60:  # noqa: PLR2004 - minutes of an hour
        return f"{minutes} min"
    if minutes < day:
        return f"{minutes // 60} h"
    days = minutes // day
    return f"{days} día" if days == 1 else f"{days} días"


def escape(text: str) -> str:
    """Return people's text such that Streamlit's Markdown shows exactly its characters.

    Every mark, including colons (``:red[…]``) and dollars (LaTeX), is escaped; a line break becomes a blank,
    so that no text can begin a list, a heading or a table. What Streamlit rewrites after the escapes are
    resolved (``:material/…:`` into an icon, addresses into links, ``->`` into an arrow) is kept apart by an
    invisible word joiner.
    """
    joined = _REWRITTEN.sub(_WORD_JOINER, re.sub(r"\s+", " ", text))
    return _MARKDOWN.sub(r"\\\1", joined).strip()


def escape_lines(text: str) -> str:
    """Return people's text as :func:`escape` does, keeping its line breaks."""
    return "  \n".join(escape(line) for line in text.splitlines())


def cell(text: str) -> str:
    """Return people's text for a table's cell: shown as it is, taken for a formula by no spreadsheet.

    A table on screen can be copied, or saved by the browser's own button, without passing through our
    exports; an invisible word joiner before ``=``, ``+``, ``-`` or ``@`` keeps it text there too.
    """
    return _WORD_JOINER + text if text.lstrip().startswith(("=", "+", "-", "@")) else text
