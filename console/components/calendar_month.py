"""A month of the calendar as a table, each kind of day told by a word and not by colour alone."""

from calendar import Calendar
from collections.abc import Sequence
from datetime import date

import streamlit as st

from console import formats, texts
from console.calendar_words import days_words, scope_words
from console.formats import escape
from core.domain.calendar import BusinessCalendar
from core.domain.closures import Closure, ClosureKind

_WORDS = {ClosureKind.INHABIL: ":red-background[inh.]", ClosureKind.SUSPENSION: ":orange-background[susp.]"}
_LEGEND = (
    "**inh.** día inhábil · **susp.** suspensión · **parc.** cerrado solo para algunos tipos · "
    "**—** sin horario · los demás días son hábiles"
)


def calendar_month(calendar: BusinessCalendar, month: date, today: date) -> None:
    """Draw a month: the table, what its words mean, and what closes its days in full.

    Args:
        calendar: in force.
        month: any of its days.
        today: by the institution's clock.
    """
    weeks = Calendar().monthdatescalendar(month.year, month.month)
    rows = ["|" + "|".join(_cell(calendar, on, month, today) for on in week) + "|" for week in weeks]
    head = "|" + "|".join(texts.label("weekday", str(day))[:3] for day in range(7)) + "|"
    st.markdown("\n".join([head, "|:-:" * 7 + "|", *rows]))  # markdown-safe: words of ours and numbers
    st.caption(_LEGEND)
    shown = [on for week in weeks for on in week if on.month == month.month]
    for closure in _closures(calendar, shown):
        st.markdown(
            f"- **{escape(days_words(closure))}** · {escape(texts.label('closure_kind', closure.kind))} · "
            f"tipos: {escape(scope_words(closure.procedure_types))}  \n"
            f"  :gray[{escape(closure.legal_basis)}]"
        )


def _cell(calendar: BusinessCalendar, on: date, month: date, today: date) -> str:
    if on.month != month.month:
        return " "
    number = f":blue-background[**{on.day:d}** hoy]" if on == today else f"**{on.day:d}**"
    return f"{number} {_word(calendar, on)}".strip()


def _word(calendar: BusinessCalendar, on: date) -> str:
    closure = calendar.closure_on(on)
    if closure:
        return _WORDS[closure.kind]
    if calendar.hours_on(on) is None:
        return "—"
    return ":orange-background[parc.]" if calendar.closures_on(on) else ""


def _closures(calendar: BusinessCalendar, days: Sequence[date]) -> list[Closure]:
    """Return what closes some of the days, each once, in order."""
    return list(dict.fromkeys(closure for on in days for closure in calendar.closures_on(on)))


def month_title(month: date) -> str:
    """Return a month as the buttons around it name it."""
    return f"{texts.label('month', str(month.month)).capitalize()} {month.year:d}"


def today_words(today: date, calendar: BusinessCalendar) -> str:
    """Return what today is: a business day and its hours, or closed and why."""
    hours = calendar.hours_on(today)
    if hours:
        return f"Hoy, {formats.day(today)}, es hábil: de {hours.opens:%H:%M} a {hours.closes:%H:%M}."
    closed = next(iter(calendar.closed_between(today, today)))
    basis = f" ({closed.legal_basis})" if closed.legal_basis else ""
    kind = texts.label("closure_kind", closed.kind).lower()
    following = formats.day(calendar.next_business_day(today))
    return f"Hoy, {formats.day(today)}, no es hábil: {kind}{basis}. El siguiente día hábil es el {following}."
