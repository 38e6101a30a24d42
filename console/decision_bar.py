"""The decision bar, always at the foot of the window, and its dialogs."""

from typing import TYPE_CHECKING

import streamlit as st

from console import formats, links
from console.components.checklist import problems_notice
from console.components.coverage_words import read_so_far
from console.components.scan_notice import scan_notice
from console.components.verdict_panel import verdict_panel
from console.feedback import notify, refusals_shown
from console.formats import escape
from console.guards import require
from console.office import office
from core.domain.people import Actor, Permission
from core.domain.promocion import Rejection
from core.domain.verdict import Outcome, Verdict
from core.domain.workflow import CLOSED, Status

if TYPE_CHECKING:
    from core.services.review import ReviewView


def decision_bar(actor: Actor, view: "ReviewView", verdict: Verdict) -> None:
    """Draw the buttons; those that cannot be used say why in words."""
    reason = why_not(actor, view)
    refused = verdict.outcome is Outcome.FAILED
    with st.bottom, st.container(horizontal=True, vertical_alignment="center"):
        accept = st.button(
            "Aceptar", icon=":material/check:", shortcut="a", type="primary", disabled=bool(reason) or refused
        )
        reject = st.button("Rechazar", icon=":material/close:", shortcut="z", disabled=bool(reason))
        release = st.button("Devolver", icon=":material/undo:", shortcut="x", disabled=bool(reason))
        following = actor.may(Permission.REVIEW) and st.button(
            "Siguiente", icon=":material/skip_next:", shortcut="n"
        )
        back = st.button("Bandeja", icon=":material/inbox:", type="tertiary", shortcut="b")
        if reason or refused:
            st.caption(escape(reason or "Para aceptar: la verificación encontró fallas; vea el veredicto."))
    if accept:
        _accept(view, verdict)
    elif reject:
        _reject(view)
    elif release:
        _release(view)
    elif following:
        _next(actor)
    elif back:
        st.switch_page(links.QUEUE)


def why_not(actor: Actor, view: "ReviewView") -> str:
    """Return why the actor cannot decide, as a sentence; empty when they can."""
    promocion = view.promocion
    if not actor.may(Permission.REVIEW):
        return "Su cuenta puede leer, pero no resolver."
    if promocion.status in CLOSED:
        return "Esta promoción ya está resuelta."
    if not view.held and promocion.claim and promocion.status is Status.UNDER_REVIEW:
        return f"La está revisando {promocion.claim.name}."
    return "" if view.held else "La promoción no está a su cargo."


def _next(actor: Actor) -> None:
    folio = office().review.next_folio(actor)
    if folio:
        st.switch_page(links.REVIEW, query_params={"folio": folio})
    st.switch_page(links.QUEUE)


@st.dialog("Aceptar la promoción", width="medium", dismissible=False)
def _accept(view: "ReviewView", verdict: Verdict) -> None:
    actor = require(Permission.REVIEW)
    _who_and_what(view)
    with st.container(border=True):
        verdict_panel(verdict, office().settings.zone)
    scan_notice(view.documents)
    problems_notice(office().preflight.received(actor, view.promocion.id).now)
    _read(actor, view)
    st.write("Se le dará número de oficialía y se expedirá el acuse de recepción. No se puede deshacer.")
    if _buttons("Aceptar"):
        with refusals_shown():
            with st.spinner("Verificando, numerando y expidiendo el acuse…"):
                promocion = office().deciding.accept(actor, view.promocion.id)
            number = promocion.decision.numero_oficialia if promocion.decision else ""
            notify(f"{promocion.folio} aceptada con el número {number}")
            _next(actor)


@st.dialog("Rechazar la promoción", width="medium", dismissible=False)
def _reject(view: "ReviewView") -> None:
    actor = require(Permission.REVIEW)
    _who_and_what(view)
    _read(actor, view)
    grounds = {g.code: g for g in office().deciding.grounds()}
    code = st.selectbox(
        "Causa *",
        list(grounds),
        index=None,
        format_func=lambda c: grounds[c].title,
        placeholder="Elija la causa del catálogo",
        key="rechazo_causa",
    )
    chosen = grounds.get(code or "")
    if chosen:
        st.caption(f"Fundamento: {escape(chosen.legal_basis)}")
    document = st.selectbox(
        "Documento al que se refiere" + (" *" if chosen and chosen.needs_document else ""),
        ["", *(d.name for d in view.documents)],
        format_func=lambda name: name or "Toda la promoción",
        key="rechazo_documento",
    )
    text = st.text_area(
        "Texto para el promovente *",
        key=f"rechazo_texto_{view.promocion.id}",
        persist_state="session",
        max_chars=4000,
        placeholder="Diga en qué documento y página está el problema y qué debe corregir.",
    )
    st.caption("El promovente lee la causa, este texto y el documento en su constancia de rechazo.")
    if _buttons("Rechazar"):
        with refusals_shown():
            with st.spinner("Expidiendo la constancia de rechazo…"):
                promocion = office().deciding.reject(
                    actor, view.promocion.id, Rejection(code or "", text, document or "")
                )
            notify(f"{promocion.folio} rechazada")
            _next(actor)


@st.dialog("Devolver a la bandeja", dismissible=False)
def _release(view: "ReviewView") -> None:
    actor = require(Permission.REVIEW)
    _who_and_what(view)
    note = st.text_input("Nota para quien la tome después (no la ve el promovente)", max_chars=500)
    if _buttons("Devolver"):
        with refusals_shown():
            office().review.release(actor, view.promocion.id, note)
            notify(f"{view.promocion.folio} devuelta a la bandeja")
            st.switch_page(links.QUEUE)


def _who_and_what(view: "ReviewView") -> None:
    promocion = view.promocion
    st.markdown(
        f"**{escape(promocion.folio)}** · {escape(promocion.fields.procedimiento)}  \n"
        f"{escape(promocion.owner_name)} ({escape(promocion.owner_rfc)}) · {formats.documents(len(view.documents))} · "
        f"se tiene por presentada el {formats.day(promocion.filed_on)}"
    )


def _read(actor: Actor, view: "ReviewView") -> None:
    """Tell how far the documents were read, as it will stay with the decision."""
    read = read_so_far(office().coverage.of(actor, view.promocion.id))
    if read:
        st.caption(escape(f"Lo que usted ha leído, y quedará con la resolución: {read}."))


def _buttons(confirm: str) -> bool:
    with st.container(horizontal=True):
        go = st.button(confirm, type="primary", key="decision_confirmar", shortcut="ctrl+shift+enter")
        if st.button("Cancelar", key="decision_cancelar"):
            st.rerun()
    return go
