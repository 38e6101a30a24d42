"""Interrupciones: when a system could not be used, by whose reports, and what suspension came of it."""

import streamlit as st

from console import formats, links
from console.components.anchors import anchors, go
from console.components.facts import fact_lines
from console.fault_outage_dialogs import correct_dialog, outage_line, withdraw_dialog
from console.fault_suspension import suspend_dialog
from console.formats import escape, escape_lines
from console.office import office
from core.domain.outages import Outage, OutagePage
from core.domain.people import Actor, Permission
from core.services.outages import LISTED

_BEFORE, _LONGEST_NUMBER = "desde", 9


def outage_list(actor: Actor) -> None:
    """Draw the outages, those that wait for a suspension first, and what can be done about them."""
    before = _before()
    page = office().outages.listing(actor, before)
    if not page.rows and not before:
        st.info(
            "No hay interrupciones. Se señalan desde el reporte que las muestra.",
            icon=":material/power_off:",
        )
        return
    _suspending(actor)
    for outage in page.rows:
        _card(outage)
    _turn(page, before)


def _before() -> int:
    """Return how many outages come before the page that the address asks for."""
    asked = st.query_params.get(_BEFORE, "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= _LONGEST_NUMBER else 0


def _turn(page: OutagePage, before: int) -> None:
    if not before and len(page.rows) == page.total:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        shown = f"{before + 1:,d} a {before + len(page.rows):,d}" if page.rows else "Ninguna"
        st.caption(f"{escape(shown)} de {page.total:,d}: primero las que esperan suspensión")
        if before:
            _turning("Anteriores", ":material/chevron_left:", max(0, before - LISTED))
        if before + len(page.rows) < page.total and page.rows:
            _turning("Siguientes", ":material/chevron_right:", before + LISTED)


def _turning(label: str, icon: str, before: int) -> None:
    st.button(label, icon=icon, type="tertiary", on_click=_go_to, args=(before,))


def _go_to(before: int) -> None:
    st.query_params[_BEFORE] = str(before)


def _suspending(actor: Actor) -> None:
    ready = {outage.id: outage for outage in office().outages.pending(actor) if outage.statement.ended_at}
    if not actor.may(Permission.MANAGE_CATALOGS):
        if ready:
            st.caption(
                "La suspensión de los días de una interrupción la declara quien supervisa, desde esta página."
            )
        return
    with st.container(border=True, key="interrupciones_suspender"):
        st.markdown("**Declarar la suspensión de los días de una interrupción**")
        if not ready:
            st.caption("No hay interrupciones terminadas que esperen suspensión.")
            return
        chosen = st.multiselect(
            "Interrupciones terminadas",
            list(ready),
            format_func=lambda number: outage_line(ready[number]),
            placeholder="Elija una o varias",
            select_all=False,
            key="interrupciones_elegidas",
        )
        if st.button(
            "Declarar suspensión…", type="primary", disabled=not chosen, icon=":material/event_busy:"
        ):
            suspend_dialog(tuple(chosen))


def _card(outage: Outage) -> None:
    zone = office().settings.zone
    with st.container(border=True, key=f"interrupcion_{outage.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{escape(outage_line(outage))}**")
            _badge(outage)
        st.markdown(escape_lines(outage.statement.description))
        fact_lines(
            [
                ("La señaló", f"{outage.named_by}, {formats.short_instant(outage.named_at, zone)}"),
                ("Suspensión", outage.suspension),
                ("En el calendario", _edition(outage)),
            ]
        )
        reports = [go(folio, links.fault(folio), "quiet") for folio in outage.folios]
        anchors(reports, key=f"interrupcion_reportes_{outage.id}")
        if outage.suspended_at or outage.withdrawn_at:
            return
        with st.container(horizontal=True):
            if st.button("Corregir…", icon=":material/edit:", key=f"corregir_{outage.id}"):
                correct_dialog(outage)
            if st.button("Retirar…", icon=":material/block:", key=f"retirar_{outage.id}"):
                withdraw_dialog(outage)


def _badge(outage: Outage) -> None:
    if outage.withdrawn_at:
        st.badge("Retirada", icon=":material/block:", color="gray")
    elif outage.suspended_at:
        st.badge("Con suspensión", icon=":material/event_busy:", color="green")
    elif outage.statement.ended_at is None:
        st.badge("Sigue", icon=":material/power_off:", color="red")
    else:
        st.badge("Sin suspensión", icon=":material/hourglass_empty:", color="orange")


def _edition(outage: Outage) -> str:
    if outage.edition is None:
        return ""
    at = formats.short_instant(outage.suspended_at, office().settings.zone)
    return f"edición {outage.edition:d}, {outage.suspended_by}, {at}"
