"""The foot of every page."""

from functools import cache
from importlib.metadata import version

import streamlit as st

from console import links
from console.components.anchors import anchors, go
from console.formats import escape
from core.domain.institucion import Institucion


@cache
def product_version() -> str:
    """Return the version that is installed, ``0.1.0``."""
    return version("oficialia")


def footer(institucion: Institucion, clock: str, *, files: bool) -> None:
    """Draw the links that the manual puts on every page; *Crear promoción* for who files.

    Args:
        institucion: in force.
        clock: by which hour everything on the page is told, «hora del centro de México, UTC−6».
        files: whether the person files.
    """
    st.divider()
    with st.container(horizontal=True, gap="medium", key="footer", vertical_alignment="center"):
        if files:
            st.page_link(links.CREATE, label="Crear promoción", icon=":material/add:")
        st.page_link(links.HELP, label="Ayuda", icon=":material/help:")
        st.page_link(links.CONTACT, label="Contacto", icon=":material/call:")
        st.page_link(links.FAULTS, label="Reporte de fallas", icon=":material/report:")
        anchors(
            [
                go("Aviso de privacidad", "/aviso-de-privacidad", "quiet"),
                go("Verificar un acuse", "/verificar", "quiet"),
            ],
            key="footer_paginas",
            width="content",
        )
    st.caption(
        f"Fechas y horas: {escape(clock)}  \n"
        f"{escape(institucion.name)} · {escape(institucion.unit)} · versión {escape(product_version())}"
    )
