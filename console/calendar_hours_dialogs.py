"""Changing the hours from a day on, and taking hours back: dialogs of the calendar's page."""

from datetime import date, time

import pandas as pd
import streamlit as st

from console import texts
from console.calendar_confirming import LONGEST_BASIS, close, confirm
from console.formats import escape
from console.guards import require
from console.office import local_today, office
from core.domain import calendar_edits
from core.domain.calendar import BusinessCalendar
from core.domain.opening_hours import BeforeOpening, OpeningHours, Timetable
from core.domain.people import Permission

_FIRST, _LAST = date(2000, 1, 1), date(2100, 12, 31)
_DAY, _OPENS, _CLOSES = "Día", "Abre", "Cierra"


@st.dialog("Cambiar horario", width="large", dismissible=False)
def change_hours() -> None:
    """Ask from which day on other hours hold."""
    actor = require(Permission.MANAGE_CATALOGS)
    calendar = office().calendar_desk.in_force(actor).calendar
    valid_from = st.date_input(
        "Rige desde el *",
        local_today(),
        min_value=_FIRST,
        max_value=_LAST,
        format="DD/MM/YYYY",
        key="horario_desde",
    )
    if not isinstance(valid_from, date):
        return
    current = calendar.timetable_on(valid_from)
    hours = _hours_asked(current)
    codes = list(BeforeOpening)
    early = st.radio(
        "Lo enviado en día hábil antes de abrir cuenta",
        codes,
        index=codes.index(current.before_opening),
        format_func=lambda code: texts.label("before_opening", code),
        horizontal=True,
        key="horario_antes",
    )
    basis = st.text_input("Fundamento *", max_chars=LONGEST_BASIS, key="horario_fundamento")

    def changed(calendar: BusinessCalendar) -> BusinessCalendar | None:
        if not hours or not basis.strip():
            return None
        source = f"Capturado en pantalla por {actor.name}"
        added = Timetable(hours, valid_from, BeforeOpening(early), basis.strip(), source)
        try:
            return calendar_edits.with_timetable(calendar, added)
        except ValueError:
            st.error("Ya hay un horario que rige desde ese día. Retírelo primero o elija otro día.")
            return None

    confirm(actor, changed, "horario", "Se cambió el horario")


def _hours_asked(current: Timetable) -> dict[int, OpeningHours]:
    """Draw a row for each weekday; return the hours of those that have both, nothing where a row is wrong."""
    rows = [(current.hours.get(day), texts.label("weekday", str(day))) for day in range(7)]
    table = pd.DataFrame(
        {
            _DAY: [name for _, name in rows],
            _OPENS: [hours.opens if hours else None for hours, _ in rows],
            _CLOSES: [hours.closes if hours else None for hours, _ in rows],
        }
    )
    columns = {name: st.column_config.TimeColumn(name, format="HH:mm", step=60) for name in (_OPENS, _CLOSES)}
    asked = st.data_editor(
        table,
        hide_index=True,
        disabled=[_DAY],
        column_config=columns,
        width="stretch",
        placeholder="no abre",
        key="horario_dias",
    )
    st.caption("Deje sin horas los días en que no se abre.")
    found: dict[int, OpeningHours] = {}
    for day, (opens, closes) in enumerate(zip(asked[_OPENS], asked[_CLOSES], strict=True)):
        if not isinstance(opens, time) and not isinstance(closes, time):
            continue
        if not isinstance(opens, time) or not isinstance(closes, time) or opens >= closes:
            st.error(
                f"El {escape(rows[day][1])} necesita la hora en que abre y, después de ella, la hora en que cierra."
            )
            return {}
        found[day] = OpeningHours(opens, closes)
    return found


@st.dialog("Retirar el horario", width="large", dismissible=False)
def retire_hours(place: int, edition: int) -> None:
    """Ask before a timetable is used no more."""
    actor = require(Permission.MANAGE_CATALOGS)
    found = office().calendar_desk.in_force(actor)
    if found.edition != edition:
        st.warning("El calendario cambió mientras tanto. Cierre esta ventana y vuelva a intentarlo.")
        close("calendario_horario")
        return
    st.caption("Rige en su lugar el horario anterior. No se borra.")
    confirm(
        actor,
        lambda c: calendar_edits.retire_timetable(c, place, local_today()),
        "calendario_horario",
        "Se retiró",
    )
