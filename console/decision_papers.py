"""The preview of a receipt beside the form that would issue it."""

import hashlib
from collections.abc import Sequence

import streamlit as st

from console import links
from console.components.receipt_preview import receipt_preview
from console.formats import escape


def paper(promocion_id: int, name: str, pages: Sequence[bytes], label: str, *, height: int = 430) -> None:
    """Draw the pages that a service has just drawn, by their own route.

    Args:
        promocion_id: of which promoción.
        name: ``aceptacion`` or ``rechazo``.
        pages: as the service gave them; the route gives the same ones.
        label: what they are, in words.
        height: pixels of the box.
    """
    version = hashlib.sha256(b"".join(pages)).hexdigest()[:16]
    addresses = [links.preview(promocion_id, name, page, version) for page in range(1, len(pages) + 1)]
    st.caption(f"{escape(label)} · sin validez; se expide y se sella al confirmar.")
    receipt_preview(addresses, label, height=height, key=f"vista_previa_{name}_{promocion_id:d}")
