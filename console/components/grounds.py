"""Why a promoción is rejected, as its filer reads it: one drawing for the filer and for the clerk's preview of it."""

import streamlit as st

from console.formats import escape, escape_lines
from core.domain.catalogs import Ground
from core.domain.promocion import Rejection

_LONG, _TALL = 600, 260
"""Characters of a text from which on its box scrolls, at this height in pixels."""


def place_in_words(document: str, page: int | None) -> str:
    """Return where the problem stands: «Escrito.pdf», página 3; empty where no document was named."""
    if not document:
        return ""
    return f"«{document}»" + (f", página {page:d}" if page else "")


def told_to_filer(ground: Ground | None, rejection: Rejection, *, key: str) -> None:
    """Draw ground, text, document and page, and what can be done about it; what is missing shows as missing.

    Args:
        ground: of the catalogue, retired or not.
        rejection: as the filer reads it.
        key: the instance.
    """
    where = place_in_words(rejection.document, rejection.page)
    lines = [
        f":red[:material/cancel: **Rechazada: {escape(ground.title) if ground else '(falta la causa)'}**]",
        escape_lines(rejection.text) or ":gray[(falta el texto)]",
        f":gray[Documento:] {escape(where)}" if where else "",
        f":gray[Fundamento:] {escape(ground.legal_basis)}" if ground else "",
        f":gray[Qué puede hacer:] {escape(ground.advice)}" if ground else "",
    ]
    long = len(rejection.text) > _LONG
    with st.container(border=True, key=key, height=_TALL if long else "content"):
        st.markdown("  \n".join(line for line in lines if line))  # markdown-safe: every part is escaped above
