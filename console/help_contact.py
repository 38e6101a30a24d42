"""How the institution is reached: its own data, and the hours as the calendar in force has them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from console import formats, texts
from console.filed_words import zone_words
from core.domain.calendar import BusinessCalendar
from core.domain.closures import REST_DAY, ClosedDay
from core.domain.institucion import Institucion
from core.domain.opening_hours import OpeningHours

_AHEAD = timedelta(days=30)
_COUNTRY = "+52"
_NATIONAL_DIGITS = 10
_EXTENSION = re.compile(r"\b(?:ext|extensión)\b\.?\s*(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """A way to reach somebody: what people read, and the address that a telephone or mail program opens."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Desk:
    """A person or desk that helps, with every way to reach it."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ContactView:
    """What the contact page shows, in words.

    Attributes:
        today: whether it is open now, in one sentence.
        hours: days of the week and their hours.
        closed: days of the next thirty without business, and why.
        zone: by which clock, «hora del centro de México, UTC−6».
    """

    institution: str
    unit: str
    demonstration: bool
    address: tuple[str, ...]
    phones: tuple[Line, ...]
    desks: tuple[Desk, ...]
    today: str
    hours: tuple[tuple[str, str], ...]
    closed: tuple[tuple[str, str], ...]
    zone: str


def contact_view(
    institucion: Institucion, calendar: BusinessCalendar, now: datetime, zone: str
) -> ContactView:
    """Return everything that the contact page shows.

    Args:
        institucion: the institution's data in force.
        calendar: in force.
        now: aware instant.
        zone: of the institution, ``America/Mexico_City``.
    """
    local = now.astimezone(ZoneInfo(zone))
    return ContactView(
        institucion.name,
        institucion.unit,
        institucion.demonstration,
        institucion.address,
        tuple(phone_line(phone) for phone in institucion.phones),
        tuple(
            Desk(c.name, (mail_line(c.email), *((phone_line(c.phone),) if c.phone else ())))
            for c in institucion.support
        ),
        _today(calendar, local),
        tuple(_week(calendar, local.date())),
        tuple(_closed(calendar, local.date())),
        zone_words(zone, local.date()),
    )


def phone_line(phone: str) -> Line:
    """Return a telephone as a link (RFC 3966): ten digits are Mexican; an extension is dialled afterwards."""
    extension = _EXTENSION.search(phone)
    number = phone[: extension.start()] if extension else phone
    digits = re.sub(r"\D", "", number)
    if not number.strip().startswith("+"):
        digits = (_COUNTRY if len(digits) == _NATIONAL_DIGITS else "") + digits
    else:
        digits = f"+{digits}"
    return Line(phone, f"tel:{digits}" + (f";ext={extension[1]}" if extension else ""))


def mail_line(email: str) -> Line:
    """Return an e-mail address as a link (RFC 6068)."""
    return Line(email, f"mailto:{quote(email, safe='@')}")


def _today(calendar: BusinessCalendar, local: datetime) -> str:
    on = local.date()
    hours, day = calendar.hours_on(on), formats.day(on)
    if hours is None:
        return f"Hoy, {day}, la oficina no abre. {_next(calendar, on)}"
    if local.time() < hours.opens:
        return f"Hoy, {day}, la oficina abre de {_span(hours)}."
    if local.time() <= hours.closes:
        return f"Hoy, {day}, la oficina está abierta: de {_span(hours)}."
    return f"Hoy, {day}, la oficina ya cerró. {_next(calendar, on)}"


def _next(calendar: BusinessCalendar, on: date) -> str:
    following = calendar.next_business_day(on)
    hours = calendar.hours_on(following)
    return f"Abre el {formats.day(following)}" + (f" a las {_hour(hours.opens)}." if hours else ".")


def _week(calendar: BusinessCalendar, on: date) -> Iterator[tuple[str, str]]:
    """Yield runs of weekdays with the same hours: ``("lunes a jueves", "9:00 a 18:00 horas")``."""
    hours, names = calendar.timetable_on(on).hours, formats.WEEKDAYS
    first = 0
    for weekday in range(1, len(names) + 1):
        if weekday == len(names) or hours.get(weekday) != hours.get(first):
            last, span = weekday - 1, hours.get(first)
            joint = " y " if last == first + 1 else " a "
            days = names[first] if first == last else f"{names[first]}{joint}{names[last]}"
            yield days.capitalize(), f"{_span(span)} horas" if span else "Cerrado"
            first = weekday


def _closed(calendar: BusinessCalendar, on: date) -> Iterator[tuple[str, str]]:
    """Yield stretches of days without business and why; a weekend between two of a kind parts them not."""
    stretch: list[ClosedDay] = []
    for closed in calendar.closed_between(on, on + _AHEAD):
        if closed.kind == REST_DAY:
            continue
        if stretch and (
            closed.kind != stretch[-1].kind or _business_between(calendar, stretch[-1].on, closed.on)
        ):
            yield _stretch(stretch)
            stretch = []
        stretch.append(closed)
    if stretch:
        yield _stretch(stretch)


def _business_between(calendar: BusinessCalendar, first: date, last: date) -> bool:
    return calendar.next_business_day(first) < last


def _stretch(days: list[ClosedDay]) -> tuple[str, str]:
    first, last = formats.day(days[0].on), formats.day(days[-1].on)
    words = first if first == last else f"Del {first} al {last}"
    return words.capitalize(), texts.label("closed_day", days[0].kind)


def _span(hours: OpeningHours) -> str:
    return f"{_hour(hours.opens)} a {_hour(hours.closes)}"


def _hour(value: time) -> str:
    return f"{value.hour}:{value.minute:02d}"
