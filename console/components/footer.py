"""The foot of every page."""

import streamlit as st

from console import links


def footer(*, files: bool) -> None:
    """Draw the links that the manual puts on every page; *Crear promoción* for who files."""
    st.divider()
    with st.container(horizontal=True, gap="medium", key="footer"):
        if files:
            st.page_link(links.CREATE, label="Crear promoción", icon=":material/add:")
        st.page_link(links.HELP, label="Ayuda", icon=":material/help:")
        st.page_link(links.CONTACT, label="Contacto", icon=":material/call:")
        st.page_link(links.FAULTS, label="Reporte de fallas", icon=":material/report:")
