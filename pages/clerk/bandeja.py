"""Bandeja: what waits to be reviewed, in the order in which it counts (screens.md §1)."""

import math

import streamlit as st

from console import links
from console.components.queue_filters import PAGE, page_key, queue_filters
from console.components.queue_table import open_table
from console.guards import require
from console.office import office
from core.domain.people import Permission

actor = require(Permission.READ_QUEUE)
current = office()
head, action = st.columns([0.7, 0.3], vertical_alignment="center")
head.title("Bandeja")
counts = current.review.counts(actor)
query = queue_filters(current.review.query, actor, counts, current.catalogs)
found = current.review.queue(actor, query)

with action, st.container(horizontal=True, horizontal_alignment="right"):
    following = actor.may(Permission.REVIEW) and st.button(
        "Siguiente",
        type="primary",
        icon=":material/skip_next:",
        shortcut="n",
        help="Abre y toma la primera promoción que espera.",
    )
if following:
    folio = current.review.next_folio(actor)
    if folio:
        st.switch_page(links.REVIEW, query_params={"folio": folio})
    st.toast("No hay nada por tomar.", icon=":material/inbox:")

if found.rows:
    folio = open_table(
        found.rows,
        current.settings.zone,
        current.catalogs,
        current.review.age_minutes,
        now=query.now,
        key=f"cola_{query.tab}",
    )
    if folio:
        st.switch_page(links.REVIEW, query_params={"folio": folio})
else:
    st.info("Nada en esta lista con los filtros actuales.", icon=":material/inbox:")
if found.total > PAGE:
    st.pagination(math.ceil(found.total / PAGE), key=page_key(query))
    st.caption(f"{found.total:,d} promociones")
