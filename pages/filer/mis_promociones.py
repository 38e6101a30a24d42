"""Mis promociones: the views Abiertas, Cerradas and Todas, with the manual's search (§10)."""

import math

import streamlit as st

from console import links
from console.components.promocion_list import promocion_list
from console.guards import require
from console.office import office
from core.domain.people import Permission

actor = require(Permission.FILE)
PAGE = 20
VIEWS = {"abiertas": "Abiertas", "cerradas": "Cerradas", "todas": "Todas"}

head, action = st.columns([0.75, 0.25], vertical_alignment="bottom")
head.title("Mis promociones")
with action, st.container(horizontal=True, horizontal_alignment="right"):
    if st.button("Crear promoción", type="primary", icon=":material/add:"):
        st.switch_page(links.CREATE)
choice, box = st.columns([0.4, 0.6], vertical_alignment="bottom")
with choice:
    view = st.segmented_control(
        "Vista",
        list(VIEWS),
        default="abiertas",
        required=True,
        format_func=lambda code: VIEWS[code],
        key="vista",
        bind="query-params",
    )
with box:
    search = st.text_input(
        "Buscar",
        placeholder="Procedimiento, número de expediente o número de oficialía",
        icon=":material/search:",
        type="search",
        key="buscar",
        bind="query-params",
    )
page_key = f"pagina_{view}_{search}"
page = int(st.session_state.get(page_key, 1))
found, total = office().filing.mine(actor, str(view), str(search or ""), limit=PAGE, offset=(page - 1) * PAGE)
promocion_list(found, office().settings.zone)
if total > PAGE:
    st.pagination(math.ceil(total / PAGE), key=page_key)
elif not total and search:
    st.info("Ninguna promoción de esta vista coincide con la búsqueda.", icon=":material/search_off:")
elif not total:
    st.info(
        "No hay promociones en esta vista. Las abiertas son las que no ha enviado o están en validación; "
        "las cerradas, las aceptadas o rechazadas.",
        icon=":material/folder_open:",
    )
