"""The privacy notice, to be read and accepted where the person is."""

from collections.abc import Callable

import streamlit as st

from console.formats import escape
from core.domain.institucion import AvisoPrivacidad

_HEIGHT = 260


def privacy_panel(notice: AvisoPrivacidad, accept: Callable[[], None]) -> None:
    """Draw the notice in a frame that scrolls, and the button that accepts it.

    Args:
        notice: the one in force.
        accept: called before the page is drawn again, so that the fields below keep what was typed.
    """
    with st.container(border=True, key="aviso_de_privacidad"):
        st.subheader("Antes de seguir: aviso de privacidad")
        st.caption(
            "Hace falta que lo lea y lo acepte para crear, firmar o enviar. Lo que ya escribió se conserva. "
            f"Versión {escape(notice.version)}."
        )
        with st.container(height=_HEIGHT, border=True):
            st.markdown(f"**{escape(notice.title)}**")
            st.markdown(_body(notice.text))  # markdown-safe: the institution's own text
        st.button("He leído y acepto", type="primary", icon=":material/check:", on_click=accept)


def _body(text: str) -> str:
    """Return the text with headings one step smaller: the page has its own."""
    return "\n".join(f"##{line}" if line.startswith("## ") else line for line in text.splitlines())
