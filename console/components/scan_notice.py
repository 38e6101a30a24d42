"""What whoever accepts a filing must know of the antivirus: what it found, and what it has not seen."""

from collections.abc import Iterable

import streamlit as st

from console import formats
from console.formats import escape
from core.domain.promocion import Document, Scan

_NAMED = 5


def scan_notice(documents: Iterable[Document]) -> None:
    """Draw a notice of infected documents and one of those not scanned; nothing where all are clean."""
    seen = tuple(documents)
    infected = [document for document in seen if document.scan == Scan.INFECTED]
    waiting = [document for document in seen if document.scan == Scan.NOT_SCANNED]
    if infected:
        st.error(
            f"El antivirus encontró una amenaza en {escape(_named(infected))}. "
            "Un archivo infectado es causa de rechazo del catálogo.",
            icon=":material/coronavirus:",
        )
    if waiting:
        st.warning(
            f"El antivirus no ha revisado {escape(_named(waiting))}. Se le preguntará una vez más "
            "al aceptar; si no responde, eso no afecta al promovente.",
            icon=":material/hourglass_empty:",
        )


def _named(documents: list[Document]) -> str:
    names = ", ".join(f"«{document.name}»" for document in documents[:_NAMED])
    more = len(documents) - _NAMED
    return f"{names} y {formats.documents(more)} más" if more > 0 else names
