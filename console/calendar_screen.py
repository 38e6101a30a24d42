"""The calendar's page: a month, the days of a year, the hours, what if, and the editions."""

from collections.abc import Callable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import streamlit as st

from console import calendar_dialogs, calendar_hours_dialogs, formats, texts
from console.calendar_history import history
from console.calendar_words import derivation_lines
from console.components.calendar_entries import closures_table, timetable_card
from console.components.calendar_month import calendar_month, month_title, today_words
from console.filed_words import zone_words
from console.formats import escape
from console.office import local_today, office
from core.domain.people import Actor, Permission
from core.services.calendar_desk import CalendarInForce

_MONTH = "calendario_mes"
_SOON_DAYS = 60
"""So long before the entered days end it is said in colour."""
VIEWS = {
    "mes": "Mes",
    "dias": "Días del año",
    "horarios": "Horarios",
    "fecha": "¿Qué fecha le toca?",
    "historia": "Historia y archivo",
}


def views_of(actor: Actor) -> list[str]:
    """Return the views that the actor has: the editions are for whoever keeps them."""
    keeps = actor.may(Permission.MANAGE_CATALOGS)
    return [code for code in VIEWS if keeps or code != "historia"]


def head(actor: Actor, found: CalendarInForce) -> None:
    """Draw which edition it is, what today is, up to where the days were entered, and what can be done."""
    today, zone = local_today(), office().settings.zone
    st.caption(
        f"Edición {found.edition:d} · {escape(zone_words(zone, today))} · {escape(today_words(today, found.calendar))}"
    )
    _coverage(found, today)
    if actor.may(Permission.MANAGE_CATALOGS):
        with st.container(horizontal=True):
            if st.button("Declarar suspensión", icon=":material/event_busy:", type="primary"):
                calendar_dialogs.suspend()
            if st.button("Agregar día inhábil", icon=":material/event:"):
                calendar_dialogs.add_inhabil()
            if st.button("Cambiar horario", icon=":material/schedule:"):
                calendar_hours_dialogs.change_hours()


def _coverage(found: CalendarInForce, today: date) -> None:
    until = found.calendar.covered_until
    if until is None:
        st.warning("El calendario no tiene ningún día inhábil.", icon=":material/event_busy:")
    elif (until - today).days < _SOON_DAYS:
        st.warning(
            f"Los días inhábiles están completos solo hasta el **{escape(formats.day(until))}**. Lo que se envíe "
            "después se calcula sin los que falten: agréguelos y diga hasta qué día quedó completo.",
            icon=":material/event_busy:",
        )
    else:
        st.caption(f"Los días inhábiles están completos hasta el {escape(formats.day(until))}.")


def draw(view: str, actor: Actor, found: CalendarInForce) -> None:
    """Draw one view."""
    views: dict[str, Callable[[Actor, CalendarInForce], None]] = {
        "mes": _month,
        "dias": _days,
        "horarios": _hours,
        "fecha": _what_if,
        "historia": history,
    }
    views[view](actor, found)


def _month(_actor: Actor, found: CalendarInForce) -> None:
    today = local_today()
    month = date.fromisoformat(st.session_state.setdefault(_MONTH, today.replace(day=1).isoformat()))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Mes anterior", icon=":material/chevron_left:", on_click=_turn, args=(month, -1))
        st.button("Mes siguiente", icon=":material/chevron_right:", on_click=_turn, args=(month, 1))
        st.button("Hoy", on_click=_turn, args=(today, 0))
    st.subheader(escape(month_title(month)))
    calendar_month(found.calendar, month, today)


def _turn(month: date, months: int) -> None:
    count = month.year * 12 + month.month - 1 + months
    st.session_state[_MONTH] = date(count // 12, count % 12 + 1, 1).isoformat()


def _days(actor: Actor, found: CalendarInForce) -> None:
    years = sorted({year for c in found.calendar.closures for year in (c.on.year, c.last_on.year)})
    if not years:
        return
    this = local_today().year
    year = st.selectbox("Año", years, index=years.index(this) if this in years else len(years) - 1, width=160)
    places = [n for n, c in enumerate(found.calendar.closures) if c.on.year <= year <= c.last_on.year]
    places.sort(key=lambda place: found.calendar.closures[place].on)
    keeps = actor.may(Permission.MANAGE_CATALOGS)
    shown = [found.calendar.closures[place] for place in places]
    chosen = closures_table(shown, chooses=keeps, key=f"calendario_dias_{year}_{found.edition}")
    if not keeps:
        return
    place = places[chosen] if chosen is not None else None
    retired = place is not None and found.calendar.closures[place].retired_on is not None
    with st.container(horizontal=True, vertical_alignment="center"):
        word = "Volver a usar…" if retired else "Retirar…"
        if st.button(word, disabled=place is None, icon=":material/undo:" if retired else ":material/block:"):
            calendar_dialogs.retire(place or 0, found.edition)
        if st.button("Completo hasta…", icon=":material/event_available:"):
            calendar_dialogs.complete()
        if place is None:
            st.caption(
                "Elija un renglón para retirarlo o volver a usarlo; con el teclado, flechas y **Mayús + Espacio**. "
                "Nada se borra."
            )


def _hours(actor: Actor, found: CalendarInForce) -> None:
    current = found.calendar.timetable_on(local_today())
    for place, timetable in enumerate(found.calendar.timetables):
        timetable_card(timetable, now=timetable is current)
        spare = timetable.retired_on is None and len(found.calendar.timetables_used) > 1
        if spare and actor.may(Permission.MANAGE_CATALOGS) and st.button("Retirar…", key=f"horario_{place}"):
            calendar_hours_dialogs.retire_hours(place, found.edition)
    st.caption("Un horario rige desde su fecha y no cambia lo anterior. El primero rige también para atrás.")


def _what_if(actor: Actor, _found: CalendarInForce) -> None:
    zone = ZoneInfo(office().settings.zone)
    catalogs = office().catalogs.now()
    names = {entry.code: f"{entry.code} · {entry.name}" for entry in catalogs.procedure_types}
    on_column, at_column, type_column = st.columns([0.25, 0.2, 0.55])
    on = on_column.date_input("Se envía el", local_today(), format="DD/MM/YYYY", key="calendario_que_dia")
    at = at_column.time_input("A las", time(12), step=60, key="calendario_que_hora")
    kind = type_column.selectbox(
        "Tipo de procedimiento", list(names), format_func=lambda code: names[code], key="calendario_que_tipo"
    )
    if not isinstance(on, date) or at is None:
        return
    found = office().calendar_desk.what_if(actor, datetime.combine(on, at, zone), str(kind))
    st.success(
        f"Se tiene por presentada el **{escape(formats.day(found.filed.on))}** "
        f"({escape(texts.label('filed_in_short', found.filed.reason))}).",
        icon=":material/event:",
    )
    st.markdown("\n".join(f"1. {escape(line)}" for line in derivation_lines(found)))  # markdown-safe: escaped
