"""Interrupciones: when a system could not be used, by whose reports, and what suspension came of it."""

import streamlit as st

from console import formats, links
from console.components.anchors import anchors, go
from console.components.facts import fact_lines
from console.fault_outage_dialogs import correct_dialog, outage_line, withdraw_dialog
from console.fault_suspension import suspend_dialog
from console.formats import escape, escape_lines
from console.office import office
from core.domain.outages import Outage
from core.domain.people import Actor, Permission


def outage_list(actor: Actor) -> None:
    """Draw the outages, those that wait for a suspension first, and what can be done about them."""
    outages = office().outages.listing(actor)
    if not outages:
        st.info(
            "No hay interrupciones. Se señalan desde el reporte que las muestra.",
            icon=":material/power_off:",
        )
        return
    _suspending(actor, outages)
    for outage in outages:
        _card(outage)


def _suspending(actor: Actor, outages: tuple[Outage, ...]) -> None:
    ready = {outage.id: outage for outage in outages if _is_ready(outage)}
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


def _is_ready(outage: Outage) -> bool:
    return not (outage.suspended_at or outage.withdrawn_at) and outage.statement.ended_at is not None


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
