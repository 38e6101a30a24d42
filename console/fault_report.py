"""One report of a fault: what it says, its history, and what can be done about it."""

from collections.abc import Callable
from typing import Literal

import streamlit as st

from console import fault_acts, formats, links, texts
from console.components.anchors import anchors, go
from console.components.facts import facts
from console.fault_list import REPORT
from console.fault_outage_dialogs import join_dialog, leave_dialog, name_dialog
from console.feedback import notify, refusals_shown, show_explanation
from console.formats import escape, escape_lines
from console.office import office
from console.texts import explain
from core.domain.fault_reports import CLOSED_FAULTS, FaultStatus
from core.domain.fault_views import FaultEntry, FaultView
from core.domain.outages import outage_name
from core.domain.people import Actor
from core.errors import NotFound

_COLOURS: dict[FaultStatus, Literal["orange", "blue", "green", "gray"]] = {
    FaultStatus.NEW: "orange",
    FaultStatus.IN_PROGRESS: "blue",
    FaultStatus.RESOLVED: "green",
    FaultStatus.DISMISSED: "gray",
}


def fault_report(actor: Actor, folio: str) -> None:
    """Draw a report and the acts that it admits."""
    st.button("Todos los reportes", icon=":material/arrow_back:", type="tertiary", on_click=_leave)
    try:
        view = office().fault_desk.view(actor, folio)
    except NotFound:
        show_explanation(explain("not_found"))
        return
    _head(view)
    left, right = st.columns([0.62, 0.38], gap="large")
    with left:
        _said(view)
        _history(view.entries)
    with right:
        _acts(actor, view)
        facts(_rows(view))


def _leave() -> None:
    st.query_params.pop(REPORT, None)


def _head(view: FaultView) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(f"{escape(view.row.folio)} · {escape(view.row.system.value)}", width="content")
        st.badge(texts.label("fault_status", view.row.status), color=_COLOURS[view.row.status])
        if view.row.outage:
            st.badge(escape(outage_name(view.row.outage)), icon=":material/power_off:", color="violet")


def _said(view: FaultView) -> None:
    if view.forgotten_at:
        at = formats.short_instant(view.forgotten_at, office().settings.zone)
        st.info(
            f"Los datos personales se borraron el {escape(at)}: venció su plazo.",
            icon=":material/delete_history:",
        )
        return
    st.markdown(f"**{escape(view.row.title)}**")
    st.code(view.problem, language=None, wrap_lines=True)
    if view.promocion_folio or view.error_code:
        facts(
            [("Folio de la promoción", view.promocion_folio), ("Clave del mensaje de error", view.error_code)]
        )


def _rows(view: FaultView) -> list[tuple[str, str]]:
    row, zone = view.row, office().settings.zone
    return [
        ("Quién reporta", row.reporter),
        ("Nombre de usuario", row.username),
        ("Correo", row.email),
        ("Recibido", formats.instant(row.created_at, zone)),
        ("Desde", view.address + (" · con sesión iniciada" if view.signed_in else "")),
        ("Atiende", row.assigned_name or "Nadie todavía"),
        ("Cerrado", formats.instant(view.closed_at, zone) if view.closed_at else ""),
        ("Los datos personales se borran", _forgotten_when(view)),
    ]


def _forgotten_when(view: FaultView) -> str:
    if view.forgotten_at:
        return ""
    if view.row.outage:
        return "Se conservan mientras sustenten la interrupción"
    return f"{office().settings.fault_months} meses después de cerrar el reporte"


def _history(entries: tuple[FaultEntry, ...]) -> None:
    st.markdown("**Historia**")
    zone = office().settings.zone
    for entry in reversed(entries):
        at, what = formats.short_instant(entry.at, zone), texts.label("fault_entry", entry.kind)
        who = f" · {escape(entry.author)}" if entry.author else ""
        lines = [f"**{escape(what)}**{who} · :gray[{escape(at)}]"]
        if entry.text:
            lines.append(escape_lines(entry.text))
        with st.container(border=True):
            st.markdown("  \n".join(lines))  # markdown-safe: every part is escaped above


def _acts(actor: Actor, view: FaultView) -> None:
    row, desk = view.row, office().fault_desk
    with st.container(border=True, key="falla_actos"):
        with st.container(horizontal=True):
            if row.status in CLOSED_FAULTS:
                _opening("Reabrir…", ":material/lock_open:", lambda: fault_acts.reopen(view))
            else:
                _while_open(actor, view)
        with st.container(horizontal=True):
            _opening("Anotar…", ":material/edit_note:", lambda: fault_acts.note(view))
            if row.outage is None:
                _opening("Señalar interrupción…", ":material/power_off:", lambda: name_dialog(view))
                if office().outages.pending(actor):
                    _opening(
                        "Sumar a una interrupción…", ":material/playlist_add:", lambda: join_dialog(view)
                    )
            elif office().outages.outage(actor, row.outage).suspended_at is None:
                _opening("Separar de la interrupción…", ":material/link_off:", lambda: leave_dialog(view))
        if row.assigned_to == actor.account_id and row.status is FaultStatus.IN_PROGRESS:
            _pressed("Devolver", ":material/undo:", lambda: desk.release(actor, row.folio), "Lo devolvió")
    if row.outage:
        anchors([go("Ver las interrupciones", links.OUTAGES, "quiet")], key="falla_interrupciones")


def _while_open(actor: Actor, view: FaultView) -> None:
    row, desk = view.row, office().fault_desk
    if row.assigned_to != actor.account_id:
        label = "Tomar el relevo" if row.assigned_to else "Tomar"
        done = f"Tomó el reporte {row.folio}"
        _pressed(label, ":material/front_hand:", lambda: desk.take(actor, row.folio), done, primary=True)
    _opening("Responder…", ":material/reply:", lambda: fault_acts.reply(view), off=not row.email)
    if row.status is FaultStatus.IN_PROGRESS:
        _opening("Resolver…", ":material/task_alt:", lambda: fault_acts.resolve(view))
    _opening("Descartar…", ":material/block:", lambda: fault_acts.dismiss(view))


def _pressed(label: str, icon: str, act: Callable[[], object], done: str, *, primary: bool = False) -> None:
    look: Literal["primary", "secondary"] = "primary" if primary else "secondary"
    if st.button(escape(label), icon=icon, type=look, key=f"falla_{label}"):
        with refusals_shown():
            act()
            notify(done)
            st.rerun()


def _opening(label: str, icon: str, dialog: Callable[[], None], *, off: bool = False) -> None:
    if st.button(escape(label), icon=icon, disabled=off, key=f"falla_{label}"):
        dialog()
