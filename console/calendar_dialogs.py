"""What a supervisor changes in the calendar: its effect is drawn before anything is saved."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from console import texts
from console.calendar_words import days_words
from console.components.calendar_effect import changes_shown, effect_shown
from console.feedback import notify, refusals_shown
from console.formats import escape
from console.guards import require
from console.office import office
from core.domain import calendar_edits
from core.domain.calendar import BusinessCalendar
from core.domain.closures import Closure, ClosureKind
from core.domain.editions import CatalogName
from core.domain.opening_hours import BeforeOpening, OpeningHours, Timetable
from core.domain.people import Actor, Permission

_MOST_REASON, _MOST_BASIS = 500, 300
_FIRST, _LAST = date(2000, 1, 1), date(2100, 12, 31)
_DAY, _OPENS, _CLOSES = "Día", "Abre", "Cierra"


@st.dialog("Declarar suspensión", width="large", dismissible=False)
def suspend() -> None:
    """Ask for days, scope and decree of a suspension."""
    actor = require(Permission.MANAGE_CATALOGS)
    _closing(actor, ClosureKind.SUSPENSION)


@st.dialog("Agregar día inhábil", width="large", dismissible=False)
def add_inhabil() -> None:
    """Ask for days, scope and decree of days without business."""
    actor = require(Permission.MANAGE_CATALOGS)
    _closing(actor, ClosureKind.INHABIL)


def _closing(actor: Actor, kind: ClosureKind) -> None:
    key = f"calendario_{kind}"
    first_column, last_column = st.columns(2)
    bounds = {"min_value": _FIRST, "max_value": _LAST, "format": "DD/MM/YYYY"}
    first = first_column.date_input("Del *", _today(), key=f"{key}_del", **bounds)  # type: ignore[call-overload]  # its own arguments
    last = last_column.date_input("Al (incluido) *", first, key=f"{key}_al", **bounds)  # type: ignore[call-overload]  # its own arguments
    names = {entry.code: f"{entry.code} · {entry.name}" for entry in office().catalogs.now().procedure_types}
    scope = st.multiselect(
        "Solo para estos tipos de procedimiento",
        list(names),
        format_func=lambda code: names[code],
        placeholder="Todos los tipos",
        key=f"{key}_tipos",
    )
    basis = st.text_input(
        "Fundamento *",
        max_chars=_MOST_BASIS,
        key=f"{key}_fundamento",
        placeholder="El acuerdo que lo dispone, como se cita",
    )
    source = st.text_input(
        "Fuente",
        max_chars=_MOST_BASIS,
        key=f"{key}_fuente",
        placeholder="Dónde se publicó; por ejemplo, DOF 24/11/2026",
    )

    def changed(calendar: BusinessCalendar) -> BusinessCalendar | None:
        if not basis.strip():
            return None
        until = last if last != first else None
        told = source.strip() or f"Capturado en pantalla por {actor.name}"
        return calendar_edits.with_closure(
            calendar, Closure(first, kind, basis.strip(), told, frozenset(scope), until)
        )

    _confirm(
        actor, changed, key, "Se declaró la suspensión" if kind is ClosureKind.SUSPENSION else "Se agregó"
    )


@st.dialog("Retirar o volver a usar", width="large", dismissible=False)
def retire(place: int, edition: int) -> None:
    """Ask before an entry is used no more, or again."""
    actor = require(Permission.MANAGE_CATALOGS)
    found = office().calendar_desk.in_force(actor)
    if found.edition != edition or place >= len(found.calendar.closures):
        st.warning("El calendario cambió mientras tanto. Cierre esta ventana y vuelva a elegir el renglón.")
        _close("calendario_retirar")
        return
    closure = found.calendar.closures[place]
    st.markdown(
        f"**{escape(texts.label('closed_day', closure.kind))}** · {escape(days_words(closure))}  \n"
        f"{escape(closure.legal_basis)}"
    )
    if closure.retired_on:
        st.caption("Vuelve a contar como día cerrado.")
        _confirm(
            actor,
            lambda c: calendar_edits.bring_closure_back(c, place),
            "calendario_volver",
            "Se volvió a usar",
        )
    else:
        st.caption(
            "Deja de contar como día cerrado. No se borra: se sigue leyendo, porque con él se calcularon fechas."
        )
        _confirm(
            actor,
            lambda c: calendar_edits.retire_closure(c, place, _today()),
            "calendario_retirar",
            "Se retiró",
        )


@st.dialog("Retirar el horario", width="large", dismissible=False)
def retire_hours(place: int, edition: int) -> None:
    """Ask before a timetable is used no more."""
    actor = require(Permission.MANAGE_CATALOGS)
    found = office().calendar_desk.in_force(actor)
    if found.edition != edition:
        st.warning("El calendario cambió mientras tanto. Cierre esta ventana y vuelva a intentarlo.")
        _close("calendario_horario")
        return
    st.caption("Rige en su lugar el horario anterior. No se borra.")
    _confirm(
        actor,
        lambda c: calendar_edits.retire_timetable(c, place, _today()),
        "calendario_horario",
        "Se retiró",
    )


@st.dialog("Cambiar horario", width="large", dismissible=False)
def change_hours() -> None:
    """Ask from which day on other hours hold."""
    actor = require(Permission.MANAGE_CATALOGS)
    calendar = office().calendar_desk.in_force(actor).calendar
    valid_from = st.date_input(
        "Rige desde el *",
        _today(),
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
    basis = st.text_input("Fundamento *", max_chars=_MOST_BASIS, key="horario_fundamento")

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

    _confirm(actor, changed, "horario", "Se cambió el horario")


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
        table, hide_index=True, disabled=[_DAY], column_config=columns, width="stretch", key="horario_dias"
    )
    st.caption("Deje sin horas los días en que no se abre.")
    found: dict[int, OpeningHours] = {}
    for day, (opens, closes) in enumerate(zip(asked[_OPENS], asked[_CLOSES], strict=True)):
        if not isinstance(opens, time) and not isinstance(closes, time):
            continue
        if not isinstance(opens, time) or not isinstance(closes, time) or opens >= closes:
            st.error(
                f"El {rows[day][1]} necesita la hora en que abre y, después de ella, la hora en que cierra."
            )
            return {}
        found[day] = OpeningHours(opens, closes)
    return found


@st.dialog("Completo hasta", width="medium", dismissible=False)
def complete() -> None:
    """Ask up to which day the institution's own days were entered."""
    actor = require(Permission.MANAGE_CATALOGS)
    calendar = office().calendar_desk.in_force(actor).calendar
    until = st.date_input(
        "Los días inhábiles están completos hasta el *",
        calendar.covered_until or _today(),
        min_value=_FIRST,
        max_value=_LAST,
        format="DD/MM/YYYY",
        key="completo_hasta",
    )
    if isinstance(until, date):
        _confirm(actor, lambda c: calendar_edits.complete_until(c, until), "completo", "Se guardó")


@st.dialog("Cargar un calendario", width="large", dismissible=False)
def import_text(text: str) -> None:
    """Show what a file changes and whose day it moves, and save it."""
    actor = require(Permission.MANAGE_CATALOGS)
    base = office().calendar_desk.in_force(actor).edition
    with refusals_shown():
        found = office().calendar_desk.prospect_of(actor, text)
        changes_shown(found.changes)
        effect_shown(found.effect, office().settings.zone, key="calendario_carga")
        reason = _reason("calendario_carga")
        if st.button("Guardar", type="primary", key="calendario_carga_guardar", disabled=not reason.strip()):
            saved = office().catalog_keeping.save(actor, CatalogName.CALENDAR, text, base, reason)
            notify(f"Se guardó la edición {saved.number} del calendario")
            st.rerun()
    _close("calendario_carga")


def _confirm(
    actor: Actor, changed: Callable[[BusinessCalendar], BusinessCalendar | None], key: str, done: str
) -> None:
    """Draw the effect of a change and its reason, and save it: made from what is in force as it is drawn.

    Args:
        actor: who keeps catalogues.
        changed: the calendar as it is to be; None while something is missing.
        key: of the dialog's widgets.
        done: what is said once it is saved.
    """
    found = office().calendar_desk.in_force(actor)
    with refusals_shown():
        calendar = _sound(changed, found.calendar)
        if calendar is not None:
            prospect = office().calendar_desk.prospect(actor, calendar)
            effect_shown(prospect.effect, office().settings.zone, key=key)
        reason = _reason(key)
        ready = calendar is not None and reason.strip()
        with st.container(horizontal=True):
            go = st.button("Guardar", type="primary", key=f"{key}_guardar", disabled=not ready)
            if st.button("Cancelar", key=f"{key}_cancelar"):
                st.rerun()
        if go and calendar is not None:
            with st.spinner("Guardando y calculando de nuevo las fechas…"):
                saved = office().calendar_desk.save(actor, calendar, found.edition, reason)
            notify(f"{done}. Edición {saved.number} del calendario")
            st.rerun()


def _sound(
    changed: Callable[[BusinessCalendar], BusinessCalendar | None], calendar: BusinessCalendar
) -> BusinessCalendar | None:
    try:
        return changed(replace(calendar))
    except ValueError:
        st.error("El último día no puede ser anterior al primero ni pasar de un año después.")
        return None


def _reason(key: str) -> str:
    return st.text_area(
        "Motivo *",
        max_chars=_MOST_REASON,
        key=f"{key}_motivo",
        help="Queda en la historia del calendario. Si una promoción cambia de fecha, también lo lee quien la promovió.",
        height=80,
    )


def _close(key: str) -> None:
    if st.button("Cerrar", key=f"{key}_cerrar"):
        st.rerun()


def _today() -> date:
    return office().clock.now().astimezone(ZoneInfo(office().settings.zone)).date()
