"""The filer's list of promociones: a row each, its folio a link."""

from collections.abc import Sequence

import streamlit as st

from console import formats, links, texts
from console.components.badges import status_badge
from console.filed_words import in_short
from core.domain.promocion import Promocion


def promocion_list(promociones: Sequence[Promocion], zone: str) -> None:
    """Draw the rows."""
    for promocion in promociones:
        with st.container(border=True, key=f"promocion-{promocion.id}"):
            _row(promocion, zone)


def _row(promocion: Promocion, zone: str) -> None:
    link, title, state = st.columns([0.25, 0.56, 0.19], vertical_alignment="center")
    with link:
        st.page_link(
            links.PROMOCION, label=formats.escape(promocion.folio), query_params={"folio": promocion.folio}
        )
    with title:
        st.markdown(f"**{formats.escape(promocion.fields.procedimiento)}**")
        st.caption(formats.escape(_summary(promocion, zone)))
    with state:
        status_badge(promocion.status)


def _summary(promocion: Promocion, zone: str) -> str:
    number = promocion.decision.numero_oficialia if promocion.decision else ""
    parts = [
        number,
        texts.label("tipo_promocion", promocion.fields.tipo_promocion),
        f"expediente {promocion.fields.expediente}" if promocion.fields.expediente else "",
        _reopened(promocion, zone),
        in_short(promocion.filed_on, promocion.filed_reason) if promocion.filed_on else "",
        f"modificada {formats.short_instant(promocion.updated_at, zone)}",
    ]
    return " · ".join(p for p in parts if p)


def _reopened(promocion: Promocion, zone: str) -> str:
    """Return that the decision was undone, until there is another."""
    at = promocion.standing.reopened_at
    return f"reabierta el {formats.short_instant(at, zone)}" if at and promocion.decision is None else ""
