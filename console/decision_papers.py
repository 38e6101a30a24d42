"""The preview of a receipt beside the form that would issue it."""

import hashlib
from collections.abc import Callable, Sequence

import streamlit as st

from console import links
from console.components.receipt_preview import receipt_preview
from console.formats import escape
from core.errors import Refusal


def paper(
    promocion_id: int, name: str, draw: Callable[[], Sequence[bytes]], label: str, *, height: int = 430
) -> None:
    """Draw the pages that a service draws, by their own route; a word where it gives none.

    What forbids the preview forbids the decision as well, which says why when it is confirmed.

    Args:
        promocion_id: of which promoción.
        name: ``aceptacion`` or ``rechazo``.
        draw: returns the pages; the route gives the same ones.
        label: what they are, in words.
        height: pixels of the box.
    """
    try:
        pages = draw()
    except Refusal:
        st.caption(f"{escape(label)}: no disponible.")
        return
    version = hashlib.sha256(b"".join(pages)).hexdigest()[:16]
    addresses = [links.preview(promocion_id, name, page, version) for page in range(1, len(pages) + 1)]
    st.caption(f"{escape(label)} · sin validez; se expide y se sella al confirmar.")
    receipt_preview(addresses, label, height=height, key=f"vista_previa_{name}_{promocion_id:d}")
