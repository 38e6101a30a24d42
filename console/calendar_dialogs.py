"""What a supervisor changes in the calendar: its effect is drawn before anything is saved."""

from datetime import date

import streamlit as st

from console import texts
from console.calendar_confirming import (
    LONGEST_BASIS,
    ask_go,
    ask_reason,
    close,
    confirm,
    has_reason,
    told_words,
)
from console.calendar_words import days_words
from console.components.calendar_effect import changes_shown, effect_shown
from console.feedback import notify, refusals_shown
from console.formats import escape
from console.guards import require
from console.office import local_today, office
from core.domain import calendar_edits
from core.domain.calendar import BusinessCalendar
from core.domain.closures import FIRST_YEAR, LAST_YEAR, Closure, ClosureKind
from core.domain.editions import CatalogName
from core.domain.people import Actor, Permission
from core.domain.refiling import Effect

_FIRST, _LAST = date(2000, 1, 1), date(2100, 12, 31)


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
    first = first_column.date_input("Del *", local_today(), key=f"{key}_del", **bounds)  # type: ignore[call-overload]  # its own arguments
    # empty at first: a default of today would also close today where only yesterday is meant
    last = last_column.date_input("Al (incluido), si son varios días", None, key=f"{key}_al", **bounds)  # type: ignore[call-overload]  # its own arguments
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
        max_chars=LONGEST_BASIS,
        key=f"{key}_fundamento",
        placeholder="El acuerdo que lo dispone, como se cita",
    )
    source = st.text_input(
        "Fuente",
        max_chars=LONGEST_BASIS,
        key=f"{key}_fuente",
        placeholder="Dónde se publicó; por ejemplo, DOF 24/11/2026",
    )

    def changed(calendar: BusinessCalendar) -> BusinessCalendar | None:
        if not basis.strip():
            return None
        until = last if last != first else None  # one day alone has no last one
        told = source.strip() or f"Capturado en pantalla por {actor.name}"
        return calendar_edits.with_closure(
            calendar, Closure(first, kind, basis.strip(), told, frozenset(scope), until)
        )

    confirm(
        actor, changed, key, "Se declaró la suspensión" if kind is ClosureKind.SUSPENSION else "Se agregó"
    )


@st.dialog("Retirar o volver a usar", width="large", dismissible=False)
def retire(place: int, edition: int) -> None:
    """Ask before an entry is used no more, or again."""
    actor = require(Permission.MANAGE_CATALOGS)
    found = office().calendar_desk.in_force(actor)
    if found.edition != edition or place >= len(found.calendar.closures):
        st.warning("El calendario cambió mientras tanto. Cierre esta ventana y vuelva a elegir el renglón.")
        close("calendario_retirar")
        return
    closure = found.calendar.closures[place]
    st.markdown(
        f"**{escape(texts.label('closure_kind', closure.kind))}** · {escape(days_words(closure))}  \n"
        f"{escape(closure.legal_basis)}"
    )
    if closure.retired_on:
        st.caption("Vuelve a contar como día cerrado.")
        confirm(
            actor,
            lambda c: calendar_edits.bring_closure_back(c, place),
            "calendario_volver",
            "Se volvió a usar",
        )
    else:
        st.caption(
            "Deja de contar como día cerrado. No se borra: se sigue leyendo, porque con él se calcularon fechas."
        )
        confirm(
            actor,
            lambda c: calendar_edits.retire_closure(c, place, local_today()),
            "calendario_retirar",
            "Se retiró",
        )


@st.dialog("Completo hasta", width="medium", dismissible=False)
def complete() -> None:
    """Ask up to which day the institution's own days were entered."""
    actor = require(Permission.MANAGE_CATALOGS)
    calendar = office().calendar_desk.in_force(actor).calendar
    until = st.date_input(
        "Los días inhábiles están completos hasta el *",
        calendar.covered_until or local_today(),
        min_value=date(FIRST_YEAR, 1, 1),  # as a file may say it: the field would fail at another day
        max_value=date(LAST_YEAR, 12, 31),
        format="DD/MM/YYYY",
        key="completo_hasta",
    )
    if isinstance(until, date):
        confirm(actor, lambda c: calendar_edits.complete_until(c, until), "completo", "Se guardó")


@st.dialog("Cargar un calendario", width="large", dismissible=False)
def import_text(text: str, base: int) -> None:
    """Show what a file changes in edition ``base`` and whose day it moves, and save it."""
    actor = require(Permission.MANAGE_CATALOGS)
    with refusals_shown():
        reason, effect = _previewed(actor, text, "calendario_carga")
        said = st.container()
        if ask_go("Guardar", "calendario_carga") and has_reason(reason, said):
            saved = office().catalog_keeping.save(actor, CatalogName.CALENDAR, text, base, reason)
            notify(f"Se guardó la edición {saved.number:d} del calendario. {told_words(effect)}")
            st.rerun()
        return
    close("calendario_carga")


@st.dialog("Restaurar una edición", width="large", dismissible=False)
def restore(number: int, base: int) -> None:
    """Show what changes in edition ``base`` if an earlier one holds again, and save that."""
    actor = require(Permission.MANAGE_CATALOGS)
    keeping = office().catalog_keeping
    st.write(
        f"Se guardará como edición {base + 1:d} lo que decía la {number:d}. Nada se borra: los días y horarios "
        "que entonces no existían quedan retirados desde hoy."
    )
    with refusals_shown():
        text = keeping.as_restored(actor, CatalogName.CALENDAR, number)
        reason, effect = _previewed(actor, text, "calendario_restaurar")
        said = st.container()
        if ask_go("Restaurar", "calendario_restaurar") and has_reason(reason, said):
            saved = keeping.restore(actor, CatalogName.CALENDAR, number, base, reason)
            notify(f"Se restauró la edición {number:d} como edición {saved.number:d}. {told_words(effect)}")
            st.rerun()
        return
    close("calendario_restaurar")


def _previewed(actor: Actor, text: str, key: str) -> tuple[str, Effect]:
    """Draw what a document changes and whose day it moves; return the reason that is written, and the effect."""
    found = office().calendar_desk.prospect_of(actor, text)
    changes_shown(found.changes)
    effect_shown(found.effect, office().settings.zone, key=key)
    return ask_reason(key), found.effect
