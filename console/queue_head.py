"""The head of the Bandeja: the next promoción, and for the supervisor sharing many out."""

from collections.abc import Mapping

import streamlit as st

from console import links
from console.components.anchors import anchors, download
from console.feedback import notify, refusals_shown
from console.guards import require
from console.list_address import asked, list_address
from console.office import office
from console.queue_words import given_words
from core.domain.people import Actor, Permission
from core.domain.reviewing import MOST_ASSIGNED


def head(actor: Actor) -> None:
    """Draw title and buttons; *Siguiente* takes what the list's filters let through."""
    title, action = st.columns([0.6, 0.4], vertical_alignment="center")
    title.title("Bandeja")
    with action, st.container(horizontal=True, horizontal_alignment="right"):
        if actor.may(Permission.ASSIGN) and st.button(
            "Repartir…", icon=":material/groups:", key="bandeja_repartir"
        ):
            _share()
        if actor.may(Permission.REVIEW):
            anchors(
                [download("Exportar mi día", links.exported_day("xlsx"), shortcut="e")],
                key="mi_dia",
                width="content",
            )
        following = actor.may(Permission.REVIEW) and st.button(
            "Siguiente",
            type="primary",
            icon=":material/skip_next:",
            shortcut="n",
            key="bandeja_siguiente",
            help="Toma y abre la primera que espera, entre las que dejan ver los filtros.",
        )
    if following:
        _take_next(actor)


def _take_next(actor: Actor) -> None:
    address = list_address(st.query_params.to_dict())
    current = office()
    with refusals_shown():
        folio = current.claims.take_next(actor, asked(address, current.queue.query(actor, address.tab)))
        if folio:
            st.switch_page(links.REVIEW, query_params={"folio": folio, **address.on_first_page().params()})
    st.toast(
        "Nada por tomar con estos filtros." if address.filters else "No hay nada por tomar.",
        icon=":material/inbox:",
    )


@st.dialog("Repartir promociones")
def _share() -> None:
    """Keep the oldest of a type for a clerk."""
    actor = require(Permission.ASSIGN)
    current = office()
    clerks = {clerk.account_id: clerk for clerk in current.assigning.clerks(actor)}
    for clerk in clerks.values():
        busy = f"{clerk.in_review:d} en revisión, {clerk.assigned:d} asignadas, {clerk.held:d} en espera"
        st.text(f"{clerk.name}: {busy}")
    tipo = _choice(
        "Tipo de procedimiento", {t.code: t.name for t in current.catalogs.now().procedure_types}, "tipo"
    )
    count = st.number_input("Cuántas, las que llevan más tiempo", 1, MOST_ASSIGNED, 5, key="repartir_cuantas")
    chosen = _choice("A quién", {str(clerk.account_id): clerk.name for clerk in clerks.values()}, "a_quien")
    pressed = st.button("Repartir", type="primary", disabled=not (tipo and chosen), key="repartir_confirmar")
    if pressed and tipo and chosen:
        with refusals_shown():
            given = current.assigning.assign_some(actor, tipo, int(count), int(chosen))
            notify(given_words(given, int(count), clerks[int(chosen)].name))
            st.rerun()


def _choice(title: str, names: Mapping[str, str], key: str) -> str:
    chosen = st.selectbox(  # markdown-safe: titles are our own
        title,
        list(names),
        format_func=names.__getitem__,
        index=None,
        placeholder="Elija",
        key=f"repartir_{key}",
    )
    return chosen or ""
