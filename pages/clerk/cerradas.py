"""Cerradas: what was accepted or rejected, with its receipts and exports."""

import math
from dataclasses import replace

import streamlit as st

from console import links
from console.components.anchors import anchors, download
from console.components.queue_filters import PAGE, page_key
from console.components.queue_table import closed_table
from console.guards import require
from console.office import office
from core.domain.people import Permission
from core.domain.queue import Tab

actor = require(Permission.READ_QUEUE)
current = office()
st.title("Cerradas")
box, exports = st.columns([0.6, 0.4], vertical_alignment="bottom")
with box:
    search = st.text_input(
        "Buscar",
        placeholder="Folio, número de oficialía, expediente, RFC, promovente o procedimiento",
        icon=":material/search:",
        type="search",
        key="buscar_cerradas",
        bind="query-params",
    )
with exports:
    kinds = {"Exportar a Excel": "xlsx", "Exportar a CSV": "csv"}
    anchors([download(n, links.closed_list(k, str(search or ""))) for n, k in kinds.items()], key="exportar")
query = replace(
    current.review.query(actor, Tab.CLOSED), search=str(search or ""), sort="decided_at", descending=True
)
page = int(st.session_state.get(page_key(query), 1))
query = replace(query, limit=PAGE, offset=(page - 1) * PAGE)
found = current.review.queue(actor, query)
if found.rows:
    chosen = [
        found.rows[i]
        for i in closed_table(found.rows, current.settings.zone, current.catalogs, key="cerradas")
    ]
    if chosen:
        names = f"Descargar los acuses de las {len(chosen):d} marcadas (ZIP)"
        anchors([download(names, links.receipts([r.id for r in chosen]), "primary")], key="acuses")
        for row in chosen[:5]:
            st.page_link(
                links.REVIEW, label=f"Abrir {row.folio}", query_params={"folio": row.folio}
            )  # markdown-safe: a folio of ours
    else:
        st.caption("Marque una o varias filas para abrirlas o descargar sus acuses.")
else:
    st.info("Ninguna promoción cerrada coincide.", icon=":material/task_alt:")
if found.total > PAGE:
    st.pagination(math.ceil(found.total / PAGE), key=page_key(query))
