"""The verdict as a clerk reads it: three lines and what to do."""

import streamlit as st

from console import formats, texts
from console.components.badges import outcome_badge
from console.components.report_values import conclusion_lines
from console.formats import escape
from core.domain.verdict import Outcome, Verdict


def verdict_panel(verdict: Verdict, zone: str) -> None:
    """Draw the bottom line and the three conclusions, one line each, with what to do."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown("**Veredicto**")
        outcome_badge(texts.label("verdict", verdict.outcome), verdict.outcome)
    lines = [
        f"**{line.mark} {escape(line.name)}:** {escape(line.sentence)}" for line in conclusion_lines(verdict)
    ]
    st.markdown("  \n".join(lines))  # markdown-safe: own marks, the rest is escaped above
    for text in _what_to_do(verdict):
        st.markdown(f":material/arrow_forward: **Qué hacer:** {escape(text)}")
    st.caption(f"Verificado {formats.instant(verdict.made_at, zone)}")


def _what_to_do(verdict: Verdict) -> list[str]:
    open_checks = [c for c in verdict.checks if c.outcome is not Outcome.PASSED]
    return list(dict.fromkeys(t for t in (texts.check_text(c).do for c in open_checks) if t))


def manifest_table(verdict: Verdict) -> None:
    """Draw the signed manifest, a mark for each line that the stored bytes match now."""
    rows = [
        {
            "": "✔ coincide" if match.matches else "✖ no coincide",
            "Archivo": formats.cell(match.name),
            "Tamaño": formats.size(match.size_bytes),
            "SHA-256 firmado": match.expected or "— (no está en el manifiesto)",
            "SHA-256 guardado": match.actual or "— (falta)",
        }
        for match in verdict.matches
    ]
    st.dataframe(
        rows, hide_index=True, key="manifest", alt="Manifiesto firmado contra los archivos guardados"
    )
